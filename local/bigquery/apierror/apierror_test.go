package apierror_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"capidemo.dev/platform/local/bigquery/apierror"
)

func TestReasonsHaveTheirStatus(t *testing.T) {
	t.Parallel()
	for _, err := range []*apierror.Error{
		apierror.NotFound("x"), apierror.Duplicate("x"), apierror.Invalid("x"), apierror.InvalidQuery("x"), apierror.InUse("x"),
		apierror.NotImplemented("x"), apierror.BytesBilledLimit(1, 2), apierror.TooLarge("x"), apierror.Stopped(), apierror.TimedOut(),
		apierror.ResourcesExceeded("x"), apierror.Internal(errors.New("x")),
	} {
		if got := apierror.StatusOf(err.Reason); got != err.Status {
			t.Errorf("reason %s has status %d in a request and %d in a job", err.Reason, err.Status, got)
		}
		if proto := err.Proto(); proto.Reason != err.Reason || proto.Message != err.Error() {
			t.Errorf("%v becomes %v in a job", err, proto)
		}
	}
}

func TestFrom(t *testing.T) {
	t.Parallel()
	for err, reason := range map[error]string{
		fmt.Errorf("at work: %w", apierror.NotFound("x")): "notFound", context.Canceled: "stopped", context.DeadlineExceeded: "timeout",
		errors.New("anything"): "internalError",
	} {
		if got := apierror.From(err).Reason; got != reason {
			t.Errorf("%v has reason %s, want %s", err, got, reason)
		}
	}
}
