package offboard

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
	agents, err := p.Analyst(ctx)
	if err != nil {
		return nil, err
	}
	templates, err := p.Templates(ctx)
	if err != nil {
		return nil, err
	}
	exports, err := p.Exports(ctx)
	if err != nil {
		return nil, err
	}
	secrets, err := p.Secrets(ctx)
	if err != nil {
		return nil, err
	}
	accounts, err := p.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	outside := Outside{
		Agents: agents, Conversations: agents, Datasets: datasets, Templates: templates, Exports: exports, Secrets: secrets, Accounts: accounts,
	}
	return New(data, outside, p.Now), nil
}
