package expr

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// Type is the type of an expression; the column types of a data specification map onto it.
type Type uint8

// The types of values. Date counts days and Timestamp microseconds since 1970-01-01 UTC.
const (
	Null Type = iota
	Bool
	Int
	Decimal
	Float
	String
	Date
	Timestamp
)

var typeNames = [...]string{"NULL", "BOOL", "INT64", "NUMERIC", "FLOAT64", "STRING", "DATE", "TIMESTAMP"}

// String is the BigQuery name of the type.
func (t Type) String() string { return typeNames[t] }

// Numeric reports whether arithmetic is defined on t.
func (t Type) Numeric() bool { return t == Int || t == Decimal || t == Float }

// Value is one scalar. The zero Value is NULL. I holds integers, booleans (0, 1), days, microseconds, and the unscaled digits
// of a Decimal, whose value is I / 10^Scale.
type Value struct {
	T     Type
	Scale uint8
	I     int64
	F     float64
	S     string
}

// Microseconds in the units that dates and timestamps are cut into.
const (
	Hour = int64(3_600_000_000)
	Day  = 24 * Hour
)

// MaxScale is the largest number of fraction digits of a Decimal, that of BigQuery's NUMERIC.
const MaxScale = 9

// ErrOverflow says that an exact result does not fit 64 bits.
var ErrOverflow = errors.New("expr: the exact result does not fit into 64 bits; use smaller numbers or a FLOAT64 column")

var pow10 = [...]int64{1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000}

// NewInt makes an INT64 value.
func NewInt(i int64) Value { return Value{T: Int, I: i} }

// NewDecimal makes a NUMERIC value of i / 10^scale.
func NewDecimal(i int64, scale uint8) Value { return Value{T: Decimal, I: i, Scale: scale} }

// NewFloat makes a FLOAT64 value.
func NewFloat(f float64) Value { return Value{T: Float, F: f} }

// NewString makes a STRING value.
func NewString(s string) Value { return Value{T: String, S: s} }

// NewDate makes a DATE value of days since 1970-01-01.
func NewDate(days int64) Value { return Value{T: Date, I: days} }

// NewTimestamp makes a TIMESTAMP value of microseconds since 1970-01-01 UTC.
func NewTimestamp(micros int64) Value { return Value{T: Timestamp, I: micros} }

// NewBool makes a BOOL value.
func NewBool(b bool) Value {
	if b {
		return Value{T: Bool, I: 1}
	}
	return Value{T: Bool}
}

// IsNull reports whether v is NULL.
func (v Value) IsNull() bool { return v.T == Null }

// True reports whether v is the BOOL true; NULL is not.
func (v Value) True() bool { return v.T == Bool && v.I == 1 }

// Float is the value as a binary floating point number; NULL and non-numbers give NaN.
func (v Value) Float() float64 {
	switch v.T {
	case Int, Bool, Date, Timestamp:
		return float64(v.I)
	case Decimal:
		return float64(v.I) / float64(pow10[v.Scale])
	case Float:
		return v.F
	default:
		return math.NaN()
	}
}

// Rescale gives the decimal digits of a number at the given scale, rounded half away from zero as BigQuery does.
func (v Value) Rescale(scale uint8) int64 {
	switch v.T {
	case Int:
		return v.I * pow10[scale]
	case Decimal:
		if v.Scale <= scale {
			return v.I * pow10[scale-v.Scale]
		}
		return divRound(v.I, pow10[v.Scale-scale])
	default:
		return int64(math.Round(v.Float() * float64(pow10[scale])))
	}
}

// divRound divides rounding half away from zero.
func divRound(n, d int64) int64 {
	q, r := n/d, n%d
	switch {
	case 2*r >= d:
		q++
	case 2*r <= -d:
		q--
	}
	return q
}

// Text is the canonical text of a value: integers and decimals in plain notation without trailing zeros, dates and timestamps
// in ISO 8601 (UTC, microseconds only when there are any), booleans as true and false. NULL has the text "NULL".
func (v Value) Text() string {
	switch v.T {
	case Bool:
		return strconv.FormatBool(v.I == 1)
	case Int:
		return strconv.FormatInt(v.I, 10)
	case Decimal:
		return decimalText(v.I, v.Scale)
	case Float:
		return strconv.FormatFloat(v.F, 'f', -1, 64)
	case String:
		return v.S
	case Date:
		return time.Unix(v.I*86400, 0).UTC().Format(time.DateOnly)
	case Timestamp:
		return time.UnixMicro(v.I).UTC().Format("2006-01-02T15:04:05.999999Z")
	default:
		return "NULL"
	}
}

func decimalText(i int64, scale uint8) string {
	if scale == 0 {
		return strconv.FormatInt(i, 10)
	}
	sign, digits := "", strconv.FormatUint(magnitude(i), 10)
	if i < 0 {
		sign = "-"
	}
	if pad := int(scale) + 1 - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	whole, fraction := digits[:len(digits)-int(scale)], strings.TrimRight(digits[len(digits)-int(scale):], "0")
	if fraction == "" {
		return sign + whole
	}
	return sign + whole + "." + fraction
}

func magnitude(i int64) uint64 {
	if i < 0 {
		return uint64(-(i + 1)) + 1
	}
	return uint64(i)
}

// Compare orders two values of comparable types: -1, 0, 1. NULL sorts before everything, as in BigQuery's ascending order.
func Compare(a, b Value) int {
	switch {
	case a.T == Null && b.T == Null:
		return 0
	case a.T == Null:
		return -1
	case b.T == Null:
		return 1
	case a.T == String && b.T == String:
		return strings.Compare(a.S, b.S)
	case a.T == Float || b.T == Float:
		return compareOrdered(a.Float(), b.Float())
	case a.T == Decimal || b.T == Decimal:
		scale := max(a.Scale, b.Scale)
		x, ok1 := mul(a.I, pow10[scale-a.Scale])
		y, ok2 := mul(b.I, pow10[scale-b.Scale])
		if !ok1 || !ok2 {
			return compareOrdered(a.Float(), b.Float())
		}
		return compareOrdered(x, y)
	case a.T == Date && b.T == Timestamp:
		return compareOrdered(a.I*Day, b.I)
	case a.T == Timestamp && b.T == Date:
		return compareOrdered(a.I, b.I*Day)
	}
	return compareOrdered(a.I, b.I)
}

func compareOrdered[T int64 | float64](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// ParseDate reads YYYY-MM-DD as days since 1970-01-01.
func ParseDate(s string) (int64, error) {
	t, err := time.ParseInLocation(time.DateOnly, s, time.UTC)
	if err != nil {
		return 0, err
	}
	return t.Unix() / 86400, nil
}
