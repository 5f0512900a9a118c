package host

import (
	"net/http"
	"slices"
	"strings"

	"capidemo.dev/platform/shared/fault"
)

// What pages of our own origin may send and read when they call a function at its own address, as for streams.
const (
	corsHeaders = "Authorization, Content-Type, Idempotency-Key, If-Match, Last-Event-ID, X-API-Key, X-Request-Id"
	corsExposed = "ETag, Idempotent-Replayed, Location, Retry-After, X-Request-Id"
	corsMaxAge  = "600"
)

// cross answers other origins: the configured ones may call, with exactly our methods and headers and without cookies; for all others there
// are no CORS headers, and so their pages learn nothing.
func (a *API) cross(w http.ResponseWriter, r *http.Request) (answered bool) {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return false
	}
	w.Header().Add("Vary", "Origin")
	allowed := slices.Contains(a.origins, origin)
	if allowed {
		w.Header().Set("Access-Control-Allow-Origin", origin)
		w.Header().Set("Access-Control-Expose-Headers", corsExposed)
	}
	if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
		return false
	}
	if !allowed {
		err := fault.New(fault.Forbidden, "This origin may not call the API.")
		note(r.Context(), err)
		writeProblem(w, r, err)
		return true
	}
	w.Header().Set("Access-Control-Allow-Methods", strings.Join(a.offered(r), ", "))
	w.Header().Set("Access-Control-Allow-Headers", corsHeaders)
	w.Header().Set("Access-Control-Max-Age", corsMaxAge)
	w.WriteHeader(http.StatusNoContent)
	return true
}
