package health

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
)

// pageTemplate and style are the page of the API's description: server-rendered, without a script, so that the strictest policy holds.
var (
	//go:embed page.html
	pageTemplate string
	//go:embed page.css
	style []byte
)

// description is the part of an OpenAPI document that the page shows.
type description struct {
	Info struct {
		Title   string `json:"title"`
		Version string `json:"version"`
	} `json:"info"`
	Paths      map[string]map[string]described `json:"paths"`
	Components struct {
		Schemas map[string]schema `json:"schemas"`
	} `json:"components"`
}

type described struct {
	ID         string             `json:"operationId"` //nolint:tagliatelle // OpenAPI
	Summary    string             `json:"summary"`
	Permission string             `json:"x-permission"` //nolint:tagliatelle // OpenAPI
	Parameters []parameter        `json:"parameters"`
	Body       content            `json:"requestBody"` //nolint:tagliatelle // OpenAPI
	Responses  map[string]content `json:"responses"`
}

type parameter struct {
	Name        string `json:"name"`
	In          string `json:"in"`
	Description string `json:"description"`
	Required    bool   `json:"required"`
	Schema      schema `json:"schema"`
}

type content struct {
	Description string           `json:"description"`
	Content     map[string]media `json:"content"`
}

type media struct {
	Schema schema `json:"schema"`
}

type schema struct {
	Ref         string            `json:"$ref"`
	Type        any               `json:"type"` // one, or several
	Format      string            `json:"format"`
	Description string            `json:"description"`
	Enum        []any             `json:"enum"`
	Items       *schema           `json:"items"`
	Properties  map[string]schema `json:"properties"`
	Required    []string          `json:"required"`
}

// operation is one operation as the page shows it.
type operation struct {
	described
	Method, Path string
	Area         string // what it is about: the first element of the path
	Takes, Gives []field
	Statuses     []string
	Example      string
}

// field is one value of a body, by its path in it.
type field struct {
	Path, Type, Description string
	Required                bool
}

// maxNesting is how deep the page shows bodies.
const maxNesting = 3

// render makes the page from an OpenAPI document.
func render(document []byte) ([]byte, error) {
	var d description
	if err := json.Unmarshal(document, &d); err != nil {
		return nil, fmt.Errorf("the API's description cannot be read: %w", err)
	}
	page, err := template.New("page").Parse(pageTemplate)
	if err != nil {
		return nil, fmt.Errorf("the page's template cannot be read: %w", err)
	}
	var out bytes.Buffer
	if err := page.Execute(&out, map[string]any{"Info": d.Info, "Operations": d.operations()}); err != nil {
		return nil, fmt.Errorf("the page cannot be written: %w", err)
	}
	return out.Bytes(), nil
}

func (d *description) operations() []operation {
	var out []operation
	for path, methods := range d.Paths {
		for method, o := range methods {
			op := operation{described: o, Method: strings.ToUpper(method), Path: path, Area: strings.Split(path, "/")[1]}
			for _, body := range o.Body.Content {
				op.Takes = d.fields(body.Schema, "", 0)
			}
			op.Statuses = slices.Sorted(maps.Keys(o.Responses))
			for _, status := range op.Statuses {
				for _, body := range o.Responses[status].Content {
					if strings.HasPrefix(status, "2") {
						op.Gives = d.fields(body.Schema, "", 0)
					}
				}
			}
			op.Example = op.curl()
			out = append(out, op)
		}
	}
	slices.SortFunc(out, func(a, b operation) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return out
}

// fields lists the values of a body, those of objects and lists in it among them.
func (d *description) fields(s schema, at string, depth int) (out []field) {
	s = d.resolve(s)
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		one := s.Properties[name]
		path := strings.TrimPrefix(at+"."+name, ".")
		inner := d.resolve(one)
		out = append(out, field{path, d.typeOf(one), cmp.Or(one.Description, inner.Description), slices.Contains(s.Required, name)})
		lists := 0
		for ; inner.Items != nil; lists++ {
			inner = d.resolve(*inner.Items)
		}
		path += strings.Repeat("[]", lists)
		if depth+1 < maxNesting {
			out = append(out, d.fields(inner, path, depth+1)...)
		}
	}
	return out
}

func (d *description) resolve(s schema) schema {
	if name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
		return d.Components.Schemas[name]
	}
	return s
}

// typeOf says a type in a few words.
func (d *description) typeOf(s schema) string {
	s = d.resolve(s)
	if s.Items != nil {
		return "list of " + d.typeOf(*s.Items)
	}
	if len(s.Enum) > 0 {
		words := make([]string, len(s.Enum))
		for i, one := range s.Enum {
			words[i] = fmt.Sprint(one)
		}
		return strings.Join(words, " | ")
	}
	return cmp.Or(s.Format, strings.Trim(fmt.Sprint(s.Type), "[]"))
}

// curl is how a program asks, with an API key in $KEY and the installation's address in $API.
func (o *operation) curl() string {
	var b strings.Builder
	fmt.Fprintf(&b, "curl -X %s \"$API/api/v1%s\"", o.Method, strings.NewReplacer("{", "$", "}", "").Replace(o.Path))
	if o.Permission != "" {
		b.WriteString(" -H \"X-API-Key: $KEY\"")
	}
	for _, p := range o.Parameters {
		if p.Name == "If-Match" {
			b.WriteString(" -H 'If-Match: \"1\"'")
		}
	}
	if len(o.Takes) > 0 {
		b.WriteString(" -H 'Content-Type: application/json' -d '{...}'")
	}
	return b.String()
}
