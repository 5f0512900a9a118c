package expr_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/dataspec/expr"
)

// scope knows a few columns and the anchor 2026-03-18, a Wednesday.
type scope struct{}

var columns = map[string]expr.Value{
	"n": expr.NewInt(7), "price": expr.NewDecimal(1999, 2), "x": expr.NewFloat(2.5), "name": expr.NewString("O'Neil & Co"),
	"yes": expr.NewBool(true), "at": expr.NewTimestamp(1_772_000_000_000_000), "day": expr.NewDate(20_500), "nothing": {},
}

func (scope) Anchor() int64 { d, _ := expr.ParseDate("2026-03-18"); return d }

func (scope) Param(name string) (expr.Value, error) {
	if name != "lift" {
		return expr.Value{}, errors.New("there is no planted number " + name)
	}
	return expr.NewFloat(1.5), nil
}

func (scope) Column(ref expr.Ref) (expr.Func, expr.Type, error) {
	v, ok := columns[ref.Column]
	if !ok || ref.Table != "" && ref.Table != "t" {
		return nil, expr.Null, fmt.Errorf("there is no column %q", ref.Column)
	}
	t := v.T
	if ref.Column == "nothing" {
		t = expr.Int
	}
	return func(*expr.Frame) expr.Value { return v }, t, nil
}

func evaluate(text string) (string, error) {
	n, err := expr.Parse(text)
	if err != nil {
		return "", err
	}
	f, t, err := expr.Compile(n, scope{})
	if err != nil {
		return "", err
	}
	v := f(&expr.Frame{})
	if !v.IsNull() && t != expr.Null && v.T != t && (!v.T.Numeric() || !t.Numeric()) {
		return "", fmt.Errorf("the type is %s, the value %s", t, v.T)
	}
	return v.Text(), nil
}

func TestEvaluate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"1 + 2 * 3":                             "7",
		"(1 + 2) * 3":                           "9",
		"-n + 1":                                "-6",
		"price * 3":                             "59.97",
		"price - 0.99":                          "19",
		"price / 2":                             "9.995",
		"n / 0":                                 "NULL",
		"x * $lift":                             "3.75",
		"round(price * 0.15, 2)":                "3",
		"round(2.5)":                            "3",
		"round(-2.5)":                           "-3",
		"9223372036854775807 + 1":               "9223372036854776000", // does not fit: FLOAT64 rather than a wrong number
		"mod(n, 4)":                             "3",
		"floor(x)":                              "2",
		"ceil(x)":                               "3",
		"abs(-x)":                               "2.5",
		"least(n, 3)":                           "3",
		"greatest(price, 20)":                   "20",
		"coalesce(nothing, 5)":                  "5",
		"if(n > 5, 'big', 'small')":             "big",
		"case(n = 1, 'a', n = 7, 'b', 'c')":     "b",
		"not yes or n = 7":                      "true",
		"not n = 7":                             "false",
		"n in (1, 7)":                           "true",
		"n not in (1, 7)":                       "false",
		"nothing in (1)":                        "NULL",
		"nothing is null":                       "true",
		"n is not null and yes":                 "true",
		"nothing = 1 or yes":                    "true",
		"nothing = 1 and yes":                   "NULL",
		"name || '!'":                           "O'Neil & Co!",
		"slug(name)":                            "oneil-co",
		"upper('a') || lower('B')":              "Ab",
		"text(price)":                           "19.99",
		"'it''s'":                               "it's",
		"date(at)":                              "2026-02-25",
		"month(at)":                             "2026-02-01",
		"quarter(at)":                           "2026-01-01",
		"week(at)":                              "2026-02-23",
		"year(at)":                              "2026",
		"month_number(at)":                      "2",
		"weekday(at)":                           "3",
		"hour(at)":                              "6",
		"hours_between(date(at), slot(at, 10))": "6.166666666666667",
		"slot(at, 0)":                           "NULL",
		"anchor()":                              "2026-03-18",
		"days_ago(18)":                          "2026-02-28",
		"weeks_ago(0)":                          "2026-03-16",
		"weeks_ago(1)":                          "2026-03-09",
		"months_ago(3)":                         "2025-12-01",
		"add_months(date(at), -12)":             "2025-02-25",
		"add_days(date(at), 4)":                 "2026-03-01",
		"days_between(at, anchor())":            "21",
		"hours_between(date(at), at)":           "6.222222222222222",
		"at >= date(at)":                        "true",
		"t.n":                                   "7",
		"exp(0) + ln(1) + sqrt(4)":              "3",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got, err := evaluate(text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFaultsSayWhereAndWhat(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                        "operand is missing",
		"1 +":                     "operand is missing",
		"1 2":                     `unexpected "2"`,
		"(1":                      `expected ")"`,
		"'open":                   "no closing quote",
		"n ; n":                   "unexpected character",
		"missing":                 `no column "missing"`,
		"$other":                  "no planted number",
		"$":                       "name must follow $",
		"nope(1)":                 `no function "nope"`,
		"round()":                 "takes (number [, digits])",
		"name + 1":                "needs two numbers",
		"name and yes":            "needs two conditions",
		"n = 'x'":                 "compares values of one type",
		"n || name":               "joins texts",
		"not n":                   "needs a condition",
		"if(n, 1, 2)":             "condition must be BOOL",
		"if(yes, 1, 'x')":         "different types",
		"month(n)":                "needs a DATE or TIMESTAMP",
		"1.2.3":                   "not a number",
		"99999999999999999999":    "does not fit",
		strings.Repeat("(", 5000): "at most",
		strings.Repeat("(", 200) + "1" + strings.Repeat(")", 200): "nested deeper",
	} {
		_, err := evaluate(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: want a fault with %q, got %v", text, want, err)
		}
	}
}

func TestRefsAndParams(t *testing.T) {
	t.Parallel()
	n, err := expr.Parse("if(a.b > $p and c in (d, 2), -e, f is null)")
	if err != nil {
		t.Fatal(err)
	}
	refs := expr.Refs(n)
	names := make([]string, 0, len(refs))
	for _, r := range refs {
		names = append(names, strings.TrimPrefix(r.Table+"."+r.Column, "."))
	}
	if diff := cmp.Diff([]string{"a.b", "c", "d", "e", "f"}, names); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"p"}, expr.Params(n)); diff != "" {
		t.Error(diff)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"1 + 2", "if(a.b >= $p, 'x''y', null)", "not a in (1, 2.5) or b is not null", "((("} {
		f.Add(seed)
	}
	f.Fuzz(func(_ *testing.T, text string) {
		n, err := expr.Parse(text)
		if err != nil {
			return
		}
		if fn, _, err := expr.Compile(n, scope{}); err == nil {
			fn(&expr.Frame{}).Text()
		}
	})
}
