package store

import (
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/fault"
)

// absent is the one answer for what does not exist and for what is not the caller's.
func absent(what string) *fault.Error {
	return fault.New(fault.NotFound, "There is no such %s.", what)
}

// mapError gives Firestore's errors their kind; a fault raised inside a transaction's closure keeps its own.
func mapError(err error, what string) error {
	if _, classified := errors.AsType[*fault.Error](err); classified {
		return err
	}
	switch status.Code(err) {
	case codes.NotFound:
		return absent(what)
	case codes.AlreadyExists:
		return fault.Wrap(fault.Conflict, err, "The %s exists already.", what)
	case codes.Aborted, codes.FailedPrecondition:
		return fault.Wrap(fault.Unavailable, err, "The %s is being changed by others; try again.", what)
	case codes.DeadlineExceeded:
		return fault.Wrap(fault.Timeout, err, "The database did not answer in time for the %s.", what)
	case codes.Canceled:
		return fault.Wrap(fault.Cancelled, err, "The request ended while the %s was read.", what)
	case codes.Unavailable, codes.ResourceExhausted, codes.Internal:
		return fault.Wrap(fault.Unavailable, err, "The database did not serve the %s; try again.", what)
	case codes.InvalidArgument:
		return fault.Wrap(fault.Internal, err, "the database refused the %s", what)
	default:
		return fault.Wrap(fault.KindOf(err), err, "the %s could not be read or written", what)
	}
}
