package dataspec

import (
	"fmt"
	"math"
	"slices"
)

// distribution checks the numbers that a distribution needs.
func (k *generatorCheck) distribution(path string, n *Number) {
	bad := func(ok bool, what string) {
		if !ok {
			k.faultf(path, n.At, "", "%s", what)
		}
	}
	switch n.Dist {
	case "uniform":
		bad(n.Min != nil && n.Max != nil && *n.Min < *n.Max, "uniform needs min and max, min below max")
	case "normal":
		bad(n.Stddev > 0, "normal needs a stddev above 0")
	case "lognormal":
		bad(n.Median > 0 && n.Sigma > 0 && n.Sigma <= 5, "lognormal needs a median above 0 and a sigma between 0 and 5")
	case "pareto":
		bad(n.Min != nil && *n.Min > 0 && n.Alpha > 0.1, "pareto needs a min above 0 and an alpha above 0.1")
	case "exponential":
		bad(n.Mean > 0, "exponential needs a mean above 0")
	case "zipf":
		bad(n.N >= 1 && n.S >= 0 && n.S <= 5, "zipf needs n of 1 or more and s between 0 and 5")
	}
	for _, x := range []float64{n.Mean, n.Stddev, n.Median, n.Sigma, n.Alpha, n.S} {
		bad(!math.IsNaN(x) && math.Abs(x) < 1e15, "a number is too large")
	}
	bad(n.Min == nil || n.Max == nil || *n.Min <= *n.Max, "min lies above max")
	if n.Scale != "" {
		k.number(path+".scale", n.At, k.owner, n.Scale, k.row())
	}
}

func (k *generatorCheck) times(g *Generator) {
	switch {
	case g.Timeline != nil:
		k.curveOf(g.Timeline.At, g.Timeline.Curve, g.Timeline.Days)
	case g.Moment != nil:
		k.curveOf(g.Moment.At, g.Moment.Curve, g.Moment.Days)
	case g.After != nil:
		k.time(k.path+".time", g.After.At, k.owner, g.After.Time, k.row())
		k.distribution(k.path+".delay", &g.After.Delay)
		if g.After.Where != "" {
			k.condition(k.path+".where", g.After.At, k.owner, g.After.Where, k.row())
		}
		if (g.After.Where != "" || g.After.Beyond != "clamp") && k.column.Required() {
			k.faultf(k.path, g.After.At, "write nullable: true at the column, or beyond: clamp", "the event may not have happened by the anchor, so the column may be NULL")
		}
	case g.State != nil:
		k.state(g.State)
	case g.StateTime != nil:
		of := k.table.Column(g.StateTime.Of)
		switch {
		case of == nil || of.Gen.State == nil:
			k.faultf(k.path+".of", g.StateTime.At, "", "%q is no column of the table with a state machine", g.StateTime.Of)
		case !slices.Contains(of.Gen.State.states(), g.StateTime.State):
			k.faultf(k.path+".state", g.StateTime.At, oneOf(of.Gen.State.states()), "there is no state %q", g.StateTime.State)
		}
		if k.column.Required() {
			k.faultf(k.path, g.StateTime.At, "write nullable: true at the column", "a state may not be reached, so the column may be NULL")
		}
	}
}

func (k *generatorCheck) curveOf(at At, curve string, days int) {
	if !slices.ContainsFunc(k.spec.Curves, func(c Curve) bool { return c.Name == curve }) {
		k.faultf(k.path+".curve", at, "", "there is no curve %q", curve)
	}
	if days < 0 || days > 366*MaxYears {
		k.faultf(k.path+".days", at, "", "days lie between 1 and %d", 366*MaxYears)
	}
}

