package query

import (
	"encoding/base64"
	"fmt"
	"math/big"
	"strconv"
	"time"

	"cloud.google.com/go/bigquery"

	"capidemo.dev/platform/local/capi/analyst/result"
)

// BigQuery's NUMERIC has 9 decimal places, BIGNUMERIC 38.
const (
	numericScale    = 9
	bigNumericScale = 38
)

// standard are the GoogleSQL names of the types that the client still calls by their legacy names.
var standard = map[bigquery.FieldType]string{ //nolint:gochecknoglobals // a constant table
	bigquery.IntegerFieldType: "INT64", bigquery.FloatFieldType: "FLOAT64", bigquery.BooleanFieldType: "BOOL", bigquery.RecordFieldType: "STRUCT",
}

func columns(schema bigquery.Schema) []result.Column {
	list := make([]result.Column, len(schema))
	for i, f := range schema {
		name := string(f.Type)
		if s, ok := standard[f.Type]; ok {
			name = s
		}
		list[i] = result.Column{Name: f.Name, Type: name, Repeated: f.Repeated}
	}
	return list
}

func cells(row []bigquery.Value, schema bigquery.Schema) []result.Cell {
	list := make([]result.Cell, len(row))
	for i, v := range row {
		list[i] = cell(v, schema[i])
	}
	return list
}

func cell(v bigquery.Value, f *bigquery.FieldSchema) result.Cell {
	switch x := v.(type) {
	case nil:
		return result.Cell{Null: true}
	case []bigquery.Value:
		return result.Cell{Nested: nested(x, f)}
	}
	return result.Cell{Text: text(v, f)}
}

// nested turns a repeated or structured value into lists and maps of texts.
func nested(list []bigquery.Value, f *bigquery.FieldSchema) any {
	if f.Repeated {
		element := *f
		element.Repeated = false
		out := make([]any, len(list))
		for i, v := range list {
			out[i] = plain(cell(v, &element))
		}
		return out
	}
	out := make(map[string]any, len(list))
	for i, c := range cells(list, f.Schema) {
		out[f.Schema[i].Name] = plain(c)
	}
	return out
}

func plain(c result.Cell) any {
	switch {
	case c.Null:
		return nil
	case c.Nested != nil:
		return c.Nested
	}
	return c.Text
}

// text is a value's canonical form.
func text(v bigquery.Value, f *bigquery.FieldSchema) string {
	switch x := v.(type) {
	case string:
		return x
	case int64:
		return strconv.FormatInt(x, 10)
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(x)
	case []byte:
		return base64.StdEncoding.EncodeToString(x)
	case time.Time:
		return x.UTC().Format(time.RFC3339Nano)
	case *big.Rat:
		scale := numericScale
		if f.Type == bigquery.BigNumericFieldType {
			scale = bigNumericScale
		}
		return decimal(x.FloatString(scale))
	case fmt.Stringer: // civil.Date, civil.Time, civil.DateTime, intervals: ISO 8601
		return x.String()
	}
	return fmt.Sprint(v)
}

// decimal drops the zeros that end a fraction: 12.500000000 is 12.5.
func decimal(s string) string {
	end := len(s)
	for end > 0 && s[end-1] == '0' {
		end--
	}
	if end > 0 && s[end-1] == '.' {
		end--
	}
	return s[:end]
}
