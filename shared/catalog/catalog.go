// Package catalog holds the shipped templates and publishes them: one data specification a folder, embedded; [Publish] makes
// the data of an anchor, streams it to Cloud Storage with a manifest, and registers the version.
//
// No template has code of its own here. To ship another one add its folder with a template.yaml; the tests of
// every template run on it by themselves.
package catalog

import (
	"embed"
	"fmt"
	"slices"

	"capidemo.dev/platform/shared/dataspec"
)

//go:embed */template.yaml
var specifications embed.FS

// IDs lists the shipped templates in alphabetical order.
func IDs() []string {
	entries, err := specifications.ReadDir(".")
	if err != nil {
		panic(fmt.Sprintf("catalog: reading the embedded templates: %v", err)) // the binary itself is broken
	}
	ids := make([]string, 0, len(entries))
	for _, e := range entries {
		ids = append(ids, e.Name())
	}
	slices.Sort(ids)
	return ids
}

// Load reads and validates a shipped template.
func Load(id string) (*dataspec.Spec, error) {
	document, err := specifications.ReadFile(id + "/template.yaml")
	if err != nil {
		return nil, fmt.Errorf("catalog: there is no template %q; there are %v", id, IDs())
	}
	spec, err := dataspec.ParseAndValidate(document)
	if err != nil {
		return nil, fmt.Errorf("catalog: template %s: %w", id, err)
	}
	return spec, nil
}
