package catalog_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fsouza/fake-gcs-server/fakestorage"
	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/catalog/thumbnail"
	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/generate"
	"capidemo.dev/platform/shared/objects"
)

var anchor = time.Date(2026, time.March, 18, 0, 0, 0, 0, time.UTC)

// registry keeps what it is given.
type registry struct {
	mu        sync.Mutex
	versions  []demo.TemplateVersion
	documents [][]byte
}

func (r *registry) PutTemplate(_ context.Context, version demo.TemplateVersion, document []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.versions, r.documents = append(r.versions, version), append(r.documents, document)
	return nil
}

func bucket(tb testing.TB) *objects.Bucket {
	tb.Helper()
	server, err := fakestorage.NewServerWithOptions(fakestorage.Options{Host: "127.0.0.1", Port: 0, Scheme: "http"})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(server.Stop)
	b := objects.New(server.Client(), "capi-templates-demo-capi")
	if err := b.EnsureBucket(tb.Context(), "demo-capi"); err != nil {
		tb.Fatal(err)
	}
	return b
}

func TestPublishStoresRegistersAndReuses(t *testing.T) {
	t.Parallel()
	spec, err := catalog.Load("shopify")
	if err != nil {
		t.Fatal(err)
	}
	b, reg := bucket(t), &registry{}
	opts := catalog.Options{Anchor: anchor, Now: anchor.Add(time.Hour), By: "system", Storage: b, Registry: reg}
	first, err := catalog.Publish(t.Context(), spec, opts)
	if err != nil {
		t.Fatal(err)
	}
	v := first.Version
	if first.Reused || v.Rows != 145_000 || len(v.Tables) != 15 || v.Status != demo.TemplateActive {
		t.Fatalf("reused %v, %d rows in %d tables, %s", first.Reused, v.Rows, len(v.Tables), v.Status)
	}
	if want := "gs://capi-templates-demo-capi/v1/shopify/2026-03-18"; v.Location != want || !strings.HasPrefix(v.GoldenDataset, "tmpl_shopify_v1_20260318_") {
		t.Errorf("location %s, golden dataset %s", v.Location, v.GoldenDataset)
	}
	for _, table := range v.Tables {
		path := "v1/shopify/2026-03-18/" + table.Name + ".parquet"
		content, err := b.Read(t.Context(), path, 64<<20)
		if err != nil || int64(len(content)) != table.Bytes || table.Object != b.URL(path) {
			t.Errorf("%s: %d bytes at %s, the version says %d at %s (%v)", table.Name, len(content), path, table.Bytes, table.Object, err)
		}
	}
	for _, q := range v.GoldenQueries {
		if q.Expected == nil || len(q.Expected.Rows) == 0 {
			t.Errorf("golden query %s has no expected result", q.ID)
		}
	}

	opts.Now = opts.Now.Add(time.Hour)
	again, err := catalog.Publish(t.Context(), spec, opts)
	if err != nil {
		t.Fatal(err)
	}
	if !again.Reused {
		t.Error("the second publication made the files again")
	}
	if diff := cmp.Diff(roundTrip(t, v), roundTrip(t, again.Version)); diff != "" {
		t.Errorf("the version read back differs: %s", diff)
	}
	if len(reg.versions) != 2 {
		t.Fatalf("registered %d versions", len(reg.versions))
	}
	restored, err := dataspec.Restore(reg.documents[0])
	if err != nil {
		t.Fatal(err)
	}
	if digest, err := restored.Digest(); err != nil || digest != v.SpecDigest {
		t.Errorf("the registered specification is another one: %s instead of %s, %v", digest, v.SpecDigest, err)
	}
}

func TestPublishRefusesAnotherSpecificationUnderTheSameVersion(t *testing.T) {
	t.Parallel()
	spec, err := catalog.Load("shopify")
	if err != nil {
		t.Fatal(err)
	}
	opts := catalog.Options{Anchor: anchor, Now: anchor, Storage: bucket(t)}
	if _, err := catalog.Publish(t.Context(), spec, opts); err != nil {
		t.Fatal(err)
	}
	spec.Description += " And more."
	if _, err := catalog.Publish(t.Context(), spec, opts); err == nil {
		t.Fatal("another specification was published under a version in use")
	}
	opts.Replace = true
	if p, err := catalog.Publish(t.Context(), spec, opts); err != nil || p.Reused {
		t.Fatalf("replacing: reused %v, %v", p.Reused, err)
	}
}

func roundTrip(t *testing.T, v demo.TemplateVersion) string {
	t.Helper()
	content, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// BenchmarkPublish is the time to make, compute and upload the whole template.
func BenchmarkPublish(b *testing.B) {
	spec, err := catalog.Load("shopify")
	if err != nil {
		b.Fatal(err)
	}
	store := bucket(b)
	day := anchor
	for b.Loop() {
		day = day.AddDate(0, 0, 1)
		if _, err := catalog.Publish(b.Context(), spec, catalog.Options{Anchor: day, Now: day, Storage: store}); err != nil {
			b.Fatal(err)
		}
	}
}

func TestTheSkeletonWorksAsItStands(t *testing.T) {
	t.Parallel()
	spec := cafes(t, "cafes")
	if err := generate.Check(spec, anchor); err != nil {
		t.Error(err)
	}
	b := bucket(t)
	p, err := catalog.Publish(t.Context(), spec, catalog.Options{Anchor: anchor, Now: anchor, Storage: b})
	if err != nil {
		t.Fatal(err)
	}
	if svg, err := b.Read(t.Context(), "v1/cafes/2026-03-18/thumbnail.svg", thumbnail.MaxBytes); err != nil || string(svg) != p.Version.Thumbnail {
		t.Errorf("thumbnail of %d bytes, %v", len(svg), err)
	}
	if _, err := catalog.Skeleton("not a name"); err == nil {
		t.Error("a name that cannot be a template's was accepted")
	}
}
