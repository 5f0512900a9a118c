package sweep

import (
	"context"

	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/examiner"
	"capidemo.dev/platform/shared/inspection"
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
	agents, err := p.Analyst(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := p.Certificates(ctx)
	if err != nil {
		return nil, err
	}
	exports, err := p.Exports(ctx)
	if err != nil {
		return nil, err
	}
	refresher := catalog.Refresher{Library: silent, Files: files, Warehouse: datasets, Now: p.Now}
	return New(data, silent, messages, refresher, inspection.New(examiner.New(datasets, agents), keys)).
		Silencing(agents).
		Reconciling(Reconciler{Datasets: datasets, Agents: agents, Now: p.Now}).
		Expiring(silent, exports), nil
}
