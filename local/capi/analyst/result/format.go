package result

import (
	"math/big"
	"slices"
	"strings"
)

// Unit is how a numeric column reads.
type Unit uint8

// The units of numeric columns. Percent columns already count in hundredths (12.5 is 12.5 %), Fraction columns in ones
// (0.125 is 12.5 %). Plain numbers (years, ids) have no thousands separators.
const (
	Number Unit = iota
	Count
	Currency
	Percent
	Fraction
	Span
	Plain
)

// Format says how to print a column's numbers.
type Format struct {
	Unit   Unit
	Symbol string // the currency's symbol, or the word of a Span ("days")
}

// The words of a column name that decide its unit, strongest first.
var (
	countWords    = []string{"count", "cnt", "num", "number", "quantity", "qty", "units"}                                                                        //nolint:gochecknoglobals // constant
	percentWords  = []string{"pct", "percent", "percentage"}                                                                                                     //nolint:gochecknoglobals // constant
	fractionWords = []string{"rate", "share", "ratio", "fraction", "proportion"}                                                                                 //nolint:gochecknoglobals // constant
	spanWords     = []string{"days", "hours", "minutes", "seconds", "weeks", "months", "years"}                                                                  //nolint:gochecknoglobals // constant
	moneyWords    = []string{"revenue", "amount", "price", "cost", "costs", "spend", "spent", "spending", "value", "aov", "ltv", "clv", "profit", "gmv", "cogs", //nolint:gochecknoglobals // constant
		"margin", "fee", "fees", "tax", "taxes", "income", "budget", "balance", "mrr", "arr", "paid", "turnover", "earnings", "salary", "billed"}
	moneyUnlessWhole = []string{"sales", "discount", "discounts", "refund", "refunds", "refunded", "payment", "payments", "charges", "premium", //nolint:gochecknoglobals // constant
		"deposit", "deposits", "claims", "total"}
)

// FormatOf chooses a column's format from its name, its type and, for rates, its values: a rate whose values all lie within
// one is a fraction, else it is in percent already. currency is the symbol for money, such as "$".
func (r *Result) FormatOf(col int, currency string) Format {
	c := r.Columns[col]
	words := c.words()
	has := func(list []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(list, w) })
	}
	first, last := "", ""
	if len(words) > 0 {
		first, last = words[0], words[len(words)-1]
	}
	switch {
	case last == "year" || last == "id" || last == "zip":
		return Format{Unit: Plain}
	case has(countWords):
		return Format{Unit: Count}
	case has(percentWords):
		return Format{Unit: Percent}
	case has(fractionWords):
		if r.within(col, 1) {
			return Format{Unit: Fraction}
		}
		return Format{Unit: Percent}
	case slices.Contains(spanWords, last):
		return Format{Unit: Span, Symbol: last}
	case slices.Contains(spanWords, first):
		return Format{Unit: Span, Symbol: first}
	case first == "return" && slices.Contains(words, "on"), first == "roas", first == "roi":
		return Format{Unit: Number} // money per money has no currency
	case has(moneyWords), has(moneyUnlessWhole) && !c.integer():
		return Format{Unit: Currency, Symbol: currency}
	case c.integer():
		return Format{Unit: Count}
	}
	return Format{Unit: Number}
}

func (r *Result) within(col int, bound int64) bool {
	limit := big.NewRat(bound, 1)
	for row := range r.Rows {
		if n, ok := r.Number(row, col); ok && new(big.Rat).Abs(n).Cmp(limit) > 0 {
			return false
		}
	}
	return true
}

// Print writes a number in its format: $1,234.50, 12.5%, 80,000, 3.2 days.
func (f Format) Print(n *big.Rat) string {
	sign, abs := "", n
	if n.Sign() < 0 {
		sign, abs = "-", new(big.Rat).Neg(n)
	}
	switch f.Unit {
	case Currency:
		digits := 2
		if abs.IsInt() && abs.Cmp(big.NewRat(1000, 1)) >= 0 {
			digits = 0
		}
		return sign + f.Symbol + group(abs.FloatString(digits))
	case Percent:
		return sign + percent(abs)
	case Fraction:
		return sign + percent(new(big.Rat).Mul(abs, big.NewRat(100, 1)))
	case Plain:
		return sign + trim(abs.FloatString(6))
	case Span:
		return sign + group(trim(abs.FloatString(1))) + " " + f.Symbol
	case Count, Number:
	}
	return sign + group(trim(abs.FloatString(2)))
}

func percent(n *big.Rat) string {
	digits := 1
	if n.Cmp(big.NewRat(1, 1)) < 0 {
		digits = 2
	}
	return group(trim(n.FloatString(digits))) + "%"
}

// group puts a comma between thousands of the integer part.
func group(number string) string {
	whole, fraction, found := strings.Cut(number, ".")
	var b strings.Builder
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	if found {
		b.WriteString("." + fraction)
	}
	return b.String()
}

// trim removes zeros that end a fraction.
func trim(number string) string {
	if !strings.Contains(number, ".") {
		return number
	}
	return strings.TrimSuffix(strings.TrimRight(number, "0"), ".")
}
