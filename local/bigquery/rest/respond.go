package rest

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"

	"capidemo.dev/platform/local/bigquery/apierror"
)

// maxBody bounds what a request may carry besides an uploaded file, in bytes: BigQuery's own limit for a request.
const maxBody = 10 << 20

// handler answers a request with a value that becomes JSON, nil for no content, a reply for anything else, or an error.
type handler func(*http.Request) (any, error)

// reply is an answer with its own status and headers.
type reply struct {
	status int
	header http.Header
	body   any
}

// ServeHTTP implements http.Handler.
func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h == nil {
		h = unknownMethod
	}
	value, err := h(r)
	if err != nil {
		writeError(w, err)
		return
	}
	answer, isReply := value.(reply)
	if !isReply {
		answer = reply{status: http.StatusOK, body: value}
	}
	maps.Copy(w.Header(), answer.header)
	if answer.body == nil {
		if answer.status == http.StatusOK && !isReply {
			answer.status = http.StatusNoContent
		}
		w.WriteHeader(answer.status)
		return
	}
	writeJSON(w, answer.status, answer.body)
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	data, err := json.Marshal(body)
	if err != nil {
		writeError(w, apierror.Internal(err))
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	_, _ = w.Write(data) // the client may be gone
}

// statusWords names an HTTP status as Google's error model does.
var statusWords = map[int]string{ //nolint:gochecknoglobals // a constant table
	400: "INVALID_ARGUMENT", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 409: "ALREADY_EXISTS", 412: "FAILED_PRECONDITION",
	499: "CANCELLED", 500: "INTERNAL", 501: "UNIMPLEMENTED", 503: "UNAVAILABLE",
}

func writeError(w http.ResponseWriter, err error) {
	failure := apierror.From(err)
	type item struct {
		Message  string `json:"message"`
		Domain   string `json:"domain"`
		Reason   string `json:"reason"`
		Location string `json:"location,omitempty"`
		Kind     string `json:"locationType,omitempty"`
	}
	one := item{Message: failure.Message, Domain: "global", Reason: failure.Reason, Location: failure.Location}
	if one.Location != "" {
		one.Kind = "parameter"
	}
	body := map[string]any{
		"code": failure.Status, "message": failure.Message, "status": statusWords[failure.Status], "errors": []item{one},
	}
	data, err := json.Marshal(map[string]any{"error": body})
	if err != nil {
		http.Error(w, failure.Message, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(failure.Status)
	_, _ = w.Write(data) // the client may be gone
}

// decode reads a JSON body; unknown fields are ignored as BigQuery's proto-based API ignores output-only ones.
func decode[T any](r *http.Request) (*T, error) {
	data, err := readBody(r)
	if err != nil {
		return nil, err
	}
	out := new(T)
	if err := unmarshal(data, out); err != nil {
		return nil, invalidJSON(err)
	}
	return out, nil
}

func readBody(r *http.Request) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, apierror.Invalid("Reading the request failed: %v", err)
	}
	if len(data) > maxBody {
		return nil, apierror.Invalid("Request payload size exceeds the limit: %d bytes.", maxBody)
	}
	return data, nil
}

// merge applies a JSON merge patch (a null removes a field) to a resource.
func merge[T any](resource *T, patch []byte) (*T, error) {
	current, err := json.Marshal(resource)
	if err != nil {
		return nil, apierror.Internal(err)
	}
	var base, change map[string]any
	if err := unmarshalNumbers(current, &base); err != nil {
		return nil, apierror.Internal(err)
	}
	if err := unmarshalNumbers(patch, &change); err != nil {
		return nil, invalidJSON(err)
	}
	mergeMaps(base, change)
	merged, err := json.Marshal(base)
	if err != nil {
		return nil, apierror.Internal(err)
	}
	out := new(T)
	if err := unmarshal(merged, out); err != nil {
		return nil, invalidJSON(err)
	}
	return out, nil
}

func unmarshalNumbers(data []byte, into any) error {
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber()
	return decoder.Decode(into)
}

func mergeMaps(base, change map[string]any) {
	for name, value := range change {
		inner, isMap := value.(map[string]any)
		existing, hadMap := base[name].(map[string]any)
		switch {
		case value == nil:
			delete(base, name)
		case isMap && hadMap:
			mergeMaps(existing, inner)
		case isMap:
			fresh := map[string]any{}
			mergeMaps(fresh, inner)
			base[name] = fresh
		default:
			base[name] = value
		}
	}
}

func unknownMethod(r *http.Request) (any, error) {
	return nil, apierror.NotImplemented("The local warehouse has no method %s %s", r.Method, r.URL.Path)
}

func emptyList(kind string) handler {
	return func(*http.Request) (any, error) { return map[string]string{"kind": kind}, nil }
}
