package jobs

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	bq "google.golang.org/api/bigquery/v2"
)

// invalidValue is the error of one value of a row.
func invalidValue(field, format string, args ...any) *bq.ErrorProto {
	return &bq.ErrorProto{Reason: "invalid", Location: field, Message: fmt.Sprintf(format, args...)}
}

// acceptRecord brings a JSON object to the fields' types, or says what is wrong with the first value that does not fit.
func acceptRecord(fields []*bq.TableFieldSchema, values map[string]json.RawMessage, path string, ignoreUnknown bool) (map[string]any, *bq.ErrorProto) {
	out := make(map[string]any, len(values))
	for name, data := range values {
		f := fieldNamed(fields, name)
		if f == nil && ignoreUnknown {
			continue
		}
		if f == nil {
			return nil, invalidValue(path+name, "no such field: %s.", path+name)
		}
		value, fault := acceptField(f, data, path, ignoreUnknown)
		if fault != nil {
			return nil, fault
		}
		out[f.Name] = value
	}
	for _, f := range fields {
		if f.Mode == "REQUIRED" && out[f.Name] == nil {
			return nil, invalidValue(path+f.Name, "Missing required field: %s.", path+f.Name)
		}
	}
	return out, nil
}

func acceptField(f *bq.TableFieldSchema, data json.RawMessage, path string, ignoreUnknown bool) (any, *bq.ErrorProto) {
	name := path + f.Name
	if f.Mode != "REPEATED" {
		return acceptOne(f, data, name, ignoreUnknown)
	}
	var items []json.RawMessage
	if string(data) == "null" {
		return items, nil
	}
	if err := json.Unmarshal(data, &items); err != nil {
		return nil, invalidValue(name, "Array specified for non-repeated field or value is not an array: %s.", name)
	}
	out := make([]any, len(items))
	for i, item := range items {
		value, fault := acceptOne(f, item, name, ignoreUnknown)
		if fault == nil && value == nil {
			fault = invalidValue(name, "Only optional fields can be set to NULL. Field: %s; Value: NULL", name)
		}
		if fault != nil {
			return nil, fault
		}
		out[i] = value
	}
	return out, nil
}

func acceptOne(f *bq.TableFieldSchema, data json.RawMessage, name string, ignoreUnknown bool) (any, *bq.ErrorProto) {
	if string(data) == "null" {
		return nil, nil
	}
	if f.Type == "RECORD" {
		var values map[string]json.RawMessage
		if err := json.Unmarshal(data, &values); err != nil {
			return nil, invalidValue(name, "This field: %s is a record.", name)
		}
		return acceptRecord(f.Fields, values, name+".", ignoreUnknown)
	}
	if data[0] == '[' || data[0] == '{' && f.Type != "JSON" {
		return nil, invalidValue(name, "This field: %s is not a record or repeated.", name)
	}
	text := string(data)
	if data[0] == '"' {
		if err := json.Unmarshal(data, &text); err != nil {
			return nil, invalidValue(name, "%v", err)
		}
	}
	value, ok := accepted(f.Type, text)
	if !ok {
		return nil, invalidValue(name, "Cannot convert value to %s (bad value): %s", strings.ToLower(f.Type), text)
	}
	return value, nil
}

// layouts are the forms in which dates and times come, and the one in which they go on.
var layouts = map[string][]string{ //nolint:gochecknoglobals // a constant table
	"DATE":      {time.DateOnly, "2006-1-2"},
	"TIME":      {"15:04:05.999999", "15:04:05", "15:04"},
	"DATETIME":  {"2006-01-02 15:04:05.999999", "2006-01-02T15:04:05.999999", time.DateOnly, "2006-01-02T15:04", "2006-01-02 15:04"},
	"TIMESTAMP": {"2006-01-02 15:04:05.999999Z07:00", time.RFC3339Nano, "2006-01-02 15:04:05.999999 UTC", "2006-01-02 15:04:05.999999 MST", "2006-01-02 15:04:05.999999", "2006-01-02T15:04:05.999999", "2006-01-02 15:04:05.999999-07", time.DateOnly},
}

// accepted brings the text of a scalar to its type's form; ok is false when it is none.
func accepted(typ, text string) (value any, ok bool) {
	switch typ {
	case "INTEGER":
		n, isNumber := new(big.Rat).SetString(text)
		return text, isNumber && n.IsInt() && n.Num().IsInt64()
	case "FLOAT":
		_, err := strconv.ParseFloat(text, 64)
		return text, err == nil
	case "NUMERIC", "BIGNUMERIC":
		_, isNumber := new(big.Rat).SetString(text)
		return text, isNumber && !strings.Contains(text, "/")
	case "BOOLEAN":
		value, known := map[string]bool{"true": true, "t": true, "1": true, "yes": true, "y": true, "false": false, "f": false, "0": false, "no": false, "n": false}[strings.ToLower(text)]
		return value, known
	case "BYTES":
		_, err := base64.StdEncoding.DecodeString(text)
		return text, err == nil
	case "DATE", "TIME", "DATETIME", "TIMESTAMP":
		return acceptedTime(typ, text)
	case "JSON":
		return text, json.Valid([]byte(text))
	}
	return text, true
}

// acceptedTime reads a date or time; a TIMESTAMP may also be seconds since 1970.
func acceptedTime(typ, text string) (value any, ok bool) {
	if seconds, isNumber := new(big.Rat).SetString(text); typ == "TIMESTAMP" && isNumber {
		micros, _ := seconds.Mul(seconds, big.NewRat(1_000_000, 1)).Float64()
		return time.UnixMicro(int64(micros)).UTC().Format("2006-01-02 15:04:05.999999") + "+00", true
	}
	var at time.Time
	ok = slices.ContainsFunc(layouts[typ], func(layout string) bool {
		var err error
		at, err = time.Parse(layout, text)
		return err == nil
	})
	at = at.UTC()
	switch typ {
	case "DATE":
		return at.Format(time.DateOnly), ok
	case "TIME":
		return at.Format("15:04:05.999999"), ok
	case "DATETIME":
		return at.Format("2006-01-02 15:04:05.999999"), ok
	}
	return at.Format("2006-01-02 15:04:05.999999") + "+00", ok
}
