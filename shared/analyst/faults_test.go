package analyst_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"

	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/fault"
)

func TestErrorsHaveKinds(t *testing.T) {
	t.Parallel()
	slow, err := status.New(codes.ResourceExhausted, "quota").WithDetails(&errdetails.RetryInfo{RetryDelay: durationpb.New(7 * time.Second)})
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		err   error
		kind  fault.Kind
		retry bool
		after time.Duration
	}{
		"invalid":     {status.Error(codes.InvalidArgument, "secret detail"), fault.Invalid, false, 0},
		"not found":   {status.Error(codes.NotFound, ""), fault.NotFound, false, 0},
		"state":       {status.Error(codes.FailedPrecondition, ""), fault.Conflict, false, 0},
		"rate":        {slow.Err(), fault.RateLimited, true, 7 * time.Second},
		"timeout":     {status.Error(codes.DeadlineExceeded, ""), fault.Timeout, true, 0},
		"no rights":   {status.Error(codes.PermissionDenied, ""), fault.Internal, true, 0},
		"their fault": {status.Error(codes.Internal, ""), fault.Unavailable, true, 0},
		"silence":     {nil, fault.Unavailable, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got error
			for _, err := range against(t, &scripted{err: test.err}).Ask(within(t), analyst.Question{AgentID: "a", Text: "?"}) {
				got = err
			}
			if !fault.Is(got, test.kind) || fault.Retryable(got) != test.retry {
				t.Fatalf("kind %v, retry %v: %v", fault.KindOf(got), fault.Retryable(got), got)
			}
			if test.after > 0 && fault.RetryAfter(got) != test.after {
				t.Errorf("retry after %v, want %v", fault.RetryAfter(got), test.after)
			}
			if message := fault.Message(got); message == "" || cmp.Equal(message, "secret detail") {
				t.Errorf("message for people: %q", message)
			}
		})
	}
}

func TestUnreachableServerIsUnavailableOrTimeout(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	a := client(t, analyst.Config{Project: "p", Location: "global", Endpoint: address})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := a.AgentExists(ctx, "x"); !fault.Retryable(err) {
		t.Errorf("got %v, want an error to retry", err)
	}
}
