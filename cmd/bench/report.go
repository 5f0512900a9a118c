package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// row is one measured figure.
type row struct {
	Subject string
	Name    string
	Value   float64
	Unit    string  // of Value, target, peers and ceiling: ms, s, MiB, rows/s ...
	Target  *target // nil when nothing is asked of the figure
	Peers   []peer
	Ceiling float64 // what the machine could do at best; zero when there is no such figure
	Ratio   string  // how ours stands to a peer or to the ceiling, in words such as "1.3 x bare commit"
	Note    string

	generation *generation // of rows about generators
}

// target is what the specification asks.
type target struct {
	Value float64
	Least bool // the figure must reach it; otherwise it must not pass it
}

func most(v float64) *target  { return &target{Value: v} }
func least(v float64) *target { return &target{Value: v, Least: true} }

// peer is what others reach at the same.
type peer struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Capped bool    `json:"capped,omitempty"` // it was ended at Value, unfinished
}

func (p peer) text(unit string) string {
	if p.Capped {
		return p.Name + " > " + number(p.Value, unit)
	}
	return p.Name + " " + number(p.Value, unit)
}

// beside puts a peer's figure next to ours and says how many times as fast ours is.
func (r row) beside(p peer) row {
	r.Peers = append(r.Peers, p)
	faster, sign := p.Value/r.Value, ""
	if strings.HasSuffix(r.Unit, "/s") {
		faster = 1 / faster
	}
	if p.Capped {
		sign = "> "
	}
	r.Ratio = sign + number(faster, "x as fast as "+p.Name)
	return r
}

// verdict says on which side of its target a figure is.
func (r row) verdict() string {
	switch {
	case r.Target == nil:
		return ""
	case r.Target.Least && r.Value >= r.Target.Value, !r.Target.Least && r.Value <= r.Target.Value:
		return "within"
	default:
		return "over"
	}
}

// MarshalJSON gives a generator's row the form in which generators are compared.
func (r row) MarshalJSON() ([]byte, error) {
	if r.generation != nil {
		return json.Marshal(r.generation)
	}
	out := struct {
		Subject string   `json:"subject"`
		Name    string   `json:"name"`
		Value   float64  `json:"value"`
		Unit    string   `json:"unit"`
		Target  *float64 `json:"target,omitempty"`
		Verdict string   `json:"verdict,omitempty"`
		Peers   []peer   `json:"peers,omitempty"`
		Ceiling float64  `json:"ceiling,omitempty"`
		Ratio   string   `json:"ratio,omitempty"`
		Note    string   `json:"note,omitempty"`
	}{
		Subject: r.Subject, Name: r.Name, Value: r.Value, Unit: r.Unit, Verdict: r.verdict(),
		Peers: r.Peers, Ceiling: r.Ceiling, Ratio: r.Ratio, Note: r.Note,
	}
	if r.Target != nil {
		out.Target = &r.Target.Value
	}
	return json.Marshal(out)
}

// report is a run.
type report struct {
	rows    []row
	machine machine
	began   time.Time
	took    time.Duration
	command string
}

func (r *report) printJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(map[string]any{
		"results": r.rows, "machine": r.machine, "command": r.command, "date": r.began.UTC().Format(time.RFC3339), "took_s": r.took.Seconds(),
	})
}

// document is the kept run.
func (r *report) document() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Benchmarks\n\nA kept run; `make bench` prints the same table. Targets are the specification's; \"over\" is a figure that misses its target in this run.\n"+
		"What a figure means is said in `cmd/bench`, in the file of its subject.\n\n")
	fmt.Fprintf(&b, "- command: `%s`\n- date: %s, took %s\n- machine: %s\n\n", r.command, r.began.UTC().Format("2006-01-02 15:04 UTC"), r.took.Round(time.Second), r.machine)
	b.WriteString(r.table())
	return b.String()
}

// table is all rows in aligned Markdown, which a terminal shows as well.
func (r *report) table() string {
	cells := make([][]string, 0, 1+len(r.rows))
	cells = append(cells, []string{"subject", "what", "ours", "target", "verdict", "peers", "ceiling", "ratio", "note"})
	for _, one := range r.rows {
		cells = append(cells, one.cells())
	}
	widths := make([]int, len(cells[0]))
	for _, line := range cells {
		for i, cell := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for n, line := range cells {
		for i, cell := range line {
			b.WriteString("| " + cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+1))
		}
		b.WriteString("|\n")
		if n == 0 {
			for _, width := range widths {
				b.WriteString("| " + strings.Repeat("-", width) + " ")
			}
			b.WriteString("|\n")
		}
	}
	return b.String()
}

func (r row) cells() []string {
	asked, ceiling := "", ""
	if r.Target != nil {
		sign := "<= "
		if r.Target.Least {
			sign = ">= "
		}
		asked = sign + number(r.Target.Value, r.Unit)
	}
	if r.Ceiling > 0 {
		ceiling = number(r.Ceiling, r.Unit)
	}
	peers := make([]string, len(r.Peers))
	for i, p := range r.Peers {
		peers[i] = p.text(r.Unit)
	}
	return []string{r.Subject, r.Name, number(r.Value, r.Unit), asked, r.verdict(), strings.Join(peers, ", "), ceiling, r.Ratio, r.Note}
}

// number shows three significant digits with the unit; millions of rows and many seconds read better as such.
func number(v float64, unit string) string {
	if unit == "rows/s" && v >= 1e5 {
		v, unit = v/1e6, "M rows/s"
	}
	if unit == "ms" && v >= 1e4 {
		v, unit = v/1e3, "s"
	}
	digits := 2
	switch {
	case v >= 100, v == float64(int64(v)):
		digits = 0
	case v >= 10:
		digits = 1
	}
	return strings.TrimSpace(strconv.FormatFloat(v, 'f', digits, 64) + " " + unit)
}
