package analyst

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"

	"capidemo.dev/platform/local/capi/analyst/compose"
	"capidemo.dev/platform/local/capi/analyst/match"
	"capidemo.dev/platform/local/capi/analyst/reading"
	"capidemo.dev/platform/local/capi/analyst/result"
	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// composed answers questions that nobody has verified, in the terms of the agent's semantic model. What the texts of the tables hold is asked of
// the warehouse once, with the first question that needs it.
type composed struct {
	verified *verified
	model    *semantic.Model
	maxBytes int64
	currency string

	mu     sync.Mutex
	reader *reading.Reader // with values, nil until they are known
	blind  *reading.Reader // without
	full   *semantic.Model
}

func newComposed(k *Knowledge, v *verified) *composed {
	m := semantic.New(k)
	return &composed{verified: v, model: m, maxBytes: k.MaxBytes, currency: k.Currency(), blind: reading.New(m)}
}

// Answer implements Answerer.
func (c *composed) Answer(ctx context.Context, q Question, w Warehouse) Outcome {
	reader, model := c.readerWith(ctx, w)
	before := make([]reading.Turn, len(q.History))
	for i, turn := range q.History {
		before[i].Text = turn.Question
		if found := c.verified.index.Find(turn.Question); found.Match != nil {
			before[i].SQL = c.verified.list[found.Match.Intent].SQL
		}
	}
	a := reader.Read(q.Text, before)
	switch {
	case a.Ask != "":
		return &Clarification{Question: a.Ask, Options: a.Options}
	case a.Reason != "":
		found := c.verified.index.Find(q.Text)
		return &Refusal{Reason: a.Reason + c.verified.nearest(found), Related: c.verified.related(found.Near, -1)}
	case a.Request == nil:
		return nil
	}
	sql, err := a.Request.SQL()
	if err != nil {
		return &Refusal{Reason: "I cannot answer this: " + err.Error() + ".", Related: c.verified.related(nil, -1)}
	}
	return &Plan{
		Title: a.Request.Title(), SQL: sql, Period: a.Request.When(), Note: spelling(a.Corrections), Chart: a.Request.Chart,
		Reading:   "Reading: " + a.Request.Title(),
		Reasoning: "No verified question asks this, so I compose a statement: " + a.Request.Basis() + ".",
		Basis:     "This is composed, not verified: " + a.Request.Basis() + ".",
		Related:   c.next(reader, model, a.Request),
	}
}

func spelling(list []reading.Correction) string {
	out := make([]match.Correction, len(list))
	for i, c := range list {
		out[i] = match.Correction(c)
	}
	return note(out)
}

// profilesAtOnce bounds the statements that profile an agent's tables at the same time.
const profilesAtOnce = 4

// readerWith profiles the tables on first use. Without a warehouse that answers it reads without values, and tries again next time.
func (c *composed) readerWith(ctx context.Context, w Warehouse) (*reading.Reader, *semantic.Model) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reader != nil {
		return c.reader, c.full
	}
	profiles, err := c.model.Profiles()
	if err != nil || w == nil {
		return c.blind, c.model
	}
	rows := make([]*result.Result, len(profiles))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(profilesAtOnce)
	for i, p := range profiles {
		g.Go(func() error {
			var err error
			rows[i], err = w.Query(ctx, Statement{p.SQL, c.maxBytes}, func(Job) error { return nil })
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return c.blind, c.model
	}
	c.full = c.model.WithValues(profiles, rows)
	c.reader = reading.New(c.full)
	return c.reader, c.full
}

// next offers questions that lead on from a request, each one read back first: what is offered is understood.
func (c *composed) next(reader *reading.Reader, model *semantic.Model, r *compose.Request) []Verified {
	var out []Verified
	for _, candidate := range compose.Next(model, r) {
		if len(out) == suggestions {
			break
		}
		sql, err := candidate.SQL()
		if err != nil {
			continue
		}
		if back := reader.Read(candidate.Title(), nil); back.Request != nil {
			if again, err := back.Request.SQL(); err == nil && again == sql {
				out = append(out, Verified{Questions: []string{candidate.Title()}, SQL: sql})
			}
		}
	}
	for _, v := range c.verified.related(nil, -1) {
		if len(out) < suggestions {
			out = append(out, v)
		}
	}
	return out
}
