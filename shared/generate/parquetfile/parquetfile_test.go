package parquetfile_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"testing"

	"database/sql"
	"os"

	_ "github.com/duckdb/duckdb-go/v2" // the driver of the second reader
	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/generate/column"
	"capidemo.dev/platform/shared/generate/parquetfile"
)

var colors = []string{"red", "green", "blue"}

// columns has every type, required and not, texts with and without a vocabulary.
var columns = []parquetfile.Column{
	{Name: "id", Description: "The key.", Type: expr.Int, Required: true},
	{Name: "flag", Type: expr.Bool},
	{Name: "price", Type: expr.Decimal, Scale: 2},
	{Name: "ratio", Type: expr.Float},
	{Name: "day", Type: expr.Date, Required: true},
	{Name: "at", Type: expr.Timestamp},
	{Name: "color", Type: expr.String, Dict: colors},
	{Name: "shade", Type: expr.String, Dict: colors, Required: true},
	{Name: "note", Type: expr.String},
	{Name: "code", Type: expr.String, Required: true},
}

// value says what a cell holds; every seventh row of an optional column is NULL.
func value(row, col int) (v expr.Value) {
	c := columns[col]
	if !c.Required && (row+col)%7 == 0 {
		return expr.Value{}
	}
	switch c.Type {
	case expr.Bool:
		return expr.NewBool(row%3 == 0)
	case expr.Float:
		return expr.NewFloat(float64(row) / 8)
	case expr.Decimal:
		return expr.NewDecimal(int64(row)*101-5000, c.Scale)
	case expr.Date:
		return expr.NewDate(int64(row%40000) - 300)
	case expr.Timestamp:
		return expr.NewTimestamp(int64(row)*1_000_003 - 5_000_000)
	case expr.String:
		if c.Dict != nil {
			return expr.NewString(colors[row%len(colors)])
		}
		return expr.NewString(fmt.Sprintf("%s-%d-é", c.Name, row))
	default:
		return expr.NewInt(int64(row) * 3)
	}
}

func block(start, n int) []*column.Vector {
	out := make([]*column.Vector, len(columns))
	for i, c := range columns {
		v := &column.Vector{Type: c.Type, Scale: c.Scale, Dict: c.Dict}
		v.Resize(n)
		for j := range n {
			x := value(start+j, i)
			switch {
			case c.Dict != nil:
				v.Codes[j] = int32((start + j) % len(colors))
			case c.Type == expr.String:
				v.Bytes = append(v.Bytes, x.S...)
				v.AppendText()
			case c.Type == expr.Float:
				v.Floats[j] = x.F
			default:
				v.Ints[j] = x.I
			}
		}
		for j := range n {
			if value(start+j, i).IsNull() {
				v.SetNull(j)
			}
		}
		out[i] = v
	}
	return out
}

// write makes a file of so many rows.
func write(tb testing.TB, rows int, codec parquetfile.Codec, out io.Writer) error {
	tb.Helper()
	w, err := parquetfile.NewWriter(out, "A table.", columns, codec)
	if err != nil {
		return err
	}
	w.SetRowGroupBlocks(2)
	enc, err := w.NewEncoder()
	if err != nil {
		return err
	}
	for start := 0; start < rows; start += column.BlockRows {
		b := block(start, min(column.BlockRows, rows-start))
		if start == 0 {
			if err := w.Choose(b); err != nil {
				return err
			}
		}
		pages := make([]parquetfile.Page, len(b))
		for i, v := range b {
			if pages[i], err = enc.Encode(i, v); err != nil {
				return err
			}
		}
		if err := w.Append(pages); err != nil {
			return err
		}
	}
	return w.Close()
}

func TestParquetGoReadsWhatIsWritten(t *testing.T) {
	t.Parallel()
	for _, codec := range []parquetfile.Codec{parquetfile.Zstd, parquetfile.Snappy, parquetfile.None} {
		for _, rows := range []int{1, 7, column.BlockRows, 2*column.BlockRows + 5} {
			t.Run(fmt.Sprintf("%s %d", codec, rows), func(t *testing.T) {
				t.Parallel()
				var file bytes.Buffer
				if err := write(t, rows, codec, &file); err != nil {
					t.Fatal(err)
				}
				checkWithParquetGo(t, file.Bytes(), rows)
			})
		}
	}
}

func checkWithParquetGo(t *testing.T, content []byte, rows int) {
	t.Helper()
	f, err := parquet.OpenFile(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	if f.NumRows() != int64(rows) {
		t.Fatalf("%d rows, want %d", f.NumRows(), rows)
	}
	if text, _ := f.Lookup("description.id"); text != "The key." {
		t.Errorf("description %q", text)
	}
	row := 0
	for _, group := range f.RowGroups() {
		reader := group.Rows()
		buffer := make([]parquet.Row, 1000)
		for {
			n, err := reader.ReadRows(buffer)
			for _, r := range buffer[:n] {
				for col, got := range r {
					if want := value(row, col); !same(want, got) {
						t.Fatalf("row %d, column %s: got %v, want %s", row, columns[col].Name, got, want.Text())
					}
				}
				row++
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := reader.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if row != rows {
		t.Errorf("read %d rows of %d", row, rows)
	}
}

func same(want expr.Value, got parquet.Value) bool {
	switch {
	case want.IsNull() || got.IsNull():
		return want.IsNull() && got.IsNull()
	case want.T == expr.String:
		return want.S == string(got.ByteArray())
	case want.T == expr.Float:
		return want.F == got.Double()
	case want.T == expr.Bool:
		return want.True() == got.Boolean()
	case want.T == expr.Date:
		return want.I == int64(got.Int32())
	}
	return want.I == got.Int64()
}

// TestDuckDBReadsTheSame crosses row groups of two pages a column.
func TestDuckDBReadsTheSame(t *testing.T) {
	t.Parallel()
	const rows = 5*column.BlockRows + 11
	path := filepath.Join(t.TempDir(), "all.parquet")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(write(t, rows, parquetfile.Zstd, file), file.Close()); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }() // an in-memory database
	var got [8]string
	err = db.QueryRowContext(t.Context(), `SELECT count(*)::text, sum(id)::text, (sum(price) * 100)::bigint::text, count(note)::text, min(day)::text, max(epoch_us("at"))::text,
		count(*) FILTER (color = 'blue')::text, string_agg(DISTINCT typeof(price)) FROM '`+path+`'`).
		Scan(&got[0], &got[1], &got[2], &got[3], &got[4], &got[5], &got[6], &got[7])
	if err != nil {
		t.Fatal(err)
	}
	var ids, cents, notes, blue, last int64
	for row := range rows {
		ids += value(row, 0).I
		cents += value(row, 2).I
		if !value(row, 8).IsNull() {
			notes++
		}
		if value(row, 6).S == "blue" {
			blue++
		}
		if at := value(row, 5); !at.IsNull() {
			last = at.I
		}
	}
	want := [8]string{strconv.Itoa(rows), strconv.FormatInt(ids, 10), strconv.FormatInt(cents, 10), strconv.FormatInt(notes, 10), "1969-03-07", strconv.FormatInt(last, 10), strconv.FormatInt(blue, 10), "DECIMAL(18,2)"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
