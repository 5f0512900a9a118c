package engine

import (
	"bytes"
	"database/sql/driver"
	"encoding/base64"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"
	"github.com/goccy/go-json"
	bq "google.golang.org/api/bigquery/v2"
)

// appendRow writes one row as {"f":[{"v":...},...]}, timestamps in microseconds.
func appendRow(out []byte, fields []*bq.TableFieldSchema, values []driver.Value) ([]byte, error) {
	out = append(out, `{"f":[`...)
	for i, f := range fields {
		if i > 0 {
			out = append(out, ',')
		}
		var err error
		if out, err = appendCell(out, f, values[i]); err != nil {
			return nil, fmt.Errorf("column %s: %w", f.Name, err)
		}
	}
	return append(out, `]}`...), nil
}

func appendCell(out []byte, f *bq.TableFieldSchema, value any) ([]byte, error) {
	out = append(out, `{"v":`...)
	var err error
	if f.Mode == "REPEATED" {
		out, err = appendList(out, f, value)
	} else {
		out, err = appendValue(out, f, value)
	}
	return append(out, '}'), err
}

// appendList writes a repeated field; BigQuery shows a NULL array as an empty one.
func appendList(out []byte, f *bq.TableFieldSchema, value any) ([]byte, error) {
	items, isList := value.([]any)
	if value != nil && !isList {
		return nil, fmt.Errorf("a list is expected, not %T", value)
	}
	element := *f
	element.Mode = "NULLABLE"
	out = append(out, '[')
	for i, item := range items {
		if i > 0 {
			out = append(out, ',')
		}
		var err error
		if out, err = appendCell(out, &element, item); err != nil {
			return nil, err
		}
	}
	return append(out, ']'), nil
}

func appendValue(out []byte, f *bq.TableFieldSchema, value any) ([]byte, error) {
	if value == nil {
		return append(out, "null"...), nil
	}
	if f.Type == "RECORD" {
		record, isMap := value.(map[string]any)
		if !isMap {
			return nil, fmt.Errorf("a struct is expected, not %T", value)
		}
		values := make([]driver.Value, len(f.Fields))
		for i, sub := range f.Fields {
			values[i] = record[sub.Name]
		}
		return appendRow(out, f.Fields, values)
	}
	switch v := value.(type) {
	case string:
		if f.Type == "JSON" {
			v = compact(v)
		}
		return appendText(out, v)
	case []byte:
		out = append(out, '"')
		out = base64.StdEncoding.AppendEncode(out, v)
		return append(out, '"'), nil
	case bool:
		return append(append(append(out, '"'), strconv.FormatBool(v)...), '"'), nil
	case int64:
		return append(strconv.AppendInt(append(out, '"'), v, 10), '"'), nil
	case int32, int16, int8, uint64, uint32, uint16, uint8:
		return fmt.Appendf(out, `"%d"`, v), nil
	case *big.Int:
		return append(v.Append(append(out, '"'), 10), '"'), nil
	case float64:
		return append(append(append(out, '"'), formatFloat(v)...), '"'), nil
	case float32:
		return append(append(append(out, '"'), formatFloat(float64(v))...), '"'), nil
	case duckdb.Decimal:
		return append(append(append(out, '"'), formatDecimal(v)...), '"'), nil
	case time.Time:
		return append(append(append(out, '"'), formatTime(f.Type, v)...), '"'), nil
	case duckdb.Interval:
		return append(append(append(out, '"'), formatInterval(v)...), '"'), nil
	default:
		return nil, fmt.Errorf("values of type %T cannot be written", value)
	}
}

// compact removes the blanks that a JSON text was written with; BigQuery does not keep them.
func compact(text string) string {
	var out bytes.Buffer
	if err := json.Compact(&out, []byte(text)); err != nil {
		return text
	}
	return out.String()
}

// appendText writes a JSON string without escaping what HTML would need escaped, as BigQuery does.
func appendText(out []byte, text string) ([]byte, error) {
	data, err := json.MarshalWithOption(text, json.DisableHTMLEscape())
	return append(out, data...), err
}

// formatFloat writes a FLOAT64 like BigQuery: 1.0, 0.001, 1.0E10, NaN, Infinity.
func formatFloat(v float64) string {
	switch {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 1):
		return "Infinity"
	case math.IsInf(v, -1):
		return "-Infinity"
	}
	if abs := math.Abs(v); abs != 0 && (abs < 1e-3 || abs >= 1e7) {
		mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'E', -1, 64), "E")
		if !strings.Contains(mantissa, ".") {
			mantissa += ".0"
		}
		power, _ := strconv.Atoi(exponent)
		return mantissa + "E" + strconv.Itoa(power)
	}
	text := strconv.FormatFloat(v, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

// formatDecimal writes a NUMERIC without trailing zeros.
func formatDecimal(v duckdb.Decimal) string {
	digits := new(big.Int).Abs(v.Value).String()
	scale := int(v.Scale)
	if len(digits) <= scale {
		digits = strings.Repeat("0", scale-len(digits)+1) + digits
	}
	whole, fraction := digits[:len(digits)-scale], strings.TrimRight(digits[len(digits)-scale:], "0")
	if fraction != "" {
		whole += "." + fraction
	}
	if v.Value.Sign() < 0 {
		whole = "-" + whole
	}
	return whole
}

func formatTime(typ string, v time.Time) string {
	fraction := ""
	if v.Nanosecond() >= 1000 {
		fraction = ".000000"
	}
	switch typ {
	case "DATE":
		return v.Format("2006-01-02")
	case "TIME":
		return v.Format("15:04:05" + fraction)
	case "DATETIME":
		return v.Format("2006-01-02T15:04:05" + fraction)
	default:
		return strconv.FormatInt(v.UnixMicro(), 10)
	}
}

// formatInterval writes Y-M D H:M:S[.F] with a sign for each part, BigQuery's canonical form.
func formatInterval(v duckdb.Interval) string {
	sign := func(negative bool) string {
		if negative {
			return "-"
		}
		return ""
	}
	months, micros := v.Months, v.Micros
	monthSign, timeSign := sign(months < 0), sign(micros < 0)
	months, micros = max(months, -months), max(micros, -micros)
	seconds := micros / 1e6
	text := fmt.Sprintf("%s%d-%d %d %s%d:%d:%d", monthSign, months/12, months%12, v.Days, timeSign, seconds/3600, seconds/60%60, seconds%60)
	if rest := micros % 1e6; rest != 0 {
		text += strings.TrimRight(fmt.Sprintf(".%06d", rest), "0")
	}
	return text
}
