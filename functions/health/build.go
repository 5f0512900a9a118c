package health

import (
	"context"

	"capidemo.dev/platform/shared/platform"
)

// Build makes the handler with what it needs of the platform.
func Build(ctx context.Context, p *platform.Platform) (*Handler, error) {
	db, err := p.System(ctx)
	if err != nil {
		return nil, err
	}
	return New(db)
}
