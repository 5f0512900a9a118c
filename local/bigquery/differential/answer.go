package differential

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	bq "google.golang.org/api/bigquery/v2"
)

// Answer is what one side says, in a form that does not depend on the ways of its server: canonical type names, fractions without zeros at
// their end, times in UTC, floating-point numbers to 13 digits, JSON with sorted keys.
type Answer struct {
	Columns []string // "name TYPE"
	Rows    []string
	Failure string // the error's message; then there is nothing else
}

// failed begins the text of an error. What follows is for people: each side has its own words.
const failed = "error: "

// Text writes an answer, one row a line. Rows of a question without ORDER BY are sorted.
func (a Answer) Text(ordered bool) string {
	if a.Failure != "" {
		first, _, _ := strings.Cut(a.Failure, "\n")
		return failed + first
	}
	rows := slices.Clone(a.Rows)
	if !ordered {
		slices.Sort(rows)
	}
	return strings.Join(append([]string{strings.Join(a.Columns, ", ")}, rows...), "\n")
}

// Same compares the texts of two answers.
func Same(a, b string) bool {
	return a == b || strings.HasPrefix(a, failed) && strings.HasPrefix(b, failed)
}

// typeNames maps the API's old names to GoogleSQL's.
var typeNames = map[string]string{"INTEGER": "INT64", "FLOAT": "FLOAT64", "BOOLEAN": "BOOL", "RECORD": "STRUCT"}

func typeName(f *bq.TableFieldSchema) string {
	name := f.Type
	if standard, old := typeNames[name]; old {
		name = standard
	}
	if name == "STRUCT" {
		fields := make([]string, len(f.Fields))
		for i, field := range f.Fields {
			fields[i] = strings.TrimSpace(field.Name + " " + typeName(field))
		}
		name += "<" + strings.Join(fields, ", ") + ">"
	}
	if f.Mode == "REPEATED" {
		return "ARRAY<" + name + ">"
	}
	return name
}

// analyzerName is what Google's analyzer calls a column without a name; BigQuery shows f0_, f1_ and so on instead.
var analyzerName = regexp.MustCompile(`^\$col\d+$`)

// read brings a response into canonical form.
func read(response *bq.QueryResponse) (Answer, error) {
	if len(response.Errors) > 0 {
		return Answer{Failure: response.Errors[0].Message}, nil
	}
	var out Answer
	if response.Schema == nil {
		return out, nil
	}
	nameless := 0
	for _, f := range response.Schema.Fields {
		name := f.Name
		if analyzerName.MatchString(name) {
			name = fmt.Sprintf("f%d_", nameless)
			nameless++
		}
		out.Columns = append(out.Columns, name+" "+typeName(f))
	}
	for _, row := range response.Rows {
		cells := make([]string, len(row.F))
		for i, c := range row.F {
			var err error
			if cells[i], err = cell(c.V, response.Schema.Fields[i], false); err != nil {
				return Answer{}, fmt.Errorf("column %s: %w", response.Schema.Fields[i].Name, err)
			}
		}
		out.Rows = append(out.Rows, strings.Join(cells, " | "))
	}
	return out, nil
}

var errShape = errors.New("a value does not have the shape of its type")

func cell(v any, f *bq.TableFieldSchema, element bool) (string, error) {
	switch {
	case v == nil && f.Mode == "REPEATED" && !element:
		return "[]", nil
	case v == nil:
		return "NULL", nil
	case f.Mode == "REPEATED" && !element:
		return array(v, f)
	case f.Type == "RECORD" || f.Type == "STRUCT":
		return structure(v, f)
	}
	text, isText := v.(string)
	if !isText {
		return "", fmt.Errorf("%w: %T for %s", errShape, v, f.Type)
	}
	return scalar(text, f.Type), nil
}

func array(v any, f *bq.TableFieldSchema) (string, error) {
	list, isList := v.([]any)
	if !isList {
		return "", errShape
	}
	out := make([]string, len(list))
	for i, item := range list {
		if wrapped, isWrapped := item.(map[string]any); isWrapped {
			item = wrapped["v"]
		}
		var err error
		if out[i], err = cell(item, f, true); err != nil {
			return "", err
		}
	}
	return "[" + strings.Join(out, ", ") + "]", nil
}

func structure(v any, f *bq.TableFieldSchema) (string, error) {
	object, isObject := v.(map[string]any)
	list, isList := object["f"].([]any)
	if !isObject || !isList || len(list) != len(f.Fields) {
		return "", errShape
	}
	out := make([]string, len(list))
	for i, item := range list {
		wrapped, isWrapped := item.(map[string]any)
		if !isWrapped {
			return "", errShape
		}
		var err error
		if out[i], err = cell(wrapped["v"], f.Fields[i], false); err != nil {
			return "", err
		}
	}
	return "{" + strings.Join(out, ", ") + "}", nil
}

var (
	plain    = regexp.MustCompile(`^[\p{L}\p{N}_.,:;@%$#*=<>()?!'\x60~^&+-]+( [\p{L}\p{N}_.,:;@%$#*=<>()?!'\x60~^&+-]+)*$`)
	fraction = regexp.MustCompile(`(\.\d*?)0+$`)
)

// scalar writes one value in canonical form.
func scalar(text, typ string) string {
	switch typ {
	case "FLOAT", "FLOAT64":
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			return strings.TrimSuffix(strconv.FormatFloat(f, 'g', 13, 64), ".0")
		}
	case "NUMERIC", "BIGNUMERIC":
		if r, isNumber := new(big.Rat).SetString(text); isNumber {
			return strings.TrimSuffix(fraction.ReplaceAllString(r.FloatString(38), "$1"), ".")
		}
	case "TIMESTAMP":
		if micros, err := strconv.ParseInt(text, 10, 64); err == nil {
			return time.UnixMicro(micros).UTC().Format(time.RFC3339Nano)
		}
	case "DATETIME", "TIME":
		text = strings.Replace(text, " ", "T", 1)
		if strings.Contains(text, ".") {
			text = strings.TrimSuffix(fraction.ReplaceAllString(text, "$1"), ".")
		}
	case "JSON":
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.UseNumber()
		var value any
		if err := decoder.Decode(&value); err == nil {
			if sorted, err := json.Marshal(value); err == nil {
				return string(sorted)
			}
		}
	case "STRING":
		if text == "NULL" || !plain.MatchString(text) {
			return strconv.Quote(text)
		}
	}
	return text
}
