package engine

import (
	"database/sql/driver"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/duckdb/duckdb-go/v2"
	bq "google.golang.org/api/bigquery/v2"
)

func TestEncode(t *testing.T) {
	t.Parallel()
	at := time.Date(2025, 1, 2, 3, 4, 5, 120_000_000, time.UTC)
	for _, c := range []struct {
		typ   string
		value any
		want  string
	}{
		{"INTEGER", int64(math.MinInt64), `"-9223372036854775808"`}, {"INTEGER", new(big.Int).Lsh(big.NewInt(1), 100), `"1267650600228229401496703205376"`},
		{"FLOAT", 1.0, `"1.0"`}, {"FLOAT", -0.001, `"-0.001"`}, {"FLOAT", 1e10, `"1.0E10"`}, {"FLOAT", 1.5e-7, `"1.5E-7"`}, {"FLOAT", 0.0, `"0.0"`},
		{"FLOAT", math.NaN(), `"NaN"`}, {"FLOAT", math.Inf(-1), `"-Infinity"`},
		{"NUMERIC", duckdb.Decimal{Width: 38, Scale: 9, Value: big.NewInt(-1_500_000_000)}, `"-1.5"`},
		{"NUMERIC", duckdb.Decimal{Width: 38, Scale: 9, Value: big.NewInt(1)}, `"0.000000001"`},
		{"NUMERIC", duckdb.Decimal{Width: 38, Scale: 0, Value: big.NewInt(120)}, `"120"`},
		{"STRING", "a\"<\n", `"a\"<\n"`}, {"BYTES", []byte{0, 255}, `"AP8="`}, {"BOOLEAN", true, `"true"`},
		{"DATE", at, `"2025-01-02"`}, {"TIME", at, `"03:04:05.120000"`}, {"DATETIME", at.Truncate(time.Second), `"2025-01-02T03:04:05"`},
		{"TIMESTAMP", at, `"1735787045120000"`}, {"JSON", `{"b": [1.10, null]}`, `"{\"b\":[1.10,null]}"`},
		{"INTERVAL", duckdb.Interval{Months: -14, Days: 3, Micros: -3_723_500_000}, `"-1-2 3 -1:2:3.5"`}, {"STRING", nil, `null`},
	} {
		got, err := appendRow(nil, []*bq.TableFieldSchema{{Name: "x", Type: c.typ}}, []driver.Value{c.value})
		if want := `{"f":[{"v":` + c.want + `}]}`; err != nil || string(got) != want {
			t.Errorf("%s %v is %s, error %v; want %s", c.typ, c.value, got, err, want)
		}
	}
}

func TestEncodeNested(t *testing.T) {
	t.Parallel()
	fields := []*bq.TableFieldSchema{{Name: "items", Type: "RECORD", Mode: "REPEATED", Fields: []*bq.TableFieldSchema{
		{Name: "at", Type: "TIMESTAMP"}, {Name: "tags", Type: "STRING", Mode: "REPEATED"},
	}}}
	value := []any{map[string]any{"at": time.UnixMicro(1_500_000).UTC(), "tags": nil}, map[string]any{"at": nil, "tags": []any{"a"}}}
	row, err := appendRow(nil, fields, []driver.Value{value})
	if err != nil {
		t.Fatal(err)
	}
	for format, first := range map[TimestampFormat]string{TimestampMicros: "1500000", TimestampSeconds: "1.5", TimestampISO: "1970-01-01T00:00:01.500000Z"} {
		got, err := reformat(row, fields, format)
		want := `{"f":[{"v":[{"v":{"f":[{"v":"` + first + `"},{"v":[]}]}},{"v":{"f":[{"v":null},{"v":[{"v":"a"}]}]}}]}]}`
		if err != nil || string(got) != want {
			t.Errorf("format %d gives\n%s, error %v; want\n%s", format, got, err, want)
		}
	}
}

func TestDuckTypes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"BIGINT": "BIGINT", "decimal(38,9)[]": "DECIMAL(38,9)[]", "TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE",
		`STRUCT("a b" VARCHAR, "q""q" STRUCT(x INTEGER[])[], z ENUM('a)', 'b'))`: `STRUCT("a b" VARCHAR, "q""q" STRUCT("x" INTEGER[])[], "z" ENUM('a)', 'b'))`,
	} {
		got, err := parseDuckType(text)
		if err != nil || got.String() != want {
			t.Errorf("%s is read as %s, error %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "STRUCT(", "STRUCT(a)", "X(1", "X[", `STRUCT("a INTEGER)`, "X)"} {
		if got, err := parseDuckType(text); err == nil {
			t.Errorf("%q is read as %s", text, got)
		}
	}
}

func FuzzDuckTypes(f *testing.F) {
	f.Add(`STRUCT("a b" VARCHAR, c DECIMAL(38,9)[])[]`)
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := parseDuckType(text)
		if err != nil {
			return
		}
		if again, err := parseDuckType(parsed.String()); err != nil || again.String() != parsed.String() {
			t.Errorf("%q is read as %q and then as %q, error %v", text, parsed, again, err)
		}
	})
}
