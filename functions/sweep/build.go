package sweep

import (
	"context"

	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/platform"
)

// Build makes the handler with what it needs of the platform.
func Build(ctx context.Context, p *platform.Platform) (*Handler, error) {
	data, err := p.Store(ctx)
	if err != nil {
		return nil, err
	}
	silent, err := p.System(ctx)
	if err != nil {
		return nil, err
	}
	messages, err := p.Queue(ctx)
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
	return New(data, silent, messages, catalog.Refresher{Library: silent, Files: files, Warehouse: datasets, Now: p.Now}), nil
}
