package jobs

import (
	"context"
	"slices"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
	"capidemo.dev/platform/local/bigquery/engine"
	"capidemo.dev/platform/shared/googlesql"
)

// maxParts is how many objects a table may have before an INSERT writes it anew as one.
const maxParts = 32

// mutate runs INSERT, UPDATE, DELETE, MERGE and TRUNCATE. Statements on one table take turns; each writes a new object and leaves the
// old ones to clones and readers.
func (t *task) mutate(ctx context.Context, s *statement) (effect, error) {
	ref := &bq.TableReference{ProjectId: s.Target.Project, DatasetId: s.Target.Dataset, TableId: s.Target.Table}
	unlock, err := t.lockTable(ctx, ref)
	if err != nil {
		return nil, err
	}
	t.releases = append(t.releases, unlock)
	if err := t.bind(s, binding{now: s.bound.now, parameters: s.bound.parameters, variables: s.bound.variables}); err != nil { // as of now that it is our turn
		return nil, err
	}
	table := s.bound.tables[*s.Target]
	if table == nil || table.Meta.Type != "TABLE" {
		return nil, apierror.InvalidQuery("%s cannot be changed: it is not a table", catalog.TableName(ref))
	}
	t.job.Configuration.Query.DestinationTable = ref
	if s.Kind == googlesql.KindTruncate {
		return t.replaceParts(s, ref, table, nil, table.Rows()), nil
	}
	object := t.newObject()
	rebound := binding{now: s.bound.now, parameters: s.bound.parameters, variables: s.bound.variables, target: *s.Target, targetSQL: engine.Target(object)}
	reads := slices.Contains(s.Tables, *s.Target)
	if err := t.bind(s, rebound); err != nil {
		return nil, err
	}
	m := engine.Mutation{
		Fields: table.Meta.Schema.Fields, Parts: table.Parts, File: object, Statement: s.SQL,
		Append: s.Kind == googlesql.KindInsert && !reads && len(table.Parts) < maxParts,
	}
	changed, err := t.Engine.Mutate(ctx, m)
	if err != nil {
		return nil, err
	}
	part, err := t.Engine.Inspect(ctx, object)
	if err != nil {
		return nil, err
	}
	after := parts(part)
	if m.Append {
		after = append(slices.Clone(table.Parts), after...)
	}
	return t.replaceParts(s, ref, table, after, changed), nil
}

// replaceParts gives a table new rows, provided that nobody else changed it meanwhile.
func (t *task) replaceParts(s *statement, ref *bq.TableReference, before *catalog.Table, after []catalog.Part, changed int64) effect {
	stats := t.job.Statistics.Query
	stats.NumDmlAffectedRows = changed
	stats.ForceSendFields = append(stats.ForceSendFields, "NumDmlAffectedRows")
	stats.DmlStats = &bq.DmlStatistics{}
	switch s.Kind {
	case googlesql.KindInsert:
		stats.DmlStats.InsertedRowCount = changed
	case googlesql.KindUpdate:
		stats.DmlStats.UpdatedRowCount = changed
	case googlesql.KindDelete, googlesql.KindTruncate:
		stats.DmlStats.DeletedRowCount = changed
	default: // DuckDB does not tell a MERGE's insertions from its updates
	}
	return func(tx *catalog.Tx) error {
		table, err := tx.Table(ref)
		if err != nil {
			return err
		}
		if table.Meta.Etag != before.Meta.Etag {
			return apierror.InvalidQuery("Could not serialize access to table %s:%s.%s due to concurrent update", ref.ProjectId, ref.DatasetId, ref.TableId)
		}
		t.stale = append(t.stale, engine.Names(table.Parts)...)
		table.Parts = after
		t.touch(table)
		return tx.PutTable(table)
	}
}

// lockTable waits for the turn to change a table.
func (r *Runner) lockTable(ctx context.Context, ref *bq.TableReference) (unlock func(), err error) {
	name := catalog.TableName(ref)
	fresh := make(chan struct{}, 1)
	lock, _ := r.tableLocks.LoadOrStore(name, fresh)
	turn := lock.(chan struct{}) //nolint:forcetypeassert // only such channels are stored
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