func (s *State) states() []string {
	out := append(make([]string, 0, 1+2*len(s.Steps)), s.First)
	for _, step := range s.Steps {
		out = append(out, step.From, step.To)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// maxStepsOut is the number of steps that may lead out of a state.
const maxStepsOut = 16

func (k *generatorCheck) state(g *State) {
	k.time(k.path+".time", g.At, k.owner, g.Time, k.row())
	out := map[string]int{}
	for i := range g.Steps {
		s, path := &g.Steps[i], fmt.Sprintf("%s.steps[%d]", k.path, i)
		if out[s.From]++; out[s.From] > maxStepsOut {
			k.faultf(path, s.At, "", "more than %d steps lead out of %q", maxStepsOut, s.From)
		}
		if !(s.Hours > 0 && s.Hours < 1e6) {
			k.faultf(path+".hours", s.At, "", "the median time is above 0 and below a million hours")
		}
		if s.Weight != "" {
			k.number(path+".weight", s.At, k.owner, s.Weight, k.row())
		}
	}
}

func (k *generatorCheck) relations(g *Generator) {
	switch {
	case g.Ref != nil:
		k.ref(g.Ref)
	case (g.Parent != nil || g.Position != nil) && k.table.ChildrenOf == nil:
		k.faultf(k.path, g.At, "", "table %s has no children_of", k.table.Name)
	case g.Parent != nil || g.Position != nil:
		k.reads[k.owner] = append(k.reads[k.owner], parentsOf(k.table))
	case g.Formula != "":
		if t, ok := k.expression(k.path, g.At, k.owner, g.Formula, k.row()); ok && !assignable(t, k.column.ExprType()) {
			k.faultf(k.path, g.At, "", "it gives %s, the column is %s", t, k.column.Type)
		}
	case g.Pick != nil:
		if g.Pick.Count < 0 || g.Pick.Count > k.spec.RowCount(k.table.Name) {
			k.faultf(k.path+".count", g.Pick.At, "", "%d of %d rows cannot be picked", g.Pick.Count, k.spec.RowCount(k.table.Name))
		}
		if g.Pick.Weight != "" {
			k.number(k.path+".weight", g.Pick.At, k.owner, g.Pick.Weight, k.row())
		}
	case g.Rollup != nil:
		k.rollup(g.Rollup)
	case g.Sequence != nil && k.column.Type == "INT64" && (g.Sequence.Prefix != "" || g.Sequence.Width != 0):
		k.faultf(k.path, g.Sequence.At, "make it a STRING column", "only codes have a prefix or width")
	case g.Sequence != nil && (g.Sequence.Width < 0 || g.Sequence.Width > 18):
		k.faultf(k.path+".width", g.Sequence.At, "", "a width lies between 0 and 18")
	}
}

func (k *generatorCheck) ref(g *Ref) {
	to := k.spec.Table(g.Table)
	if to == nil {
		k.faultf(k.path+".table", g.At, "", "there is no table %q", g.Table)
		return
	}
	k.reads[k.owner] = append(k.reads[k.owner], to.Name+"."+to.Key)
	if !(g.Skew >= 0 && g.Skew <= 3) {
		k.faultf(k.path+".skew", g.At, "1 is strong already", "a skew lies between 0 and 3")
	}
	if g.Accept != "" {
		k.number(k.path+".accept", g.At, k.owner, g.Accept, &names{spec: k.spec, table: k.table, candidate: to})
	}
	if (g.Since == "") != (g.Until == "") {
		k.faultf(k.path, g.At, "", "since and until go together")
		return
	}
	if g.Since == "" {
		return
	}
	if since := to.Column(g.Since); since == nil || since.Gen.Timeline == nil {
		k.faultf(k.path+".since", g.At, "", "%q is no column of %s with a timeline", g.Since, to.Name)
	}
	k.reads[k.owner] = append(k.reads[k.owner], to.Name+"."+g.Since)
	k.time(k.path+".until", g.At, k.owner, g.Until, k.row())
}

func (k *generatorCheck) rollup(g *Rollup) {
	child := k.spec.Table(g.Table)
	if child == nil {
		k.faultf(k.path+".table", g.At, "", "there is no table %q", g.Table)
		return
	}
	keys := 0
	for i := range child.Columns {
		if k.spec.Leads(child, &child.Columns[i]) == k.table {
			keys++
			k.reads[k.owner] = append(k.reads[k.owner], child.Name+"."+child.Columns[i].Name)
		}
	}
	if keys != 1 {
		k.faultf(k.path+".table", g.At, "", "exactly one foreign key of %s must lead to %s, found %d", g.Table, k.table.Name, keys)
	}
	if g.Sum != "" {
		k.number(k.path+".sum", g.At, k.owner, g.Sum, &names{spec: k.spec, table: child})
	}
	if g.Where != "" {
		k.condition(k.path+".where", g.At, k.owner, g.Where, &names{spec: k.spec, table: child})
	}
}
