package expr

import (
	"errors"
	"math"
	"slices"
	"strings"
)

// function is one row of the table of functions: how it is called, and how a call is built from its compiled arguments.
type function struct {
	usage    string
	min, max int
	build    func(args []Func, types []Type, anchor int64) (Func, Type, error)
}

const many = 32

// functions is the table of scalar functions. Aggregates belong to the ledger.
var functions = map[string]function{
	"if":            {"(condition, then, else)", 3, 3, buildCase},
	"case":          {"(condition, value, ..., otherwise)", 3, many, buildCase},
	"coalesce":      {"(value, ...)", 1, many, buildCoalesce},
	"least":         {"(value, value, ...)", 2, many, extreme(-1)},
	"greatest":      {"(value, value, ...)", 2, many, extreme(+1)},
	"round":         {"(number [, digits])", 1, 2, buildRound},
	"abs":           {"(number)", 1, 1, numeric(math.Abs)},
	"floor":         {"(number)", 1, 1, toInt(math.Floor)},
	"ceil":          {"(number)", 1, 1, toInt(math.Ceil)},
	"exp":           {"(number)", 1, 1, numeric(math.Exp)},
	"ln":            {"(number)", 1, 1, numeric(math.Log)},
	"sqrt":          {"(number)", 1, 1, numeric(math.Sqrt)},
	"mod":           {"(integer, integer)", 2, 2, buildMod},
	"text":          {"(value)", 1, 1, buildText},
	"lower":         {"(text)", 1, 1, texts(strings.ToLower)},
	"upper":         {"(text)", 1, 1, texts(strings.ToUpper)},
	"slug":          {"(text)", 1, 1, texts(Slug)},
	"date":          {"(time)", 1, 1, dates(func(d int64) int64 { return d })},
	"week":          {"(time): the Monday of its week", 1, 1, dates(weekStart)},
	"month":         {"(time): the first day of its month", 1, 1, dates(func(d int64) int64 { return monthStart(d, 0) })},
	"quarter":       {"(time): the first day of its quarter", 1, 1, dates(quarterStart)},
	"year":          {"(time): the year as a number", 1, 1, dateParts(func(d int64) int64 { y, _, _ := civil(d); return y })},
	"month_number":  {"(time): 1 to 12", 1, 1, dateParts(func(d int64) int64 { _, m, _ := civil(d); return m })},
	"weekday":       {"(time): 1 Monday to 7 Sunday", 1, 1, dateParts(func(d int64) int64 { return d - weekStart(d) + 1 })},
	"hour":          {"(timestamp): 0 to 23", 1, 1, buildHour},
	"slot":          {"(timestamp, minutes): the start of the slot of so many minutes it lies in, as bookings have", 2, 2, buildSlot},
	"days_between":  {"(earlier, later): whole days between the dates", 2, 2, buildDaysBetween},
	"hours_between": {"(earlier, later): hours as FLOAT64", 2, 2, buildHoursBetween},
	"add_days":      {"(time, days)", 2, 2, buildAddDays},
	"add_months":    {"(time, months): the date so many months later, at most the month's last day", 2, 2, buildAddMonths},
	"anchor":        {"(): the day on which the data ends", 0, 0, buildAnchor},
	"days_ago":      {"(days): that many days before the anchor", 1, 1, anchored(func(a, n int64) int64 { return a - n })},
	"weeks_ago":     {"(weeks): the Monday that many weeks before the anchor's", 1, 1, anchored(func(a, n int64) int64 { return weekStart(a) - 7*n })},
	"months_ago":    {"(months): the first day of the month that many before the anchor's", 1, 1, anchored(func(a, n int64) int64 { return monthStart(a, -n) })},
}

