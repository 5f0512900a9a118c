package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"

	"capidemo.dev/platform/shared/generate"
	"capidemo.dev/platform/shared/generate/draw"
	"capidemo.dev/platform/shared/generate/parquetfile"
	"capidemo.dev/platform/shared/generate/reference"
	"capidemo.dev/platform/shared/generate/words"
)

// competitor makes rows of the reference table: key, two names, e-mail, amount, time, country, status. It may use both cores. run gives
// the bytes it wrote.
type competitor struct {
	name string
	rows int // enough for about two seconds
	run  func(ctx context.Context, rows int) (int64, error)
}

func competitors() []competitor {
	return []competitor{
		{"ours-snappy", 16 << 20, ours(parquetfile.Snappy)},
		{"ours-zstd", 16 << 20, ours(parquetfile.Zstd)},
		{"ceiling-values", 32 << 20, values},
		{"parquet-go-rows-snappy", 8 << 20, parquetGo(&parquet.Snappy, drawn)},
		{"parquet-go-rows-zstd", 8 << 20, parquetGo(&parquet.Zstd, drawn)},
		{"arrow-go-pqarrow-snappy", 4 << 20, arrowGo("snappy")},
		{"arrow-go-pqarrow-zstd", 4 << 20, arrowGo("zstd")},
		{"gofakeit-parquet-go-snappy", 2 << 20, parquetGo(&parquet.Snappy, faked)},
		{"duckdb-copy-snappy", 2 << 20, duckDB("snappy")},
		{"duckdb-copy-zstd", 2 << 20, duckDB("zstd")},
	}
}

// workers is how many goroutines a competitor written here uses: quality is measured on two cores.
const workers = 2

// counter counts what is written and keeps nothing.
type counter struct {
	mu    sync.Mutex
	bytes int64
}

// Create makes a counter a sink for generated tables.
func (c *counter) Create(context.Context, string) (io.WriteCloser, error) { return c, nil }

func (c *counter) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bytes += int64(len(p))
	return len(p), nil
}

// Close keeps nothing.
func (c *counter) Close() error { return nil }

func ours(codec parquetfile.Codec) func(context.Context, int) (int64, error) {
	return func(ctx context.Context, rows int) (int64, error) {
		sink := &counter{}
		spec, err := reference.Spec(rows)
		if err != nil {
			return 0, err
		}
		_, err = generate.Run(ctx, spec, generate.Options{Anchor: reference.Day(), Workers: workers, Codec: codec, Sink: sink})
		return sink.bytes, err
	}
}

// drawnBlock is a block of values before any encoding: words are positions in lists, e-mails are text.
type drawnBlock struct {
	ids, amounts, moments        [1 << 14]int64
	first, last, country, status [1 << 14]int32
	emails                       []byte
}

// values makes the values of every column in memory that is used again, and nothing with them: it shows what encoding costs.
func values(_ context.Context, rows int) (int64, error) {
	first, _ := words.Set("first_name") // shipped sets
	last, _ := words.Set("last_name")
	countryOf, statusOf := draw.NewWeights([]float64{50, 15, 15, 10, 10}), draw.NewWeights([]float64{80, 15, 5})
	amountOf := draw.NewQuantile(draw.LogNormal(60, 0.8))
	sizes := make([]int64, workers)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			v, seed := &drawnBlock{}, draw.Seed(1, strconv.Itoa(w))
			for n := 0; n < rows/workers; n += len(v.ids) {
				v.emails = v.emails[:0]
				for i := range v.ids {
					r := draw.At(seed, n+i)
					f, l := r.Below(len(first)), r.Below(len(last))
					v.ids[i], v.first[i], v.last[i] = int64(n+i), int32(f), int32(l)
					v.amounts[i], v.moments[i] = int64(100*amountOf.At(r.Float64())), int64(r.Below(1<<46))
					v.country[i], v.status[i] = countryOf.Index(r.Uint64()), statusOf.Index(r.Uint64())
					v.emails = append(append(append(append(v.emails, first[f]...), '.'), last[l]...), "@example.com"...)
				}
				sizes[w] += int64(len(v.emails)) + int64(len(v.ids))*(3*8+4*4)
				runtime.KeepAlive(v) // else the compiler need not make them
			}
		})
	}
	group.Wait()
	return sizes[0] + sizes[1], nil
}

// person is the reference table as a program would write it with parquet-go.
type person struct {
	ID        int64     `parquet:"id"`
	FirstName string    `parquet:"first_name,dict"`
	LastName  string    `parquet:"last_name,dict"`
	Email     string    `parquet:"email"`
	Amount    int64     `parquet:"amount,decimal(2:18)"`
	CreatedAt time.Time `parquet:"created_at,timestamp(microsecond)"`
	Country   string    `parquet:"country,dict"`
	Status    string    `parquet:"status,dict"`
}

// parquetGo writes rows with parquet-go, a file for each worker; source makes a worker's filler of rows.
func parquetGo(codec compress.Codec, source func(worker int) func(n int, into []person)) func(context.Context, int) (int64, error) {
	return func(_ context.Context, rows int) (int64, error) {
		sink := &counter{}
		errs := make(chan error, workers)
		for w := range workers {
			go func() { errs <- writeRows(sink, codec, rows/workers, source(w)) }()
		}
		for range workers {
			if err := <-errs; err != nil {
				return 0, err
			}
		}
		return sink.bytes, nil
	}
}

func writeRows(sink io.Writer, codec compress.Codec, rows int, fill func(n int, into []person)) error {
	out := parquet.NewGenericWriter[person](sink, parquet.Compression(codec), parquet.MaxRowsPerRowGroup(1<<17))
	block := make([]person, 1<<12)
	for n := 0; n < rows; n += len(block) {
		fill(n, block)
		if _, err := out.Write(block); err != nil {
			return fmt.Errorf("parquet-go: %w", err)
		}
	}
	return out.Close()
}
