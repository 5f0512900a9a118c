package build

import (
	"context"

	"capidemo.dev/platform/shared/platform"
)

// Build makes the handler with what it needs of the platform.
func Build(ctx context.Context, p *platform.Platform) (*Handler, error) {
	data, err := p.Store(ctx)
	if err != nil {
		return nil, err
	}
	datasets, err := p.Warehouse(ctx)
	if err != nil {
		return nil, err
	}
	files, err := p.Templates(ctx)
	if err != nil {
		return nil, err
	}
	return New(data, datasets, files, datasets, p.Now), nil
}
