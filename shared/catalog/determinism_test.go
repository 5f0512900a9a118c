package catalog_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/generate"
	"capidemo.dev/platform/shared/generate/parquetfile"
)

// digests is a sink that keeps a digest a table.
type digests struct {
	mu  sync.Mutex
	sum map[string]string
}

type digest struct {
	io.Writer
	done func()
}

func (d digest) Close() error { d.done(); return nil }

func (d *digests) Create(_ context.Context, table string) (io.WriteCloser, error) {
	h := sha256.New()
	return digest{h, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.sum[table] = hex.EncodeToString(h.Sum(nil))
	}}, nil
}

// TestSameBytesWhateverTheNumberOfWorkers makes every template's files again with one worker and with more than there are processors.
// They are not compressed: that compression is deterministic the engine's tests hold.
func TestSameBytesWhateverTheNumberOfWorkers(t *testing.T) {
	t.Parallel()
	for _, id := range catalog.IDs() {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			spec, err := catalog.Load(id)
			if err != nil {
				t.Fatal(err)
			}
			run := func(workers int) map[string]string {
				d := &digests{sum: map[string]string{}}
				out, err := generate.Run(t.Context(), spec, generate.Options{Anchor: anchor, Workers: workers, Codec: parquetfile.None, Sink: d})
				if err != nil {
					t.Fatal(err)
				}
				for _, table := range out.Tables {
					if table.SHA256 != d.sum[table.Name] {
						t.Errorf("the reported digest of %s is not that of the file", table.Name)
					}
				}
				return d.sum
			}
			if diff := cmp.Diff(run(1), run(7)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
