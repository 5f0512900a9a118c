package jobs

import (
	"cmp"
	"context"
	"slices"
	"strings"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/engine"
	"capidemo.dev/platform/local/bigquery/translate"
	"capidemo.dev/platform/shared/googlesql"
)

// anonymousDataset holds, by name only, the results of queries without a destination.
const anonymousDataset = "_local_results"

// IsAnonymous reports whether a dataset is the one of query results.
func IsAnonymous(dataset string) bool { return dataset == anonymousDataset }

// AnonymousJob gives the job whose result an anonymous table is.
func AnonymousJob(table string) string { return strings.TrimPrefix(table, "anon_") }

// statement is a query job's statement, translated and bound to the tables it reads.
type statement struct {
	translate.Result
	bound   *binding
	project string
	dataset string // default dataset, may be empty
	sql     string
}

// prepare translates the job's statement and fills in what is known before it runs; release lets the objects go.
func (t *task) prepare() (*statement, error) {
	config := t.job.Configuration.Query
	if err := checkQuery(config); err != nil {
		return nil, err
	}
	parameters, err := translated(t.parameters)
	if err != nil {
		return nil, err
	}
	s := &statement{project: t.job.JobReference.ProjectId, sql: config.Query}
	if t.text != "" {
		s.sql = t.text
	}
	if ref := config.DefaultDataset; ref != nil {
		s.dataset = ref.DatasetId
		if ref.ProjectId != "" && ref.ProjectId != s.project {
			s.project = ref.ProjectId
		}
	}
	if err := t.bind(s, binding{now: t.Now(), parameters: parameters, variables: t.variables}); err != nil {
		return nil, err
	}
	t.describe(s)
	if limit := config.MaximumBytesBilled; limit > 0 && t.job.Statistics.Query.TotalBytesBilled > limit {
		return nil, apierror.BytesBilledLimit(limit, t.job.Statistics.Query.TotalBytesBilled)
	}
	return s, nil
}

// bind translates s again under other conditions; the objects stay pinned until the job's end.
func (t *task) bind(s *statement, b binding) error {
	result, bound, release, err := t.Runner.bind(b, s.project, s.dataset, s.sql)
	if err != nil {
		return err
	}
	t.releases = append(t.releases, release)
	s.Result, s.bound = result, bound
	return nil
}

func checkQuery(config *bq.JobConfigurationQuery) error {
	switch {
	case strings.TrimSpace(config.Query) == "":
		return apierror.Invalid("Required parameter is missing: query")
	case config.UseLegacySql != nil && *config.UseLegacySql,
		strings.HasPrefix(strings.ToLower(strings.TrimSpace(config.Query)), "#legacysql"):
		return apierror.InvalidQuery("Legacy SQL is not supported by the local warehouse: write GoogleSQL and set useLegacySql to false (bq: --nouse_legacy_sql)")
	case len(config.TableDefinitions) > 0:
		return apierror.NotImplemented("Queries over external tables (tableDefinitions) are not part of the local warehouse")
	}
	return nil
}

// describe writes the statistics that follow from the statement's text and the tables' sizes.
func (t *task) describe(s *statement) {
	stats := &bq.JobStatistics2{StatementType: string(s.Kind), CacheHit: false, ForceSendFields: []string{"CacheHit"}}
	names := namesIn(s.sql)
	for _, table := range s.Tables {
		stats.ReferencedTables = append(stats.ReferencedTables, &bq.TableReference{ProjectId: table.Project, DatasetId: table.Dataset, TableId: table.Table})
	}
	for _, table := range s.throughViews() {
		stats.ReferencedTables = append(stats.ReferencedTables, &bq.TableReference{ProjectId: table.Project, DatasetId: table.Dataset, TableId: table.Table})
	}
	for name, table := range s.bound.tables {
		if s.bound.defines != nil && name == *s.bound.defines && !slices.Contains(s.Tables, name) {
			continue
		}
		size := table.Bytes(names)
		stats.TotalBytesProcessed += size
		stats.TotalBytesBilled += billed(size)
	}
	t.job.Statistics.Query = stats
	t.job.Statistics.TotalBytesProcessed = stats.TotalBytesProcessed
}

// throughViews lists the tables that the statement reads only through views, by name.
func (s *statement) throughViews() []translate.Table {
	var out []translate.Table
	for name := range s.bound.tables {
		written := s.Target != nil && name == *s.Target || s.bound.defines != nil && name == *s.bound.defines
		if !written && !slices.Contains(s.Tables, name) {
			out = append(out, name)
		}
	}
	slices.SortFunc(out, func(a, b translate.Table) int {
		return cmp.Or(cmp.Compare(a.Project, b.Project), cmp.Compare(a.Dataset, b.Dataset), cmp.Compare(a.Table, b.Table))
	})
	return out
}

