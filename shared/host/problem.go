package host

import (
	"encoding/json"
	"maps"
	"math"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/telemetry"
)

// problemTypes is the stable prefix of every problem document's type.
const problemTypes = "https://capidemo.dev/problems/"

// Problem is the body of every error response: an RFC 9457 problem document.
type Problem struct { //nolint:errname // RFC 9457 calls it a problem
	Type      string         `json:"type"                 doc:"Stable URI of the kind of problem" format:"uri"`
	Title     string         `json:"title"                doc:"Short, the same for every occurrence"`
	Status    int            `json:"status"               doc:"HTTP status code"`
	Detail    string         `json:"detail,omitempty"     doc:"What happened here and what to do next"`
	RequestID string         `json:"request_id,omitempty" doc:"Quote it when you report the problem"`
	Errors    []ProblemField `json:"errors,omitempty"     doc:"The values at fault"`

	retryAfter int
	cause      error
}

// ProblemField is one value at fault.
type ProblemField struct {
	Path    string `json:"path"           doc:"Where the value is, such as body.customer_name"`
	Message string `json:"message"        doc:"What is wrong with it"`
	Line    int    `json:"line,omitempty" doc:"Line of the document in the request, when it carries one"`
	Hint    string `json:"hint,omitempty" doc:"What to do about it"`
}

// Error makes a Problem an error, as huma wants it.
func (p *Problem) Error() string { return p.Detail }

// Unwrap gives the error the problem was made of.
func (p *Problem) Unwrap() error { return p.cause }

// GetStatus is huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders is huma.HeadersError.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.retryAfter))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="capidemo"`)
	}
	return h
}

func (p *Problem) encode() ([]byte, error) { return json.Marshal(p) }

// problemOf turns any error into a problem document.
func problemOf(err error, requestID string) *Problem {
	rule := fault.RuleOf(fault.KindOf(err))
	p := &Problem{
		Type: problemTypes + rule.Slug, Title: rule.Title, Status: rule.Status,
		Detail: fault.Message(err), RequestID: requestID, cause: err,
	}
	for _, f := range fault.Fields(err) {
		p.Errors = append(p.Errors, ProblemField(f))
	}
	switch rule.Status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		p.retryAfter = max(1, int(math.Ceil(fault.RetryAfter(err).Seconds())))
	default:
	}
	return p
}

// fromFramework turns huma's own errors (unreadable or invalid requests) into problem documents of ours.
func fromFramework(status int, message string, errs []error) *fault.Error {
	kind := fault.Internal
	switch status {
	case http.StatusBadRequest, http.StatusUnsupportedMediaType, http.StatusNotAcceptable:
		kind = fault.Malformed
	case http.StatusUnprocessableEntity:
		kind, message = fault.Invalid, "The request breaks the rules listed under errors; mend them and send it again."
	case http.StatusRequestEntityTooLarge:
		kind = fault.TooLarge
	case http.StatusRequestTimeout:
		kind = fault.Timeout
	case http.StatusNotFound:
		kind = fault.NotFound
	default:
	}
	fe := fault.New(kind, "%s", message)
	for _, err := range errs {
		if d, ok := err.(huma.ErrorDetailer); ok {
			fe = fe.WithField(d.ErrorDetail().Location, "%s", d.ErrorDetail().Message)
		} else if err != nil {
			fe = fe.WithField("body", "%s", err.Error())
		}
	}
	return fe
}

// writeProblem answers outside huma: for unknown paths, panics, and refused callers.
func writeProblem(w http.ResponseWriter, r *http.Request, err error) {
	writeDocument(w, problemOf(err, telemetry.RequestID(r.Context())))
}

func writeDocument(w http.ResponseWriter, p *Problem) {
	maps.Copy(w.Header(), p.GetHeaders())
	w.Header().Set("Content-Type", p.ContentType(""))
	w.Header().Set("Cache-Control", "private, no-store")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) //nolint:errchkjson // the status is out; a broken connection is the client's to notice
}
