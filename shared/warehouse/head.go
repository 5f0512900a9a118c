package warehouse

import (
	"context"
	"strconv"
	"strings"
	"time"
)

// HeadQuery asks for the first rows of a table. All limits must be set.
type HeadQuery struct {
	Dataset, Table string
	Columns        []Column
	OrderBy        string // column; empty gives any rows
	Rows           int
	MaxBytes       int64
	Within         time.Duration
	Labels         map[string]string
}

// Head gives the first rows of a table with the columns named, in their order.
func (w *Warehouse) Head(ctx context.Context, h HeadQuery) (Answer, error) {
	from, err := quoted(h.Table)
	if err != nil {
		return Answer{}, err
	}
	names := make([]string, len(h.Columns))
	for i, c := range h.Columns {
		if names[i], err = quoted(c.Name); err != nil {
			return Answer{}, err
		}
	}
	sql := "SELECT " + strings.Join(names, ", ") + " FROM " + from
	if h.OrderBy != "" {
		by, err := quoted(h.OrderBy)
		if err != nil {
			return Answer{}, err
		}
		sql += " ORDER BY " + by
	}
	sql += " LIMIT " + strconv.Itoa(h.Rows)
	return w.Query(ctx, Question{
		SQL: sql, Dataset: h.Dataset, MaxBytes: h.MaxBytes, MaxRows: h.Rows, Within: h.Within, Labels: h.Labels,
	})
}
