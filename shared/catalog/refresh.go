package catalog

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/sync/errgroup"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/telemetry"
)

// Library is what refreshing needs of the templates of all tenants; *system.Store does.
type Library interface {
	ActiveTemplates(ctx context.Context) iter.Seq2[demo.ActiveTemplate, error]
	SwapBuild(ctx context.Context, fresh demo.TemplateVersion) (swapped bool, err error)
	Builds
}

// Builds are the builds that new demos are no longer made of.
type Builds interface {
	SupersededBuilds(ctx context.Context, by time.Time) iter.Seq2[demo.TemplateVersion, error]
	BuildNeeded(ctx context.Context, build demo.TemplateVersion) (bool, error)
	FolderShared(ctx context.Context, build demo.TemplateVersion) (bool, error)
	ForgetBuild(ctx context.Context, build demo.TemplateVersion) error
}

// Files are published files that can be removed; *objects.Bucket does.
type Files interface {
	Storage
	DeletePrefix(ctx context.Context, prefix string) (int, error)
}

// Refresher gives every active template data that ends today, so that "last month" is never empty.
type Refresher struct {
	Library   Library
	Files     Files
	Warehouse Warehouse
	Now       func() time.Time
}

const (
	// keepFor is how long a build stays after new demos are made of another: requests that have read it are over by then.
	keepFor = 72 * time.Hour
	// refreshAtOnce bounds memory: a template's data is in memory while it is made.
	refreshAtOnce = 2
)

// Refresh builds every active template for today, proves the build, and only then makes new demos use it; demos that exist keep theirs.
// Then it removes what nothing is made of any more. A template that fails does not hold up the others; a pass that was interrupted is
// taken up by the next one where it stopped, because what is fresh is passed over and what is made is found.
func (r Refresher) Refresh(ctx context.Context) error {
	today := r.Now().UTC().Truncate(24 * time.Hour) // one day for the whole pass, also over midnight
	var group errgroup.Group
	group.SetLimit(refreshAtOnce)
	var count tally
	for template, err := range r.Library.ActiveTemplates(ctx) {
		if err != nil {
			count.add("templates_failed", err)
			continue
		}
		group.Go(func() error {
			done, err := r.refresh(ctx, template, today)
			count.add(done, err)
			return nil
		})
	}
	_ = group.Wait() // failures are counted and joined
	_, err := PublishDimensions(ctx, Options{Anchor: today, Now: r.Now(), By: "system:refresh", Storage: r.Files})
	count.add("dimensions", err)
	for build, err := range r.Library.SupersededBuilds(ctx, r.Now().Add(-keepFor)) {
		done := "builds_failed"
		if err == nil {
			done, err = r.remove(ctx, build)
		}
		count.add(done, err)
	}
	count.report(ctx)
	return count.failures
}

// refresh takes one template to today and says what became of it.
func (r Refresher) refresh(ctx context.Context, t demo.ActiveTemplate, today time.Time) (string, error) {
	if t.Version.Anchor >= today.Format(time.DateOnly) {
		return "templates_fresh", nil
	}
	failed := func(err error) (string, error) {
		return "templates_failed", fmt.Errorf("template %s version %d for %s: %w", t.Version.TemplateID, t.Version.Number, today.Format(time.DateOnly), err)
	}
	spec, err := dataspec.Restore(t.Document)
	if err != nil {
		return failed(err)
	}
	fresh, faults, err := r.build(ctx, spec, today)
	if err != nil {
		return failed(err)
	}
	if len(faults) > 0 {
		err := fault.New(fault.Conflict, "the build is not right, demos stay on %s: %s", t.Version.Anchor, strings.Join(faults, " "))
		return failed(errors.Join(err, r.discard(ctx, &fresh)))
	}
	fresh.Proof, fresh.Faults = demo.ProofGreen, []string{}
	swapped, err := r.Library.SwapBuild(ctx, fresh)
	switch {
	case fault.Is(err, fault.NotFound): // its tenant was deleted meanwhile, and with it all that names this build
		return "templates_gone", r.discard(ctx, &fresh)
	case err != nil:
		return failed(err)
	case !swapped:
		return "templates_changed", nil
	}
	return "templates_refreshed", nil
}

