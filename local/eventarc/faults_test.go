package eventarc_test

import (
	"sync"
	"testing"

	"capidemo.dev/platform/local/eventarc"
)

func TestFaults(t *testing.T) {
	t.Parallel()
	once := func() func(eventarc.Event) bool {
		var first sync.Once
		return func(eventarc.Event) (lose bool) { first.Do(func() { lose = true }); return lose }
	}
	for name, test := range map[string]struct {
		around func(eventarc.Deliver) eventarc.Deliver
		want   int
	}{
		"duplicate serially":    {eventarc.Duplicate(10, false), 10},
		"duplicate in parallel": {eventarc.Duplicate(10, true), 10},
		"drop a request":        {eventarc.DropRequest(once()), 1},
		"drop a response":       {eventarc.DropResponse(once()), 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, received := function(t, nil)
			o := options(t, url)
			o.Around = test.around
			d := dispatcher(t, o)
			post(t, d, "created", "x")
			for range test.want {
				next(t, received)
			}
			stop(t, d)
			if extra := len(received); extra != 0 {
				t.Errorf("%d deliveries too many", extra)
			}
		})
	}
}

func TestGateReorders(t *testing.T) {
	t.Parallel()
	url, received := function(t, nil)
	gate := eventarc.NewGate()
	o := options(t, url)
	o.Around = gate.Around
	d := dispatcher(t, o)
	post(t, d, "created", "first")
	first := next(t, gate.Arrived())
	post(t, d, "created", "second")
	second := next(t, gate.Arrived())
	for _, held := range []eventarc.Held{second, first} {
		held.Release()
		if id := next(t, received).header.Get("Ce-Id"); id != held.Event.ID() {
			t.Errorf("delivered %s, want %s", id, held.Event.ID())
		}
	}
}
