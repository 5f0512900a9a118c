package jobs

import (
	"errors"
	"slices"
	"strings"
	"time"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
	"capidemo.dev/platform/local/bigquery/engine"
	"capidemo.dev/platform/local/bigquery/translate"
	"capidemo.dev/platform/shared/googlesql"
)

// maxViewDepth bounds views on views, as BigQuery does.
const maxViewDepth = 16

// binding resolves the tables of one statement on one state of the catalog.
type binding struct {
	runner     *Runner
	tx         *catalog.Tx
	now        time.Time
	parameters []translate.Parameter
	variables  map[string]translate.Parameter     // of the script that the statement is part of
	tables     map[translate.Table]*catalog.Table // read so far, also through views
	target     translate.Table                    // a table that the statement changes ...
	targetSQL  string                             // ... and the DuckDB table that stands for it; empty: no such table
	defines    *translate.Table                   // what a definition creates, changes or drops; it need not exist
	absent     error                              // why it cannot be read
	depth      int
}

// bind translates a statement and pins the objects it reads until release.
func (r *Runner) bind(b binding, project, dataset, sql string) (result translate.Result, bound *binding, release func(), err error) {
	b.defines = defined(project, dataset, sql)
	b.runner, b.tables = r, map[translate.Table]*catalog.Table{}
	release, err = r.Engine.Files.Pin(func() (names []string, err error) {
		err = r.Catalog.View(func(tx *catalog.Tx) (err error) {
			b.tx = tx
			result, err = b.translate(project, dataset, sql)
			return err
		})
		for _, table := range b.tables {
			names = append(names, engine.Names(table.Parts)...)
		}
		return names, err
	})
	b.tx = nil
	return result, &b, release, err
}

func (b *binding) translate(project, dataset, sql string) (translate.Result, error) {
	result, err := translate.Statement(sql, translate.Env{
		Project: project, Dataset: dataset, Now: b.now, Relation: b.relation, Columns: b.columns, Parameters: b.parameters, Variables: b.variables,
	})
	if syntax, isSyntax := errors.AsType[*googlesql.Error](err); isSyntax {
		return result, apierror.InvalidQuery("%s", syntax.Error())
	}
	if err == nil && b.absent != nil && slices.Contains(result.Tables, *b.defines) {
		err = b.absent
	}
	return result, err
}

// defined gives what a definition creates, changes or drops; nil for any other statement, also for one that cannot be read.
func defined(project, dataset, sql string) *translate.Table {
	statements, err := googlesql.Parse(sql)
	if err != nil || len(statements) != 1 {
		return nil
	}
	var path *googlesql.TablePath
	switch node := statements[0].(type) {
	case *googlesql.CreateTable:
		path = &node.Target
	case *googlesql.CreateView:
		path = &node.Target
	case *googlesql.Drop:
		path = &node.Target
	case *googlesql.Alter:
		path = &node.Target
	default:
		return nil
	}
	ref, err := (&statement{project: project, dataset: dataset}).reference(path)
	if err != nil {
		return nil
	}
	return &translate.Table{Project: ref.ProjectId, Dataset: ref.DatasetId, Table: ref.TableId}
}

func (b *binding) table(project, dataset, name string) (*catalog.Table, error) {
	key := translate.Table{Project: project, Dataset: dataset, Table: name}
	if table := b.tables[key]; table != nil {
		return table, nil
	}
	table, err := b.tx.Table(&bq.TableReference{ProjectId: project, DatasetId: dataset, TableId: name})
	var failure *apierror.Error
	if errors.As(err, &failure) && strings.HasPrefix(failure.Message, "Not found: ") {
		failure.Message += " was not found in location " + Location
	}
	if err != nil {
		return nil, err
	}
	b.tables[key] = table
	return table, nil
}

// relation implements translate.Env.
func (b *binding) relation(project, dataset, name string) (string, error) {
	relation, err := b.readable(project, dataset, name)
	if err != nil && b.defines != nil && *b.defines == (translate.Table{Project: project, Dataset: dataset, Table: name}) {
		b.absent = err
		return "absent", nil
	}
	return relation, err
}

func (b *binding) readable(project, dataset, name string) (string, error) {
	if view, isSchema := strings.CutPrefix(name, "INFORMATION_SCHEMA."); isSchema {
		return b.informationSchema(project, dataset, view)
	}
	if b.targetSQL != "" && b.target == (translate.Table{Project: project, Dataset: dataset, Table: name}) {
		return b.targetSQL, nil
	}
	table, err := b.table(project, dataset, name)
	if err != nil {
		return "", err
	}
	if table.Meta.View != nil {
		return b.view(table)
	}
	if table.Meta.Schema == nil || len(table.Meta.Schema.Fields) == 0 {
		return "", apierror.InvalidQuery("Table %s.%s.%s does not have a schema.", project, dataset, name)
	}
	return b.runner.Engine.Relation(table.Meta.Schema.Fields, table.Parts), nil
}

func (b *binding) view(table *catalog.Table) (string, error) {
	if b.depth++; b.depth > maxViewDepth {
		return "", apierror.InvalidQuery("Exceeded the maximum nesting of views (%d) at %s", maxViewDepth, catalog.TableName(table.Meta.TableReference))
	}
	defer func() { b.depth-- }()
	inner := *b
	inner.parameters, inner.variables, inner.defines, inner.absent = nil, nil, nil, nil
	result, err := inner.translate(table.Meta.TableReference.ProjectId, "", table.Meta.View.Query)
	if err != nil {
		return "", err
	}
	return "(" + result.SQL + ")", nil
}

// columns implements translate.Env.
func (b *binding) columns(project, dataset, name string) ([]translate.Column, error) {
	if view, isSchema := strings.CutPrefix(name, "INFORMATION_SCHEMA."); isSchema {
		return informationColumns(view)
	}
	table, err := b.table(project, dataset, name)
	if err != nil || table.Meta.Schema == nil {
		return nil, err
	}
	return columnsOf(table.Meta.Schema.Fields), nil
}

func columnsOf(fields []*bq.TableFieldSchema) []translate.Column {
	out := make([]translate.Column, len(fields))
	for i, f := range fields {
		typ := translate.Type{Kind: parameterKinds[f.Type]}
		if f.Type == "RECORD" {
			typ = translate.Type{Kind: translate.Struct, Fields: columnsOf(f.Fields)}
		}
		if f.Mode == "REPEATED" {
			typ = translate.ArrayOf(typ)
		}
		out[i] = translate.Column{Name: f.Name, Type: typ}
	}
	return out
}

// fieldsOf is the inverse of columnsOf.
func fieldsOf(columns []translate.Column) []*bq.TableFieldSchema {
	out := make([]*bq.TableFieldSchema, len(columns))
	for i, c := range columns {
		f := &bq.TableFieldSchema{Name: c.Name, Mode: "NULLABLE"}
		typ := c.Type
		if typ.Kind == translate.Array {
			f.Mode, typ = "REPEATED", *typ.Elem
		}
		f.Type = string(typ.Kind)
		if typ.Kind == translate.Struct {
			f.Fields = fieldsOf(typ.Fields)
		}
		out[i] = f
	}
	return out
}
