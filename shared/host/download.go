package host

import (
	"cmp"
	"context"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Content is a file that is handed out.
type Content struct {
	Name    string                                                     // under which it is saved
	Size    int64                                                      // of the whole, in bytes
	Version string                                                     // another for every other content: parts are put together only where it is the same
	From    func(ctx context.Context, at int64) (io.ReadCloser, error) // opens it at an offset; closed by the edge
}

// Download adds a route that answers with a file of a media type, or with the part of it that Range asks for: Hosting cuts an answer after a
// minute, and who downloads goes on from there. An error of handle, or of opening the file, is a problem document; one that comes while the file is
// being sent ends the connection before its announced length, which every client takes for a broken download. A HEAD is not offered.
func Download[In any](api *API, op Operation, mediaType string, handle func(context.Context, tenant.Scope, *In) (Content, error)) {
	type body struct {
		Body func(huma.Context)
	}
	file := map[string]*huma.MediaType{mediaType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
	spec := api.spec(op)
	spec.Responses = map[string]*huma.Response{"200": {Description: "The file", Content: file}, "206": {Description: "The part of it that Range asked for", Content: file}}
	spec.Errors = append(slices.Clone(spec.Errors), http.StatusRequestedRangeNotSatisfiable)
	for name, about := range map[string]string{
		"Range":    "The part that is still missing, such as bytes=1048576-",
		"If-Range": "The ETag that came with the first part: where the file is another now, the whole of it comes",
	} {
		spec.Parameters = append(spec.Parameters, &huma.Param{Name: name, In: "header", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: new(200)}, Description: about})
	}
	slices.SortFunc(spec.Parameters, func(a, b *huma.Param) int { return strings.Compare(b.Name, a.Name) })
	huma.Register(api.huma, spec, func(_ context.Context, in *In) (*body, error) {
		return &body{Body: func(hc huma.Context) { //nolint:contextcheck // huma hands the context to the body
			r, w := unwrap(hc)
			scope, _ := hc.Context().Value(scopeKey{}).(tenant.Scope)
			file, err := handle(hc.Context(), scope, in)
			if err == nil {
				err = hand(w, r, file, mediaType)
			}
			if err != nil {
				note(hc.Context(), err)
			}
			if err != nil && !errors.Is(err, errBrokenOff) {
				writeProblem(w, r, err)
			}
		}}, nil
	})
	api.describe(op)
}

// errBrokenOff is of a download of which a part has been sent: the connection ends short of the announced length.
var errBrokenOff = errors.New("a part has been sent")

// hand sends a file, or a part of it. Nothing is sent before there is something to send, so that an error until then can be told.
func hand(w http.ResponseWriter, r *http.Request, file Content, mediaType string) error {
	content := &opened{ctx: r.Context(), file: file}
	defer content.Close()
	answer := &paced{ResponseWriter: w, header: http.Header{
		"Content-Type": {mediaType}, "Etag": {`"` + file.Version + `"`},
		"Content-Disposition": {mime.FormatMediaType("attachment", map[string]string{"filename": file.Name})},
	}}
	asked := &http.Request{Method: http.MethodGet, Header: http.Header{}} // without other conditions: they are for what is kept in caches
	for _, name := range []string{"Range", "If-Range"} {
		if said := r.Header.Get(name); said != "" {
			asked.Header.Set(name, said)
		}
	}
	http.ServeContent(answer, asked, "", time.Time{}, content)
	switch {
	case content.err != nil && answer.sent:
		return fault.Wrap(fault.Cancelled, errors.Join(content.err, errBrokenOff), "The download broke off.")
	case answer.err != nil:
		return fault.Wrap(fault.Cancelled, errors.Join(answer.err, errBrokenOff), "The download broke off.")
	case content.err != nil:
		return content.err
	case answer.status == http.StatusRequestedRangeNotSatisfiable:
		return fault.New(fault.OutOfRange, "The file has %d bytes; ask for some of them.", file.Size).WithField("header.Range", "is no part of the file")
	}
	answer.begin() // of an empty file there is nothing to write
	return nil
}

// opened reads a file from where it is asked for.
type opened struct {
	ctx  context.Context //nolint:containedctx // a seeker's methods take none; it lives as long as the request
	file Content
	at   int64
	body io.ReadCloser // open at that offset; nil where nothing has been read since the last Seek
	err  error         // that ended the reading
}

// Seek is io.Seeker's.
func (o *opened) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += o.at
	case io.SeekEnd:
		offset += o.file.Size
	default:
	}
	if offset != o.at {
		o.Close()
	}
	o.at = offset
	return offset, nil
}

// Read is io.Reader's.
func (o *opened) Read(p []byte) (n int, err error) {
	if o.body == nil {
		if o.body, o.err = o.file.From(o.ctx, o.at); o.err != nil {
			o.body = nil
			return 0, o.err
		}
	}
	n, err = o.body.Read(p)
	o.at += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		o.err = err
	}
	if errors.Is(err, io.EOF) && o.at < o.file.Size {
		o.err = io.ErrUnexpectedEOF
	}
	return n, err
}

// Close ends the reading; what follows opens the file again.
func (o *opened) Close() {
	if o.body != nil {
		_ = o.body.Close() // everything was read, or the error is reported
		o.body = nil
	}
}

// paced holds the answer's beginning back until there is something to send, and gives the reader new time for every part; who takes nothing for a
// while is let go.
type paced struct {
	http.ResponseWriter
	header http.Header
	status int
	sent   bool
	err    error // of sending
}

// Header is http.ResponseWriter's.
func (p *paced) Header() http.Header { return p.header }

// WriteHeader is http.ResponseWriter's.
func (p *paced) WriteHeader(status int) { p.status = status }

// Write is http.ResponseWriter's. What a refusal says is said by a problem document instead.
func (p *paced) Write(part []byte) (n int, err error) {
	if p.status >= http.StatusBadRequest {
		return len(part), nil
	}
	p.begin()
	_ = http.NewResponseController(p.ResponseWriter).SetWriteDeadline(time.Now().Add(sendWithin)) // unsupported only in tests' recorders
	n, err = p.ResponseWriter.Write(part)
	if err != nil {
		p.err = err
	}
	return n, err
}

func (p *paced) begin() {
	if !p.sent {
		maps.Copy(p.ResponseWriter.Header(), p.header)
		p.ResponseWriter.WriteHeader(cmp.Or(p.status, http.StatusOK))
	}
	p.sent = true
}
