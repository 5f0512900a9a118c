package narrate

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/result"
)

// Request is what there is to tell. Period is the asker's own words ("last month"), Currency the symbol for money.
type Request struct {
	Result   *result.Result
	Shape    result.Shape
	Period   string
	Currency string
}

// Text tells a result in English.
func Text(r Request) string {
	text := r.body()
	if r.Result.Truncated() && r.Shape.Kind != result.Empty {
		text += fmt.Sprintf(" The result has %s rows; this describes the first %s.", count(r.Result.Total), count(uint64(len(r.Result.Rows))))
	}
	return text
}

func (r Request) body() string {
	switch r.Shape.Kind {
	case result.Empty:
		return "The query ran and found nothing" + r.period() + ": no row matches."
	case result.Scalar:
		return r.scalar()
	case result.Record:
		return r.record()
	case result.TimeSeries:
		return r.timeSeries()
	case result.Ranking:
		return r.ranking()
	case result.Comparison:
		return r.comparison()
	case result.Table:
	}
	return r.table()
}

// period is the asked period as the end of a phrase: " for last month", " in 2025", " over the last 30 days".
func (r Request) period() string {
	first, _, several := strings.Cut(r.Period, " ")
	switch {
	case r.Period == "":
		return ""
	case several && (first == "in" || first == "from" || first == "since" || first == "on" || first == "before"):
		return " " + r.Period
	case first == "today" || first == "yesterday":
		return " for " + r.Period
	case rollingPeriod.MatchString(r.Period):
		return " over the " + r.Period
	case several && (first == "last" || first == "previous" || first == "this" || first == "prior" || first == "current" || first == "past" || first == "preceding"):
		return " for " + r.withArticle(first)
	}
	return " in " + r.Period
}

func (r Request) withArticle(first string) string {
	if first == "last" || first == "this" {
		return r.Period
	}
	return "the " + r.Period
}

var rollingPeriod = regexp.MustCompile(`^(last|past|previous|prior|trailing|preceding) ([a-z]+ )*\d+ `)

// unnamed are the names BigQuery gives to columns without an alias.
var unnamed = regexp.MustCompile(`^f\d+_$`)

func (r Request) label(col int) string {
	if unnamed.MatchString(r.Result.Columns[col].Name) {
		return "The result"
	}
	return r.Result.Columns[col].Label()
}

// noun is a label inside a sentence; acronyms keep their capitals.
func (r Request) noun(col int) string {
	label := r.label(col)
	if len(label) > 1 && strings.ToUpper(label[:2]) == label[:2] {
		return label
	}
	return strings.ToLower(label[:1]) + label[1:]
}

func (r Request) show(row, col int) string { return r.Result.Show(row, col, r.Currency) }

func (r Request) format(col int) result.Format { return r.Result.FormatOf(col, r.Currency) }

// change tells the way from one number to another in a column's format: "up $120.00 (12.5%)". Rates change by points.
func (r Request) change(from, to *big.Rat, col int) string {
	delta := new(big.Rat).Sub(to, from)
	direction := "up"
	switch delta.Sign() {
	case 0:
		return "unchanged"
	case -1:
		direction = "down"
	}
	size := new(big.Rat).Abs(delta)
	f := r.format(col)
	if f.Unit == result.Percent || f.Unit == result.Fraction {
		return direction + " " + strings.TrimSuffix(f.Print(size), "%") + " percentage points"
	}
	text := direction + " " + f.Print(size)
	if from.Sign() != 0 {
		ratio := new(big.Rat).Quo(size, new(big.Rat).Abs(from))
		text += " (" + result.Format{Unit: result.Fraction}.Print(ratio) + ")"
	}
	return text
}

func count(n uint64) string {
	return result.Format{Unit: result.Count}.Print(new(big.Rat).SetInt(new(big.Int).SetUint64(n)))
}

// list joins parts as English does: "a", "a and b", "a, b and c".
func list(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}
