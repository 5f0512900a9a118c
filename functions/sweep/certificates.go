package sweep

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"capidemo.dev/platform/shared/inspection"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// Inspector tells whether a certificate still holds; *inspection.Inspector does.
type Inspector interface {
	Inspect(ctx context.Context, scoped *store.Scoped, in tenant.ID, current store.CurrentExam) (inspection.Result, error)
}

// Bounds of one pass. What is left is due again in ten minutes.
const (
	checksAtOnce = 8
	maxChecks    = 2000
	checkFor     = 8 * time.Minute
	checkWithin  = time.Minute
	settleWithin = 10 * time.Second // bounds the note that a check failed, after its own time has ended
)

// checkCertificates compares data and agents with the certificates that are due, so that a demo's mark is true without anybody looking. One
// that cannot be compared does not hold up the others.
func (h *Handler) checkCertificates(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, checkFor)
	defer cancel()
	var mu sync.Mutex
	var failures error
	checked, broken := 0, 0
	group := errgroup.Group{}
	group.SetLimit(checksAtOnce)
	begun := 0
	for due, err := range h.silent.DueCertificates(ctx) {
		if begun++; begun > maxChecks || ctx.Err() != nil {
			break
		}
		group.Go(func() error {
			holds := false
			if err == nil {
				holds, err = h.check(ctx, due)
			}
			mu.Lock()
			defer mu.Unlock()
			checked++
			switch {
			case err != nil:
				failures = errors.Join(failures, err)
			case !holds:
				broken++
			}
			return nil
		})
	}
	_ = group.Wait() // every failure is among failures
	telemetry.Add(ctx, slog.Int("certificates_checked", checked), slog.Int("certificates_broken", broken))
	return failures
}

// check compares one demo with its certificate. What could not be compared is due again later, behind the others.
func (h *Handler) check(ctx context.Context, due system.DueDemo) (holds bool, err error) {
	scope, err := tenant.ForFunction("sweep", due.Tenant)
	if err != nil {
		return false, err
	}
	scoped := h.data.For(scope)
	holds, compared, err := h.compare(ctx, scoped, due)
	if compared {
		return holds, nil
	}
	settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	return false, errors.Join(err, scoped.Exams().Postpone(settle, due.Demo))
}

func (h *Handler) compare(ctx context.Context, scoped *store.Scoped, due system.DueDemo) (holds, compared bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, checkWithin)
	defer cancel()
	current, err := scoped.Exams().Current(ctx, due.Demo)
	if err != nil || current.Certified == nil {
		return false, false, err
	}
	found, err := h.inspector.Inspect(ctx, scoped, due.Tenant, current)
	return found.Holds, err == nil, err
}
