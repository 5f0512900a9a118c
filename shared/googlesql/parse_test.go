package googlesql_test

import (
	"strings"
	"testing"

	"capidemo.dev/platform/shared/googlesql"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]string{
		"SELECT FROM t":           "Syntax error: SELECT list must not be empty at [1:8]",
		"SELECT 1 FROM":           "Syntax error: Unexpected end of script at [1:14]",
		"SELECT a b c":            `Syntax error: Expected end of input but got identifier "c" at [1:12]`,
		"SELECT 1 FROM t FROM u":  "Syntax error: Expected end of input but got keyword FROM at [1:17]",
		"SELECT (1":               `Syntax error: Expected ")" but got end of script at [1:10]`,
		"SELECT 'abc":             "Syntax error: Unclosed string literal at [1:8]",
		"SELECT '''abc'":          "Syntax error: Unclosed triple-quoted string literal at [1:8]",
		"SELECT `a":               "Syntax error: Unclosed identifier literal at [1:8]",
		"SELECT /* x":             "Syntax error: Unclosed comment at [1:8]",
		"SELECT 'a\\qb'":          `Syntax error: Illegal escape sequence: \q at [1:10]`,
		"SELECT 1 = 2 = 3":        `Syntax error: Expected end of input but got "=" at [1:14]`,
		"SELECT $1":               `Syntax error: Illegal input character "$" at [1:8]`,
		"SELECT 12abc":            "Syntax error: Missing whitespace between literal and alias at [1:10]",
		"SELEC 1":                 `Syntax error: Unexpected identifier "SELEC" at [1:1]`,
		"SELECT 1\n\tFROM 5":      `Syntax error: Unexpected integer literal "5" at [2:14]`,
		"SELECT 'é', )":           `Syntax error: Expected end of input but got ")" at [1:13]`,
		"SELECT 1 UNION SELECT 2": "Syntax error: Expected keyword ALL or keyword DISTINCT but got keyword SELECT at [1:16]",
		"SELECT 1 UNION ALL SELECT 2 EXCEPT DISTINCT SELECT 3": "Syntax error: Different set operations cannot be used in the same query without using parentheses for grouping at [1:29]",
		"DELETE FROM t":                   "DELETE must have a WHERE clause at [1:14]",
		"SELECT CAST(1 AS FOO)":           "Type not found: FOO at [1:18]",
		"SELECT * FROM a JOIN (SELECT 1)": "Syntax error: Expected keyword ON or keyword USING but got end of script at [1:32]",
		"FROM t |> WHERE x":               "Pipe query syntax is not supported at [1:1]",
		"CREATE TABLE t":                  "CREATE TABLE requires a column list, a source table or AS SELECT at [1:1]",
		"SELECT STRUCT<a INT64>(1, 2)":    "STRUCT type has 1 fields but constructor call has 2 fields at [1:8]",
	} {
		if _, err := googlesql.Parse(sql); err == nil || err.Error() != want {
			t.Errorf("%s\n got %v\nwant %s", sql, err, want)
		}
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]googlesql.Kind{
		"SELECT 1": "SELECT", "(SELECT 1) UNION ALL (SELECT 2)": "SELECT", "WITH a AS (SELECT 1) SELECT * FROM a": "SELECT",
		"INSERT t VALUES (1, DEFAULT)": "INSERT", "INSERT INTO d.t (a, b) SELECT 1, 2": "INSERT", "UPDATE t SET a.b = 1, c = DEFAULT FROM u WHERE t.x = u.x": "UPDATE", "DELETE t WHERE TRUE": "DELETE",
		"MERGE t USING u ON t.a = u.a WHEN MATCHED AND u.d THEN DELETE WHEN NOT MATCHED BY SOURCE THEN UPDATE SET a = 1 WHEN NOT MATCHED THEN INSERT ROW": "MERGE",
		"TRUNCATE TABLE t": "TRUNCATE_TABLE", "CREATE TABLE IF NOT EXISTS t (a INT64 NOT NULL OPTIONS(description='x'), b ARRAY<STRUCT<c STRING(10), d NUMERIC(10, 2)>>) PARTITION BY DATE(a) CLUSTER BY b OPTIONS(labels=[('a','b')])": "CREATE_TABLE",
		"CREATE OR REPLACE TABLE t PARTITION BY d AS SELECT 1 AS d": "CREATE_TABLE_AS_SELECT", "CREATE TABLE t CLONE u": "CREATE_TABLE", "CREATE SNAPSHOT TABLE s CLONE t": "CREATE_SNAPSHOT_TABLE",
		"CREATE VIEW v (a OPTIONS(description='x'), b) OPTIONS(description='y') AS SELECT 1, 2": "CREATE_VIEW", "CREATE MATERIALIZED VIEW v AS SELECT 1": "CREATE_MATERIALIZED_VIEW",
		"CREATE SCHEMA IF NOT EXISTS p.s OPTIONS(location='us')": "CREATE_SCHEMA", "DROP TABLE IF EXISTS t": "DROP_TABLE", "DROP SCHEMA s CASCADE": "DROP_SCHEMA", "DROP VIEW v": "DROP_VIEW",
		"ALTER TABLE t ADD COLUMN IF NOT EXISTS a INT64, DROP COLUMN b": "ALTER_TABLE", "ALTER TABLE t SET OPTIONS(expiration_timestamp=NULL)": "ALTER_TABLE", "ALTER TABLE t RENAME TO u": "ALTER_TABLE",
		"DECLARE a, b INT64 DEFAULT 1": "DECLARE", "DECLARE a DEFAULT 'x'": "DECLARE", "SET a = 1": "ASSIGN", "SET (a, b) = (1, 2)": "ASSIGN", "SET @@time_zone = 'UTC'": "ASSIGN",
		"BEGIN SELECT 1; END": "SCRIPT", "CALL p(1)": "CALL", "EXPORT DATA OPTIONS(uri='gs://x') AS SELECT 1": "EXPORT_DATA", "CREATE FUNCTION f(x INT64) AS (x)": "CREATE_FUNCTION",
	} {
		statements, err := googlesql.Parse(sql)
		if err != nil || len(statements) != 1 || statements[0].Kind() != want {
			t.Errorf("%s: got %v (%v), want %s", sql, statements, err, want)
		}
	}
}

