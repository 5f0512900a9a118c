// Package thumbnail draws a template's picture for the library: an SVG made of the template's own numbers, in the colours and with the
// motif of its industry. It has its own background, so it looks the same on a light and on a dark page; it has no text and no script, and
// takes less than [MaxBytes].
//
// The same picture gives the same bytes. To give another industry its look, add a line to looks.go and a motif to motifs.go; the tests
// hold size, determinism and that nothing in it can act.
package thumbnail

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"
)

// MaxBytes bounds a picture: a library page carries dozens of them.
const MaxBytes = 6000

// The canvas, 16 to 9.
const (
	width  = 320
	height = 180
)

// Picture is what is drawn.
type Picture struct {
	ID       string    // of the template; makes the names inside unique on a page with many pictures
	Industry string    // decides colours and motif, with the tags
	Tags     []string  //
	Line     []float64 // a main measure over time, oldest first
	Bars     []float64 // a ranking, greatest first; may be empty
}

// Draw gives the SVG.
func Draw(p Picture) string {
	look := lookOf(p)
	id := identifier(p.ID)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img">`, width, height)
	fmt.Fprintf(&b, `<defs><linearGradient id="%[1]s-b" x1="0" y1="0" x2="1" y2="1"><stop stop-color="%[2]s"/><stop offset="1" stop-color="%[3]s"/></linearGradient>`+
		`<linearGradient id="%[1]s-a" x1="0" y1="0" x2="0" y2="1"><stop stop-color="#fff" stop-opacity=".32"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></linearGradient>`+
		`<radialGradient id="%[1]s-g"><stop stop-color="%[4]s" stop-opacity=".75"/><stop offset="1" stop-color="%[4]s" stop-opacity="0"/></radialGradient>`+
		`<clipPath id="%[1]s-c"><rect width="%[5]d" height="%[6]d" rx="12"/></clipPath></defs>`, id, look.from, look.to, look.glow, width, height)
	fmt.Fprintf(&b, `<g clip-path="url(#%[1]s-c)"><rect width="%[2]d" height="%[3]d" fill="url(#%[1]s-b)"/><circle cx="262" cy="28" r="150" fill="url(#%[1]s-g)"/>`, id, width, height)
	grid(&b)
	fmt.Fprintf(&b, `<g fill="none" stroke="#fff" stroke-opacity=".3" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round">`)
	look.motif(&b)
	b.WriteString(`</g>`)
	bars(&b, p.Bars)
	line(&b, id, look.glow, p.Line)
	b.WriteString(`</g></svg>`)
	return b.String()
}

// grid draws faint horizontal lines, as of a chart.
func grid(b *strings.Builder) {
	b.WriteString(`<path d="M0 60H320M0 92H320M0 124H320M0 156H320" stroke="#fff" stroke-opacity=".08"/>`)
}

// bars draws a ranking at the upper left, the longest first.
func bars(b *strings.Builder, values []float64) {
	const most, top, step, longest = 5, 22, 11, 84
	values = finite(values)
	values = values[:min(most, len(values))]
	if len(values) < 2 || values[0] <= 0 {
		return
	}
	greatest := slices.Max(values)
	b.WriteString(`<g fill="#fff">`)
	for i, v := range values {
		fmt.Fprintf(b, `<rect x="20" y="%d" width="%s" height="6" rx="3" fill-opacity="%s"/>`,
			top+i*step, short(math.Max(8, longest*math.Max(0, v)/greatest)), short(0.7-0.11*float64(i)))
	}
	b.WriteString(`</g>`)
}

// line draws the measure as a smooth line over an area, with its last value marked.
func line(b *strings.Builder, id, glow string, values []float64) {
	const left, right, upper, lower, most = -4.0, 292.0, 84.0, 152.0, 26
	values = finite(values)
	values = values[max(0, len(values)-most):]
	if len(values) < 2 {
		values = []float64{0, 1}
	}
	low, high := slices.Min(values), slices.Max(values)
	if high == low {
		high++
	}
	xs, ys := make([]float64, len(values)), make([]float64, len(values))
	for i, v := range values {
		xs[i] = left + (right-left)*float64(i)/float64(len(values)-1)
		ys[i] = lower - (lower-upper)*(v-low)/(high-low)
	}
	path := smooth(xs, ys)
	last := len(xs) - 1
	fmt.Fprintf(b, `<path d="%sL%s %dL%s %dZ" fill="url(#%s-a)"/>`, path, short(xs[last]), height, short(xs[0]), height, id)
	fmt.Fprintf(b, `<path d="%s" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>`, path)
	fmt.Fprintf(b, `<circle cx="%[1]s" cy="%[2]s" r="11" fill="#fff" fill-opacity=".25"/><circle cx="%[1]s" cy="%[2]s" r="5.5" fill="#fff"/><circle cx="%[1]s" cy="%[2]s" r="2.5" fill="%[3]s"/>`,
		short(xs[last]), short(ys[last]), glow)
}

// smooth joins points by curves that do not overshoot: the slope at a point is that of its neighbours, and none at a turn.
func smooth(xs, ys []float64) string {
	slope := make([]float64, len(xs))
	for i := 1; i < len(xs)-1; i++ {
		before, after := (ys[i]-ys[i-1])/(xs[i]-xs[i-1]), (ys[i+1]-ys[i])/(xs[i+1]-xs[i])
		if before*after > 0 {
			slope[i] = 2 * before * after / (before + after)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "M%s %s", short(xs[0]), short(ys[0]))
	for i := 1; i < len(xs); i++ {
		third := (xs[i] - xs[i-1]) / 3
		fmt.Fprintf(&b, "C%s %s %s %s %s %s", short(xs[i-1]+third), short(ys[i-1]+slope[i-1]*third),
			short(xs[i]-third), short(ys[i]-slope[i]*third), short(xs[i]), short(ys[i]))
	}
	return b.String()
}

// finite leaves out what cannot be drawn.
func finite(values []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(values), func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
}

// short writes a number with at most two digits after the point.
func short(v float64) string {
	text := fmt.Sprintf("%.1f", v)
	if math.Abs(v) < 1 {
		text = fmt.Sprintf("%.2f", v)
	}
	text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	if text == "" || text == "-" || text == "-0" {
		return "0"
	}
	return text
}

// identifier makes a name that is safe inside the picture, whatever the template is called.
func identifier(id string) string {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(id)) // a hash never fails
	return fmt.Sprintf("t%08x", sum.Sum32())
}
