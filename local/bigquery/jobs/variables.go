package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/engine"
	"capidemo.dev/platform/local/bigquery/translate"
	"capidemo.dev/platform/shared/googlesql"
)

// declare makes variables: of a type, of a default's type, or both, when the default must fit the type.
func (s *script) declare(ctx context.Context, node *googlesql.Declare) error {
	value := translate.Parameter{Value: &translate.Value{Null: true}}
	typ := ""
	if node.Type != nil {
		value.Type, typ = translate.TypeOf(node.Type), s.text[node.Type.Start:node.Type.End]
	}
	if node.Default != nil {
		var err error
		if value, err = s.evaluate(ctx, node.Default, typ); err != nil {
			return err
		}
	}
	for _, name := range node.Names {
		key := strings.ToLower(name.Name)
		if _, taken := s.variables[key]; taken {
			return apierror.InvalidQuery("Variable '%s' redeclaration is not allowed", name.Name)
		}
		s.variables[key] = value
	}
	return nil
}

// set gives a variable another value of its type.
func (s *script) set(ctx context.Context, node *googlesql.Set) error {
	switch {
	case node.System != "":
		return apierror.InvalidQuery("System variable @@%s cannot be set in the local warehouse", node.System)
	case len(node.Names) != 1:
		return apierror.InvalidQuery("SET of several variables at once is not part of the local warehouse: set them one by one")
	}
	key := strings.ToLower(node.Names[0].Name)
	old, declared := s.variables[key]
	if !declared {
		return apierror.InvalidQuery("Undeclared variable: %s", node.Names[0].Name)
	}
	value, err := s.evaluate(ctx, node.Value, old.Type.String())
	if err == nil {
		s.variables[key] = value
	}
	return err
}

// evaluate computes an expression over the variables so far; with a type, it must be one that GoogleSQL would assign to it.
func (s *script) evaluate(ctx context.Context, e googlesql.Expr, typ string) (value translate.Parameter, err error) {
	text := s.text[e.Place().Start:e.Place().End]
	sql := "SELECT (" + text + ") AS value"
	if typ != "" {
		sql = "SELECT IFNULL((" + text + "), CAST(NULL AS " + typ + ")) AS value"
	}
	parameters, err := translated(s.parameters)
	if err != nil {
		return value, err
	}
	config := s.job.Configuration.Query
	statement := &statement{project: s.job.JobReference.ProjectId, sql: sql}
	if config.DefaultDataset != nil {
		statement.dataset = config.DefaultDataset.DatasetId
	}
	if err := s.bind(statement, binding{now: s.Now(), parameters: parameters, variables: s.variables}); err != nil {
		return value, err
	}
	value.Type = statement.Columns[0].Type
	if wanted, err := translate.ParseType(typ); typ != "" && (err != nil || wanted.String() != value.Type.String()) {
		return value, apierror.InvalidQuery("Cannot coerce expression %s to type %s", text, typ)
	}
	result, err := s.Engine.Query(ctx, statement.SQL)
	if err != nil {
		return value, err
	}
	rows, err := result.Page(0, 1, 1<<30, engine.TimestampISO)
	if err == nil {
		value.Value, err = firstCell(rows[0], value.Type)
	}
	return value, errors.Join(err, result.Close())
}

// cells is a row, or a STRUCT, as the API writes it.
type cells struct {
	F []struct {
		V json.RawMessage `json:"v"`
	} `json:"f"`
}

func firstCell(row []byte, typ translate.Type) (*translate.Value, error) {
	var read cells
	if err := json.Unmarshal(row, &read); err != nil || len(read.F) != 1 {
		return nil, fmt.Errorf("reading a variable's value: %w", err)
	}
	value, err := valueOf(read.F[0].V, typ)
	return &value, err
}

// valueOf reads a value as the API writes it.
func valueOf(data json.RawMessage, typ translate.Type) (out translate.Value, err error) {
	switch {
	case string(data) == "null":
		out.Null = true
		return out, nil
	case typ.Kind == translate.Array:
		var items []struct {
			V json.RawMessage `json:"v"`
		}
		if err := json.Unmarshal(data, &items); err != nil {
			return out, err
		}
		out.Array = make([]translate.Value, len(items))
		for i, item := range items {
			if out.Array[i], err = valueOf(item.V, *typ.Elem); err != nil {
				return out, err
			}
		}
		return out, nil
	case typ.Kind == translate.Struct:
		var fields cells
		if err := json.Unmarshal(data, &fields); err != nil || len(fields.F) != len(typ.Fields) {
			return out, fmt.Errorf("reading a STRUCT variable: %w", err)
		}
		out.Struct = map[string]translate.Value{}
		for i, f := range typ.Fields {
			if out.Struct[f.Name], err = valueOf(fields.F[i].V, f.Type); err != nil {
				return out, err
			}
		}
		return out, nil
	}
	return out, json.Unmarshal(data, &out.Scalar)
}
