package step

import (
	"context"
	"time"

	"github.com/cenkalti/backoff/v5"

	"capidemo.dev/platform/shared/fault"
)

// Hold works while a heartbeat keeps a lease that is claimed already. Losing the lease cancels the work's context and is then the error.
func Hold(ctx context.Context, renew, work func(context.Context) error) error {
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
	err := work(ctx)
	stopBeat()
	<-stopped
	if lost := context.Cause(ctx); err != nil && fault.Is(lost, fault.LeaseLost) {
		err = lost
	}
	return err
}

// Try does something again in process, from try 1 on, after a failure that may pass.
func Try(ctx context.Context, do func(ctx context.Context, try int) error) error {
	try := 0
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		try++
		err := do(ctx, try)
		if err != nil && (!fault.Retryable(err) || ctx.Err() != nil) {
			err = backoff.Permanent(err)
		}
		return struct{}{}, err
	}, backoff.WithBackOff(&backoff.ExponentialBackOff{
		InitialInterval: time.Second, RandomizationFactor: 0.3, Multiplier: 2, MaxInterval: 4 * time.Second,
	}), backoff.WithMaxTries(inProcess))
	return err
}
