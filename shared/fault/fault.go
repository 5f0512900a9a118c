// Package fault is the one vocabulary of failure: every error that leaves a store, an adapter or a handler has a Kind, and the
// Kind alone decides the HTTP status, whether the work is tried again, and how loudly it is logged (see table.go).
//
// What must not go in: transport (shared/host writes responses) and knowledge of any backend (adapters map their own errors).
// To add a kind, add it to the constants and to the table; TestEveryKindHasARule holds the two together.
package fault

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Kind classifies a failure by what the caller can do about it.
type Kind uint8

// The kinds of failure. The zero Kind is Internal, so that an error nobody classified is never taken for a harmless one.
const (
	Internal        Kind = iota // a defect of ours; not the caller's to mend
	Malformed                   // the request cannot be read
	Invalid                     // the request is readable but breaks a rule; Fields say which
	Unauthenticated             // no credential, or one that does not hold
	Forbidden                   // the caller is known and lacks the permission
	NotFound                    // absent, or another tenant's: the two look the same
	Conflict                    // the object's state does not allow it
	TooLarge                    // the request exceeds a size limit
	QuotaExceeded               // the tenant's quota is used up
	RateLimited                 // too many requests at once; try again later
	Busy                        // another worker holds the lease; try again when it ends
	Unavailable                 // a backend did not serve; trying again may help
	Timeout                     // a deadline passed; trying again may help
	Cancelled                   // the caller went away
	LeaseLost                   // a newer attempt has taken the work over; this one must stop
	Stale                       // the object is no longer as the caller has seen it
	Unconditional               // the change must say which version of the object it is meant for
	OutOfRange                  // the part that was asked for is not there
	FactorMissing               // the caller is known, and signed in without the second factor that the tenant requires
)

// Field names one fault of a request, by the path of the value at fault.
type Field struct {
	Path    string // e.g. "body.customer_name"
	Message string
	Line    int    // of the document that the request carries; 0 when it carries none
	Hint    string // what to do about it, when that is known
}

// Error is a failure with its kind. Message is written for the person who sees it: what happened, where, what to do next; it never
// carries secrets, payloads or another tenant's names. The cause is for the log only.
type Error struct {
	Kind       Kind
	Message    string
	Fields     []Field
	RetryAfter time.Duration // zero means the table's default

	cause error
}

// New makes an error of a kind with a formatted message.
func New(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// Wrap makes an error of a kind that keeps its cause for the log and for errors.Is.
func Wrap(kind Kind, cause error, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...), cause: cause}
}

// WithField adds the path of a value at fault and returns the same error.
func (e *Error) WithField(path, format string, args ...any) *Error {
	e.Fields = append(e.Fields, Field{Path: path, Message: fmt.Sprintf(format, args...)})
	return e
}

// After sets how long to wait before trying again and returns the same error.
func (e *Error) After(d time.Duration) *Error {
	e.RetryAfter = d
	return e
}

// Error joins the message and the cause; it is meant for logs, Message for people.
func (e *Error) Error() string {
	if e.cause == nil {
		return e.Message
	}
	return e.Message + ": " + e.cause.Error()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.cause }

// KindOf tells the kind of any error: that of the outermost *Error in its chain, else Timeout or Cancelled for the context's errors,
// else Internal.
func KindOf(err error) Kind {
	var fe *Error
	switch {
	case errors.As(err, &fe):
		return fe.Kind
	case errors.Is(err, context.DeadlineExceeded):
		return Timeout
	case errors.Is(err, context.Canceled):
		return Cancelled
	default:
		return Internal
	}
}

// Is reports whether err is of a kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// Message gives the text for people: an *Error's own message, and for anything unclassified a sentence that reveals nothing.
func Message(err error) string {
	var fe *Error
	if errors.As(err, &fe) && fe.Kind != Internal {
		return fe.Message
	}
	switch KindOf(err) {
	case Timeout:
		return "The work did not end in time. Try again in a moment."
	case Cancelled:
		return "The request was cancelled."
	default:
		return "Something failed on our side. Try again; if it stays, report the request id."
	}
}

// Fields gives the values at fault that the error names, if any.
func Fields(err error) []Field {
	if fe, ok := errors.AsType[*Error](err); ok {
		return fe.Fields
	}
	return nil
}
