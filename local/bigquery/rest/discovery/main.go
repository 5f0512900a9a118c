// Command discovery cuts Google's description of the BigQuery API down to what a client needs to call it: methods, paths and
// parameters, without texts and schemas. The bq command asks a server that is not Google's for this document.
//
//	go run ./rest/discovery FILE      (go generate ./local/bigquery/rest)
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// served are the resources that rest has methods of.
var served = []string{"datasets", "jobs", "models", "projects", "routines", "tabledata", "tables"} //nolint:gochecknoglobals // a constant list

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "discovery:", err)
		os.Exit(1)
	}
}

func run(target string) error {
	dir, err := exec.CommandContext(context.Background(), "go", "list", "-m", "-f", "{{.Dir}}", "google.golang.org/api").Output()
	if err != nil {
		return fmt.Errorf("finding google.golang.org/api: %w", err)
	}
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "bigquery/v2/bigquery-api.json"))
	if err != nil {
		return err
	}
	var doc map[string]any
	if err := json.Unmarshal(data, &doc); err != nil {
		return err
	}
	resources, _ := doc["resources"].(map[string]any)
	kept := map[string]any{}
	for _, name := range served {
		kept[name] = resources[name]
	}
	schemas, _ := doc["schemas"].(map[string]any)
	for name := range schemas {
		schemas[name] = map[string]any{"id": name, "type": "object"}
	}
	out := map[string]any{"schemas": schemas, "resources": kept}
	for _, name := range []string{"kind", "id", "name", "version", "protocol", "parameters", "auth"} {
		out[name] = doc[name]
	}
	out["servicePath"], out["batchPath"] = doc["servicePath"], doc["batchPath"]
	strip(out)
	data, err = json.MarshalIndent(out, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(target, append(data, '\n'), 0o600)
}

// strip removes texts for people.
func strip(value any) {
	switch v := value.(type) {
	case map[string]any:
		for _, name := range []string{"description", "enumDescriptions", "enumDeprecated", "documentationLink"} {
			if _, isText := v[name].(map[string]any); !isText { // a parameter may have such a name
				delete(v, name)
			}
		}
		for _, inner := range v {
			strip(inner)
		}
	case []any:
		for _, inner := range v {
			strip(inner)
		}
	}
}
