package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	arrowparquet "github.com/apache/arrow-go/v18/parquet"
	arrowcompress "github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/brianvoe/gofakeit/v7"
	_ "github.com/duckdb/duckdb-go/v2" // a peer, through database/sql

	"capidemo.dev/platform/shared/generate/draw"
	"capidemo.dev/platform/shared/generate/reference"
	"capidemo.dev/platform/shared/generate/words"
)

// The words of the small columns.
func countries() []string { return []string{"US", "CA", "GB", "DE", "FR"} }
func statuses() []string  { return []string{"active", "paused", "closed"} }

// drawn fills rows from our word lists with our random numbers, so that parquet-go's own cost shows.
func drawn(worker int) func(int, []person) {
	first, _ := words.Set("first_name") // shipped sets
	last, _ := words.Set("last_name")
	country, status, day := countries(), statuses(), reference.Day()
	r := draw.At(1, worker)
	return func(n int, into []person) {
		for i := range into {
			f, l := first[r.Below(len(first))], last[r.Below(len(last))]
			into[i] = person{
				int64(n + i), f, l, f + "." + l + "@example.com", int64(r.Below(20_000)), day.Add(-time.Duration(r.Below(1 << 40))),
				country[r.Below(len(country))], status[r.Below(len(status))],
			}
		}
	}
}

// faked fills rows the way programs commonly do, with gofakeit.
func faked(worker int) func(int, []person) {
	fake := gofakeit.New(uint64(worker) + 1)
	country, status, day := countries(), statuses(), reference.Day()
	return func(n int, into []person) {
		for i := range into {
			into[i] = person{
				int64(n + i), fake.FirstName(), fake.LastName(), fake.Email(), int64(fake.Price(1, 200) * 100),
				fake.DateRange(day.AddDate(-2, 0, 0), day), fake.RandomString(country), fake.RandomString(status),
			}
		}
	}
}

// arrowGo builds record batches and writes them with pqarrow, a file for each worker.
func arrowGo(codec string) func(context.Context, int) (int64, error) {
	codecs := map[string]arrowcompress.Compression{"snappy": arrowcompress.Codecs.Snappy, "zstd": arrowcompress.Codecs.Zstd}
	return func(_ context.Context, rows int) (int64, error) {
		sink := &counter{}
		errs := make(chan error, workers)
		for w := range workers {
			go func() { errs <- writeBatches(sink, codecs[codec], rows/workers, drawn(w)) }()
		}
		for range workers {
			if err := <-errs; err != nil {
				return 0, err
			}
		}
		return sink.bytes, nil
	}
}

func writeBatches(sink *counter, codec arrowcompress.Compression, rows int, fill func(int, []person)) error {
	text := arrow.BinaryTypes.String
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "id", Type: arrow.PrimitiveTypes.Int64}, {Name: "first_name", Type: text}, {Name: "last_name", Type: text}, {Name: "email", Type: text},
		{Name: "amount", Type: arrow.PrimitiveTypes.Int64}, {Name: "created_at", Type: arrow.FixedWidthTypes.Timestamp_us},
		{Name: "country", Type: text}, {Name: "status", Type: text},
	}, nil)
	out, err := pqarrow.NewFileWriter(schema, sink, arrowparquet.NewWriterProperties(arrowparquet.WithCompression(codec)), pqarrow.DefaultWriterProps())
	if err != nil {
		return fmt.Errorf("pqarrow: %w", err)
	}
	builder := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer builder.Release()
	block := make([]person, 1<<16)
	for n := 0; n < rows; n += len(block) {
		fill(n, block)
		record := batch(builder, block)
		err := out.Write(record)
		record.Release()
		if err != nil {
			return fmt.Errorf("pqarrow: %w", err)
		}
	}
	return out.Close()
}

// batch moves a block of rows into columns.
func batch(builder *array.RecordBuilder, block []person) arrow.RecordBatch {
	for _, p := range block {
		appendInt(builder, 0, p.ID)
		appendText(builder, 1, p.FirstName)
		appendText(builder, 2, p.LastName)
		appendText(builder, 3, p.Email)
		appendInt(builder, 4, p.Amount)
		if field, ok := builder.Field(5).(*array.TimestampBuilder); ok {
			field.Append(arrow.Timestamp(p.CreatedAt.UnixMicro()))
		}
		appendText(builder, 6, p.Country)
		appendText(builder, 7, p.Status)
	}
	return builder.NewRecordBatch()
}

func appendInt(builder *array.RecordBuilder, column int, value int64) {
	if field, ok := builder.Field(column).(*array.Int64Builder); ok {
		field.Append(value)
	}
}

func appendText(builder *array.RecordBuilder, column int, value string) {
	if field, ok := builder.Field(column).(*array.StringBuilder); ok {
		field.Append(value)
	}
}

// duckDB makes the table in SQL and copies it to a file.
func duckDB(codec string) func(context.Context, int) (int64, error) {
	return func(ctx context.Context, rows int) (written int64, err error) {
		dir, err := os.MkdirTemp("", "capidemo-duckdb-")
		if err != nil {
			return 0, fmt.Errorf("make a folder: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		db, err := sql.Open("duckdb", fmt.Sprintf("?threads=%d", workers))
		if err != nil {
			return 0, fmt.Errorf("open DuckDB: %w", err)
		}
		defer func() { err = errors.Join(err, db.Close()) }()
		path := filepath.Join(dir, "people.parquet")
		statement := fmt.Sprintf(`COPY (SELECT i AS id, first_name, last_name, first_name || '.' || last_name || '@example.com' AS email,
			CAST(60 * exp(0.8 * sqrt(-2 * ln(1 - random())) * cos(%v * random())) AS DECIMAL(18, 2)) AS amount,
			TIMESTAMP '2024-03-18' + to_microseconds(CAST(random() * 63072000000000 AS BIGINT)) AS created_at,
			['US', 'CA', 'GB', 'DE', 'FR'][1 + CAST(floor(random() * 5) AS INTEGER)] AS country,
			['active', 'paused', 'closed'][1 + CAST(floor(random() * 3) AS INTEGER)] AS status
			FROM (SELECT i, 'First' || CAST(floor(random() * 500) AS INTEGER) AS first_name, 'Last' || CAST(floor(random() * 500) AS INTEGER) AS last_name FROM range(%d) AS r(i)))
			TO '%s' (FORMAT parquet, COMPRESSION %s)`, 2*math.Pi, rows, path, codec)
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return 0, fmt.Errorf("DuckDB: %w", err)
		}
		info, err := os.Stat(path)
		if err != nil {
			return 0, fmt.Errorf("DuckDB: %w", err)
		}
		return info.Size(), nil
	}
}
