package generate_test

import (
	"context"
	"io"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/generate"
	"capidemo.dev/platform/shared/generate/draw"
	"capidemo.dev/platform/shared/generate/parquetfile"
	"capidemo.dev/platform/shared/generate/reference"
	"capidemo.dev/platform/shared/generate/words"
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
	for _, codec := range []struct {
		name  string
		codec compress.Codec
	}{{"snappy", &parquet.Snappy}, {"zstd", &parquet.Zstd}} {
		b.Run("parquet-go-rows-"+codec.name, func(b *testing.B) {
			before := cpu(b)
			for b.Loop() {
				parquetGoRows(b, codec.codec)
			}
			b.ReportMetric(float64(b.N)*benchRows/(cpu(b)-before).Seconds()/1e6, "Mrows/cpu-s")
			b.ReportMetric(float64(b.N)*benchRows/b.Elapsed().Seconds()/1e6, "Mrows/s")
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

var day = time.Date(2026, time.March, 18, 0, 0, 0, 0, time.UTC)

// row is the reference table as a program would write it with parquet-go.
type row struct {
	ID        int64     `parquet:"id"`
	FirstName string    `parquet:"first_name,dict"`
	LastName  string    `parquet:"last_name,dict"`
	Email     string    `parquet:"email"`
	Amount    int64     `parquet:"amount,decimal(2:18)"`
	CreatedAt time.Time `parquet:"created_at,timestamp(microsecond)"`
	Country   string    `parquet:"country,dict"`
	Status    string    `parquet:"status,dict"`
}

// parquetGoRows writes rows of words drawn at random, half by each of two goroutines into a file of its own.
func parquetGoRows(b *testing.B, codec compress.Codec) {
	b.Helper()
	first, _ := words.Set("first_name")
	last, _ := words.Set("last_name")
	done := make(chan error)
	const writers = 2
	for w := range writers {
		go func() {
			out := parquet.NewGenericWriter[row](io.Discard, parquet.Compression(codec))
			rows := make([]row, 1<<12)
			r := draw.At(1, w)
			for n := 0; n < benchRows/writers; n += len(rows) {
				for i := range rows {
					f, l := first[r.Below(len(first))], last[r.Below(len(last))]
					rows[i] = row{int64(n + i), f, l, f + "." + l + "@example.com", int64(r.Below(20000)),
						day.Add(-time.Duration(r.Below(1 << 40))), []string{"US", "CA", "GB", "DE", "FR"}[r.Below(5)], []string{"active", "paused", "closed"}[r.Below(3)]}
				}
				if _, err := out.Write(rows); err != nil {
					done <- err
					return
				}
			}
			done <- out.Close()
		}()
	}
	for range writers {
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	}
}
