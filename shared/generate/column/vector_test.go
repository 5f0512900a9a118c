package column_test

import (
	"testing"

	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/generate/column"
)

// TestTextsMayBeNullWhileTheyAreAppended is what a formula does that gives a text in some rows and NULL in others.
func TestTextsMayBeNullWhileTheyAreAppended(t *testing.T) {
	t.Parallel()
	v := &column.Vector{Type: expr.String}
	for _, rows := range []int{9, 4, 12} { // vectors are used again, for fewer rows and for more
		v.Resize(rows)
		for i := range rows {
			v.Bytes = append(v.Bytes, "text"...)
			v.AppendText()
			if i%3 == 1 {
				v.SetNull(i)
			}
		}
		for i := range rows {
			if got, want := v.Value(i), i%3 == 1; got.IsNull() != want || !want && got.S != "text" {
				t.Errorf("row %d of %d: %+v", i, rows, got)
			}
		}
	}
}
