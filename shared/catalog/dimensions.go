package catalog

import (
	"context"
	_ "embed" // for the dimensions
	"fmt"

	"capidemo.dev/platform/shared/dataspec"
)

//go:embed dimensions.yaml
var dimensions []byte

// DimensionsFolder is where the common dimensions lie in the templates' bucket: calendar.parquet, geography.parquet and a manifest.json.
// The address does not change; the calendar ends the day before the anchor of the last publication.
const DimensionsFolder = "shared/common_dimensions"

// PublishDimensions makes the common dimensions for an anchor, unless they are there. No template is registered: nothing is demonstrated
// with them alone.
func PublishDimensions(ctx context.Context, opts Options) (Published, error) {
	spec, err := dataspec.ParseAndValidate(dimensions)
	if err != nil {
		return Published{}, fmt.Errorf("catalog: the common dimensions: %w", err)
	}
	opts.Replace = true // they are reference data: nobody's answers depend on an earlier state
	out, err := makeIn(ctx, spec, opts, DimensionsFolder)
	if err != nil {
		return Published{}, fmt.Errorf("publishing the common dimensions: %w", err)
	}
	return out, nil
}
