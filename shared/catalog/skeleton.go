package catalog

import (
	"bytes"
	_ "embed" // for the skeleton
	"fmt"

	"capidemo.dev/platform/shared/dataspec"
)

//go:embed skeleton.yaml
var skeleton []byte

// Skeleton is a small working template under a name, with comments, to start a new one from. It has no faults and its questions are
// answered as its ledger says, which a test holds. The name must be a template's: lower case letters and digits.
func Skeleton(name string) ([]byte, error) {
	document := bytes.ReplaceAll(skeleton, []byte("NAME"), []byte(name))
	if _, err := dataspec.ParseAndValidate(document); err != nil {
		return nil, fmt.Errorf("%q: %w", name, err)
	}
	return document, nil
}
