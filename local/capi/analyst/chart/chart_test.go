package chart_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/structpb"

	"capidemo.dev/platform/local/capi/analyst/chart"
	"capidemo.dev/platform/local/capi/analyst/result"
	"capidemo.dev/platform/local/capi/analyst/result/resulttest"
)

type object = map[string]any

func spec(r *result.Result) object {
	return chart.Spec(chart.Request{Title: "A question?", Result: r, Shape: r.ShapeOf(), Currency: "$"})
}

func TestMarkFitsTheShape(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"nothing": "", "null sum": "", "one row": "", "names": "", "one number": "text", "number and previous": "text",
		"months": "line", "quarters as text": "line", "years as number": "line", "months by channel": "line",
		"ranking": "bar", "ranking rising": "bar", "shares": "bar", "two categories": "bar", "now and before": "bar", "grid": "bar", "parts of a whole": "arc",
	} {
		got := ""
		if s := spec(resulttest.Samples()[name]); s != nil {
			got, _ = s["mark"].(object)["type"].(string)
		}
		if got != want {
			t.Errorf("%s: mark %q, want %q", name, got, want)
		}
	}
}

// TestAskedForMark: the asker's wish is followed where it does not mislead.
func TestAskedForMark(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ sample, kind, want string }{
		{"months", "bar", "bar"}, {"months", "line", "line"}, {"months", "table", ""}, {"months", "pie", "line"},
		{"ranking", "pie", "arc"}, {"ranking", "bar", "bar"}, {"shares", "pie", "bar"}, {"parts of a whole", "bar", "bar"}, {"two categories", "pie", "arc"},
	} {
		r := resulttest.Samples()[c.sample]
		got := ""
		if s := chart.Spec(chart.Request{Title: "A question?", Kind: c.kind, Result: r, Shape: r.ShapeOf(), Currency: "$"}); s != nil {
			got, _ = s["mark"].(object)["type"].(string)
		}
		if got != c.want {
			t.Errorf("%s as %s: mark %q, want %q", c.sample, c.kind, got, c.want)
		}
	}
}

// TestSpecsAreValid checks what Vega-Lite's schema asks of the parts in use, for every sample.
func TestSpecsAreValid(t *testing.T) {
	t.Parallel()
	for name, sample := range resulttest.Samples() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := spec(sample)
			if s == nil {
				return
			}
			if _, err := structpb.NewStruct(s); err != nil {
				t.Fatalf("not a Struct: %v", err)
			}
			if s["$schema"] != "https://vega.github.io/schema/vega-lite/v5.json" {
				t.Error("no schema")
			}
			values, _ := s["data"].(object)["values"].([]any)
			if len(values) == 0 {
				t.Fatal("no data")
			}
			for channel, definition := range s["encoding"].(object) {
				list, isList := definition.([]any)
				if !isList {
					list = []any{definition}
				}
				for _, d := range list {
					checkChannel(t, channel, d.(object), values)
				}
			}
		})
	}
}

func checkChannel(t *testing.T, channel string, d object, values []any) {
	t.Helper()
	if !slices.Contains([]string{"x", "y", "color", "xOffset", "theta", "tooltip", "text"}, channel) {
		t.Errorf("unknown channel %s", channel)
	}
	if !slices.Contains([]any{"quantitative", "temporal", "nominal", "ordinal"}, d["type"]) {
		t.Errorf("%s: type %v", channel, d["type"])
	}
	if channel == "x" || channel == "y" {
		if title, _ := d["title"].(string); title == "" || strings.Contains(title, "_") {
			t.Errorf("%s: axis title %q", channel, title)
		}
	}
	field, _ := d["field"].(string)
	for _, v := range values {
		value, present := v.(object)[strings.ReplaceAll(field, `\.`, ".")]
		if !present {
			t.Fatalf("%s: the data has no field %q: %v", channel, field, v)
		}
		switch d["type"] {
		case "quantitative":
			if _, isNumber := value.(float64); !isNumber && value != nil {
				t.Errorf("%s: %v is no number", channel, value)
			}
		case "temporal":
			if _, err := time.Parse(time.DateOnly, value.(string)); err != nil {
				t.Errorf("%s: %v", channel, err)
			}
		}
	}
}

func TestDetails(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		result *result.Result
		want   string
	}{
		"money axis":           {resulttest.Samples()["ranking"], `"axis":{"format":"$,.0f"}`},
		"share axis":           {resulttest.Samples()["shares"], `"axis":{"format":".1~%"}`},
		"months in UTC":        {resulttest.Samples()["months"], `"timeUnit":"utcyearmonth"`},
		"quarter as date":      {resulttest.Samples()["quarters as text"], `"quarter":"2024-10-01"`},
		"change is told":       {resulttest.Samples()["number and previous"], `"subtitle":"Previous revenue: $100.00 (+10%)"`},
		"highest first":        {resulttest.Samples()["ranking"], `"sort":"-x"`},
		"lowest first":         {resulttest.Samples()["ranking rising"], `"sort":"x"`},
		"legend of periods":    {resulttest.Samples()["now and before"], `"period":"Previous revenue"`},
		"column with a dot":    {resulttest.Of("a.b STRING, n INT64", "x|3", "y|2", "z|1"), `"field":"a\\.b"`},
		"date without its day": {resulttest.Of("signup_date DATE, n INT64", "2025-03-04|3", "2025-03-05|2"), `"timeUnit":"utcyearmonthdate"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw, err := json.Marshal(spec(test.result))
			if err != nil || !strings.Contains(string(raw), test.want) {
				t.Errorf("%s lacks %s (%v)", raw, test.want, err)
			}
		})
	}
}

func TestLongRankingsAreCut(t *testing.T) {
	t.Parallel()
	rows := make([]string, 0, 100)
	for i := range 100 {
		rows = append(rows, "name"+string(rune('A'+i%26))+strings.Repeat("x", i/26)+"|"+string(rune('0'+9-i/12)))
	}
	values, _ := spec(resulttest.Of("name STRING, n INT64", rows...))["data"].(object)["values"].([]any)
	if len(values) != 25 {
		t.Errorf("%d bars", len(values))
	}
}