// TestAccepted holds that the grammar takes what people write.
func TestAccepted(t *testing.T) {
	t.Parallel()
	for sql := range strings.SplitSeq(strings.TrimSpace(accepted), "\n") {
		if _, err := googlesql.Parse(sql); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

const accepted = `
SELECT a.b.c, t.*, * EXCEPT (x) REPLACE (y + 1 AS y), FROM t
SELECT DISTINCT x, COUNT(DISTINCT y), SUM(z) FILTER_ FROM t
SELECT AS STRUCT 1 AS a
SELECT AS VALUE x FROM t
SELECT ALL 1
SELECT 0xFF, 1., .5, 1e3, 1.5E-3, -1, - -1, +2, ~3
SELECT r'\d', b'\x00', rb'\x', br"x", """a"b""", '''c'd''', "it's", 'say \"hi\"', '\u00e9\U0001F600\101'
SELECT DATE '2024-01-01', datetime '2024-01-01 00:00:00', TIMESTAMP "2024-01-01", TIME '10:00:00', NUMERIC '1', BIGNUMERIC '2', DECIMAL '1', JSON '{}'
SELECT date, time, timestamp, numeric FROM t
SELECT t.select, t.from.where FROM t
SELECT @a, @@project_id, ? FROM t
SELECT x[0], x[OFFSET(0)], x[SAFE_ORDINAL(1)].y, f(x)[ORDINAL(1)].z, (SELECT AS STRUCT 1 AS a).a
SELECT [1, 2], ARRAY[1], ARRAY<INT64>[1], ARRAY<STRUCT<a INT64, ARRAY<STRING>>>[], ARRAY(SELECT 1), STRUCT(), STRUCT(1 AS a, 2), STRUCT<INT64, b STRING>(1, 'x'), (1, 2), (SELECT 1)
SELECT CASE WHEN a THEN b ELSE c END, CASE a WHEN 1 THEN 2 END, IF(a, b, c), LEFT(a, 1), RIGHT(a, 2)
SELECT CAST(a AS STRING), SAFE_CAST(a AS ARRAY<INT64>), CAST(a AS STRING FORMAT 'YYYY'), CAST(a AS NUMERIC(10, 2))
SELECT EXTRACT(YEAR FROM d), EXTRACT(WEEK(MONDAY) FROM d), EXTRACT(DATE FROM ts AT TIME ZONE 'UTC')
SELECT INTERVAL 1 DAY, INTERVAL -x MONTH, INTERVAL '1-2' YEAR TO MONTH, DATE_ADD(d, INTERVAL 3 * 2 WEEK)
SELECT a IN (1, 2), a NOT IN (SELECT 1), a IN UNNEST([1]), a IN UNNEST(@p), (a, b) IN ((1, 2))
SELECT a BETWEEN 1 AND 2 AND b, a NOT BETWEEN 1 + 1 AND 3, NOT a = b OR c AND NOT d
SELECT a LIKE 'x%', a NOT LIKE ANY ('x', 'y'), a LIKE ALL UNNEST(p), a IS NULL, a IS NOT TRUE, a IS DISTINCT FROM b, a IS NOT DISTINCT FROM NULL
SELECT a || b || c, a | b ^ c & d << 2 >> 1, a <> b, a != b
SELECT SUM(a) OVER (), RANK() OVER (PARTITION BY b, c ORDER BY d DESC NULLS LAST), SUM(a) OVER w, SUM(a) OVER (w ROWS 1 PRECEDING) FROM t WINDOW w AS (ORDER BY x), v AS w
SELECT SUM(a) OVER (ORDER BY b RANGE BETWEEN UNBOUNDED PRECEDING AND 3 FOLLOWING), LAST_VALUE(a IGNORE NULLS) OVER (ORDER BY b ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
SELECT ARRAY_AGG(DISTINCT a IGNORE NULLS ORDER BY a DESC LIMIT 3), STRING_AGG(a, ',' ORDER BY b), ANY_VALUE(a HAVING MAX b), COUNT(*), FIRST_VALUE(a) RESPECT NULLS OVER (ORDER BY b)
SELECT ARRAY_FILTER(a, e -> e > 1), ARRAY_TRANSFORM(a, (e, i) -> e + i), f(x => 1, y => 2), SAFE.SUBSTR('a', 1), NET.HOST('x')
SELECT 1 FROM a, b CROSS JOIN c INNER JOIN d ON TRUE LEFT OUTER JOIN e USING (x, y) RIGHT JOIN f ON a.x = f.x FULL OUTER JOIN g USING (z)
SELECT 1 FROM a LEFT JOIN UNNEST(a.x) AS y WITH OFFSET, a.z WITH OFFSET AS o, UNNEST([1, 2]) AS n WITH OFFSET off
SELECT 1 FROM (a JOIN b USING (x)) JOIN c ON TRUE
SELECT 1 FROM ((SELECT 1) UNION ALL (SELECT 2)) AS u, ((SELECT 1) x JOIN y ON TRUE)
SELECT 1 FROM my-project.dataset.table, my-project-123.ds.t, p.d.2024_table, d.select, tbl FOR SYSTEM_TIME AS OF TIMESTAMP '2024-01-01' AS x
SELECT 1 FROM t PIVOT(SUM(a) AS s, COUNT(*) FOR b IN ('x', 'y' AS z)) AS p UNPIVOT INCLUDE NULLS (v FOR k IN (a AS 'aa', b)) u
SELECT 1 FROM t UNPIVOT((a, b) FOR k IN ((c, d), (e, f) AS 'x'))
SELECT 1 FROM t TABLESAMPLE SYSTEM (10 PERCENT)
SELECT a FROM t GROUP BY 1, b + 1, ROLLUP(a, (b, c)), CUBE(d), GROUPING SETS (a, (b, c), (), ROLLUP(e)), ()
SELECT a FROM t GROUP BY ALL HAVING COUNT(*) > 1 QUALIFY ROW_NUMBER() OVER (ORDER BY a) = 1 ORDER BY a ASC NULLS LAST, 2 DESC LIMIT 10 OFFSET 5
WITH a AS (SELECT 1), b AS (WITH c AS (SELECT 2) SELECT * FROM c) SELECT * FROM a INTERSECT DISTINCT (SELECT * FROM b ORDER BY 1 LIMIT 1)
SELECT 1 # comment
SELECT 1 -- comment
SELECT /* a * / b */ 1;
`

func TestHostile(t *testing.T) {
	t.Parallel()
	deep := 100_000
	for name, sql := range map[string]string{
		"parentheses": "SELECT " + strings.Repeat("(", deep) + "1" + strings.Repeat(")", deep),
		"not":         "SELECT " + strings.Repeat("NOT ", deep) + "TRUE",
		"minus":       "SELECT " + strings.Repeat("- ", deep) + "1",
		"sum":         "SELECT 1" + strings.Repeat("+1", deep),
		"subqueries":  strings.Repeat("SELECT * FROM (", deep/2) + "SELECT 1" + strings.Repeat(")", deep/2),
		"from":        "SELECT 1 FROM " + strings.Repeat("(", deep) + "SELECT 1",
		"arrays":      "SELECT " + strings.Repeat("[", deep),
		"types":       "SELECT CAST(1 AS " + strings.Repeat("ARRAY<", deep),
		"case":        "SELECT " + strings.Repeat("CASE WHEN ", deep/2),
		"subscripts":  "SELECT a" + strings.Repeat("[0]", deep),
		"joins":       "SELECT 1 FROM a" + strings.Repeat(",a", deep),
		"calls":       "SELECT " + strings.Repeat("f(", deep),
		"long":        "SELECT '" + strings.Repeat("x", 2<<20) + "'",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := googlesql.Parse(sql); err == nil {
				t.Error("must be refused")
			}
		})
	}
}
