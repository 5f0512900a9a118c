package translate

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite docs/googlesql.md")

// TestDocumentation holds docs/googlesql.md to the function table. Regenerate it with: go test ./local/bigquery/translate -run TestDocumentation -update.
func TestDocumentation(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "..", "docs", "googlesql.md")
	want := documentation()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/googlesql.md is not what the function table says; run this test with -update\n%s", diff)
	}
}

// TestTable holds that every row of the function table can be used.
func TestTable(t *testing.T) {
	t.Parallel()
	for name, patterns := range functions() {
		for _, p := range patterns {
			if p.use != patterns[0].use || (p.build == nil) != (patterns[0].build == nil) {
				t.Errorf("%s: all rows of a function share their use and their way of translation", name)
			}
			if (p.build == nil) == (p.sql == "") {
				t.Errorf("%s(%s): a row has either SQL or a build function", name, p.form)
			}
			if p.use == analytic && p.build == nil && !strings.Contains(p.sql, "{o}") {
				t.Errorf("%s: a window function needs a place for OVER", name)
			}
			for _, typ := range append(p.params, p.result) {
				known := typ.Kind == anyKind || typ.Kind == genericKind || typ.Kind == Array || duckTypes[typ.Kind] != ""
				if p.build == nil && p.form != "* -> INT64" && !known {
					t.Errorf("%s(%s): unknown type %q", name, p.form, typ.Kind)
				}
			}
		}
	}
}

const documentationHead = `# GoogleSQL on the local warehouse

<!-- Generated from the function table: go test ./local/bigquery/translate -run TestDocumentation -update -->

The local BigQuery server reads GoogleSQL with its own parser (` + "`shared/googlesql`" + `) and translates it to DuckDB's dialect (` + "`local/bigquery/translate`" + `). What is listed here behaves as BigQuery documents it.
What is not listed is refused with an ` + "`invalidQuery`" + ` error that carries line and column; it never gives a different answer in silence.

## Types

| GoogleSQL | DuckDB | remarks |
| --- | --- | --- |
| INT64 | BIGINT | overflow is an error |
| FLOAT64 | DOUBLE | arithmetic that overflows gives infinity where BigQuery gives an error; NaN sorts last, in BigQuery first; it equals itself and is the largest number, in BigQuery no comparison with it is true |
| NUMERIC | DECIMAL(38,9) | a product is an error from 10^20 on, in BigQuery from 10^29 on; a quotient is exact to the ninth digit and an error for dividends from 10^19 on; the digits of ROUND and TRUNC must be constant |
| BIGNUMERIC | DECIMAL(38,18) | 18 digits behind the point and 20 before it, in BigQuery 38 and 38 |
| BOOL, STRING, BYTES, JSON | BOOLEAN, VARCHAR, BLOB, JSON | lengths (STRING(10)) and precisions (NUMERIC(10, 2)) of columns are accepted and not enforced; in CAST they are refused |
| DATE, TIME, DATETIME, TIMESTAMP | DATE, TIME, TIMESTAMP, TIMESTAMPTZ | microseconds |
| INTERVAL | INTERVAL | one unit at a time (INTERVAL 3 DAY) |
| ARRAY, STRUCT | list, struct | nameless fields are called _field_1, _field_2, ... |
| GEOGRAPHY, RANGE | | refused |

## Statements

SELECT with everything but TABLESAMPLE, FOR SYSTEM_TIME AS OF, pipe syntax, SELECT AS VALUE outside of subqueries, CAST with FORMAT, INTERSECT ALL and EXCEPT ALL; INSERT, UPDATE, DELETE, MERGE, TRUNCATE TABLE;
CREATE TABLE (also AS SELECT, CLONE, COPY, LIKE), CREATE VIEW, DROP TABLE and VIEW, ALTER TABLE with its column actions. PIVOT and UNPIVOT need a table whose columns are known, as every table here is.

Constants are required where BigQuery takes expressions too: the pattern of REGEXP_EXTRACT and REGEXP_EXTRACT_ALL, the format of FORMAT, FORMAT_* and PARSE_*, and the zone of CURRENT_*; a query parameter counts as a constant.
APPROX_QUANTILES and APPROX_COUNT_DISTINCT are exact here. Hundreds of questions are asked of Google's analyzer too; docs/googlesql-differences.md lists where the answers differ. Rows without ORDER BY come in any order, as in BigQuery. A division by zero that BigQuery's optimizer would skip may be an error here and the other way round.

## Functions

T is any one type, ANY any type; "..." repeats the argument before it, no or many times. Every scalar function also exists with the prefix SAFE.
`

func documentation() string {
	var b strings.Builder
	b.WriteString(documentationHead)
	for _, f := range families() {
		fmt.Fprintf(&b, "\n### %s\n\n| function | signatures |\n| --- | --- |\n", f.title)
		forms := map[string][]string{}
		var names []string
		for _, row := range f.rows {
			if forms[row.name] == nil {
				names = append(names, row.name)
			}
			args, result, _ := strings.Cut(row.form, "->")
			forms[row.name] = append(forms[row.name], "("+strings.TrimSpace(args)+") → "+strings.TrimSpace(result))
		}
		sort.Strings(names)
		for _, name := range names {
			fmt.Fprintf(&b, "| %s | %s |\n", name, strings.Join(forms[name], "; "))
		}
	}
	return b.String()
}
