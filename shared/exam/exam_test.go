package exam_test

import (
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
)

// result makes a result of rows written as "a|b"; NULL is nil.
func result(ordered bool, tolerance float64, rows ...string) *demo.Result {
	out := &demo.Result{Ordered: ordered, Tolerance: tolerance, Columns: []string{"a", "b"}}
	out.Rows = rowsOf(rows...)
	return out
}

func rowsOf(rows ...string) []demo.Row {
	out := make([]demo.Row, 0, len(rows))
	for _, r := range rows {
		var cells []*string
		for text := range strings.SplitSeq(r, "|") {
			if text == "NULL" {
				cells = append(cells, nil)
				continue
			}
			cells = append(cells, &text)
		}
		out = append(out, demo.Row{Cells: cells})
	}
	return out
}

func TestCompare(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		want *demo.Result
		got  []string
		diff []string
	}{
		"equal":                       {result(true, 0, "x|1", "y|2"), []string{"x|1", "y|2"}, nil},
		"order matters where asked":   {result(true, 0, "x|1", "y|1"), []string{"y|1", "x|1"}, []string{"row 1, column 1: expected x, got y", "row 2, column 1: expected y, got x"}},
		"order does not elsewhere":    {result(false, 0, "x|1", "y|2"), []string{"y|2", "x|1"}, nil},
		"numbers, not their notation": {result(true, 0, "1.50|1e3"), []string{"1.5|1000.000000000"}, nil},
		"exact without tolerance":     {result(true, 0, "x|1.0000001"), []string{"x|1"}, []string{"row 1, column 2: expected 1.0000001, got 1"}},
		"within the tolerance":        {result(true, 0.001, "x|100"), []string{"x|100.09"}, nil},
		"beyond the tolerance":        {result(true, 0.001, "x|100"), []string{"x|100.2"}, []string{"row 1, column 2: expected 100, got 100.2"}},
		"tolerance without order":     {result(false, 0.01, "x|100", "x|200"), []string{"x|199", "x|101"}, nil},
		"times in other notations":    {result(true, 0, "2026-03-01|2026-03-01T10:00:00Z"), []string{"2026-03-01 00:00:00 UTC|2026-03-01 10:00:00+00"}, nil},
		"text is not a number":        {result(true, 0, "x|abc"), []string{"x|1"}, []string{"row 1, column 2: expected abc, got 1"}},
		"case matters":                {result(true, 0, "West|1"), []string{"west|1"}, []string{"row 1, column 1: expected West, got west"}},
		"NULL is NULL":                {result(true, 0, "NULL|1"), []string{"NULL|1"}, nil},
		"NULL is not nothing":         {result(true, 0, "NULL|1"), []string{"|1"}, []string{"row 1, column 1: expected NULL, got "}},
		"a row is missing":            {result(true, 0, "x|1", "y|2"), []string{"x|1"}, []string{"number of rows: expected 2, got 1"}},
		"a row too many":              {result(false, 0, "x|1"), []string{"x|1", "z|9"}, []string{"number of rows: expected 1, got 2", "row: expected no further row, got (z, 9)"}},
		"rows twice":                  {result(false, 0, "x|1", "x|1", "y|2"), []string{"x|1", "y|2", "y|2"}, []string{"row: expected (x, 1), got (y, 2)"}},
		"huge exponents are cheap":    {result(true, 0, "x|1e999999999"), []string{"x|1"}, []string{"row 1, column 2: expected 1e999999999, got 1"}},
		"both empty":                  {result(true, 0), nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string //nolint:prealloc // nil when there is no difference
			for _, d := range exam.Compare(c.want, []string{"other", "names"}, rowsOf(c.got...)) {
				got = append(got, d.String())
			}
			if diff := cmp.Diff(c.diff, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestColumnsMustMatchInNumber(t *testing.T) {
	t.Parallel()
	got := exam.Compare(result(true, 0, "x|1"), []string{"a"}, rowsOf("x"))
	if len(got) != 1 || got[0].String() != "number of columns: expected 2 (a, b), got 1 (a)" {
		t.Error(got)
	}
	if got := exam.Compare(result(true, 0, "x|1"), []string{"a", "b"}, rowsOf("x")); len(got) != 1 || got[0].What != "number of cells" {
		t.Error(got)
	}
}

func TestReportsAreBounded(t *testing.T) {
	t.Parallel()
	want, got := slices.Repeat([]string{"x|1"}, 500), slices.Repeat([]string{"y|2"}, 500)
	for _, ordered := range []bool{true, false} {
		if n := len(exam.Compare(result(ordered, 0, want...), []string{"a", "b"}, rowsOf(got...))); n == 0 || n > 20 {
			t.Errorf("ordered %v: %d differences", ordered, n)
		}
	}
}

func TestTextOfDriverValues(t *testing.T) {
	t.Parallel()
	rows := exam.Rows([][]any{{nil, "a", true, int64(7), 2.5, big.NewRat(5, 4), time.Date(2026, 3, 1, 10, 0, 0, 5000, time.UTC)}})
	got := make([]string, 0, len(rows[0].Cells))
	for _, c := range rows[0].Cells {
		if c == nil {
			got = append(got, "NULL")
			continue
		}
		got = append(got, *c)
	}
	if diff := cmp.Diff([]string{"NULL", "a", "true", "7", "2.5", "1.250000000", "2026-03-01T10:00:00.000005Z"}, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzCompare(f *testing.F) {
	f.Add("1.5", "1.50", 0.1)
	f.Add("2026-03-01", "2026-03-01T00:00:00Z", 0.0)
	f.Fuzz(func(t *testing.T, a, b string, tolerance float64) {
		want := &demo.Result{Columns: []string{"x"}, Rows: []demo.Row{{Cells: []*string{&a}}}, Tolerance: tolerance}
		exam.Compare(want, want.Columns, []demo.Row{{Cells: []*string{&b}}})
		if d := exam.Compare(want, want.Columns, want.Rows); len(d) > 0 {
			t.Errorf("%q differs from itself: %v", a, d)
		}
	})
}
