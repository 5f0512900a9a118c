package host

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Content is a file that is handed out.
type Content struct {
	Name string        // under which it is saved
	Size int64         // of the whole, in bytes
	Body io.ReadCloser // closed by the edge
}

// downloadPart is how much is sent before the reader gets new time for the next part.
const downloadPart = 256 << 10

// Download adds a route that answers with a file of a media type. An error of handle is a problem document; one that comes while the file
// is being sent ends the connection before its announced length, which every client takes for a broken download. A HEAD is not offered.
func Download[In any](api *API, op Operation, mediaType string, handle func(context.Context, tenant.Scope, *In) (Content, error)) {
	type body struct {
		Body func(huma.Context)
	}
	spec := api.spec(op)
	spec.Responses = map[string]*huma.Response{"200": {
		Description: "The file", Content: map[string]*huma.MediaType{mediaType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}},
	}}
	huma.Register(api.huma, spec, func(_ context.Context, in *In) (*body, error) {
		return &body{Body: func(hc huma.Context) { //nolint:contextcheck // huma hands the context to the body
			r, w := unwrap(hc)
			scope, _ := hc.Context().Value(scopeKey{}).(tenant.Scope)
			file, err := handle(hc.Context(), scope, in)
			if err != nil {
				note(hc.Context(), err)
				writeProblem(w, r, err)
				return
			}
			if err := hand(w, file, mediaType); err != nil { // the connection ends short of the announced length
				note(hc.Context(), err)
			}
		}}, nil
	})
	api.describe(op)
}

// hand sends a file, part by part; a reader who takes nothing for a while is let go.
func hand(w http.ResponseWriter, file Content, mediaType string) error {
	defer func() { _ = file.Body.Close() }() // everything was read, or the error is reported
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Length", strconv.FormatInt(file.Size, 10))
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}))
	control := http.NewResponseController(w)
	for {
		_ = control.SetWriteDeadline(time.Now().Add(sendWithin)) // unsupported only in tests' recorders
		_, err := io.CopyN(w, file.Body, downloadPart)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fault.Wrap(fault.Cancelled, err, "The download broke off.")
		}
	}
}
