package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/generate/column"
)

// portrait is what a column's values look like: shares of its commonest texts, or the spread of its numbers and times.
type portrait struct {
	rows, nulls int
	texts       []share   // of a text or boolean column, commonest first
	different   int       // how many different texts there are
	spread      []float64 // values in equal steps between low and high
	low, high   string
	months      []month // of a time column, oldest first
	weekdays    []float64
	hours       []float64
}

type share struct {
	text string
	of   float64
}

type month struct {
	first time.Time
	count float64
}

// bins is how many steps a spread has.
const bins = 24

// portray looks at every value once.
func portray(k *column.Kept) portrait {
	p := portrait{}
	counts := map[string]int{}
	var numbers []float64
	var low, high expr.Value
	var times []time.Time
	for _, b := range k.Blocks {
		for i := range b.Len() {
			v := b.Value(i)
			p.rows++
			switch {
			case v.IsNull():
				p.nulls++
				continue
			case v.T == expr.String || v.T == expr.Bool:
				counts[v.Text()]++
				continue
			case v.T == expr.Timestamp:
				times = append(times, time.UnixMicro(v.I).UTC())
			case v.T == expr.Date:
				times = append(times, time.UnixMicro(v.I*expr.Day).UTC())
			default:
			}
			numbers = append(numbers, v.Float())
			if low.IsNull() || expr.Compare(v, low) < 0 {
				low = v
			}
			if high.IsNull() || expr.Compare(v, high) > 0 {
				high = v
			}
		}
	}
	p.different, p.texts = len(counts), shares(counts, p.rows-p.nulls)
	if len(numbers) > 0 {
		p.spread, p.low, p.high = histogram(numbers), end(low), end(high)
	}
	p.seasons(times)
	return p
}

// end is the text of the smallest or greatest value; of a time its minute.
func end(v expr.Value) string {
	if v.T == expr.Timestamp {
		return time.UnixMicro(v.I).UTC().Format("2006-01-02 15:04")
	}
	return v.Text()
}

// shares lists the most frequent texts, the first in the alphabet first where they are as frequent.
func shares(counts map[string]int, rows int) []share {
	const most = 8
	texts := make([]string, 0, len(counts))
	for text := range counts {
		texts = append(texts, text)
	}
	slices.SortFunc(texts, func(a, b string) int { return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b)) })
	out := make([]share, 0, most)
	for _, text := range texts[:min(most, len(texts))] {
		out = append(out, share{text, float64(counts[text]) / float64(rows)})
	}
	return out
}

// seasons counts times by month, weekday (Monday first) and hour.
func (p *portrait) seasons(times []time.Time) {
	if len(times) == 0 {
		return
	}
	p.weekdays, p.hours = make([]float64, 7), make([]float64, 24)
	byMonth := map[time.Time]float64{}
	for _, t := range times {
		p.weekdays[(int(t.Weekday())+6)%7]++
		p.hours[t.Hour()]++
		byMonth[time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)]++
	}
	for first, n := range byMonth {
		p.months = append(p.months, month{first, n})
	}
	slices.SortFunc(p.months, func(a, b month) int { return a.first.Compare(b.first) })
}

// histogram counts values in equal steps between the smallest and the largest.
func histogram(values []float64) []float64 {
	low, high := slices.Min(values), slices.Max(values)
	counts := make([]float64, bins)
	for _, v := range values {
		i := 0
		if high > low {
			i = int((v - low) / (high - low) * bins)
		}
		counts[min(i, bins-1)]++
	}
	return counts
}

// counts are the months' counts.
func (p *portrait) counts() []float64 {
	out := make([]float64, len(p.months))
	for i, m := range p.months {
		out[i] = m.count
	}
	return out
}

// line is the portrait in one line: the commonest values, or the range and shape of numbers and times.
func (p *portrait) line() string {
	const named = 5
	var text string
	switch {
	case p.nulls == p.rows:
		return "always NULL"
	case p.spread != nil:
		text = fmt.Sprintf("%s  %s to %s", bars(p.spread), p.low, p.high)
	case p.different > (p.rows-p.nulls)/2 && p.different > 2*named:
		text = fmt.Sprintf("%d different, as %q", p.different, p.texts[0].text)
	default:
		parts := make([]string, 0, named+1)
		for _, s := range p.texts[:min(named, len(p.texts))] {
			parts = append(parts, fmt.Sprintf("%s %.0f %%", s.text, 100*s.of))
		}
		if p.different > named {
			parts = append(parts, fmt.Sprintf("and %d more", p.different-named))
		}
		text = strings.Join(parts, ", ")
	}
	if p.nulls > 0 {
		text += fmt.Sprintf("  (%.0f %% NULL)", 100*float64(p.nulls)/float64(p.rows))
	}
	return text
}

// bars draws counts in one line of text, a character each.
func bars(counts []float64) string {
	shades := []rune(" ▁▂▃▄▅▆▇█")
	top := max(slices.Max(counts), 1)
	var b strings.Builder
	for _, n := range counts {
		i := int(n / top * float64(len(shades)-1))
		if n > 0 {
			i = max(i, 1)
		}
		b.WriteRune(shades[i])
	}
	return b.String()
}
