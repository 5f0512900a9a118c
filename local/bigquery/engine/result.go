package engine

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
)

// A result in memory moves to disk beyond memoryLimit and is refused beyond diskLimit; every stride-th row's place is remembered.
const (
	memoryLimit = 1 << 20
	diskLimit   = 2 << 30
	stride      = 64
)

// Result holds the encoded rows of one finished query. Reading is safe for many goroutines; Close frees it.
type Result struct {
	Fields []*bq.TableFieldSchema
	Rows   int64

	dir     string
	memory  []byte
	file    *os.File // has no name any more, so nothing is left of it after a crash
	writer  *bufio.Writer
	size    int64
	offsets []int64
}

// append adds one encoded row.
func (r *Result) append(row []byte) error {
	if r.Rows%stride == 0 {
		r.offsets = append(r.offsets, r.size)
	}
	r.Rows++
	r.size += int64(len(row)) + 1
	switch {
	case r.size > diskLimit:
		return apierror.TooLarge("Response too large to return. Consider specifying a destination table in your job configuration. The local server holds results of up to %d MiB", diskLimit>>20)
	case r.file == nil && r.size <= memoryLimit:
		r.memory = append(append(r.memory, row...), '\n')
		return nil
	case r.file == nil:
		if err := r.spill(); err != nil {
			return err
		}
	}
	_, err := r.writer.Write(row)
	return errors.Join(err, r.writer.WriteByte('\n'))
}

func (r *Result) spill() error {
	file, err := os.CreateTemp(r.dir, "result-")
	if err != nil {
		return fmt.Errorf("spooling a result: %w", err)
	}
	r.file, r.writer = file, bufio.NewWriterSize(file, 1<<16)
	if err := os.Remove(file.Name()); err != nil {
		return fmt.Errorf("spooling a result: %w", err)
	}
	_, err = r.writer.Write(r.memory)
	r.memory = nil
	return err
}

// finish makes all rows readable.
func (r *Result) finish() error {
	if r.writer == nil {
		return nil
	}
	return r.writer.Flush()
}

// Size is what the rows take, in bytes.
func (r *Result) Size() int64 { return r.size }

// Page gives up to limit rows from start on, each as JSON, and no more than maxBytes unless one row alone is larger.
func (r *Result) Page(start, limit, maxBytes int64, format TimestampFormat) ([][]byte, error) {
	limit = min(limit, r.Rows-start)
	if start < 0 || limit <= 0 {
		return nil, nil
	}
	lines := bufio.NewReaderSize(r.reader(r.offsets[start/stride]), 1<<15)
	for range start % stride {
		if _, err := skipLine(lines); err != nil {
			return nil, fmt.Errorf("reading a spooled result: %w", err)
		}
	}
	var rows [][]byte
	var size int64
	for range limit {
		row, err := lines.ReadBytes('\n')
		if err != nil {
			return nil, fmt.Errorf("reading a spooled result: %w", err)
		}
		if row, err = reformat(row[:len(row)-1], r.Fields, format); err != nil {
			return nil, err
		}
		if size += int64(len(row)); size > maxBytes && len(rows) > 0 {
			break
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (r *Result) reader(from int64) io.Reader {
	if r.file == nil {
		return bytes.NewReader(r.memory[from:])
	}
	return io.NewSectionReader(r.file, from, r.size-from)
}

func skipLine(lines *bufio.Reader) (skipped int, err error) {
	for {
		part, err := lines.ReadSlice('\n')
		skipped += len(part)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return skipped, err
		}
	}
}

// Close frees the rows.
func (r *Result) Close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}
