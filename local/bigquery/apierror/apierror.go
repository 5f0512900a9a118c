// Package apierror is BigQuery's vocabulary of failure: a reason, the HTTP status that goes with it, and the exact wording clients
// and people look for. Every package of the local server returns these; only rest writes them on the wire.
//
// What must not go in: transport, and errors of the machine below (DuckDB's errors are translated by engine).
// To add a reason, add a constructor with the status BigQuery documents for it; TestReasonsHaveTheirStatus holds the table.
package apierror

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	bq "google.golang.org/api/bigquery/v2"
)

// Error is one failure as BigQuery reports it, both as a response and as a job's errorResult.
type Error struct {
	Status   int    // HTTP status when it is the answer to a request
	Reason   string // BigQuery's reason, e.g. "notFound"
	Message  string // for people
	Location string // what is at fault, e.g. "query" or a table; may be empty
}

func (e *Error) Error() string { return e.Message }

// Proto gives the form used in jobs.
func (e *Error) Proto() *bq.ErrorProto {
	return &bq.ErrorProto{Reason: e.Reason, Message: e.Message, Location: e.Location}
}

// At names what is at fault and returns the same error.
func (e *Error) At(location string) *Error {
	e.Location = location
	return e
}

func failure(status int, reason, format string, args []any) *Error {
	return &Error{Status: status, Reason: reason, Message: fmt.Sprintf(format, args...)}
}

// NotFound reports an absent object; what is "Dataset p:d", "Table p:d.t" or "Job p:US.id".
func NotFound(what string) *Error {
	return failure(http.StatusNotFound, "notFound", "Not found: %s", []any{what})
}

// Duplicate reports an object that exists already.
func Duplicate(what string) *Error {
	return failure(http.StatusConflict, "duplicate", "Already Exists: %s", []any{what})
}

// Invalid reports a request or job that breaks a rule.
func Invalid(format string, args ...any) *Error {
	return failure(http.StatusBadRequest, "invalid", format, args)
}

// InvalidQuery reports a statement that cannot be run.
func InvalidQuery(format string, args ...any) *Error {
	return failure(http.StatusBadRequest, "invalidQuery", format, args).At("query")
}

// InUse reports a dataset that still has tables.
func InUse(format string, args ...any) *Error {
	return failure(http.StatusBadRequest, "resourceInUse", format, args)
}

// PreconditionFailed reports an etag that no longer holds.
func PreconditionFailed() *Error {
	return failure(http.StatusPreconditionFailed, "conditionNotMet", "Precondition Failed", nil)
}

// NotImplemented reports something this server leaves out; the message says what to do instead.
func NotImplemented(format string, args ...any) *Error {
	return failure(http.StatusNotImplemented, "notImplemented", format, args)
}

// BytesBilledLimit reports a query that would bill more than its maximumBytesBilled.
func BytesBilledLimit(limit, required int64) *Error {
	return failure(http.StatusBadRequest, "bytesBilledLimitExceeded",
		"Query exceeded limit for bytes billed: %d. %d or higher required.", []any{limit, required})
}

// TooLarge reports a result or table beyond what the server holds.
func TooLarge(format string, args ...any) *Error {
	return failure(http.StatusForbidden, "responseTooLarge", format, args)
}

// Stopped reports a job that was cancelled.
func Stopped() *Error {
	return failure(499, "stopped", "Job execution was cancelled: User requested cancellation", nil)
}

// TimedOut reports a job that ran past its jobTimeoutMs.
func TimedOut() *Error {
	return failure(http.StatusBadRequest, "timeout", "Job execution was cancelled: Job timed out", nil)
}

// ResourcesExceeded reports a query that needs more memory than the server may use.
func ResourcesExceeded(detail string) *Error {
	return failure(http.StatusBadRequest, "resourcesExceeded",
		"Resources exceeded during query execution: The query could not be executed in the allotted memory. %s", []any{detail})
}

// Internal reports a defect of the server itself.
func Internal(err error) *Error {
	return failure(http.StatusInternalServerError, "internalError",
		"An internal error occurred and the request could not be completed: %v", []any{err})
}

// From gives the BigQuery form of any error; one that nobody classified is an internal error.
func From(err error) *Error {
	var known *Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, context.Canceled):
		return Stopped()
	case errors.Is(err, context.DeadlineExceeded):
		return TimedOut()
	default:
		return Internal(err)
	}
}

// StatusOf gives the HTTP status that goes with a reason.
func StatusOf(reason string) int {
	switch reason {
	case "notFound":
		return http.StatusNotFound
	case "duplicate":
		return http.StatusConflict
	case "responseTooLarge", "accessDenied", "quotaExceeded", "rateLimitExceeded":
		return http.StatusForbidden
	case "internalError":
		return http.StatusInternalServerError
	case "backendError":
		return http.StatusServiceUnavailable
	case "notImplemented":
		return http.StatusNotImplemented
	case "stopped":
		return 499
	default:
		return http.StatusBadRequest
	}
}
