package host

import (
	"context"
	"log/slog"
	"net/http"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/telemetry"
)

// Caller verifies that a request comes from one of our own service accounts (Pub/Sub, Eventarc, Scheduler, Workflows).
type Caller interface {
	VerifyCaller(ctx context.Context, r *http.Request) (email string, err error)
}

// PrivateHandler does the work of one call of our own services; name is the last element of the path.
type PrivateHandler interface {
	Call(ctx context.Context, name string) error
}

// Private serves POST /sweeps/{name} to verified callers.
func Private(opts Options, caller Caller, h PrivateHandler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /sweeps/{name}", func(w http.ResponseWriter, r *http.Request) {
		telemetry.Add(r.Context(), slog.String("sweep", r.PathValue("name")))
		err := h.Call(r.Context(), r.PathValue("name"))
		if err != nil {
			giveUp(r.Context(), err)
			writeProblem(w, r, err)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	return invocation(opts, onlyCallers(caller, mux))
}

// onlyCallers refuses everybody but our own service accounts.
func onlyCallers(caller Caller, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		email, err := caller.VerifyCaller(r.Context(), r)
		if err != nil {
			note(r.Context(), err)
			writeProblem(w, r, err)
			return
		}
		telemetry.Add(r.Context(), slog.String("caller", email))
		next.ServeHTTP(w, r)
	})
}

// DeadLetters keeps what can never be handled, with the reason.
type DeadLetters interface {
	Bury(ctx context.Context, id string, data []byte, reason string) error
}

// respond answers a delivery: 204 for work that is done or hopeless (it shall not come again), else the retryable status. What is hopeless
// is in the log as an error and among the dead letters; when it cannot be buried, it comes again.
func respond(w http.ResponseWriter, r *http.Request, dead DeadLetters, id string, data []byte, err error) {
	switch {
	case err == nil:
	case fault.Is(err, fault.LeaseLost):
		note(r.Context(), err)
	case fault.Retryable(err):
		note(r.Context(), err)
		writeProblem(w, r, err)
		return
	default:
		giveUp(r.Context(), err)
		if buried := dead.Bury(r.Context(), id, data, err.Error()); buried != nil {
			writeProblem(w, r, fault.Wrap(fault.Unavailable, buried, "The delivery could not be moved to the dead letters."))
			return
		}
	}
	w.WriteHeader(http.StatusNoContent)
}
