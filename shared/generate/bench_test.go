package generate_test

import (
	"context"
	"io"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/generate"
	"capidemo.dev/platform/shared/generate/parquetfile"
	"capidemo.dev/platform/shared/generate/reference"
)

// discard counts what is written to all its files, several at once.
type discard struct{ bytes atomic.Int64 }

func (d *discard) Create(context.Context, string) (io.WriteCloser, error) { return d, nil }
func (d *discard) Write(p []byte) (int, error)                            { d.bytes.Add(int64(len(p))); return len(p), nil }
func (d *discard) Close() error                                           { return nil }

func referenceSpec(tb testing.TB, rows int) *dataspec.Spec {
	tb.Helper()
	spec, err := reference.Spec(rows)
	if err != nil {
		tb.Fatal(err)
	}
	return spec
}

const benchRows = 4 << 20

// BenchmarkReference is the engine alone; cmd/bench measures it beside other generators.
func BenchmarkReference(b *testing.B) {
	spec := referenceSpec(b, benchRows)
	for _, codec := range []parquetfile.Codec{parquetfile.Snappy, parquetfile.Zstd, parquetfile.None} {
		b.Run("ours-"+string(codec), func(b *testing.B) {
			sink := &discard{}
			b.ReportAllocs()
			before := cpu(b)
			for b.Loop() {
				if _, err := generate.Run(b.Context(), spec, generate.Options{Anchor: day, Codec: codec, Sink: sink}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)*benchRows/b.Elapsed().Seconds()/1e6, "Mrows/s")
			b.ReportMetric(float64(b.N)*benchRows/(cpu(b)-before).Seconds()/1e6, "Mrows/cpu-s")
			b.ReportMetric(float64(sink.bytes.Load())/b.Elapsed().Seconds()/1e6, "MB/s")
		})
	}
}

// cpu is the processor time that the process has used: on a busy machine it says more than the clock.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

var day = reference.Day()
