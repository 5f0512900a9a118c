package takeout_test

import (
	"context"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fsouza/fake-gcs-server/fakestorage"

	"capidemo.dev/platform/functions/takeout"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/objects"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// exports is a bucket that can be away, and that counts what is begun.
type exports struct {
	*objects.Bucket

	away  atomic.Int64 // how many of the next looks fail
	begun atomic.Int64
	rush  func(path string) // runs once, between a look and the file that follows it
	gone  func()            // runs when a file is begun
}

func (e *exports) Generation(ctx context.Context, path string) (int64, error) {
	if e.away.Add(-1) >= 0 {
		return 0, fault.New(fault.Unavailable, "Cloud Storage is away.")
	}
	generation, err := e.Bucket.Generation(ctx, path)
	if rush := e.rush; rush != nil {
		e.rush = nil
		rush(path)
	}
	return generation, err
}

func (e *exports) Replace(ctx context.Context, path, kind string, since int64) *objects.Replacement {
	e.begun.Add(1)
	if e.gone != nil {
		e.gone()
	}
	return e.Bucket.Replace(ctx, path, kind, since)
}

// bench is a function at work on an export of acme's.
type bench struct {
	storetest.World

	boss    *store.Scoped
	bucket  *exports
	handler *takeout.Handler
	scope   tenant.Scope
	id      string
}

func newBench(t *testing.T) *bench {
	t.Helper()
	server, err := fakestorage.NewServerWithOptions(fakestorage.Options{NoListener: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	b := &bench{World: storetest.New(t, demo.DefaultLimits()), bucket: &exports{Bucket: objects.New(server.Client(), "exports")}}
	if err := b.bucket.EnsureBucket(t.Context(), "demo-capi"); err != nil {
		t.Fatal(err)
	}
	b.boss = b.As(t, "boss", "acme", tenant.TenantAdmin)
	b.handler = takeout.New(b.Store, b.bucket.Bucket, b.bucket, b.Clock.Now)
	if b.scope, err = tenant.ForFunction("takeout", "acme"); err != nil {
		t.Fatal(err)
	}
	made, err := b.boss.Exports().Create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.id = made.ID
	return b
}

func (b *bench) deliver(t *testing.T) error {
	t.Helper()
	return b.handler.HandleEvent(t.Context(), b.scope, b.Event(t, "exports/"+b.id))
}

func (b *bench) export(t *testing.T) demo.Export {
	t.Helper()
	found, err := b.boss.Exports().Get(t.Context(), b.id)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// holds compares the file with what the export says of it.
func (b *bench) holds(t *testing.T, e demo.Export) {
	t.Helper()
	r, err := b.bucket.ReaderOf(t.Context(), e.Object, e.Generation, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	if content, err := io.ReadAll(r); err != nil || int64(len(content)) != e.Bytes || !strings.HasPrefix(string(content), "PK") {
		t.Errorf("the file has %d bytes, the export says %d; %v", len(content), e.Bytes, err)
	}
}

func TestAnExportIsMadeOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	event := b.Event(t, "exports/"+b.id)
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if err := b.handler.HandleEvent(t.Context(), b.scope, event); err != nil && !fault.Retryable(err) {
				t.Errorf("a duplicate failed for good: %v", err)
			}
		})
	}
	wg.Wait()
	if err := b.handler.HandleEvent(t.Context(), b.scope, event); err != nil { // late
		t.Error(err)
	}
	e := b.export(t)
	if e.Status != demo.ExportCompleted || b.bucket.begun.Load() != 1 || e.ExpiresAt == nil || len(e.Parts) == 0 {
		t.Errorf("%s after %d files, %d parts", e.Status, b.bucket.begun.Load(), len(e.Parts))
	}
	b.holds(t, e)
	entries, err := b.boss.AuditLog().List(t.Context(), store.AuditFilter{Action: "export.completed"}, store.PageRequest{})
	if err != nil || len(entries.Items) != 1 {
		t.Errorf("%d audit entries of its end, %v", len(entries.Items), err)
	}
}

// TestWhatMayPassIsTriedAgain: in process, then with the next event, and in the end not any more.
func TestWhatMayPassIsTriedAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.bucket.away.Store(1)
	if err := b.deliver(t); err != nil || b.export(t).Status != demo.ExportCompleted {
		t.Errorf("after one failure: %s, %v", b.export(t).Status, err)
	}
	c := newBench(t)
	for attempt := 1; attempt <= demo.MaxAttempts; attempt++ {
		if e := c.export(t); demo.ExportMachine.Terminal(e.Status) {
			t.Fatalf("%s before attempt %d", e.Status, attempt)
		}
		c.attempt(t)
	}
	if e := c.export(t); e.Status != demo.ExportFailed || e.Error == nil || !strings.Contains(e.Error.Message, "away") || e.ExpiresAt == nil {
		t.Errorf("after all attempts: %s, %+v", e.Status, e.Error)
	}
	if _, err := c.boss.Exports().Create(t.Context()); err != nil {
		t.Errorf("a new one after a failure: %v", err)
	}
}

