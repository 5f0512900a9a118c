package catalog

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/warehouse"
)

// Datasets makes and removes golden datasets; *warehouse.Warehouse does.
type Datasets interface {
	CreateDataset(ctx context.Context, id string, labels map[string]string, description string) error
	SetLabels(ctx context.Context, dataset string, labels map[string]string) error
	DropDataset(ctx context.Context, dataset string) error
}

// Warehouse fills and asks golden datasets; *warehouse.Warehouse does.
type Warehouse interface {
	Datasets
	LoadTables(ctx context.Context, to string, tables []demo.Table, jobPrefix string) error
	RowCounts(ctx context.Context, dataset string, tables []string) (map[string]int64, error)
	Query(ctx context.Context, q warehouse.Question) (warehouse.Answer, error)
}

// Limits of one golden query while its version is proven. A query that needs more is no question for a conversation.
const (
	provenBytes  = 20 << 30
	provenRows   = 10_000
	provenWithin = time.Minute
	provenAtOnce = 4
)

// Prove loads a build's files into its golden dataset and runs every golden query: the answer must be what the ledger says. It gives the
// faults in words for people, in the order of the queries; none means that demos may be cloned from the dataset, which is then marked as
// ready. jobs begins the names of the load jobs: a new try needs new ones. Doing it again, or twice at once, ends the same.
func Prove(ctx context.Context, w Warehouse, v *demo.TemplateVersion, jobs string) (faults []string, err error) {
	if faults := storable(v); len(faults) > 0 {
		return faults, nil
	}
	labels := map[string]string{"purpose": "golden", "template": v.TemplateID, "version": strconv.Itoa(v.Number)}
	if err := w.CreateDataset(ctx, v.GoldenDataset, labels, "Golden dataset of template "+v.TemplateID); err != nil {
		return nil, err
	}
	if err := w.LoadTables(ctx, v.GoldenDataset, v.Tables, jobs); err != nil {
		return nil, err
	}
	if err := complete(ctx, w, v); err != nil {
		return nil, err
	}
	found := make([]string, len(v.GoldenQueries))
	group, ctx2 := errgroup.WithContext(ctx)
	group.SetLimit(provenAtOnce)
	for i := range v.GoldenQueries {
		group.Go(func() (err error) {
			found[i], err = prove(ctx2, w, v.GoldenDataset, &v.GoldenQueries[i])
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	faults = slices.DeleteFunc(found, func(f string) bool { return f == "" })
	if len(faults) > 0 {
		return faults, nil
	}
	return nil, w.SetLabels(ctx, v.GoldenDataset, map[string]string{"state": "ready"})
}

// complete holds every table's count against the build.
func complete(ctx context.Context, w Warehouse, v *demo.TemplateVersion) error {
	names := make([]string, len(v.Tables))
	for i := range v.Tables {
		names[i] = v.Tables[i].Name
	}
	counts, err := w.RowCounts(ctx, v.GoldenDataset, names)
	if err != nil {
		return err
	}
	for i := range v.Tables {
		if got := counts[names[i]]; got != v.Tables[i].Rows {
			return fault.New(fault.Unavailable, "Table %s of the golden dataset has %d of %d rows.", names[i], got, v.Tables[i].Rows)
		}
	}
	return nil
}

// prove asks one golden query and says what is wrong with the answer, if anything is.
func prove(ctx context.Context, w Warehouse, dataset string, q *demo.GoldenQuery) (wrong string, err error) {
	name := fmt.Sprintf("Golden query %s (%s)", q.ID, q.Question)
	answer, err := w.Query(ctx, warehouse.Question{SQL: q.SQL, Dataset: dataset, MaxBytes: provenBytes, MaxRows: provenRows, Within: provenWithin})
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Forbidden, fault.NotFound, fault.TooLarge:
		return name + ": the warehouse refuses its SQL: " + fault.Message(err), nil
	default:
		if err != nil {
			return "", fmt.Errorf("golden query %s: %w", q.ID, err)
		}
	}
	columns := make([]string, len(answer.Columns))
	for i, c := range answer.Columns {
		columns[i] = c.Name
	}
	if q.Expected == nil {
		return name + ": the ledger has no answer to compare with.", nil
	}
	differences := exam.Compare(q.Expected, columns, exam.Rows(answer.Rows))
	if len(differences) == 0 {
		return "", nil
	}
	const most = 3
	texts := make([]string, 0, most)
	for _, d := range differences[:min(most, len(differences))] {
		texts = append(texts, d.String())
	}
	return fmt.Sprintf("%s: its SQL gives another result than its expectation: %s.", name, strings.Join(texts, "; ")), nil
}
