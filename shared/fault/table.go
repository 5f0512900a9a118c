package fault

import (
	"errors"
	"log/slog"
	"net/http"
	"time"
)

// Rule says what follows from a kind.
type Rule struct {
	Slug   string        // stable last part of the problem document's type
	Title  string        // short, the same for every occurrence
	Status int           // HTTP status for a caller
	Retry  bool          // whether an event or message is delivered again
	After  time.Duration // the least time before that
	Level  slog.Level    // how the invocation is logged
}

// table is the only place where a kind meets HTTP, retries and logging.
var table = map[Kind]Rule{ //nolint:gochecknoglobals // a constant table; Go has no constant maps
	Internal:        {"internal", "Internal error", http.StatusInternalServerError, true, 2 * time.Second, slog.LevelError},
	Malformed:       {"malformed", "The request cannot be read", http.StatusBadRequest, false, 0, slog.LevelWarn},
	Invalid:         {"invalid", "The request breaks a rule", http.StatusUnprocessableEntity, false, 0, slog.LevelInfo},
	Unauthenticated: {"unauthenticated", "Sign in first", http.StatusUnauthorized, false, 0, slog.LevelWarn},
	Forbidden:       {"forbidden", "Permission missing", http.StatusForbidden, false, 0, slog.LevelWarn},
	FactorMissing:   {"mfa-required", "A second factor is required", http.StatusForbidden, false, 0, slog.LevelInfo},
	NotFound:        {"not-found", "Not found", http.StatusNotFound, false, 0, slog.LevelInfo},
	Conflict:        {"conflict", "The state does not allow it", http.StatusConflict, false, 0, slog.LevelInfo},
	TooLarge:        {"too-large", "The request is too large", http.StatusRequestEntityTooLarge, false, 0, slog.LevelWarn},
	QuotaExceeded:   {"quota-exceeded", "The quota is used up", http.StatusTooManyRequests, false, time.Minute, slog.LevelInfo},
	RateLimited:     {"rate-limited", "Too many requests", http.StatusTooManyRequests, true, 2 * time.Second, slog.LevelWarn},
	Busy:            {"busy", "Another worker has it", http.StatusServiceUnavailable, true, time.Second, slog.LevelInfo},
	Unavailable:     {"unavailable", "A service did not answer", http.StatusServiceUnavailable, true, time.Second, slog.LevelWarn},
	Timeout:         {"timeout", "It did not end in time", http.StatusGatewayTimeout, true, time.Second, slog.LevelWarn},
	Cancelled:       {"cancelled", "The caller went away", 499, true, time.Second, slog.LevelInfo},
	Stale:           {"stale", "It has changed meanwhile", http.StatusPreconditionFailed, false, 0, slog.LevelInfo},
	Unconditional:   {"unconditional", "Say which version is meant", http.StatusPreconditionRequired, false, 0, slog.LevelInfo},
	OutOfRange:      {"out-of-range", "There is no such part", http.StatusRequestedRangeNotSatisfiable, false, 0, slog.LevelInfo},
	LeaseLost:       {"lease-lost", "A newer attempt took over", http.StatusConflict, false, 0, slog.LevelWarn},
}

// RuleOf gives the rule of a kind; an unknown kind is treated as Internal.
func RuleOf(kind Kind) Rule {
	if rule, ok := table[kind]; ok {
		return rule
	}
	return table[Internal]
}

// Retryable reports whether trying the same work again may succeed.
func Retryable(err error) bool { return err != nil && RuleOf(KindOf(err)).Retry }

// RetryAfter is the least time to wait before trying again: the error's own, else its rule's.
func RetryAfter(err error) time.Duration {
	var fe *Error
	if errors.As(err, &fe) && fe.RetryAfter > 0 {
		return fe.RetryAfter
	}
	return RuleOf(KindOf(err)).After
}

// String names the kind as in the problem type.
func (k Kind) String() string { return RuleOf(k).Slug }
