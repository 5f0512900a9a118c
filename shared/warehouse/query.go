package warehouse

import (
	"context"
	"errors"
	"time"

	"cloud.google.com/go/bigquery"
	"google.golang.org/api/iterator"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/meter"
)

// Question is one read-only query over one dataset, with its limits. All limits must be set.
type Question struct {
	SQL      string
	Dataset  string            // the only dataset it may read; completes short table names
	MaxBytes int64             // bytes it may bill; BigQuery counts at least 10 MiB for each table
	MaxRows  int               // rows to return
	Within   time.Duration     // for everything
	Labels   map[string]string // of the job, for cost attribution
}

// Column is one column of an answer. Type is BigQuery's: STRING, INTEGER, FLOAT, NUMERIC, BOOLEAN, DATE, DATETIME, TIME, TIMESTAMP, ...
type Column struct {
	Name     string
	Type     string
	Repeated bool
}

// Answer is a result. Rows hold nil, string, int64, float64, bool, *big.Rat (NUMERIC), civil.Date, civil.DateTime, civil.Time or time.Time.
type Answer struct {
	Columns []Column
	Rows    [][]bigquery.Value
	Total   int64 // rows of the whole result; more than len(Rows) when MaxRows cut it
	JobID   string
}

// Query runs a question. Guard proves first that it is a SELECT that reads tables of its dataset only; anything else is
// fault.Forbidden and is not run. Too many bytes are fault.TooLarge, a passed deadline fault.Timeout.
func (w *Warehouse) Query(ctx context.Context, q Question) (Answer, error) {
	if q.SQL == "" || q.Dataset == "" || q.MaxBytes <= 0 || q.MaxRows <= 0 || q.Within <= 0 {
		return Answer{}, fault.New(fault.Internal, "A question needs SQL, a dataset and all its limits.")
	}
	ctx, cancel := context.WithTimeout(ctx, q.Within)
	defer cancel()
	if err := w.allow(ctx, q); err != nil {
		return Answer{}, err
	}
	query := w.query(q)
	query.JobTimeout = q.Within
	rows, err := query.Read(ctx)
	if err != nil {
		return Answer{}, classify(err, "running a query over "+q.Dataset)
	}
	id := ""
	if job := rows.SourceJob(); job != nil {
		id = job.ID()
	}
	meter.Ran(ctx, id) // it has run, whatever becomes of reading its rows
	answer, err := read(rows, q)
	answer.JobID = id
	return answer, err
}

func (w *Warehouse) query(q Question) *bigquery.Query {
	query := w.client.Query(q.SQL)
	query.DefaultProjectID, query.DefaultDatasetID = w.client.Project(), q.Dataset
	query.MaxBytesBilled, query.Labels = q.MaxBytes, q.Labels
	return query
}

// allow proves that the question only reads, and only its dataset: first by its text, then by what a dry run says of it.
func (w *Warehouse) allow(ctx context.Context, q Question) error {
	guard := NewGuard(Dataset{w.client.Project(), q.Dataset})
	if err := guard.Statement(q.SQL); err != nil {
		return err
	}
	trial := w.query(q)
	trial.DryRun = true
	trial.MaxBytesBilled = 0 // the run holds the limit; a trial would refuse without telling the statement's kind
	job, err := trial.Run(ctx)
	if err != nil {
		return classify(err, "checking a query over "+q.Dataset)
	}
	stats, isQuery := job.LastStatus().Statistics.Details.(*bigquery.QueryStatistics)
	if !isQuery {
		return refuse("Only a query may be run over a demo's data.")
	}
	tables := make([]Table, len(stats.ReferencedTables))
	for i, table := range stats.ReferencedTables {
		tables[i] = Table{Dataset{table.ProjectID, table.DatasetID}, table.TableID}
	}
	return guard.Plan(stats.StatementType, tables)
}

// read takes rows up to the question's limit.
func read(rows *bigquery.RowIterator, q Question) (Answer, error) {
	rows.PageInfo().MaxSize = q.MaxRows
	answer := Answer{Rows: [][]bigquery.Value{}}
	for len(answer.Rows) < q.MaxRows {
		var row []bigquery.Value
		err := rows.Next(&row)
		if errors.Is(err, iterator.Done) {
			break
		}
		if err != nil {
			return Answer{}, classify(err, "reading the result of a query over "+q.Dataset)
		}
		answer.Rows = append(answer.Rows, row)
	}
	for _, field := range rows.Schema {
		answer.Columns = append(answer.Columns, Column{Name: field.Name, Type: string(field.Type), Repeated: field.Repeated})
	}
	answer.Total = int64(rows.TotalRows)
	return answer, nil
}
