package fault_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"capidemo.dev/platform/shared/fault"
)

func TestEveryKindHasARule(t *testing.T) {
	t.Parallel()
	slugs := map[string]fault.Kind{}
	for kind := fault.Internal; kind <= fault.FactorMissing; kind++ {
		rule := fault.RuleOf(kind)
		if rule.Slug == "" || rule.Title == "" || rule.Status < 400 {
			t.Errorf("kind %d has no complete rule: %+v", kind, rule)
		}
		if other, taken := slugs[rule.Slug]; taken {
			t.Errorf("kinds %d and %d share the slug %q", kind, other, rule.Slug)
		}
		slugs[rule.Slug] = kind
	}
}

func TestKindSurvivesWrapping(t *testing.T) {
	t.Parallel()
	cause := errors.New("connection reset")
	err := fmt.Errorf("demos: %w", fault.Wrap(fault.Unavailable, cause, "Firestore did not answer").After(3*time.Second))
	if got := fault.KindOf(err); got != fault.Unavailable {
		t.Errorf("KindOf = %v, want unavailable", got)
	}
	if !errors.Is(err, cause) {
		t.Error("the cause is lost")
	}
	if !fault.Retryable(err) || fault.RetryAfter(err) != 3*time.Second {
		t.Errorf("retryable %v after %v, want true after 3s", fault.Retryable(err), fault.RetryAfter(err))
	}
}

func TestUnclassifiedErrorsTellPeopleNothing(t *testing.T) {
	t.Parallel()
	secret := errors.New("dial tcp 10.1.2.3: password=hunter2")
	for _, err := range []error{secret, fault.Wrap(fault.Internal, secret, "reading tenants/other/demos")} {
		if got := fault.Message(err); got != "Something failed on our side. Try again; if it stays, report the request id." {
			t.Errorf("Message(%v) = %q", err, got)
		}
	}
	if got := fault.KindOf(context.DeadlineExceeded); got != fault.Timeout {
		t.Errorf("deadline is %v, want timeout", got)
	}
	if fault.Retryable(nil) {
		t.Error("nil is not retryable")
	}
}