// billed rounds a table's bytes up as BigQuery bills them: to a MiB, and at least ten.
func billed(size int64) int64 {
	const mebibyte = 1 << 20
	if size == 0 {
		return 0
	}
	return max((size+mebibyte-1)/mebibyte, 10) * mebibyte
}

// runQuery runs a statement of any kind.
func (t *task) runQuery(ctx context.Context) (effect, error) {
	if err := checkQuery(t.job.Configuration.Query); err != nil {
		return nil, err
	}
	if statements := scriptOf(t.job.Configuration.Query.Query); statements != nil {
		return t.runScript(ctx, statements)
	}
	s, err := t.prepare()
	if err != nil {
		return nil, err
	}
	switch s.Kind {
	case googlesql.KindSelect:
		return t.runSelect(ctx, s)
	case googlesql.KindInsert, googlesql.KindUpdate, googlesql.KindDelete, googlesql.KindMerge, googlesql.KindTruncate:
		t.result = &engine.Result{}
		return t.mutate(ctx, s)
	default:
		t.result = &engine.Result{}
		return t.define(ctx, s)
	}
}

// runSelect spools the rows, and keeps them as a table when the job names one.
func (t *task) runSelect(ctx context.Context, s *statement) (effect, error) {
	config := t.job.Configuration.Query
	if config.DestinationTable == nil || config.DestinationTable.TableId == "" {
		result, err := t.Engine.Query(ctx, s.SQL)
		if err != nil {
			return nil, err
		}
		t.result = result
		config.DestinationTable = &bq.TableReference{ProjectId: t.job.JobReference.ProjectId, DatasetId: anonymousDataset, TableId: "anon_" + t.job.JobReference.JobId}
		return nil, nil //nolint:nilnil // no effect
	}
	into := &destination{table: config.DestinationTable, create: config.CreateDisposition, write: config.WriteDisposition}
	if err := into.check("WRITE_EMPTY"); err != nil {
		return nil, err
	}
	t.complete(into.table)
	fields, part, err := t.keep(ctx, s.SQL, nil)
	if err != nil {
		return nil, err
	}
	if t.result, err = t.Engine.Query(ctx, "SELECT * FROM "+t.Engine.Relation(fields, parts(part))); err != nil {
		return nil, err
	}
	return t.storing(into, fields, part, config), nil
}

// DryRun checks a query and tells its schema, tables and bytes without running it. Nothing is kept of it.
func (r *Runner) DryRun(ctx context.Context, s Submission) (*bq.Job, error) {
	resource := Clone(r.newResource(s))
	resource.Id, resource.JobReference.JobId = "", ""
	t := &task{Runner: r, job: resource, parameters: s.Parameters}
	defer t.release()
	resource.Status.State = "DONE"
	if s.Config.Query == nil {
		return resource, nil
	}
	resource.Configuration.JobType = "QUERY"
	if err := checkQuery(s.Config.Query); err != nil {
		return nil, err
	}
	if scriptOf(s.Config.Query.Query) != nil { // nothing is known before its statements have run
		resource.Statistics.Query = &bq.JobStatistics2{StatementType: string(googlesql.KindScript)}
		return resource, nil
	}
	prepared, err := t.prepare()
	if err != nil {
		return nil, err
	}
	selects := prepared.Query
	if prepared.Kind == googlesql.KindSelect {
		selects = prepared.SQL
	}
	if selects != "" {
		fields, err := r.Engine.Describe(ctx, selects)
		if err != nil {
			return nil, err
		}
		if prepared.Kind != googlesql.KindInsert {
			resource.Statistics.Query.Schema = &bq.TableSchema{Fields: fields}
		}
	}
	resource.Statistics.EndTime = 0
	resource.Statistics.StartTime = 0
	resource.Statistics.Query.TotalBytesBilled = 0
	resource.Statistics.Query.TotalBytesProcessedAccuracy = "PRECISE"
	return resource, nil
}

// ViewSchema gives the columns of a view's query.
func (r *Runner) ViewSchema(ctx context.Context, view *bq.Table) ([]*bq.TableFieldSchema, error) {
	if view.View.UseLegacySql {
		return nil, apierror.Invalid("Legacy SQL views are not supported by the local warehouse: set view.useLegacySql to false")
	}
	result, _, release, err := r.bind(binding{now: r.Now()}, view.TableReference.ProjectId, "", view.View.Query)
	if err != nil {
		return nil, err
	}
	defer release()
	if result.Kind != googlesql.KindSelect {
		return nil, apierror.InvalidQuery("A view's query must be a SELECT, not %s", result.Kind)
	}
	return r.Engine.Describe(ctx, result.SQL)
}
