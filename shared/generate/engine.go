package generate

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"time"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/generate/column"
	"capidemo.dev/platform/shared/generate/ledger"
	"capidemo.dev/platform/shared/generate/parquetfile"
)

// Version names what the engine makes of a specification. It is raised with every change that alters a byte of the output.
const Version = "1"

// Sink takes the Parquet files. Create is called once a table, from several goroutines; a file is complete when Close
// returned nil. When the context has ended, Close releases what was begun and completes nothing.
type Sink interface {
	Create(ctx context.Context, table string) (io.WriteCloser, error)
}

// Options of a run.
type Options struct {
	Anchor  time.Time          // the day the data ends: no time lies at or after its start (UTC)
	Workers int                // goroutines that make data; 0 is one a processor
	Codec   parquetfile.Codec  // compression; Zstd when empty
	Sink    Sink               // nil makes the data without writing files
	Planted map[string]float64 // other values of planted numbers, to see what depends on them
}

// Output of a run.
type Output struct {
	Tables  []Table                 // in the order of the specification
	Answers map[string]*demo.Result // of every golden query by its id
	data    *engine
}

// Table is a written table.
type Table struct {
	Name   string
	Rows   int64
	Bytes  int64  // size of the file
	SHA256 string // of the file, hex; empty without a Sink
}

// Kept is a column of a table that was kept in memory, for tests and previews; nil for streamed tables and unknown names.
func (o *Output) Kept(tableName, columnName string) *column.Kept {
	t := o.data.byName[tableName]
	if t == nil || !t.kept || t.column(columnName) == nil {
		return nil
	}
	return t.column(columnName).kept
}

// engine is one run.
type engine struct {
	spec      *dataspec.Spec
	anchor    int64 // days
	planted   map[string]float64
	tables    []*table
	byName    map[string]*table
	densities map[string]*density
	workers   int
}

// Run makes the data of a valid specification. The error names table and column.
func Run(ctx context.Context, spec *dataspec.Spec, opts Options) (*Output, error) {
	e, err := prepare(spec, opts)
	if err != nil {
		return nil, fmt.Errorf("generating %s: %w", spec.ID, err)
	}
	out := &Output{Tables: make([]Table, len(e.tables)), Answers: map[string]*demo.Result{}, data: e}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	g, err := e.plan(ctx, opts, out)
	if err != nil {
		return nil, fmt.Errorf("generating %s: %w", spec.ID, err)
	}
	g.stop = cancel
	err = g.run(ctx, e.workers)
	if err == nil {
		err = ctx.Err() // a run that was cancelled at its very end is cancelled too
	}
	if err != nil {
		g.abandon()
		return nil, fmt.Errorf("generating %s: %w", spec.ID, err)
	}
	return out, nil
}

// Check does everything of a run that can fail because of the specification, except making data: names, types and weights. What is wrong
// with golden queries it reports all at once, as [dataspec.Faults].
func Check(spec *dataspec.Spec, anchor time.Time) error {
	e, err := prepare(spec, Options{Anchor: anchor})
	if err != nil {
		return err
	}
	var faults dataspec.Faults
	for i := range spec.GoldenQueries {
		q := &spec.GoldenQueries[i]
		if _, err := ledger.Compile(q, &ledgerSource{engine: e}); err != nil {
			faults.Addf(fmt.Sprintf("golden_queries[%d].expect", i), q.Expect.Line, "see the ledger's language in docs/data-spec.md", "%v", err)
		}
	}
	return faults.OrNil()
}

func prepare(spec *dataspec.Spec, opts Options) (*engine, error) {
	e := &engine{
		spec: spec, anchor: expr.FloorDiv(opts.Anchor.Unix(), 86400), workers: opts.Workers,
		planted: map[string]float64{}, byName: map[string]*table{}, densities: map[string]*density{},
	}
	if e.workers <= 0 {
		e.workers = runtime.GOMAXPROCS(0)
	}
	for _, p := range spec.Planted {
		e.planted[p.Name] = p.Value
	}
	for name, value := range opts.Planted {
		if _, ok := e.planted[name]; !ok {
			return nil, fmt.Errorf("there is no planted number %q to change", name)
		}
		e.planted[name] = value
	}
	for i := range spec.Tables {
		t := newTable(spec, &spec.Tables[i], spec.Seed)
		e.tables = append(e.tables, t)
		e.byName[t.spec.Name] = t
	}
	e.markKept()
	for _, t := range e.tables {
		for _, c := range t.all() {
			if t.kept {
				c.kept = column.NewKept(t.rows)
			}
		}
	}
	return e, e.build()
}

// query is a compiled golden query with the columns it reads.
type query struct {
	id   string
	plan *ledger.Query
	deps []*col
}

// queries compiles the expectations of all golden queries.
func (e *engine) queries() ([]query, error) {
	var out []query
	for i := range e.spec.GoldenQueries {
		q := &e.spec.GoldenQueries[i]
		src := &ledgerSource{engine: e}
		plan, err := ledger.Compile(q, src)
		if err != nil {
			return nil, err
		}
		out = append(out, query{q.ID, plan, src.used()})
	}
	return out, nil
}

// ledgerSource shows the kept tables to the ledger and notes the columns that it reads.
type ledgerSource struct {
	engine *engine
	scopes []*scope
}

// Rows is the number of rows of a table.
func (s *ledgerSource) Rows(name string) (int, bool) {
	t := s.engine.byName[name]
	if t == nil {
		return 0, false
	}
	return t.rows, true
}

// Resolver resolves names over a table; over no table there are only planted numbers and the anchor.
func (s *ledgerSource) Resolver(name string) expr.Resolver {
	t := s.engine.byName[name]
	if t == nil {
		t = &table{spec: new(dataspec.Table)}
	}
	sc := &scope{engine: s.engine, table: t}
	s.scopes = append(s.scopes, sc)
	return sc
}

func (s *ledgerSource) used() []*col {
	var out []*col
	for _, sc := range s.scopes {
		out = append(out, sc.used...)
	}
	return out
}
