package analyst

import (
	"context"
	"errors"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/chart"
	"capidemo.dev/platform/local/capi/analyst/narrate"
	"capidemo.dev/platform/local/capi/analyst/result"
)

// Warehouse runs statements. started is called once, as soon as the job exists and before its rows. An error that the statement
// itself caused is a *QueryError; the context's error is returned as it is.
type Warehouse interface {
	Query(ctx context.Context, statement Statement, started func(Job) error) (*result.Result, error)
}

// Statement is a query with its limits. MaxBytes 0 leaves the limit to the warehouse.
type Statement struct {
	SQL      string
	MaxBytes int64
}

// QueryError is the warehouse's complaint about a statement, in its own words.
type QueryError struct{ Reason, Message string }

func (e *QueryError) Error() string { return e.Reason + ": " + e.Message }

// Analyst answers questions with one agent's knowledge. It is immutable and safe for concurrent use.
type Analyst struct {
	knowledge Knowledge
	currency  string
	answerers []Answerer
}

// New indexes an agent's knowledge. The order of the answerers is their precedence.
func New(k Knowledge) *Analyst {
	v := newVerified(&k)
	return &Analyst{
		knowledge: k,
		currency:  k.Currency(),
		answerers: []Answerer{
			v,
			newComposed(&k, v),
			refuse{v},
		},
	}
}

// Ask answers a question, calling emit for every event as it happens. An error of emit or of the context ends the answer and is
// returned; trouble with the statement is not an error but a Failure event and an honest Final.
func (a *Analyst) Ask(ctx context.Context, q Question, w Warehouse, emit func(Event) error) error {
	if err := emit(Progress{"Reading the question"}); err != nil {
		return err
	}
	switch o := a.decide(ctx, q, w).(type) {
	case *Plan:
		return a.execute(ctx, q, o, w, emit)
	case *Clarification:
		return emit(Clarify{*o})
	case *Refusal:
		return emitAll(emit, Examples{Related: o.Related}, Final{refusalText(o)})
	default:
		return errors.New("analyst: no answerer decided; the last must always do")
	}
}

func (a *Analyst) decide(ctx context.Context, q Question, w Warehouse) Outcome {
	for _, answerer := range a.answerers {
		if o := answerer.Answer(ctx, q, w); o != nil {
			return o
		}
	}
	return nil
}

func (a *Analyst) execute(ctx context.Context, q Question, p *Plan, w Warehouse, emit func(Event) error) error {
	name := snake(p.Title)
	tables := a.knowledge.TablesIn(p.SQL)
	if p.Reading != "" {
		if err := emit(Progress{p.Reading}); err != nil {
			return err
		}
	}
	err := emitAll(emit, Thought{p.Reasoning}, Examples{p.Verified, p.Related}, Schema{q.Text, tables}, SQL{name, p.Title, p.SQL, tables},
		Progress{"Running the query"})
	if err != nil {
		return err
	}
	rows, err := w.Query(ctx, Statement{p.SQL, a.knowledge.MaxBytes}, func(j Job) error { return emit(j) })
	if err != nil {
		return a.failed(ctx, err, emit)
	}
	if err := emit(Data{name, rows, a.currency}); err != nil {
		return err
	}
	shape := rows.ShapeOf()
	if spec := chart.Spec(chart.Request{Title: p.Title, Kind: p.Chart, Result: rows, Shape: shape, Currency: a.currency}); spec != nil {
		if err := emit(Chart{name, "Chart the answer to: " + p.Title, spec}); err != nil {
			return err
		}
	}
	text := narrate.Text(narrate.Request{Result: rows, Shape: shape, Period: p.Period, Currency: a.currency})
	return emit(Final{strings.TrimSpace(p.Note + " " + text + " " + p.Basis)})
}

// failed tells the asker what the warehouse said. Only trouble that is not the statement's ends the stream.
func (a *Analyst) failed(ctx context.Context, err error, emit func(Event) error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	query, ok := errors.AsType[*QueryError](err)
	if !ok {
		return err
	}
	return emitAll(emit, Failure{query.Message},
		Final{"I could not compute this: the query failed (" + query.Reason + "). BigQuery says: " + query.Message + " No figure is shown, because none was computed."})
}

func emitAll(emit func(Event) error, events ...Event) error {
	for _, e := range events {
		if err := emit(e); err != nil {
			return err
		}
	}
	return nil
}

func refusalText(r *Refusal) string {
	if len(r.Related) == 0 {
		return r.Reason
	}
	var b strings.Builder
	b.WriteString(r.Reason + " I can answer, for example:")
	for _, v := range r.Related {
		b.WriteString("\n- " + v.Questions[0])
	}
	return b.String()
}

// snake names a result after its question: "Top 10 customers by revenue" is top_10_customers_by_revenue.
func snake(title string) string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	name := strings.Join(words[:min(len(words), 8)], "_")
	if name == "" {
		return "answer"
	}
	return name
}
