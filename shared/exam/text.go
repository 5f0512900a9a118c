package exam

import (
	"fmt"
	"math/big"
	"strconv"
	"time"

	"capidemo.dev/platform/shared/demo"
)

// numericDigits is the number of fraction digits of BigQuery's NUMERIC.
const numericDigits = 9

// Text is the canonical text of a value as drivers give it, nil for NULL: integers and decimals in plain notation, times in
// ISO 8601 UTC. A type with a String method, as a civil date, gives that.
func Text(value any) *string {
	var text string
	switch v := value.(type) {
	case nil:
		return nil
	case string:
		text = v
	case bool:
		text = strconv.FormatBool(v)
	case int64:
		text = strconv.FormatInt(v, 10)
	case float64:
		text = strconv.FormatFloat(v, 'f', -1, 64)
	case *big.Rat:
		text = v.FloatString(numericDigits)
	case time.Time:
		text = v.UTC().Format("2006-01-02T15:04:05.999999Z")
	default:
		text = fmt.Sprint(v)
	}
	return &text
}

// Rows turns rows of driver values into rows of a result.
func Rows[Row ~[]V, V any](rows []Row) []demo.Row {
	out := make([]demo.Row, len(rows))
	for i, row := range rows {
		out[i].Cells = make([]*string, len(row))
		for j, v := range row {
			out[i].Cells[j] = Text(v)
		}
	}
	return out
}