// discard removes a build of this pass that came to nothing, unless another pass has proved and swapped the same build meanwhile: both have
// the same dataset and folder, and demos may be made of it by now.
func (r Refresher) discard(ctx context.Context, fresh *demo.TemplateVersion) error {
	needed, err := r.Library.BuildNeeded(ctx, *fresh)
	if err != nil || needed {
		return err
	}
	return Discard(ctx, r.Warehouse, r.Files, fresh)
}

// tries is how often what may pass is tried in one pass; two passes at once get in each other's way for a moment.
const tries = 4

// build makes and proves a template's data for a day.
func (r Refresher) build(ctx context.Context, spec *dataspec.Spec, today time.Time) (fresh demo.TemplateVersion, faults []string, err error) {
	faults, err = backoff.Retry(ctx, func() ([]string, error) {
		made, err := Make(ctx, spec, Options{Anchor: today, Now: r.Now(), By: "system:refresh", Storage: r.Files})
		if err == nil {
			fresh = made.Version
			faults, err = Prove(ctx, r.Warehouse, &fresh, fmt.Sprintf("refresh_%s_%d", fresh.GoldenDataset, r.Now().UnixMicro()))
		}
		if err != nil && !fault.Retryable(err) {
			err = backoff.Permanent(err)
		}
		return faults, err
	}, backoff.WithBackOff(&backoff.ExponentialBackOff{
		InitialInterval: 200 * time.Millisecond, RandomizationFactor: 0.5, Multiplier: 3, MaxInterval: 4 * time.Second,
	}), backoff.WithMaxTries(tries))
	return fresh, faults, err
}

// Discard removes a build that came to nothing.
func Discard(ctx context.Context, w Datasets, files Files, v *demo.TemplateVersion) error {
	if v.GoldenDataset != "" {
		if err := w.DropDataset(ctx, v.GoldenDataset); err != nil {
			return err
		}
	}
	return discardFiles(ctx, files, v)
}

// DiscardVersion removes the files of all builds of a template's version, and says how many there were.
func DiscardVersion(ctx context.Context, files interface {
	DeletePrefix(ctx context.Context, prefix string) (int, error)
}, template string, number int) (int, error) {
	return files.DeletePrefix(ctx, versionFolder(template, number)+"/")
}

func discardFiles(ctx context.Context, files Files, v *demo.TemplateVersion) error {
	folder, ok := strings.CutPrefix(v.Location, files.URL(""))
	if !ok || folder == "" {
		return nil // another installation's files are not ours to remove
	}
	_, err := files.DeletePrefix(ctx, folder+"/")
	return err
}

// remove takes away a build's dataset, files and record, in this order, unless something is still made of it.
func (r Refresher) remove(ctx context.Context, build demo.TemplateVersion) (string, error) {
	failed := func(err error) (string, error) {
		return "builds_failed", fmt.Errorf("build %s of template %s version %d: %w", build.BuildID(), build.TemplateID, build.Number, err)
	}
	needed, err := r.Library.BuildNeeded(ctx, build)
	if err != nil {
		return failed(err)
	}
	if needed {
		return "builds_kept", nil
	}
	if err := r.Warehouse.DropDataset(ctx, build.GoldenDataset); err != nil {
		return failed(err)
	}
	shared, err := r.Library.FolderShared(ctx, build)
	if err == nil && !shared {
		err = discardFiles(ctx, r.Files, &build)
	}
	if err == nil {
		err = r.Library.ForgetBuild(ctx, build)
	}
	if err != nil {
		return failed(err)
	}
	return "builds_removed", nil
}

// tally counts outcomes for the log line.
type tally struct {
	mu       sync.Mutex
	counts   map[string]int
	failures error
}

func (t *tally) add(outcome string, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = map[string]int{}
	}
	t.counts[outcome]++
	t.failures = errors.Join(t.failures, err)
}

func (t *tally) report(ctx context.Context) {
	for outcome, n := range t.counts {
		telemetry.Add(ctx, slog.Int(outcome, n))
	}
}
