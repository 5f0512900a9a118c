package forget

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
	accounts, err := p.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	everywhere, err := p.System(ctx)
	if err != nil {
		return nil, err
	}
	talks, err := p.Analyst(ctx)
	if err != nil {
		return nil, err
	}
	return New(data, accounts, everywhere, talks), nil
}
