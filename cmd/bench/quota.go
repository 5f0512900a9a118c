package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"

	"capidemo.dev/platform/shared/demo"
)

const (
	wishes      = 100
	granted     = 50
	quotaRounds = 3
)

// measureQuota has a hundred people of one tenant create demos at once against a quota of fifty, in a stack without the chain, so that nothing
// is given back meanwhile. All rounds must grant exactly fifty; what each refusal says is held by local/faults.
func measureQuota(ctx context.Context, b *bench) (rows []row, err error) {
	p, err := b.up(ctx, "quota", "firestore,auth,storage,secretmanager,functions")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	var took sample
	wrong := 0
	for round := range quotaRounds {
		limits := demo.DefaultLimits()
		limits.ActiveDemos, limits.ConcurrentJobs = granted, wishes
		l, err := p.lead(ctx, fmt.Sprintf("wishing%d", round), limits)
		if err != nil {
			return nil, err
		}
		var yes atomic.Int64
		_, all, err := together(ctx, wishes, wishes, func(ctx context.Context, i int) error {
			status, err := l.wish(ctx, fmt.Sprintf("Wish %d", i))
			switch {
			case err != nil:
				return err
			case status == http.StatusAccepted:
				yes.Add(1)
			case status != http.StatusTooManyRequests:
				return fmt.Errorf("a wish was answered with status %d", status)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if took = append(took, all); yes.Load() != granted {
			b.sayf("%d of %d were granted", yes.Load(), wishes)
			wrong++
		}
	}
	return []row{
		{Name: fmt.Sprintf("%d creates at once against a quota of %d: all answered after", wishes, granted), Value: took.percentile(100) / 1000, Unit: "s", Target: most(5), Note: fmt.Sprintf("the slowest of %d rounds", quotaRounds)},
		{Name: fmt.Sprintf("rounds that granted another number than %d", granted), Value: float64(wrong), Unit: fmt.Sprintf("of %d", quotaRounds), Target: most(0)},
	}, nil
}

// wish asks for a demo and gives the answer's status.
func (l *leader) wish(ctx context.Context, customer string) (int, error) {
	body := map[string]any{"template_id": "shopify", "customer_name": customer}
	response, err := l.send(ctx, http.MethodPost, l.base+"/api/v1/provision/quick", body)
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }() // it was read
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}
