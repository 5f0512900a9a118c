package operations

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	function "capidemo.dev/platform"
)

// SignedIn is what operations declare in place of a permission that are for anybody who signed in.
const SignedIn = "signed in"

// Operation is one operation of the API, as its document says.
type Operation struct {
	ID, Method, Path string
	Summary          string
	Permission       string // x-permission; empty when public
	InPerson         bool   // an API key is not enough
	Parameters       []Parameter
	Body             *Schema // of a JSON request body
	BodyRequired     bool
	Answers          []int // documented statuses
	Media            map[int][]string
}

// Parameter is one parameter of a path, a query or a header.
type Parameter struct {
	Name, In    string
	Required    bool
	Description string
	Schema      Schema
}

// Document is the API's description.
type Document struct {
	Operations []Operation // by path, then method
	Schemas    map[string]*Schema
	mu         sync.Mutex // of compiler, which is not safe for concurrent use
	compiler   *jsonschema.Compiler
}

// Schema is the part of JSON Schema that the document uses to describe requests.
type Schema struct {
	Ref                  string             `json:"$ref"`
	Type                 any                `json:"type"` // a name, or a list of them
	Format               string             `json:"format"`
	Enum                 []any              `json:"enum"`
	Pattern              string             `json:"pattern"`
	Description          string             `json:"description"`
	Properties           map[string]*Schema `json:"properties"`
	Required             []string           `json:"required"`
	AdditionalProperties any                `json:"additionalProperties"` //nolint:tagliatelle // JSON Schema
	Items                *Schema            `json:"items"`
	MinLength            *int               `json:"minLength"` //nolint:tagliatelle // JSON Schema
	MaxLength            *int               `json:"maxLength"` //nolint:tagliatelle // JSON Schema
	Minimum              *float64           `json:"minimum"`   //nolint:tagliatelle // JSON Schema
	Maximum              *float64           `json:"maximum"`
	MaxItems             *int               `json:"maxItems"`    //nolint:tagliatelle // JSON Schema
	MinItems             *int               `json:"minItems"`    //nolint:tagliatelle // JSON Schema
	UniqueItems          bool               `json:"uniqueItems"` //nolint:tagliatelle // JSON Schema
}

// media is a body by content type.
type media map[string]struct {
	Schema *Schema `json:"schema"`
}

// raw is the document as it is written.
type raw struct {
	Paths map[string]map[string]struct {
		ID         string                `json:"operationId"` //nolint:tagliatelle // OpenAPI
		Summary    string                `json:"summary"`
		Permission string                `json:"x-permission"` //nolint:tagliatelle // OpenAPI
		Security   []map[string][]string `json:"security"`
		Parameters []struct {
			Name        string `json:"name"`
			In          string `json:"in"`
			Required    bool   `json:"required"`
			Description string `json:"description"`
			Schema      Schema `json:"schema"`
		} `json:"parameters"`
		Body *struct {
			Required bool  `json:"required"`
			Content  media `json:"content"`
		} `json:"requestBody"` //nolint:tagliatelle // OpenAPI
		Responses map[string]struct {
			Content media `json:"content"`
		} `json:"responses"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]*Schema `json:"schemas"`
	} `json:"components"`
}

// documentURL names the document among schemas.
const documentURL = "https://capidemo.dev/openapi.json"

// Read reads the document of the functions as they are compiled.
func Read() (*Document, error) {
	content, err := function.Document()
	if err != nil {
		return nil, err
	}
	var from raw
	if err := json.Unmarshal(content, &from); err != nil {
		return nil, fmt.Errorf("the OpenAPI document: %w", err)
	}
	plain, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("the OpenAPI document: %w", err)
	}
	d := &Document{Schemas: from.Components.Schemas, compiler: jsonschema.NewCompiler()}
	d.compiler.AssertFormat()
	if err := d.compiler.AddResource(documentURL, plain); err != nil {
		return nil, fmt.Errorf("the OpenAPI document: %w", err)
	}
	for _, path := range slices.Sorted(maps.Keys(from.Paths)) {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
			o, listed := from.Paths[path][strings.ToLower(method)]
			if !listed {
				continue
			}
			op := Operation{ID: o.ID, Method: method, Path: path, Summary: o.Summary, Permission: o.Permission, Media: map[int][]string{}}
			op.InPerson = o.Permission != "" && !slices.ContainsFunc(o.Security, func(way map[string][]string) bool { _, key := way["api_key"]; return key })
			for _, p := range o.Parameters {
				op.Parameters = append(op.Parameters, Parameter(p))
			}
			if o.Body != nil {
				op.Body, op.BodyRequired = o.Body.Content["application/json"].Schema, o.Body.Required
			}
			for status, answer := range o.Responses {
				code, err := strconv.Atoi(status)
				if err != nil {
					return nil, fmt.Errorf("%s documents the answer %q, which is no status", o.ID, status)
				}
				op.Answers = append(op.Answers, code)
				op.Media[code] = slices.Sorted(maps.Keys(answer.Content))
			}
			slices.Sort(op.Answers)
			d.Operations = append(d.Operations, op)
		}
	}
	return d, nil
}

// Public tells whether an operation needs no credential.
func (op *Operation) Public() bool { return op.Permission == "" }

// Reads tells whether an operation changes nothing.
func (op *Operation) Reads() bool { return op.Method == http.MethodGet }

// Successes are the documented statuses of success.
func (op *Operation) Successes() []int {
	return slices.DeleteFunc(slices.Clone(op.Answers), func(status int) bool { return status >= http.StatusMultipleChoices })
}

// Takes tells whether the operation has a parameter.
func (op *Operation) Takes(in, name string) bool {
	return slices.ContainsFunc(op.Parameters, func(p Parameter) bool { return p.In == in && p.Name == name })
}

// Resolve follows a reference to a schema.
func (d *Document) Resolve(s *Schema) *Schema {
	for s != nil && s.Ref != "" {
		s = d.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]]
	}
	return s
}
