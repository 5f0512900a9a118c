package googlesql_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/googlesql"
)

func TestQualify(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, sql, want string }{
		{"short", "SELECT * FROM orders", "SELECT * FROM `p.d.orders`"},
		{"dataset", "SELECT * FROM other.orders AS o", "SELECT * FROM `p.other.orders` AS o"},
		{"full stays", "SELECT * FROM `x.y.z`, x.y.z2, my-proj.y.z3", "SELECT * FROM `x.y.z`, x.y.z2, my-proj.y.z3"},
		{"quoted", "SELECT * FROM `orders` JOIN `d2.t` USING (id)", "SELECT * FROM `p.d.orders` JOIN `p.d2.t` USING (id)"},
		{"bytes around stay", "select /* orders */ 'orders'\n\tFROM  orders -- orders\nwhere orders.id=1", "select /* orders */ 'orders'\n\tFROM  `p.d.orders` -- orders\nwhere orders.id=1"},
		{"cte", "WITH orders AS (SELECT * FROM orders) SELECT * FROM orders", "WITH orders AS (SELECT * FROM `p.d.orders`) SELECT * FROM orders"},
		{"recursive", "WITH RECURSIVE a AS (SELECT 1 x UNION ALL SELECT x FROM a) SELECT * FROM a, b", "WITH RECURSIVE a AS (SELECT 1 x UNION ALL SELECT x FROM a) SELECT * FROM a, `p.d.b`"},
		{"cte ends with its query", "SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM A) JOIN a ON TRUE", "SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM A) JOIN `p.d.a` ON TRUE"},
		{"cte name with dataset is a table", "WITH a AS (SELECT 1) SELECT * FROM d.a", "WITH a AS (SELECT 1) SELECT * FROM `p.d.a`"},
		{"array of an alias", "SELECT * FROM orders o, o.lines l, l.parts", "SELECT * FROM `p.d.orders` o, o.lines l, l.parts"},
		{"array in a subquery", "SELECT (SELECT COUNT(*) FROM o.lines) FROM orders o", "SELECT (SELECT COUNT(*) FROM o.lines) FROM `p.d.orders` o"},
		{"dataset named like no alias", "SELECT * FROM o.lines, orders o", "SELECT * FROM `p.o.lines`, `p.d.orders` o"},
		{"cte sees no alias around it", "SELECT (WITH x AS (SELECT * FROM o.lines) SELECT 1 FROM x) FROM orders o", "SELECT (WITH x AS (SELECT * FROM `p.o.lines`) SELECT 1 FROM x) FROM `p.d.orders` o"},
		{"everywhere", "SELECT a FROM t WHERE x IN (SELECT 1 FROM u) AND EXISTS(SELECT 1 FROM v) ORDER BY (SELECT 1 FROM w)", "SELECT a FROM `p.d.t` WHERE x IN (SELECT 1 FROM `p.d.u`) AND EXISTS(SELECT 1 FROM `p.d.v`) ORDER BY (SELECT 1 FROM `p.d.w`)"},
		{"schema views", "SELECT * FROM INFORMATION_SCHEMA.TABLES, x.INFORMATION_SCHEMA.COLUMNS", "SELECT * FROM `p.d.INFORMATION_SCHEMA.TABLES`, `p.x.INFORMATION_SCHEMA.COLUMNS`"},
		{"dml", "INSERT INTO t (a) SELECT b FROM u; UPDATE t SET a = (SELECT 1 FROM v) WHERE t.x = 1; DELETE FROM t x WHERE TRUE", "INSERT INTO `p.d.t` (a) SELECT b FROM `p.d.u`; UPDATE `p.d.t` SET a = (SELECT 1 FROM `p.d.v`) WHERE t.x = 1; DELETE FROM `p.d.t` x WHERE TRUE"},
		{"ddl", "CREATE TABLE a AS SELECT * FROM b; DROP TABLE IF EXISTS a", "CREATE TABLE `p.d.a` AS SELECT * FROM `p.d.b`; DROP TABLE IF EXISTS `p.d.a`"},
		{"pivot", "SELECT * FROM t PIVOT(SUM(a) FOR b IN ('x')) AS q, q.r", "SELECT * FROM `p.d.t` PIVOT(SUM(a) FOR b IN ('x')) AS q, q.r"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := googlesql.Qualify(c.sql, "p", "d")
			if err != nil || got != c.want {
				t.Fatalf("Qualify(%s)\n got %s (%v)\nwant %s", c.sql, got, err, c.want)
			}
			if again, err := googlesql.Qualify(got, "q", "e"); err != nil || again != got {
				t.Errorf("a qualified text must stay: %s (%v)", again, err)
			}
		})
	}
}

func TestQualifyNeedsDataset(t *testing.T) {
	t.Parallel()
	_, err := googlesql.Qualify("SELECT 1 FROM t", "p", "")
	if want := `Table "t" must be qualified with a dataset (e.g. dataset.table) at [1:15]`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestTables(t *testing.T) {
	t.Parallel()
	statements, err := googlesql.Parse("MERGE INTO d.t USING (SELECT * FROM `p.d.s`) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id) VALUES ((SELECT MAX(id) FROM u))")
	if err != nil {
		t.Fatal(err)
	}
	refs := googlesql.Tables(statements[0])
	got := make([]string, 0, len(refs))
	for _, ref := range refs {
		got = append(got, fmt.Sprint(strings.Join(ref.Parts, "/"), ref.Write))
	}
	if diff := cmp.Diff([]string{"d/ttrue", "p/d/sfalse", "ufalse"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestSingleQuery(t *testing.T) {
	t.Parallel()
	for _, sql := range []string{"SELECT 1", "WITH a AS (SELECT 1) SELECT * FROM a;", "(SELECT 1)", "/* c */ SELECT 1 -- x"} {
		if _, err := googlesql.SingleQuery(sql); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	}
	for _, sql := range []string{"", ";", "SELECT 1; SELECT 2", "DELETE FROM t WHERE TRUE", "SELECT 1; DROP TABLE t", "CREATE TABLE t AS SELECT 1", "DECLARE x INT64; SELECT 1", "BEGIN SELECT 1; END",
		"EXPORT DATA OPTIONS(uri='x') AS SELECT 1", "CALL p()", "EXECUTE IMMEDIATE 'SELECT 1'", "SELECT 1;; DELETE FROM t WHERE 1=1", "CREATE TEMP FUNCTION f() AS (1); SELECT f()", "SET x = 1", "ASSERT TRUE"} {
		if _, err := googlesql.SingleQuery(sql); err == nil {
			t.Errorf("%s: must be refused", sql)
		}
	}
}

func TestParametersAndCalls(t *testing.T) {
	t.Parallel()
	statements, err := googlesql.Parse("SELECT @Start, ?, SAFE.foo(@start, ?), sum(@end) OVER (ORDER BY @w) FROM external_query('c', 's') WHERE a = @end")
	if err != nil {
		t.Fatal(err)
	}
	params := googlesql.Parameters(statements[0])
	got := make([]string, 0, len(params))
	for _, p := range params {
		got = append(got, fmt.Sprint(p.Name, p.Position))
	}
	if diff := cmp.Diff([]string{"start0", "1", "2", "end0", "w0"}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"SAFE.FOO", "SUM", "EXTERNAL_QUERY"}, googlesql.Calls(statements[0])); diff != "" {
		t.Error(diff)
	}
}
