package dataspec_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/goccy/go-yaml"

	"capidemo.dev/platform/shared/dataspec"
)

// TestSchemaIsThatOfTheCode holds the published file to the types; `go run ./cmd/catalog schema` writes it anew.
func TestSchemaIsThatOfTheCode(t *testing.T) {
	t.Parallel()
	want, err := dataspec.JSONSchema()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(dataspec.Schema)); diff != "" {
		t.Errorf("schema.json is out of date; run: go run ./cmd/catalog schema > shared/dataspec/schema.json\n%.2000s", diff)
	}
}

func TestSchemaAcceptsWhatTheParserAccepts(t *testing.T) {
	t.Parallel()
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(dataspec.Schema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", parsed); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	shopify, err := os.ReadFile("../catalog/shopify/template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"small": small, "shopify": string(shopify)} {
		var document any
		if err := yaml.Unmarshal([]byte(text), &document); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	var bad any
	if err := yaml.Unmarshal([]byte(strings.Replace(small, "dist: lognormal", "dist: bell", 1)), &bad); err != nil {
		t.Fatal(err)
	}
	if schema.Validate(bad) == nil {
		t.Error("the schema accepts a distribution that does not exist")
	}
}
