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
		respond(w, r, h.Call(r.Context(), r.PathValue("name")))
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

// respond answers a service: 204 for work that is done or hopeless (nothing to deliver again), else the retryable status. A hopeless
// failure is in the log as an error of its kind.
func respond(w http.ResponseWriter, r *http.Request, err error) {
	note(r.Context(), err)
	if fault.Retryable(err) {
		writeProblem(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
