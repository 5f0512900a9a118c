package googlesql_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/googlesql"
)

func TestQualify(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ sql, want string }{
		"short":           {"SELECT orders.total FROM orders -- orders", "SELECT orders.total FROM `p.d.orders` -- orders"},
		"with dataset":    {"SELECT 1 FROM x.orders o", "SELECT 1 FROM `p.x.orders` o"},
		"whole":           {"SELECT 1 FROM q.x.orders, `q.x.orders` AS o", "SELECT 1 FROM `q.x.orders`, `q.x.orders` AS o"},
		"joins":           {"SELECT 1 FROM a JOIN b USING (id) LEFT JOIN c ON c.id = (SELECT MAX(id) FROM e)", "SELECT 1 FROM `p.d.a` JOIN `p.d.b` USING (id) LEFT JOIN `p.d.c` ON c.id = (SELECT MAX(id) FROM `p.d.e`)"},
		"CTE":             {"WITH a AS (SELECT * FROM t), b AS (SELECT * FROM a) SELECT * FROM b, A", "WITH a AS (SELECT * FROM `p.d.t`), b AS (SELECT * FROM a) SELECT * FROM b, A"},
		"CTE of its name": {"WITH t AS (SELECT * FROM t) SELECT * FROM t", "WITH t AS (SELECT * FROM `p.d.t`) SELECT * FROM t"},
		"recursive CTE":   {"WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT * FROM t", "WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT * FROM t"},
		"inner CTE ends":  {"SELECT (WITH t AS (SELECT 1) SELECT * FROM t) FROM t", "SELECT (WITH t AS (SELECT 1) SELECT * FROM t) FROM `p.d.t`"},
		"array of table":  {"SELECT i FROM orders o, o.items i, UNNEST(o.tags) WHERE EXISTS (SELECT 1 FROM o.items)", "SELECT i FROM `p.d.orders` o, o.items i, UNNEST(o.tags) WHERE EXISTS (SELECT 1 FROM o.items)"},
		"sibling alias":   {"SELECT 1 FROM a x JOIN (SELECT 1 FROM x.b) y ON TRUE", "SELECT 1 FROM `p.d.a` x JOIN (SELECT 1 FROM `p.x.b`) y ON TRUE"},
		"everywhere": {
			"SELECT (SELECT 1 FROM a), ARRAY(SELECT x FROM b) FROM c WHERE d IN (SELECT 1 FROM e) GROUP BY 1 HAVING 1 = (SELECT 1 FROM f) QUALIFY 1 = (SELECT 1 FROM g) ORDER BY (SELECT 1 FROM h) LIMIT 1",
			"SELECT (SELECT 1 FROM `p.d.a`), ARRAY(SELECT x FROM `p.d.b`) FROM `p.d.c` WHERE d IN (SELECT 1 FROM `p.d.e`) GROUP BY 1 HAVING 1 = (SELECT 1 FROM `p.d.f`) QUALIFY 1 = (SELECT 1 FROM `p.d.g`) ORDER BY (SELECT 1 FROM `p.d.h`) LIMIT 1",
		},
		"set operation": {"SELECT 1 FROM a UNION ALL (SELECT 2 FROM b)", "SELECT 1 FROM `p.d.a` UNION ALL (SELECT 2 FROM `p.d.b`)"},
		"no table":      {"SELECT 'FROM x'", "SELECT 'FROM x'"},
	} {
		got, err := googlesql.Qualify(c.sql, "p", "d")
		if err != nil || got != c.want {
			t.Errorf("%s: %v\n got %s\nwant %s", name, err, got, c.want)
		}
		if again, err := googlesql.Qualify(got, "other", "other"); err != nil || again != got {
			t.Errorf("%s: qualified twice: %s, %v", name, again, err)
		}
	}
	for _, bad := range []string{"", "DELETE FROM t WHERE TRUE", "SELECT 1; SELECT 2", "SELECT FROM"} {
		if got, err := googlesql.Qualify(bad, "p", "d"); err == nil {
			t.Errorf("%q became %q", bad, got)
		}
	}
}

func TestTablesOfChanges(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string][]string{
		"INSERT INTO a SELECT * FROM b":                                        {"a", "b"},
		"UPDATE a SET x = 1 FROM b WHERE a.id = b.id":                          {"a", "b"},
		"DELETE FROM x.a WHERE id IN (SELECT id FROM b)":                       {"x.a", "b"},
		"MERGE a USING b ON a.id = b.id WHEN MATCHED THEN DELETE":              {"a", "b"},
		"CREATE TABLE a AS SELECT * FROM b":                                    {"a", "b"},
		"CREATE TABLE a CLONE x.b":                                             {"a", "x.b"},
		"DROP TABLE a":                                                         {"a"},
		"DROP SCHEMA a":                                                        nil,
		"UPDATE a SET x = (SELECT MAX(y) FROM c WHERE c.id = a.id) WHERE TRUE": {"a", "c"},
	} {
		statements, err := googlesql.Parse(sql)
		if err != nil {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		var got []string
		for _, table := range googlesql.Tables(statements[0]) {
			got = append(got, strings.Join(table.Parts, "."))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", sql, diff)
		}
	}
}
