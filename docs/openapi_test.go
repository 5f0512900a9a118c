package docs

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	function "capidemo.dev/platform"
)

// TestOpenAPIIsValid holds the API's description to the specification: to the schema that the OpenAPI Initiative publishes for documents of
// 3.1 (testdata/openapi-3.1.schema.json, from spec.openapis.org), and every schema in it to JSON Schema 2020-12, by a validator that has
// nothing to do with the library that wrote the document.
func TestOpenAPIIsValid(t *testing.T) {
	t.Parallel()
	raw, err := function.Document()
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	published, err := os.ReadFile("testdata/openapi-3.1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(published))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	for url, content := range map[string]any{"https://spec.openapis.org/oas/3.1": schema, "https://capidemo.dev/openapi.json": document} {
		if err := compiler.AddResource(url, content); err != nil {
			t.Fatal(err)
		}
	}
	compiled, err := compiler.Compile("https://spec.openapis.org/oas/3.1")
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(document); err != nil {
		t.Errorf("the document breaks OpenAPI 3.1: %v", err)
	}
	components, _ := document.(map[string]any)["components"].(map[string]any)
	schemas, _ := components["schemas"].(map[string]any)
	for name := range schemas {
		if _, err := compiler.Compile("https://capidemo.dev/openapi.json#/components/schemas/" + name); err != nil {
			t.Errorf("schema %s: %v", name, err)
		}
	}
	if len(schemas) < 10 {
		t.Errorf("only %d schemas were looked at", len(schemas))
	}
}

// TestEveryOperationKeepsTheConventions: what all operations of the API have in common.
func TestEveryOperationKeepsTheConventions(t *testing.T) {
	t.Parallel()
	raw, err := function.Document()
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]struct {
			ID         string                     `json:"operationId"`  //nolint:tagliatelle // OpenAPI
			Permission string                     `json:"x-permission"` //nolint:tagliatelle // OpenAPI
			Security   []map[string][]string      `json:"security"`
			Responses  map[string]json.RawMessage `json:"responses"`
			Parameters []struct {
				Name string `json:"name"`
				In   string `json:"in"`
			} `json:"parameters"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(raw, &document); err != nil {
		t.Fatal(err)
	}
	for path, methods := range document.Paths {
		for method, op := range methods {
			public := len(op.Security) == 0
			if public != (op.Permission == "") {
				t.Errorf("%s: security %v, permission %q", op.ID, op.Security, op.Permission)
			}
			for _, status := range []string{"422", "429", "503"} {
				if _, listed := op.Responses[status]; !listed {
					t.Errorf("%s does not list the answer %s", op.ID, status)
				}
			}
			names := make([]string, 0, len(op.Parameters))
			for _, p := range op.Parameters {
				names = append(names, p.In+" "+p.Name)
			}
			if strings.EqualFold(method, http.MethodPost) && !public && op.Permission != "signed in" && !slices.Contains(names, "header Idempotency-Key") {
				t.Errorf("%s %s takes no Idempotency-Key", method, path)
			}
			if slices.Contains(names, "query cursor") != slices.Contains(names, "query limit") && !strings.HasSuffix(path, "/messages") && !strings.HasSuffix(path, "/rows") {
				t.Errorf("%s takes a limit or a cursor, and not both", op.ID)
			}
			if slices.Sort(names); len(slices.Compact(slices.Clone(names))) != len(names) {
				t.Errorf("%s lists a parameter twice: %v", op.ID, names)
			}
		}
	}
}
