package host

import (
	"context"
	"log/slog"
	"net/http"
	"sync"

	"capidemo.dev/platform/shared/fault"
)

// Lazy builds a handler on its first request. Only a success is kept: a backend that was away for a moment does not break the instance.
func Lazy(log *slog.Logger, word string, build func(context.Context) (http.Handler, error)) http.Handler {
	var (
		mu      sync.Mutex
		handler http.Handler
	)
	get := func(ctx context.Context) (http.Handler, error) {
		mu.Lock()
		defer mu.Unlock()
		if handler != nil {
			return handler, nil
		}
		built, err := build(context.WithoutCancel(ctx))
		if err == nil {
			handler = built
		}
		return built, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, err := get(r.Context())
		if err != nil {
			log.ErrorContext(r.Context(), word+" could not start", slog.String("function", word), slog.String("error", err.Error()))
			writeProblem(w, r, fault.Wrap(fault.Unavailable, err, "The function could not start."))
			return
		}
		h.ServeHTTP(w, r)
	})
}
