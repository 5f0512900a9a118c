package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"

	"capidemo.dev/platform/shared/dataspec"
)

// The page of a preview: panels in three columns, one a column of the data.
const (
	panelWidth, panelHeight = 300, 110
	panelsInRow, gap        = 3, 16
)

// page draws panels from the top downwards.
type page struct {
	drawn    bytes.Buffer
	y, inRow int
}

// drawPreview draws all tables as one SVG.
func drawPreview(spec *dataspec.Spec, tables []tablePortrait) []byte {
	p := &page{y: 20}
	p.heading(fmt.Sprintf("%s, version %d", spec.DisplayName, spec.Version), 20)
	for _, t := range tables {
		p.heading(fmt.Sprintf("%s: %d rows", t.spec.Name, t.rows), 15)
		for i := range t.spec.Columns {
			column, seen := &t.spec.Columns[i], t.columns[i]
			if seen == nil || seen.nulls == seen.rows {
				continue
			}
			p.panel(column.Name, caption(seen), panelBars(seen))
			if len(seen.months) > 1 {
				p.panel(column.Name+" by month", seen.months[0].first.Format("2006-01")+" to "+seen.months[len(seen.months)-1].first.Format("2006-01"), seen.counts())
				p.panel(column.Name+" by weekday", "Monday to Sunday", seen.weekdays)
			}
		}
		p.row()
	}
	width, height := panelsInRow*(panelWidth+gap)+gap, p.y+gap
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[2]d" width="%[1]d" height="%[2]d" font-family="system-ui, sans-serif"><rect width="%[1]d" height="%[2]d" fill="#fff"/>`, width, height)
	out.Write(p.drawn.Bytes())
	out.WriteString("</svg>\n")
	return out.Bytes()
}

// panelBars are the heights of a column's panel.
func panelBars(p *portrait) []float64 {
	if p.spread != nil {
		return p.spread
	}
	out := make([]float64, len(p.texts))
	for i, s := range p.texts {
		out[i] = s.of
	}
	return out
}

func caption(p *portrait) string {
	if p.spread != nil {
		return p.low + " to " + p.high
	}
	return p.line()
}

// row begins a new row of panels.
func (p *page) row() {
	if p.inRow > 0 {
		p.y, p.inRow = p.y+panelHeight+gap, 0
	}
}

func (p *page) heading(text string, size int) {
	p.row()
	p.y += size + gap/2
	fmt.Fprintf(&p.drawn, `<text x="%d" y="%d" font-size="%d" font-weight="600" fill="#1d2433">%s</text>`, gap, p.y, size, escape(text))
	p.y += gap
}

// panel draws bars under a title, with a caption below them.
func (p *page) panel(title, caption string, values []float64) {
	const top, room = 24, 58
	x := gap + p.inRow*(panelWidth+gap)
	fmt.Fprintf(&p.drawn, `<g transform="translate(%d %d)"><rect width="%d" height="%d" rx="8" fill="#f4f6fb"/><text x="10" y="17" font-size="12" fill="#1d2433">%s</text>`,
		x, p.y, panelWidth, panelHeight, escape(title))
	if len(values) > 0 {
		greatest, step := slices.Max(values), float64(panelWidth-20)/float64(len(values))
		for i, v := range values {
			if height := room * v / max(greatest, 1e-12); height > 0 {
				fmt.Fprintf(&p.drawn, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="#3b6fd6"/>`, 10+float64(i)*step, top+room-height, max(step-1, 0.6), height)
			}
		}
	}
	fmt.Fprintf(&p.drawn, `<text x="10" y="%d" font-size="10" fill="#5b6478">%s</text></g>`, panelHeight-8, escape(shorten(caption)))
	if p.inRow++; p.inRow == panelsInRow {
		p.row()
	}
}

// shorten cuts a caption to what a panel has room for.
func shorten(text string) string {
	const most = 54
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return text
}

func escape(text string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		return "" // a buffer never fails
	}
	return b.String()
}
