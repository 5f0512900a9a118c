package exam

import (
	"slices"

	"capidemo.dev/platform/shared/demo"
)

// maxPlacements bounds the search for the expected columns among an answer's; wider answers are compared as they are.
const maxPlacements = 2000

// CompareAnswer lists the differences between the expected result and an agent's answer. An agent may say more than it was asked, and in
// another order of columns: when the expected columns are all among the answer's, the rest of it is not held against it. The rows must be
// exactly those expected.
func CompareAnswer(want *demo.Result, columns []string, rows []demo.Row) []Difference {
	asGiven := Compare(want, columns, rows)
	if len(asGiven) == 0 || len(columns) < len(want.Columns) || len(rows) != len(want.Rows) || len(want.Columns) == 0 {
		return asGiven
	}
	for _, row := range rows {
		if len(row.Cells) != len(columns) {
			return asGiven
		}
	}
	candidates := make([][]int, len(want.Columns))
	for i := range want.Columns {
		for j := range columns {
			if sameValues(column(want.Rows, i), column(rows, j), want.Tolerance) {
				candidates[i] = append(candidates[i], j)
			}
		}
	}
	tries := 0
	if placement := place(candidates, nil, func(placement []int) bool {
		tries++
		return tries > maxPlacements || len(Compare(want, want.Columns, project(rows, placement))) == 0
	}); placement != nil && tries <= maxPlacements {
		return nil
	}
	return asGiven
}

// place finds a column for each expected one, none twice, that fits accepts.
func place(candidates [][]int, chosen []int, accepts func([]int) bool) []int {
	if len(chosen) == len(candidates) {
		if accepts(chosen) {
			return chosen
		}
		return nil
	}
	for _, j := range candidates[len(chosen)] {
		if slices.Contains(chosen, j) {
			continue
		}
		if found := place(candidates, append(slices.Clip(chosen), j), accepts); found != nil {
			return found
		}
	}
	return nil
}

func column(rows []demo.Row, i int) []cell {
	out := make([]cell, len(rows))
	for r, row := range rows {
		out[r] = parseCell(row.Cells[i])
	}
	slices.SortFunc(out, cell.compare)
	return out
}

// sameValues compares sorted columns.
func sameValues(want, got []cell, tolerance float64) bool {
	return slices.EqualFunc(want, got, func(w, g cell) bool { return w.equals(g, tolerance) })
}

func project(rows []demo.Row, columns []int) []demo.Row {
	out := make([]demo.Row, len(rows))
	for r, row := range rows {
		for _, j := range columns {
			out[r].Cells = append(out[r].Cells, row.Cells[j])
		}
	}
	return out
}
