package host

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/telemetry"
)

const (
	readWithin = 10 * time.Second // for a body to arrive
	maxDepth   = 32               // of objects and lists in one another
)

// strict reads a body whole before anything else looks at it, within its size and time, and refuses JSON that means different things to
// different readers: a name given twice in one object, and nesting deeper than any of our bodies.
func (a *API) strict(op Operation) func(huma.Context, func(huma.Context)) {
	limit := op.MaxBody
	if limit == 0 {
		limit = maxBody
	}
	return func(hc huma.Context, next func(huma.Context)) {
		if op.Method == http.MethodGet || op.Method == http.MethodDelete {
			next(hc)
			return
		}
		raw, err := readBody(hc, limit)
		if err == nil {
			err = checkJSON(raw)
		}
		if err != nil {
			refuse(hc, err)
			return
		}
		next(&buffered{request: hc, raw: raw})
	}
}

// refuse answers with a problem document.
func refuse(hc huma.Context, err error) {
	r, w := unwrap(hc)
	note(hc.Context(), err)
	p := problemOf(err, telemetry.RequestID(r.Context()))
	if errors.Is(err, os.ErrDeadlineExceeded) {
		p.Status = http.StatusRequestTimeout // the caller was slow, not we
	}
	writeDocument(w, p)
}

// request is a request on its way through the edge, by a name that can be embedded.
type request = huma.Context

// buffered is a request whose body was read.
type buffered struct {
	request
	raw []byte
}

// BodyReader gives the body from its beginning.
func (b *buffered) BodyReader() io.Reader { return bytes.NewReader(b.raw) }

// Unwrap is how adapters find the request below.
func (b *buffered) Unwrap() huma.Context { return b.request }

func readBody(hc huma.Context, limit int64) ([]byte, error) {
	_ = hc.SetReadDeadline(time.Now().Add(readWithin)) // unsupported only in tests' recorders
	raw, err := io.ReadAll(io.LimitReader(hc.BodyReader(), limit+1))
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, fault.Wrap(fault.Timeout, err, "The request's body did not arrive within %s.", readWithin)
	case err != nil:
		return nil, fault.Wrap(fault.Malformed, err, "The request's body broke off.")
	case int64(len(raw)) > limit:
		return nil, fault.New(fault.TooLarge, "The request's body is larger than %d bytes.", limit)
	}
	// A deadline that stays ends the request when it passes, however long the answer takes: the server listens on for the caller to go away. Of
	// a body that did not come whole it stays: before it answers, the server reads what is left, and without a deadline it would do so for as
	// long as the caller likes.
	_ = hc.SetReadDeadline(time.Time{})
	return raw, nil
}

// frame is an object or a list that is being read.
type frame struct {
	names map[string]bool // of an object; nil for a list
	name  string          // whose value comes next
	named bool            // a name was read and its value was not
	index int
}

// checkJSON refuses what strict refuses, what is no JSON, and numbers beyond all bounds, in words that tell nothing of how they are read. No body
// at all is for the decoder that comes after it, which knows whether there must be one.
func checkJSON(raw []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var open []*frame
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) && len(open) == 0 {
			return nil
		}
		if err != nil {
			return unreadable(err)
		}
		if !inBounds(token) {
			return fault.New(fault.Invalid, "The body has a number beyond all bounds.").WithField(pathOf(open), "is out of range")
		}
		delim, isDelim := token.(json.Delim)
		if name, isText := token.(string); isText && len(open) > 0 && open[len(open)-1].wantsName() {
			if !open[len(open)-1].take(name) {
				return fault.New(fault.Invalid, "The body gives the same name twice.").WithField(pathOf(open), "is given twice")
			}
			continue
		}
		switch {
		case isDelim && (delim == '}' || delim == ']'):
			open = open[:len(open)-1]
		case isDelim && len(open) == maxDepth:
			return fault.New(fault.Invalid, "The body nests deeper than %d levels.", maxDepth).WithField(pathOf(open), "nests too deep")
		case isDelim:
			f := &frame{}
			if delim == '{' {
				f.names = map[string]bool{}
			}
			open = append(open, f)
			continue
		}
		if len(open) > 0 {
			open[len(open)-1].valueRead()
		}
	}
}

// inBounds reports false for a number that no reader can hold.
func inBounds(token json.Token) bool {
	number, isNumber := token.(json.Number)
	if !isNumber {
		return true
	}
	_, err := number.Float64()
	return err == nil
}

// unreadable tells where a body stops being JSON.
func unreadable(err error) error {
	refusal := fault.New(fault.Malformed, "The request's body is no JSON.")
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return refusal.WithField("body", "%s, at byte %d", syntax.Error(), syntax.Offset)
	}
	return refusal.WithField("body", "breaks off")
}

func (f *frame) wantsName() bool { return f.names != nil && !f.named }

// take reads a name; it reports false when the object has it already.
func (f *frame) take(name string) bool {
	known := f.names[name]
	f.names[name], f.name, f.named = true, name, true
	return !known
}

func (f *frame) valueRead() {
	f.named = false
	f.index++
}

// pathOf names where the reading stands, as problem documents do: body.tables[2].name.
func pathOf(open []*frame) string {
	var b strings.Builder
	b.WriteString("body")
	for _, f := range open {
		switch {
		case f.names == nil:
			fmt.Fprintf(&b, "[%d]", f.index)
		case f.named:
			b.WriteString("." + f.name)
		}
	}
	return b.String()
}
