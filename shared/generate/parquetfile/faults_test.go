package parquetfile_test

import (
	"errors"
	"io"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2" // the driver of the second reader

	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/generate/column"
	"capidemo.dev/platform/shared/generate/parquetfile"
)

func TestNullInARequiredColumnIsRefused(t *testing.T) {
	t.Parallel()
	w, err := parquetfile.NewWriter(io.Discard, "", columns[:1], parquetfile.None)
	if err != nil {
		t.Fatal(err)
	}
	enc, err := w.NewEncoder()
	if err != nil {
		t.Fatal(err)
	}
	v := &column.Vector{Type: expr.Int}
	v.Resize(2)
	v.SetNull(1)
	if _, err := enc.Encode(0, v); err == nil {
		t.Error("a NULL was written to a required column")
	}
}

func TestUnknownCodecIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := parquetfile.NewWriter(io.Discard, "", columns, "lzma"); err == nil {
		t.Error("codec lzma was accepted")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteErrorsAreReported(t *testing.T) {
	t.Parallel()
	if err := write(t, 5, parquetfile.Snappy, broken{}); err == nil {
		t.Error("a failing disk went unnoticed")
	}
}
