package step

import (
	"context"
	"time"

	"github.com/cenkalti/backoff/v5"

	"capidemo.dev/platform/shared/fault"
)

// Hold works under a lease that is claimed already, for work that is no job's step: a heartbeat renews the lease, losing it cancels the work's
// context and is the error, and what may pass is tried again in process, from try 1 on.
func Hold[T any](ctx context.Context, renew func(context.Context) error, do func(ctx context.Context, try int) (T, error)) (T, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	beat, stopBeat := context.WithCancel(ctx)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		if err := Keep(beat, renew); err != nil {
			cancel(err)
		}
	}()
	try := 0
	made, err := backoff.Retry(ctx, func() (T, error) {
		try++
		made, err := do(ctx, try)
		if err != nil && (!fault.Retryable(err) || ctx.Err() != nil) {
			err = backoff.Permanent(err)
		}
		return made, err
	}, backoff.WithBackOff(&backoff.ExponentialBackOff{
		InitialInterval: time.Second, RandomizationFactor: 0.3, Multiplier: 2, MaxInterval: 4 * time.Second,
	}), backoff.WithMaxTries(inProcess))
	stopBeat()
	<-stopped
	if lost := context.Cause(ctx); err != nil && fault.Is(lost, fault.LeaseLost) {
		err = lost
	}
	return made, err
}
