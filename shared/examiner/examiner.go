package examiner

import (
	"context"
	"iter"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/sync/errgroup"

	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/warehouse"
)

// Warehouse runs queries and tells the state of tables; *warehouse.Warehouse does.
type Warehouse interface {
	Query(ctx context.Context, q warehouse.Question) (warehouse.Answer, error)
	Describe(ctx context.Context, dataset string, tables []string) (map[string]warehouse.TableState, error)
	Contents(ctx context.Context, dataset string, tables []warehouse.ContentOf, maxBytes int64) (map[string]string, error)
}

// Agents answer questions; *analyst.Analyst does.
type Agents interface {
	Ask(ctx context.Context, q analyst.Question) iter.Seq2[analyst.Part, error]
	Fingerprint(ctx context.Context, id, dataset string) (string, error)
}

// Subject is what is examined.
type Subject struct {
	Dataset string
	Agent   string // empty: only the golden queries are run
	Version demo.TemplateVersion
	Labels  map[string]string // of the query jobs, for cost attribution
}

// Bounds of one exam. An agent in the cloud takes half a minute for an answer and allows so many at once; the function has nine minutes.
const (
	queriesAtOnce   = 4
	questionsAtOnce = 8
	queryWithin     = 60 * time.Second
	questionWithin  = 90 * time.Second
	maxBytes        = 10 << 30 // billed by one golden query
	maxRows         = 10_000
	tries           = 4 // of one query or question, as long as what failed may pass
	firstPause      = 500 * time.Millisecond
)

// Examiner examines subjects. It keeps nothing and is safe for concurrent use.
type Examiner struct {
	warehouse Warehouse
	agents    Agents
}

// New makes an examiner.
func New(w Warehouse, a Agents) *Examiner { return &Examiner{warehouse: w, agents: a} }

// Examine runs and asks everything and reports what came of it. progress is told how far it is, 0 to 100, from one goroutine at a time. A
// fault means that there is no verdict: the backends did not answer, or ctx ended.
func (e *Examiner) Examine(ctx context.Context, s Subject, progress func(percent int)) (exam.Report, error) {
	report := exam.Report{Items: make([]exam.Item, len(s.Version.GoldenQueries))}
	steps := newSteps(s, progress)
	for i := range s.Version.GoldenQueries {
		q := &s.Version.GoldenQueries[i]
		report.Items[i] = exam.Item{QueryID: q.ID, Question: q.Question}
		for _, text := range analyst.Questions(*q) {
			report.Items[i].Phrasings = append(report.Items[i].Phrasings, exam.Phrasing{Text: text, Outcome: exam.NotAsked})
		}
	}
	if err := e.runAll(ctx, s, &report, steps); err != nil {
		return exam.Report{}, err
	}
	if s.Agent == "" {
		return report, nil
	}
	if err := e.askAll(ctx, s, &report, steps); err != nil {
		return exam.Report{}, err
	}
	return report, nil
}

func (e *Examiner) runAll(ctx context.Context, s Subject, report *exam.Report, steps *steps) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(queriesAtOnce)
	for i := range report.Items {
		group.Go(func() error {
			item := &report.Items[i]
			var err error
			item.SQL, item.Detail, err = e.run(ctx, s, &s.Version.GoldenQueries[i])
			steps.done()
			return err
		})
	}
	return group.Wait()
}

// run runs a golden query. What the warehouse refuses for good is the data's fault, for example a column that is gone.
func (e *Examiner) run(ctx context.Context, s Subject, q *demo.GoldenQuery) (exam.Outcome, string, error) {
	answer, err := again(ctx, func() (warehouse.Answer, error) {
		return e.warehouse.Query(ctx, warehouse.Question{
			SQL: q.SQL, Dataset: s.Dataset, MaxBytes: maxBytes, MaxRows: maxRows, Within: queryWithin, Labels: s.Labels,
		})
	})
	switch {
	case err != nil && (fault.Retryable(err) || fault.Is(err, fault.QuotaExceeded)):
		return "", "", err
	case err != nil:
		return exam.Failed, fault.Message(err), nil
	case q.Expected == nil:
		return exam.Failed, "the template does not say what to expect", nil
	}
	columns := make([]string, len(answer.Columns))
	for i, c := range answer.Columns {
		columns[i] = c.Name
	}
	outcome, detail := compare(exam.Compare(q.Expected, columns, exam.Rows(answer.Rows)))
	return outcome, detail, nil
}

func compare(differences []exam.Difference) (exam.Outcome, string) {
	if len(differences) > 0 {
		return exam.Wrong, differences[0].String()
	}
	return exam.Right, ""
}

// again tries until an act succeeds, fails for good, or failed too often.
func again[T any](ctx context.Context, act func() (T, error)) (T, error) {
	return backoff.Retry(ctx, func() (T, error) {
		out, err := act()
		if err != nil && (!fault.Retryable(err) || ctx.Err() != nil) {
			return out, backoff.Permanent(err)
		}
		return out, err
	}, backoff.WithBackOff(&backoff.ExponentialBackOff{
		InitialInterval: firstPause, RandomizationFactor: 0.5, Multiplier: 3, MaxInterval: 10 * time.Second,
	}), backoff.WithMaxTries(tries))
}

// steps counts what is done and tells how far that is.
type steps struct {
	mu          sync.Mutex
	total, made int
	tell        func(int)
}

func newSteps(s Subject, tell func(int)) *steps {
	out := &steps{tell: tell, total: len(s.Version.GoldenQueries)}
	if s.Agent == "" {
		return out
	}
	for i := range s.Version.GoldenQueries {
		out.total += len(analyst.Questions(s.Version.GoldenQueries[i]))
	}
	return out
}

func (s *steps) done() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made++
	s.tell(s.made * 100 / max(s.total, 1))
}