// attempt is one attempt that comes to nothing, as the handler records it.
func (b *bench) attempt(t *testing.T) {
	t.Helper()
	takeouts := b.Function(t, "takeout", "acme").Takeouts()
	claim, done, err := takeouts.Claim(t.Context(), b.id)
	if err != nil || done {
		t.Fatalf("done %v, %v", done, err)
	}
	record := takeouts.Yield
	if claim.Attempt == demo.MaxAttempts {
		record = takeouts.Fail
	}
	if err := record(t.Context(), claim, fault.New(fault.Unavailable, "Cloud Storage is away.")); err != nil {
		t.Fatal(err)
	}
}

// TestAWorkerThatSleptChangesNothing: its successor has made the file meanwhile; neither the file nor the record becomes the sleeper's.
func TestAWorkerThatSleptChangesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	event := b.Event(t, "exports/"+b.id)
	var successor error
	b.bucket.rush = func(string) {
		b.Clock.Advance(demo.LeaseTerm)
		successor = b.handler.HandleEvent(t.Context(), b.scope, event)
	}
	if err := b.handler.HandleEvent(t.Context(), b.scope, event); !fault.Is(err, fault.LeaseLost) && !fault.Is(err, fault.Unavailable) {
		t.Errorf("the sleeper: %v, want its lease to be lost", err)
	}
	if successor != nil {
		t.Fatal(successor)
	}
	e := b.export(t)
	if e.Status != demo.ExportCompleted || e.Lease.Fence != 2 {
		t.Fatalf("%s, fence %d", e.Status, e.Lease.Fence)
	}
	b.holds(t, e)
}

// TestAnInterruptedFileIsNotThere: what breaks off in the middle is not there at all, and goes on with the next event.
func TestAnInterruptedFileIsNotThere(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	event := b.Event(t, "exports/"+b.id)
	ctx, cancel := context.WithCancel(t.Context())
	b.bucket.rush = func(string) { cancel() }
	if err := b.handler.HandleEvent(ctx, b.scope, event); err == nil {
		t.Error("an interrupted attempt reported success")
	}
	if there, err := b.bucket.Exists(t.Context(), demo.ExportObject("acme", b.id)); there || err != nil {
		t.Errorf("a file is there: %v, %v", there, err)
	}
	b.Clock.Advance(time.Minute)
	if err := b.handler.HandleEvent(t.Context(), b.scope, event); err != nil {
		t.Fatal(err)
	}
	b.holds(t, b.export(t))
}

// TestNothingStaysOfATenantThatIsDeletedMeanwhile: its record is gone when the file is there, and so the file goes too.
func TestNothingStaysOfATenantThatIsDeletedMeanwhile(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	event := b.Event(t, "exports/"+b.id)
	b.bucket.gone = func() {
		if _, err := b.DB.Doc("tenants/acme/exports/" + b.id).Delete(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if err := b.handler.HandleEvent(t.Context(), b.scope, event); err != nil {
		t.Error(err)
	}
	if there, err := b.bucket.Exists(t.Context(), demo.ExportObject("acme", b.id)); there || err != nil {
		t.Errorf("its file is there: %v, %v", there, err)
	}
}
