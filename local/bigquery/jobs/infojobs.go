package jobs

import (
	"slices"
	"strconv"
	"strings"
	"time"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/engine"
	"capidemo.dev/platform/local/bigquery/translate"
)

// raw is a value of an INFORMATION_SCHEMA row as DuckDB reads it.
type raw string

// jobViews are the names under which a project's jobs can be read; all jobs are one user's here.
var jobViews = []string{"JOBS", "JOBS_BY_PROJECT", "JOBS_BY_USER"} //nolint:gochecknoglobals // a constant list

func jobColumns() []translate.Column {
	texts := func(names ...string) translate.Type {
		fields := make([]translate.Column, len(names))
		for i, name := range names {
			fields[i] = text(name)
		}
		return translate.Type{Kind: translate.Struct, Fields: fields}
	}
	return []translate.Column{
		typed("creation_time", translate.Timestamp), text("project_id"), text("user_email"), text("job_id"), text("job_type"), text("statement_type"),
		text("priority"), typed("start_time", translate.Timestamp), typed("end_time", translate.Timestamp), text("query"), text("state"),
		typed("total_bytes_processed", translate.Int64), typed("total_bytes_billed", translate.Int64), typed("cache_hit", translate.Bool), text("parent_job_id"),
		{Name: "error_result", Type: texts("reason", "location", "debug_info", "message")},
		{Name: "destination_table", Type: texts("project_id", "dataset_id", "table_id")},
		{Name: "referenced_tables", Type: translate.ArrayOf(texts("project_id", "dataset_id", "table_id"))},
		{Name: "labels", Type: translate.ArrayOf(texts("key", "value"))},
	}
}

// jobRows gives a project's jobs. BigQuery keeps them by region, so the view must be asked for with one.
func (b *binding) jobRows(project, dataset, view string) ([][]any, error) {
	if !strings.HasPrefix(strings.ToLower(dataset), "region-") {
		return nil, apierror.InvalidQuery("INFORMATION_SCHEMA.%s needs a region: `region-us`.INFORMATION_SCHEMA.%s", view, view)
	}
	kept, err := b.tx.Jobs(project)
	if err != nil {
		return nil, err
	}
	b.runner.mu.Lock()
	remembered := slices.Clone(b.runner.order)
	b.runner.mu.Unlock()
	all := merge(project, kept, remembered)
	out := make([][]any, len(all))
	for i, job := range all {
		out[i] = jobRow(job)
	}
	return out, nil
}

func jobRow(job *bq.Job) []any {
	stats, config := job.Statistics, job.Configuration
	row := []any{
		time.UnixMilli(stats.CreationTime), job.JobReference.ProjectId, job.UserEmail, job.JobReference.JobId, config.JobType, nil,
		"INTERACTIVE", time.UnixMilli(stats.StartTime), nil, nil, job.Status.State, stats.TotalBytesProcessed, nil, nil, nil, nil, nil, nil, labelList(config.Labels),
	}
	if stats.EndTime > 0 {
		row[8] = time.UnixMilli(stats.EndTime)
	}
	if query := config.Query; query != nil {
		row[9], row[16] = query.Query, tableStruct(query.DestinationTable)
	}
	if query := stats.Query; query != nil {
		tables := make([]string, len(query.ReferencedTables))
		for i, ref := range query.ReferencedTables {
			tables[i] = string(tableStruct(ref).(raw)) //nolint:forcetypeassert // it is not nil
		}
		row[5], row[12], row[13], row[17] = query.StatementType, query.TotalBytesBilled, query.CacheHit, raw("["+strings.Join(tables, ", ")+"]")
	}
	if stats.ParentJobId != "" {
		row[14] = stats.ParentJobId
	}
	if failure := job.Status.ErrorResult; failure != nil {
		row[15] = structOf("reason", failure.Reason, "location", failure.Location, "debug_info", "", "message", failure.Message)
	}
	return row
}

func tableStruct(ref *bq.TableReference) any {
	if ref == nil {
		return nil
	}
	return structOf("project_id", ref.ProjectId, "dataset_id", ref.DatasetId, "table_id", ref.TableId)
}

func labelList(labels map[string]string) any {
	keys := make([]string, 0, len(labels))
	for key := range labels {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for i, key := range keys {
		keys[i] = string(structOf("key", key, "value", labels[key]))
	}
	return raw("[" + strings.Join(keys, ", ") + "]")
}

// structOf writes names and values in turn.
func structOf(pairs ...string) raw {
	parts := make([]string, 0, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		parts = append(parts, strconv.Quote(pairs[i])+": "+engine.Literal(pairs[i+1]))
	}
	return raw("{" + strings.Join(parts, ", ") + "}")
}
