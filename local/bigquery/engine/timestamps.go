package engine

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	bq "google.golang.org/api/bigquery/v2"
)

// TimestampFormat says how a response writes TIMESTAMP values.
type TimestampFormat int

// The forms of DataFormatOptions; seconds as a float is what BigQuery sends when a client asks for nothing.
const (
	TimestampSeconds TimestampFormat = iota // "1.7E9"
	TimestampMicros                         // "1700000000000000"
	TimestampISO                            // "2023-11-14T22:13:20.000000Z"
)

// reformat rewrites the timestamps of an encoded row.
func reformat(row []byte, fields []*bq.TableFieldSchema, format TimestampFormat) ([]byte, error) {
	if format == TimestampMicros || !hasTimestamp(fields) {
		return row, nil
	}
	var cells struct {
		F []*cell `json:"f"`
	}
	if err := json.Unmarshal(row, &cells); err != nil {
		return nil, fmt.Errorf("reading a spooled row: %w", err)
	}
	for i, f := range fields {
		if err := cells.F[i].reformat(f, format); err != nil {
			return nil, err
		}
	}
	return json.Marshal(cells)
}

type cell struct {
	V json.RawMessage `json:"v"`
}

func (c *cell) reformat(f *bq.TableFieldSchema, format TimestampFormat) (err error) {
	if string(c.V) == "null" {
		return nil
	}
	switch {
	case f.Mode == "REPEATED":
		var items []*cell
		if err := json.Unmarshal(c.V, &items); err != nil {
			return err
		}
		element := *f
		element.Mode = "NULLABLE"
		for _, item := range items {
			if err := item.reformat(&element, format); err != nil {
				return err
			}
		}
		c.V, err = json.Marshal(items)
	case f.Type == "RECORD":
		c.V, err = reformat(c.V, f.Fields, format)
	case f.Type == "TIMESTAMP":
		var micros int64
		if micros, err = strconv.ParseInt(strings.Trim(string(c.V), `"`), 10, 64); err == nil {
			c.V = []byte(strconv.Quote(formatTimestamp(micros, format)))
		}
	}
	return err
}

func formatTimestamp(micros int64, format TimestampFormat) string {
	if format == TimestampISO {
		return time.UnixMicro(micros).UTC().Format("2006-01-02T15:04:05.000000Z")
	}
	return formatFloat(float64(micros) / 1e6)
}

func hasTimestamp(fields []*bq.TableFieldSchema) bool {
	for _, f := range fields {
		if f.Type == "TIMESTAMP" || hasTimestamp(f.Fields) {
			return true
		}
	}
	return false
}
