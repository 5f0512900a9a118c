package takeout

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/export"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/objects"
	"capidemo.dev/platform/shared/step"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Bucket keeps exports; *objects.Bucket does.
type Bucket interface {
	Generation(ctx context.Context, path string) (int64, error)
	Replace(ctx context.Context, path, contentType string, since int64) *objects.Replacement
	Delete(ctx context.Context, path string) error
}

// Handler makes exports.
type Handler struct {
	data   Data
	files  export.Files
	bucket Bucket
	now    func() time.Time
	within time.Duration
}

// New makes a handler. now is the clock.
func New(data Data, files export.Files, bucket Bucket, now func() time.Time) *Handler {
	return &Handler{data: data, files: files, bucket: bucket, now: now, within: exportWithin}
}

const (
	// exportWithin bounds one run: an export is made in one, because what was read for its first half would be old in a second.
	exportWithin = 8 * time.Minute
	// settleWithin bounds the recording of an outcome after the work's own context has ended.
	settleWithin = 20 * time.Second
)

// HandleEvent makes a pending export.
func (h *Handler) HandleEvent(ctx context.Context, scope tenant.Scope, event host.DocumentEvent) error {
	if event.Text("status") != string(demo.ExportPending) {
		return nil
	}
	takeouts := h.data.For(scope).Takeouts()
	claim, done, err := takeouts.Claim(ctx, event.Leaf())
	if err != nil || done {
		return err
	}
	telemetry.Add(ctx, slog.String("export", claim.Export.ID), slog.Int64("fence", claim.Fence))
	made, err := h.underLease(ctx, scope, claim)
	settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleWithin)
	defer cancel()
	switch {
	case err == nil:
		telemetry.Add(ctx, slog.Int64("bytes", made.Bytes))
		err := takeouts.Complete(settle, claim, made)
		if fault.Is(err, fault.NotFound) { // the tenant was deleted meanwhile: nothing of it may stay
			return h.bucket.Delete(settle, claim.Export.Object)
		}
		return err
	case fault.Is(err, fault.LeaseLost):
		return err
	case fault.Retryable(err) && claim.Attempt < demo.MaxAttempts:
		return errors.Join(err, takeouts.Yield(settle, claim, err))
	default:
		telemetry.Add(ctx, slog.String("failed", err.Error()))
		return takeouts.Fail(settle, claim, err)
	}
}

// underLease makes the file while a heartbeat keeps the lease, within the time of one run.
func (h *Handler) underLease(ctx context.Context, scope tenant.Scope, claim store.TakeoutClaim) (demo.Exported, error) {
	bounded, end := context.WithTimeout(ctx, h.within)
	defer end()
	renew := func(ctx context.Context) error { return h.data.For(scope).Takeouts().Renew(ctx, claim) }
	var made demo.Exported
	err := step.Hold(bounded, renew, func(ctx context.Context) error {
		return step.Try(ctx, func(ctx context.Context, _ int) (err error) {
			made, err = h.write(ctx, scope, claim)
			return err
		})
	})
	if err != nil && errors.Is(bounded.Err(), context.DeadlineExceeded) && ctx.Err() == nil {
		return made, fault.Wrap(fault.TooLarge, err, "The tenant has more than can be taken out within %s; ask who runs the platform.", h.within)
	}
	return made, err
}

// write writes the file. What breaks off leaves nothing: an object is there as a whole or not at all. The lease is renewed after the look
// at what is there: whoever took it over has written nothing until then, and what they write later makes this file's condition fail.
func (h *Handler) write(ctx context.Context, scope tenant.Scope, claim store.TakeoutClaim) (demo.Exported, error) {
	of, data := claim.Export, h.data.For(scope)
	ctx, abandon := context.WithCancel(ctx)
	defer abandon()
	since, err := h.bucket.Generation(ctx, of.Object)
	if err != nil {
		return demo.Exported{}, err
	}
	if err := data.Takeouts().Renew(ctx, claim); err != nil {
		return demo.Exported{}, err
	}
	file := h.bucket.Replace(ctx, of.Object, "application/zip", since)
	sized := &counter{to: file}
	parts, err := export.Write(ctx, sized, export.Source{
		Holdings: data.Holdings(), Templates: data.Templates(), Files: h.files, MaxData: export.MaxData,
	}, export.About{Export: of, MadeAt: h.now().UTC()})
	if err != nil {
		abandon()
		_ = file.Close() // reports that it was abandoned
		return demo.Exported{}, err
	}
	if err := file.Close(); err != nil {
		if fault.Is(err, fault.Conflict) { // the next try knows what is there
			err = fault.Wrap(fault.Unavailable, err, "The file of the export was written by somebody else meanwhile.")
		}
		return demo.Exported{}, err
	}
	return demo.Exported{Generation: file.Generation(), Bytes: sized.n, Parts: parts}, nil
}

// counter counts what is written.
type counter struct {
	to io.Writer
	n  int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.n += int64(n)
	return n, err
}
