package analyst

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/fault"
)

// kinds says what a status code means for the caller. The API's limits are rates per minute, so exhaustion is worth another try; missing
// rights are ours to mend, not the user's.
var kinds = map[codes.Code]fault.Kind{ //nolint:gochecknoglobals // a constant table
	codes.InvalidArgument: fault.Invalid, codes.OutOfRange: fault.Invalid,
	codes.NotFound:      fault.NotFound,
	codes.AlreadyExists: fault.Conflict, codes.FailedPrecondition: fault.Conflict,
	codes.ResourceExhausted: fault.RateLimited,
	codes.Unavailable:       fault.Unavailable, codes.Aborted: fault.Unavailable,
	codes.DeadlineExceeded: fault.Timeout,
	codes.Canceled:         fault.Cancelled,
	codes.PermissionDenied: fault.Internal, codes.Unauthenticated: fault.Internal, codes.Unimplemented: fault.Internal,
	codes.Internal: fault.Unavailable, codes.Unknown: fault.Unavailable, codes.DataLoss: fault.Unavailable,
}

// asFault gives an error of the API its kind. what is the act that failed ("create the agent"), without the server's text, which
// may name other resources and stays in the log.
func asFault(err error, what string) error {
	if err == nil {
		return nil
	}
	if _, already := errors.AsType[*fault.Error](err); already {
		return err
	}
	s, ok := fromError(err)
	kind := fault.Unavailable
	switch {
	case ok:
		kind = kinds[s.Code()]
	case errors.Is(err, context.DeadlineExceeded):
		kind = fault.Timeout
	case errors.Is(err, context.Canceled):
		kind = fault.Cancelled
	}
	f := fault.Wrap(kind, err, "The Conversational Analytics API could not %s: %s.", what, outcome(kind))
	if ok {
		for _, detail := range s.Details() {
			if info, is := detail.(*errdetails.RetryInfo); is && info.GetRetryDelay() != nil {
				f = f.After(info.GetRetryDelay().AsDuration())
			}
		}
	}
	return f
}

// fromError finds the status in an error or in what it wraps.
func fromError(err error) (*status.Status, bool) {
	var carrier interface{ GRPCStatus() *status.Status }
	if !errors.As(err, &carrier) {
		return nil, false
	}
	return carrier.GRPCStatus(), true
}

func codeOf(err error) codes.Code {
	if s, ok := fromError(err); ok {
		return s.Code()
	}
	return codes.Unknown
}

// outcome is the end of the sentence for people.
func outcome(kind fault.Kind) string {
	switch kind { //nolint:exhaustive // the rest share a sentence
	case fault.Invalid:
		return "it refused the request"
	case fault.NotFound:
		return "it does not exist"
	case fault.Conflict:
		return "its state does not allow it"
	case fault.RateLimited:
		return "too many requests at once; try again in a moment"
	case fault.Timeout:
		return "it did not answer in time; try again"
	case fault.Cancelled:
		return "the request was cancelled"
	case fault.Unavailable:
		return "it is not available; try again in a moment"
	}
	return fmt.Sprintf("it failed (%s)", kind)
}
