package bigquery_test

import (
	"errors"
	"strings"
	"testing"

	"cloud.google.com/go/bigquery"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/api/iterator"
)

func TestScripts(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.dataset(t, "d")
	w.rows(t, "CREATE TABLE d.t AS SELECT x FROM UNNEST([1, 2, 3]) AS x")
	for _, c := range []struct {
		name, sql string
		want      [][]bigquery.Value
	}{
		{"a variable", "DECLARE n INT64 DEFAULT 2; SELECT x FROM d.t WHERE x >= n ORDER BY x", [][]bigquery.Value{{int64(2)}, {int64(3)}}},
		{"the default gives the type", "DECLARE a, b DEFAULT 'x'; SELECT CONCAT(a, b)", [][]bigquery.Value{{"xx"}}},
		{"without a default", "DECLARE s STRING; SELECT s IS NULL", [][]bigquery.Value{{true}}},
		{"set", "DECLARE n INT64 DEFAULT 1; SET n = n + 5; SET N = n * 2; SELECT n", [][]bigquery.Value{{int64(12)}}},
		{"set from a table", "DECLARE top INT64; SET top = (SELECT MAX(x) FROM d.t); SELECT x FROM d.t WHERE x = top", [][]bigquery.Value{{int64(3)}}},
		{"a literal adapts", "DECLARE d DATE DEFAULT '2024-02-29'; SELECT DATE_ADD(d, INTERVAL 1 DAY) = '2024-03-01'", [][]bigquery.Value{{true}}},
		{"a timestamp", "DECLARE t TIMESTAMP DEFAULT TIMESTAMP '2024-01-01 01:02:03.5+00'; SELECT t = TIMESTAMP '2024-01-01 01:02:03.5+00'", [][]bigquery.Value{{true}}},
		{"an array", "DECLARE l ARRAY<INT64> DEFAULT [1, 3]; SELECT x FROM d.t WHERE x IN UNNEST(l) ORDER BY x", [][]bigquery.Value{{int64(1)}, {int64(3)}}},
		{"a struct", "DECLARE s STRUCT<a INT64, b STRING> DEFAULT (1, 'y'); SELECT s.b", [][]bigquery.Value{{"y"}}},
		{"a column hides a variable", "DECLARE x INT64 DEFAULT 9; SELECT MAX(x) FROM d.t", [][]bigquery.Value{{int64(3)}}},
		{"the last rows count", "SELECT 1; SELECT 2;", [][]bigquery.Value{{int64(2)}}},
		{"statements change tables", "CREATE TABLE d.made AS SELECT 1 AS y; INSERT INTO d.made (y) VALUES (2); SELECT SUM(y) FROM d.made", [][]bigquery.Value{{int64(3)}}},
		{"variables in DML", "DECLARE n INT64 DEFAULT 41; CREATE TABLE d.dml (y INT64); INSERT INTO d.dml (y) VALUES (n), (n + 1); DELETE FROM d.dml WHERE y = n; SELECT y FROM d.dml", [][]bigquery.Value{{int64(42)}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, w.rows(t, c.sql)); diff != "" {
				t.Errorf("rows differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestScriptsRefuse(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.dataset(t, "d")
	for sql, want := range map[string]string{
		"DECLARE n INT64 DEFAULT 'x'; SELECT n":          "No matching signature for function IFNULL",
		"DECLARE n INT64 DEFAULT 1.5; SELECT n":          "Cannot coerce expression 1.5 to type INT64",
		"SET n = 1; SELECT 1":                            "Undeclared variable: n",
		"SELECT 1; DECLARE n INT64":                      "Variable declarations are allowed only at the start",
		"DECLARE n INT64; DECLARE N INT64":               "Variable 'N' redeclaration is not allowed",
		"SELECT 1;\n  SELECT nothing":                    "Unrecognized name: nothing at [2:10]",
		"DECLARE n INT64; IF TRUE THEN SELECT 1; END IF": "SCRIPT is not part of them",
		"DECLARE n INT64; EXECUTE IMMEDIATE 'SELECT 1'":  "SCRIPT is not part of them",
		"DECLARE n INT64; SET @@time_zone = 'UTC'":       "System variable @@time_zone cannot be set",
		"SELECT 1; CALL d.p()":                           "CALL is not part of them",
	} {
		_, err := w.Query(sql).Read(ctx(t))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n got %v\nwant %s", sql, err, want)
		}
	}
}

func TestAScriptsStatementsAreItsChildren(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.dataset(t, "d")
	job, err := w.Query("CREATE TABLE d.kept AS SELECT 1 AS x; SELECT x FROM d.kept; SELECT 1 / 0").Run(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	status, err := job.Wait(ctx(t))
	if err == nil {
		err = status.Err()
	}
	if err == nil || !strings.Contains(err.Error(), "division by zero") {
		t.Errorf("error is %v", err)
	}
	if n := job.LastStatus().Statistics.NumChildJobs; n != 3 {
		t.Errorf("the script has %d children, want 3", n)
	}
	if diff := cmp.Diff([][]bigquery.Value{{int64(1)}}, w.rows(t, "SELECT x FROM d.kept")); diff != "" {
		t.Errorf("what ran before the failure is gone (-want +got):\n%s", diff)
	}
	var kinds []string
	children := job.Children(ctx(t))
	for {
		child, err := children.Next()
		if errors.Is(err, iterator.Done) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if details, isQuery := child.LastStatus().Statistics.Details.(*bigquery.QueryStatistics); isQuery {
			kinds = append(kinds, details.StatementType)
		}
	}
	if diff := cmp.Diff([]string{"CREATE_TABLE_AS_SELECT", "SELECT", "SELECT"}, reversed(kinds)); diff != "" {
		t.Errorf("children differ (-want +got):\n%s", diff)
	}
	dry := w.Query("SELECT 1; SELECT 2")
	dry.DryRun = true
	trial, err := dry.Run(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	if kind := trial.LastStatus().Statistics.Details.(*bigquery.QueryStatistics).StatementType; kind != "SCRIPT" {
		t.Errorf("a dry run says %s", kind)
	}
}

func reversed(list []string) []string {
	out := make([]string, 0, len(list))
	for i := range list {
		out = append(out, list[len(list)-1-i])
	}
	return out
}
