package main

import (
	"errors"
	"testing"

	"capidemo.dev/platform/shared/demo"
)

func TestTheWorstVerdictDecidesTheExitCode(t *testing.T) {
	t.Parallel()
	of := func(verdicts ...demo.Verdict) (out []examined) {
		for _, v := range verdicts {
			out = append(out, examined{Status: v})
		}
		return out
	}
	for want, results := range map[int][]examined{
		0:         of(demo.VerdictGreen, demo.VerdictGreen),
		amberCode: of(demo.VerdictAmber, demo.VerdictGreen),
		redCode:   of(demo.VerdictGreen, demo.VerdictAmber, demo.VerdictRed),
	} {
		if got := exitCode(worst(results)); got != want {
			t.Errorf("%v ends with %d, want %d", results, got, want)
		}
	}
	if exitCode(errors.New("no such template")) != 1 {
		t.Error("another error has another code")
	}
}
