package jobs

import (
	"regexp"
	"strings"
	"time"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/engine"
	"capidemo.dev/platform/local/bigquery/translate"
	"capidemo.dev/platform/shared/googlesql"
)

// reference completes a table's path with the job's project and default dataset.
func (s *statement) reference(path *googlesql.TablePath) (*bq.TableReference, error) {
	switch parts := path.Parts; len(parts) {
	case 3:
		return &bq.TableReference{ProjectId: parts[0], DatasetId: parts[1], TableId: parts[2]}, nil
	case 2:
		return &bq.TableReference{ProjectId: s.project, DatasetId: parts[0], TableId: parts[1]}, nil
	case 1:
		if s.dataset != "" {
			return &bq.TableReference{ProjectId: s.project, DatasetId: s.dataset, TableId: parts[0]}, nil
		}
		return nil, apierror.InvalidQuery("Table %q must be qualified with a dataset (e.g. dataset.table)", parts[0])
	default:
		return nil, apierror.InvalidQuery("Invalid table name: %s", strings.Join(parts, "."))
	}
}

func (s *statement) datasetReference(path *googlesql.TablePath) (*bq.DatasetReference, error) {
	switch parts := path.Parts; len(parts) {
	case 2:
		return &bq.DatasetReference{ProjectId: parts[0], DatasetId: parts[1]}, nil
	case 1:
		return &bq.DatasetReference{ProjectId: s.project, DatasetId: parts[0]}, nil
	default:
		return nil, apierror.InvalidQuery("Invalid dataset name: %s", strings.Join(parts, "."))
	}
}

// definedFields gives the schema of a column list.
func (s *statement) definedFields(columns []googlesql.ColumnDef) ([]*bq.TableFieldSchema, error) {
	if len(columns) == 0 {
		return nil, nil
	}
	out := make([]*bq.TableFieldSchema, len(columns))
	for i, c := range columns {
		if c.Type == nil {
			return nil, apierror.InvalidQuery("Column %s needs a type", c.Name.Name)
		}
		if c.Default != nil {
			return nil, apierror.InvalidQuery("Default values of columns are not part of the local warehouse (column %s)", c.Name.Name)
		}
		f := fieldsOf([]translate.Column{{Name: c.Name.Name, Type: translate.TypeOf(c.Type)}})[0]
		if c.NotNull {
			f.Mode = "REQUIRED"
		}
		if err := s.setFieldOptions(f, c.Options); err != nil {
			return nil, err
		}
		out[i] = f
	}
	return out, engine.NormalizeSchema(&bq.TableSchema{Fields: out})
}

func (s *statement) setFieldOptions(f *bq.TableFieldSchema, options []googlesql.Option) error {
	for _, option := range options {
		if !strings.EqualFold(option.Name, "description") {
			return unknownOption(option)
		}
		f.Description = textOf(option.Value)
	}
	return nil
}

func (s *statement) setTableOptions(meta *bq.Table, options []googlesql.Option) (err error) {
	for _, option := range options {
		switch strings.ToLower(option.Name) {
		case "description":
			meta.Description = textOf(option.Value)
		case "friendly_name":
			meta.FriendlyName = textOf(option.Value)
		case "labels":
			meta.Labels, err = labelsOf(option)
		case "expiration_timestamp":
			meta.ExpirationTime, err = timestampOf(option)
		case "require_partition_filter":
			meta.RequirePartitionFilter = strings.EqualFold(s.text(option.Value), "true")
		default:
			err = unknownOption(option)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *statement) setDatasetOptions(ds *bq.Dataset, options []googlesql.Option) (err error) {
	for _, option := range options {
		switch strings.ToLower(option.Name) {
		case "description":
			ds.Description = textOf(option.Value)
		case "friendly_name":
			ds.FriendlyName = textOf(option.Value)
		case "labels":
			ds.Labels, err = labelsOf(option)
		case "location":
			ds.Location = textOf(option.Value)
		default:
			err = unknownOption(option)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func unknownOption(option googlesql.Option) error {
	return apierror.InvalidQuery("Unknown option: %s", option.Name)
}

// text is an expression as written.
func (s *statement) text(e googlesql.Expr) string { return s.sql[e.Place().Start:e.Place().End] }

// textOf gives the text of a string constant; NULL and anything else is empty.
func textOf(e googlesql.Expr) string {
	if literal, isLiteral := e.(*googlesql.Literal); isLiteral && literal.Kind == googlesql.StringLiteral {
		return literal.Text
	}
	return ""
}

func timestampOf(option googlesql.Option) (milliseconds int64, err error) {
	literal, isTyped := option.Value.(*googlesql.TypedLiteral)
	if !isTyped || literal.Type != "TIMESTAMP" {
		return 0, apierror.InvalidQuery("Option %s must be a TIMESTAMP constant", option.Name)
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05Z07", "2006-01-02 15:04:05 UTC", time.DateTime, time.DateOnly} {
		if at, err := time.Parse(layout, literal.Text); err == nil {
			return at.UnixMilli(), nil
		}
	}
	return 0, apierror.InvalidQuery("Invalid TIMESTAMP in option %s: %s", option.Name, literal.Text)
}

// labelsOf reads [("key", "value"), ...].
func labelsOf(option googlesql.Option) (map[string]string, error) {
	list, isList := option.Value.(*googlesql.ArrayLit)
	if !isList {
		return nil, apierror.InvalidQuery("Option %s must be an ARRAY<STRUCT<STRING, STRING>>", option.Name)
	}
	out := map[string]string{}
	for _, element := range list.Elems {
		pair, isStruct := element.(*googlesql.StructLit)
		if !isStruct || len(pair.Fields) != 2 {
			return nil, apierror.InvalidQuery("Option %s must be an ARRAY<STRUCT<STRING, STRING>>", option.Name)
		}
		out[textOf(pair.Fields[0].Value)] = textOf(pair.Fields[1].Value)
	}
	return out, nil
}

var partitionCall = regexp.MustCompile("(?i)^(?:DATE|DATE_TRUNC|TIMESTAMP_TRUNC|DATETIME_TRUNC)\\s*\\(\\s*`?(\\w+)`?\\s*(?:,\\s*(HOUR|DAY|MONTH|YEAR)\\s*)?\\)$")

// layOut keeps the partitioning, clustering and options of CREATE TABLE; DuckDB needs none of them.
func (s *statement) layOut(meta *bq.Table, node *googlesql.CreateTable) error {
	if node.PartitionBy != nil {
		expression := s.text(node.PartitionBy)
		field, unit := strings.Trim(expression, "`"), "DAY"
		if match := partitionCall.FindStringSubmatch(expression); match != nil {
			field = match[1]
			if match[2] != "" {
				unit = strings.ToUpper(match[2])
			}
		}
		if !word.MatchString(field) || strings.ContainsAny(field, "(), ") {
			return apierror.InvalidQuery("PARTITION BY %s is not part of the local warehouse: partition by a date, or by the day, hour, month or year of a time", expression)
		}
		meta.TimePartitioning = &bq.TimePartitioning{Type: unit, Field: field}
	}
	if len(node.ClusterBy) > 0 {
		meta.Clustering = &bq.Clustering{}
		for _, e := range node.ClusterBy {
			meta.Clustering.Fields = append(meta.Clustering.Fields, strings.Trim(s.text(e), "`"))
		}
	}
	return s.setTableOptions(meta, node.Options)
}
