package generate

import (
	"fmt"
	"slices"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/generate/column"
	"capidemo.dev/platform/shared/generate/draw"
)

// machine is a compiled state machine. Its path in a row depends on nothing but the seed and the row, so the column with the
// state and those with times of entry walk it independently and agree.
type machine struct {
	states []string
	start  func(*expr.Frame) (int64, bool)
	steps  [][]step // by the state they leave
	seed   uint64
	end    int64
}

type step struct {
	to     int
	weight expr.Func // nil is 1
	delay  *draw.Quantile
}

// maxSteps bounds a path, because a machine may have circles.
const maxSteps = 32

// stepSigma is the spread of the delays of steps: most lie within a factor of two of the median.
const stepSigma = 0.6

func (e *engine) machine(c *col, owner *col, g *dataspec.State) (*machine, error) {
	start, err := e.timeExpr(c, g.Time)
	if err != nil {
		return nil, fmt.Errorf("time: %w", err)
	}
	m := &machine{states: []string{g.First}, start: start, seed: owner.seed, end: e.anchor * expr.Day}
	for _, s := range g.Steps {
		for _, name := range []string{s.From, s.To} {
			if !slices.Contains(m.states, name) {
				m.states = append(m.states, name)
			}
		}
	}
	m.steps = make([][]step, len(m.states))
	for _, s := range g.Steps {
		st := step{to: slices.Index(m.states, s.To), delay: draw.NewQuantile(draw.LogNormal(s.Hours, stepSigma))}
		if s.Weight != "" {
			if st.weight, _, err = e.compile(c, nil, s.Weight); err != nil {
				return nil, fmt.Errorf("weight of the step from %s to %s: %w", s.From, s.To, err)
			}
		}
		from := slices.Index(m.states, s.From)
		m.steps[from] = append(m.steps[from], st)
	}
	return m, nil
}

// walk calls enter for every state that is entered before the anchor, in order. It reports whether there is a first state.
func (m *machine) walk(fr *expr.Frame, enter func(state int, at int64)) bool {
	at, ok := m.start(fr)
	if !ok {
		return false
	}
	r := draw.At(m.seed, fr.Row)
	state := 0
	enter(state, at)
	for range maxSteps {
		next := m.choose(fr, state, r.Float64())
		if next == nil {
			break
		}
		at += int64(next.delay.At(r.Float64()) * float64(expr.Hour))
		if at >= m.end {
			break
		}
		state = next.to
		enter(state, at)
	}
	return true
}

func (m *machine) choose(fr *expr.Frame, state int, u float64) *step {
	steps := m.steps[state]
	var weights [16]float64
	total := 0.0
	for i := range steps {
		weights[i] = 1
		if steps[i].weight != nil {
			weights[i] = max(0, steps[i].weight(fr).Float())
		}
		total += weights[i]
	}
	for i := range steps {
		if u -= weights[i] / total; u < 0 {
			return &steps[i]
		}
	}
	return nil
}

func (e *engine) state(c *col, g *dataspec.State) error {
	m, err := e.machine(c, c, g)
	if err != nil {
		return err
	}
	c.kind.Dict = m.states
	c.fill = func(b *block, v *column.Vector) error {
		fr := expr.Frame{Block: b}
		for i := range b.n {
			fr.Row = b.start + i
			v.Codes[i] = 0
			if !m.walk(&fr, func(state int, _ int64) { v.Codes[i] = int32(state) }) {
				v.SetNull(i)
			}
		}
		return nil
	}
	return nil
}

func (e *engine) stateTime(c *col, g *dataspec.StateTime) error {
	of := c.table.column(g.Of)
	if of == nil || of.spec.Gen.State == nil {
		return fmt.Errorf("of: column %q of the same table must have a state machine", g.Of)
	}
	m, err := e.machine(c, of, of.spec.Gen.State)
	if err != nil {
		return err
	}
	wanted := slices.Index(m.states, g.State)
	if wanted < 0 {
		return fmt.Errorf("state: column %s has no state %q", g.Of, g.State)
	}
	c.fill = func(b *block, v *column.Vector) error {
		fr := expr.Frame{Block: b}
		for i := range b.n {
			fr.Row = b.start + i
			reached := false
			m.walk(&fr, func(state int, at int64) {
				if state == wanted && !reached {
					reached = true
					putTime(v, i, at)
				}
			})
			if !reached {
				store(v, i, expr.Value{})
			}
		}
		return nil
	}
	return nil
}
