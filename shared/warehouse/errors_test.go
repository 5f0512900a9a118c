package warehouse

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"testing"

	"cloud.google.com/go/bigquery"
	"google.golang.org/api/googleapi"

	"capidemo.dev/platform/shared/fault"
)

func TestErrorsHaveTheirKind(t *testing.T) {
	t.Parallel()
	answered := func(code int, reason string) error {
		return &googleapi.Error{Code: code, Message: "words", Errors: []googleapi.ErrorItem{{Reason: reason}}}
	}
	cases := []struct {
		err   error
		kind  fault.Kind
		retry bool
	}{
		{answered(404, "notFound"), fault.NotFound, false},
		{answered(409, "duplicate"), fault.Conflict, false},
		{answered(403, "accessDenied"), fault.Forbidden, false},
		{answered(403, "rateLimitExceeded"), fault.RateLimited, true},
		{answered(403, "quotaExceeded"), fault.QuotaExceeded, false},
		{answered(400, "invalidQuery"), fault.Invalid, false},
		{answered(400, "unheard of"), fault.Invalid, false},
		{answered(429, ""), fault.RateLimited, true},
		{answered(500, "backendError"), fault.Unavailable, true},
		{answered(503, ""), fault.Unavailable, true},
		{&bigquery.Error{Reason: "jobRateLimitExceeded"}, fault.RateLimited, true},
		{&bigquery.Error{Reason: "bytesBilledLimitExceeded"}, fault.TooLarge, false},
		{&bigquery.Error{Reason: "notFound"}, fault.NotFound, false},
		{fmt.Errorf("job: %w", &bigquery.Error{Reason: "stopped"}), fault.Cancelled, true},
		{&url.Error{Op: "Post", URL: "http://x", Err: errors.New("connection refused")}, fault.Unavailable, true},
		{context.DeadlineExceeded, fault.Timeout, true},
		{&url.Error{Op: "Get", URL: "http://x", Err: context.Canceled}, fault.Cancelled, true},
		{errors.New("anything"), fault.Internal, true},
	}
	for _, c := range cases {
		err := classify(c.err, "doing it")
		if got := fault.KindOf(err); got != c.kind || fault.Retryable(err) != c.retry {
			t.Errorf("%v is %v, retried %v; want %v, %v", c.err, got, fault.Retryable(err), c.kind, c.retry)
		}
		if !errors.Is(err, c.err) {
			t.Errorf("%v lost its cause", c.err)
		}
	}
	if classify(nil, "x") != nil {
		t.Error("no error became one")
	}
	known := fault.New(fault.Busy, "busy")
	if got := classify(known, "x"); !errors.Is(got, known) || fault.KindOf(got) != fault.Busy {
		t.Errorf("a classified error was classified again: %v", got)
	}
}