// FunctionNames lists the functions in alphabetical order.
func FunctionNames() string {
	names := make([]string, 0, len(functions))
	for n := range functions {
		names = append(names, n)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

var (
	errCondition = errors.New("a condition must be BOOL")
	errMixed     = errors.New("the values are of different types")
	errNumber    = errors.New("it needs numbers")
	errText      = errors.New("it needs a text")
	errTime      = errors.New("it needs a DATE or TIMESTAMP")
)

// buildCase serves if and case: pairs of condition and value, then the value otherwise.
func buildCase(args []Func, types []Type, _ int64) (Func, Type, error) {
	if len(args)%2 == 0 {
		return nil, Null, errors.New("the value otherwise is missing")
	}
	var values []Type
	for i := 0; i+1 < len(args); i += 2 {
		if types[i] != Bool {
			return nil, Null, errCondition
		}
		values = append(values, types[i+1])
	}
	result, err := unify(append(values, types[len(types)-1]))
	return func(fr *Frame) Value {
		i := 0
		for ; i+1 < len(args); i += 2 {
			if args[i](fr).True() {
				return args[i+1](fr)
			}
		}
		return args[i](fr)
	}, result, err
}

// unify finds the one type of several values.
func unify(types []Type) (Type, error) {
	result := Null
	for _, t := range types {
		switch {
		case result == Null:
			result = t
		case t == Null || t == result:
		case t.Numeric() && result.Numeric():
			result = max(t, result) // Int < Decimal < Float
		default:
			return Null, errMixed
		}
	}
	return result, nil
}

func buildCoalesce(args []Func, types []Type, _ int64) (Func, Type, error) {
	result, err := unify(types)
	return func(fr *Frame) Value {
		for _, a := range args {
			if v := a(fr); !v.IsNull() {
				return v
			}
		}
		return Value{}
	}, result, err
}

func extreme(sign int) func([]Func, []Type, int64) (Func, Type, error) {
	return func(args []Func, types []Type, _ int64) (Func, Type, error) {
		result, err := unify(types)
		return func(fr *Frame) Value {
			best := args[0](fr)
			for _, a := range args[1:] {
				v := a(fr)
				if best.IsNull() || v.IsNull() {
					return Value{}
				}
				if Compare(v, best)*sign > 0 {
					best = v
				}
			}
			return best
		}, result, err
	}
}

func buildRound(args []Func, types []Type, _ int64) (Func, Type, error) {
	if !types[0].Numeric() || len(types) == 2 && types[1] != Int {
		return nil, Null, errNumber
	}
	return func(fr *Frame) Value {
		digits := int64(0)
		if len(args) == 2 {
			digits = args[1](fr).I
		}
		return Round(args[0](fr), uint8(min(max(digits, 0), MaxScale)))
	}, types[0], nil
}

// Round rounds half away from zero, as BigQuery does, and keeps the type.
func Round(v Value, digits uint8) Value {
	switch v.T {
	case Decimal:
		return NewDecimal(v.Rescale(digits), digits)
	case Float:
		p := float64(pow10[digits])
		return NewFloat(math.Round(v.F*p) / p)
	default:
		return v
	}
}

func numeric(f func(float64) float64) func([]Func, []Type, int64) (Func, Type, error) {
	return unary(Type.Numeric, errNumber, Float, func(v Value) Value { return NewFloat(f(v.Float())) })
}

func toInt(f func(float64) float64) func([]Func, []Type, int64) (Func, Type, error) {
	return unary(Type.Numeric, errNumber, Int, func(v Value) Value { return NewInt(int64(f(v.Float()))) })
}

// unary makes a function of one argument that maps NULL to NULL.
func unary(accepts func(Type) bool, fault error, result Type, f func(Value) Value) func([]Func, []Type, int64) (Func, Type, error) {
	return func(args []Func, types []Type, _ int64) (Func, Type, error) {
		if types[0] != Null && !accepts(types[0]) {
			return nil, Null, fault
		}
		arg := args[0]
		return func(fr *Frame) Value {
			v := arg(fr)
			if v.IsNull() {
				return v
			}
			return f(v)
		}, result, nil
	}
}

func buildMod(args []Func, types []Type, _ int64) (Func, Type, error) {
	if types[0] != Int || types[1] != Int {
		return nil, Null, errNumber
	}
	return func(fr *Frame) Value {
		a, b := args[0](fr), args[1](fr)
		if a.IsNull() || b.IsNull() || b.I == 0 {
			return Value{}
		}
		return NewInt(a.I % b.I)
	}, Int, nil
}
