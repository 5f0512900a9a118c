package exam

import (
	"cmp"
	"math"
	"math/big"
	"regexp"
	"strings"
	"time"

	"capidemo.dev/platform/shared/demo"
)

// cell is one value with what its text means: a number, an instant, or only the text.
type cell struct {
	text   *string
	number *big.Rat
	micros *int64
}

func parseRows(rows []demo.Row) [][]cell {
	out := make([][]cell, len(rows))
	for i, row := range rows {
		out[i] = make([]cell, len(row.Cells))
		for j, text := range row.Cells {
			out[i][j] = parseCell(text)
		}
	}
	return out
}

// plainNumber is decimal notation with a bounded exponent: big.Rat would expand 1e999999999 digit by digit.
var plainNumber = regexp.MustCompile(`^[+-]?(\d{1,60}(\.\d{0,60})?|\.\d{1,60})([eE][+-]?\d{1,3})?$`)

func parseCell(text *string) cell {
	c := cell{text: text}
	if text == nil {
		return c
	}
	if plainNumber.MatchString(*text) {
		if r, ok := new(big.Rat).SetString(*text); ok {
			c.number = r
		}
		return c
	}
	if t, ok := parseTime(*text); ok {
		micros := t.UnixMicro()
		c.micros = &micros
	}
	return c
}

// layouts are the notations of one instant or day: the ledger's, BigQuery's and the usual ones of drivers.
var layouts = []string{time.DateOnly, time.RFC3339Nano, "2006-01-02 15:04:05.999999999 UTC", "2006-01-02 15:04:05.999999999-07", "2006-01-02 15:04:05.999999999"}

func parseTime(text string) (time.Time, bool) {
	if len(text) < len(time.DateOnly) || strings.Count(text[:len(time.DateOnly)], "-") != 2 {
		return time.Time{}, false
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// String is the text, NULL for none.
func (c cell) String() string {
	if c.text == nil {
		return "NULL"
	}
	return *c.text
}

func (c cell) equals(got cell, tolerance float64) bool {
	switch {
	case c.text == nil || got.text == nil:
		return c.text == nil && got.text == nil
	case c.number != nil && got.number != nil:
		return numbersEqual(c.number, got.number, tolerance)
	case c.micros != nil && got.micros != nil:
		return *c.micros == *got.micros
	}
	return *c.text == *got.text
}

func numbersEqual(want, got *big.Rat, tolerance float64) bool {
	if want.Cmp(got) == 0 {
		return true
	}
	w, _ := want.Float64()
	g, _ := got.Float64()
	return tolerance > 0 && math.Abs(w-g) <= tolerance*max(math.Abs(w), math.Abs(g))
}

// compare orders cells for pairing rows; the order has no other meaning.
func (c cell) compare(o cell) int {
	switch {
	case c.text == nil || o.text == nil:
		return cmp.Compare(present(c), present(o))
	case c.number != nil && o.number != nil:
		return c.number.Cmp(o.number)
	case c.micros != nil && o.micros != nil:
		return cmp.Compare(*c.micros, *o.micros)
	}
	return strings.Compare(*c.text, *o.text)
}

func present(c cell) int {
	if c.text == nil {
		return 0
	}
	return 1
}
