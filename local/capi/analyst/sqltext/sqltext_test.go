package sqltext_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/local/capi/analyst/sqltext"
	"capidemo.dev/platform/shared/googlesql"
)

// write reads a query and writes it again.
func write(t *testing.T, sql string) string {
	t.Helper()
	q, err := googlesql.SingleQuery(sql)
	if err != nil {
		t.Fatalf("%v in\n%s", err, sql)
	}
	text, err := sqltext.Query(q.Query)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for _, e := range []string{
		"a + b * c", "(a + b) * c", "a - (b - c)", "a / (b / c)", "(a OR b) AND c", "NOT (a AND b)", "NOT a", "-x", "a = (b = c)",
		"a || 'x' || b", "x BETWEEN 1 AND 2", "x NOT BETWEEN 1 AND 2", "x IN ('a', 'it\\'s')", "x NOT IN (1, 2)", "x IS NULL", "x IS NOT NULL", "(a > 1) IS TRUE",
		"CASE WHEN a THEN 1 ELSE 2 END", "CASE a WHEN 1 THEN 'x' END", "CAST(a AS STRING)", "SAFE_CAST(a AS INT64)", "EXTRACT(HOUR FROM t.x)",
		"COUNT(*)", "ARRAY_AGG(DISTINCT a IGNORE NULLS LIMIT 5)", "COUNT(DISTINCT a)", "COUNTIF(a < b) / COUNT(*)", "SUM(IF(a, b, NULL))", "SUM(SUM(a)) OVER ()",
		"LAG(a) OVER (PARTITION BY b ORDER BY c DESC)", "ROUND(AVG(a), 2)", "DATE '2026-01-31'", "DATE_SUB(DATE '2026-01-31', INTERVAL 3 DAY)",
		"DATE_TRUNC(DATE(a.b), WEEK(MONDAY))", "`select` + `a b`.c", "TRUE", "NULL", "'back\\\\slash'",
	} {
		first := write(t, "SELECT "+e+" AS x FROM t")
		if diff := cmp.Diff(first, write(t, first)); diff != "" {
			t.Errorf("%s (-first +second):\n%s", e, diff)
		}
		if want, err := googlesql.ParseExpression(e); err != nil {
			t.Error(err)
		} else if got, err := sqltext.Expr(want); err != nil || got != e {
			t.Errorf("%s is written %s (%v)", e, got, err)
		}
	}
}

func TestQuery(t *testing.T) {
	t.Parallel()
	want := "WITH m AS (\n  SELECT\n    c.region,\n    SUM(o.net) AS sales\n  FROM `p.d.orders` AS o\n  LEFT JOIN `p.d.customers` AS c ON c.id = o.customer_id\n" +
		"  WHERE NOT o.cancelled\n    AND o.x > 1\n  GROUP BY c.region\n  HAVING SUM(o.net) > 5\n)\nSELECT\n  region,\n  sales\nFROM m\nORDER BY sales DESC, region\nLIMIT 10"
	if diff := cmp.Diff(want, write(t, want)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestUnknownNodesAreErrors(t *testing.T) {
	t.Parallel()
	for _, sql := range []string{
		"SELECT * FROM t", "SELECT DISTINCT a FROM t", "SELECT a FROM t, u", "SELECT (SELECT 1)", "SELECT [1, 2]", "SELECT a FROM t QUALIFY TRUE",
		"SELECT a FROM t UNION ALL SELECT b FROM u", "SELECT a FROM t GROUP BY ROLLUP(a)", "SELECT a << 1", "SELECT a FROM t JOIN u USING (a)",
		"SELECT b'x'", "SELECT a IN UNNEST(b)",
	} {
		q, err := googlesql.SingleQuery(sql)
		if err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		if text, err := sqltext.Query(q.Query); err == nil {
			t.Errorf("%s is written as %s", sql, text)
		}
	}
}
