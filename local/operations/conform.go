package operations

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"capidemo.dev/platform/shared/fault"
)

// problemPrefix is what every problem's type begins with.
const problemPrefix = "https://capidemo.dev/problems/"

// Problem is the body of an error (RFC 9457).
type Problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	RequestID string `json:"request_id"`
}

// Conforms tells what of a reply is not as the document says: a status that is not listed, a body that breaks its schema, an error that is no
// problem document, headers that every reply has.
func (d *Document) Conforms(op *Operation, r Reply) error {
	if !slices.Contains(op.Answers, r.Status) {
		return fmt.Errorf("status %d is not documented; it is one of %v: %.300s", r.Status, op.Answers, r.Body)
	}
	for name, want := range map[string]string{"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"} {
		if got := r.Header.Get(name); got != want {
			return fmt.Errorf("header %s is %q, want %q", name, got, want)
		}
	}
	if r.Header.Get("X-Request-Id") == "" {
		return fmt.Errorf("status %d carries no X-Request-Id", r.Status)
	}
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	if r.Status >= http.StatusBadRequest {
		if err := d.problem(kind, r); err != nil {
			return err
		}
	}
	if len(op.Media[r.Status]) == 0 {
		if len(r.Body) > 0 {
			return fmt.Errorf("status %d has a body that is not documented: %.300s", r.Status, r.Body)
		}
		return nil
	}
	if !slices.Contains(op.Media[r.Status], kind) {
		return fmt.Errorf("status %d has the content type %q, documented are %v", r.Status, kind, op.Media[r.Status])
	}
	if !strings.HasSuffix(kind, "json") {
		return nil
	}
	return d.fits(op, r, kind)
}

// fits holds a JSON body to its schema.
func (d *Document) fits(op *Operation, r Reply, kind string) error {
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	d.mu.Lock()
	schema, err := d.compiler.Compile(documentURL + "#/paths/" + urlEscape(escape.Replace(op.Path)) + "/" + strings.ToLower(op.Method) + "/responses/" +
		strconv.Itoa(r.Status) + "/content/" + urlEscape(escape.Replace(kind)) + "/schema")
	d.mu.Unlock()
	if err != nil {
		return fmt.Errorf("the schema of status %d: %w", r.Status, err)
	}
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(r.Body))
	if err != nil {
		return fmt.Errorf("status %d has a body that is no JSON: %.300s", r.Status, r.Body)
	}
	if err := schema.Validate(body); err != nil {
		return fmt.Errorf("status %d has a body that breaks its schema: %w\n%.600s", r.Status, err, r.Body)
	}
	return nil
}

// urlEscape escapes what a fragment cannot carry.
func urlEscape(pointer string) string {
	return strings.NewReplacer("{", "%7B", "}", "%7D", "+", "%2B").Replace(pointer)
}

// problem holds an error to what all errors have.
func (d *Document) problem(kind string, r Reply) error {
	if kind != "application/problem+json" {
		return fmt.Errorf("status %d has the content type %q and the body %.300s", r.Status, kind, r.Body)
	}
	var p Problem
	if err := json.Unmarshal(r.Body, &p); err != nil {
		return fmt.Errorf("status %d has a body that is no JSON: %.300s", r.Status, r.Body)
	}
	slug, ours := strings.CutPrefix(p.Type, problemPrefix)
	switch {
	case !ours || !slices.Contains(kinds(), slug):
		return fmt.Errorf("status %d has the type %q, which is none of ours", r.Status, p.Type)
	case p.Status != r.Status || p.Title == "" || p.Detail == "":
		return fmt.Errorf("status %d has an incomplete problem document: %s", r.Status, r.Body)
	case p.RequestID != r.Header.Get("X-Request-Id"):
		return fmt.Errorf("status %d tells the request id %q in its body and %q in its header", r.Status, p.RequestID, r.Header.Get("X-Request-Id"))
	case r.Status == http.StatusTooManyRequests && r.Header.Get("Retry-After") == "":
		return fmt.Errorf("status %d does not say when to come again", r.Status)
	case r.Status == http.StatusUnauthorized && r.Header.Get("WWW-Authenticate") == "":
		return fmt.Errorf("status %d does not say how to authenticate", r.Status)
	}
	return nil
}

// kinds are the last parts of our problem types.
func kinds() (slugs []string) {
	for kind := fault.Internal; kind <= fault.FactorMissing; kind++ {
		slugs = append(slugs, kind.String())
	}
	return slugs
}
