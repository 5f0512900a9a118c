package exam_test

import (
	"strings"
	"testing"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
)

func TestAnAnswerMaySayMore(t *testing.T) {
	t.Parallel()
	want := result(true, 0.001, "west|100", "east|50")
	for name, c := range map[string]struct {
		rows  []string
		right bool
	}{
		"as expected":           {[]string{"west|100", "east|50"}, true},
		"columns the other way": {[]string{"100|west", "50|east"}, true},
		"a share besides":       {[]string{"west|0.67|100.01", "east|0.33|50"}, true},
		"twice the same column": {[]string{"100|west|100", "50|east|50"}, true},
		"rows the other way":    {[]string{"east|50|1", "west|100|2"}, false},
		"a row more":            {[]string{"west|100|1", "east|50|2", "north|10|3"}, false},
		"a column less":         {[]string{"west", "east"}, false},
		"another number":        {[]string{"west|101|1", "east|50|2"}, false},
		"numbers of other rows": {[]string{"west|50|1", "east|100|2"}, false},
		"the number is NULL":    {[]string{"west|NULL|1", "east|50|2"}, false},
		"one value for two":     {[]string{"west|west|1", "east|east|2"}, false},
	} {
		rows := rowsOf(c.rows...)
		columns := make([]string, len(rows[0].Cells))
		if got := exam.CompareAnswer(want, columns, rows); (len(got) == 0) != c.right {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestTheSearchForColumnsIsBounded(t *testing.T) {
	t.Parallel()
	const wide = 12 // columns with the same values can be placed in 12! ways, and none is right
	want := &demo.Result{Ordered: true, Columns: make([]string, wide)}
	want.Rows = rowsOf(strings.Repeat("1|", wide-1)+"2", strings.Repeat("2|", wide-1)+"1")
	got := rowsOf(strings.Repeat("1|", wide)+"1", strings.Repeat("2|", wide)+"2")
	if d := exam.CompareAnswer(want, make([]string, wide+1), got); len(d) == 0 {
		t.Error("a wrong answer passed")
	}
}
