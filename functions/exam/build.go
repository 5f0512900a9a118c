package exam

import (
	"context"

	"capidemo.dev/platform/shared/examiner"
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
	agents, err := p.Analyst(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := p.Certificates(ctx)
	if err != nil {
		return nil, err
	}
	return New(data, examiner.New(datasets, agents), keys, datasets, p.Now), nil
}
