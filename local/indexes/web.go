package indexes

import (
	"net/http"
	"regexp"
	"strings"
)

// databaseIn finds the database in an address of REST or of the emulator's controls.
var databaseIn = regexp.MustCompile(`^(?:/emulator)?/v1/(projects/[^/]+/databases/[^/:]+)(?:/|:|$)`)

// harmless are the ends of addresses that are posted to and change no document.
func harmless() []string {
	return []string{
		":runQuery", ":runAggregationQuery", ":batchGet", ":beginTransaction", ":rollback", ":partitionQuery", ":listCollectionIds", ":executePipeline",
		"/Listen/channel", ":export", ":securityRules", "/eventarcTrigger", ":ruleCoverage", ":ruleCoverage.html",
	}
}

// watched looks at what is asked by HTTP, and turns the indexes off while something may be written.
func (f *Front) watched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		channel := strings.HasSuffix(r.URL.Path, "/Write/channel") // each of whose requests may write what another brought
		if !channel && reads(r) {
			next.ServeHTTP(w, r)
			return
		}
		var database string
		if found := databaseIn.FindStringSubmatch(r.URL.Path); found != nil {
			database = found[1]
		} else if channel {
			database = r.URL.Query().Get("database")
		}
		answer := &answer{ResponseWriter: w}
		end := f.unfollowed(database, r.Method+" "+r.URL.Path)
		defer func() { end(channel || answer.status == 0 || answer.status >= http.StatusInternalServerError) }()
		next.ServeHTTP(answer, r)
	})
}

func reads(r *http.Request) bool {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return true
	}
	for _, end := range harmless() {
		if strings.HasSuffix(r.URL.Path, end) {
			return true
		}
	}
	return false
}

// answer remembers how a request was answered.
type answer struct {
	http.ResponseWriter

	status int
}

// WriteHeader remembers the status.
func (a *answer) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

// Unwrap lets the proxy flush.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
