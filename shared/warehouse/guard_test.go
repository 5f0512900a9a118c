package warehouse_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/googlesql"
	"capidemo.dev/platform/shared/warehouse"
)

func guard() warehouse.Guard { return warehouse.NewGuard(warehouse.Dataset{Project: "p", ID: "mine"}) }

// lines gives the statements of a list: no empty lines, no headings; \n stands for a line end and \x00 for that byte.
func lines(list string) []string {
	var out []string
	for line := range strings.SplitSeq(list, "\n") {
		if line != "" && !strings.HasPrefix(line, "-- ") {
			out = append(out, strings.NewReplacer(`\n`, "\n", `\x00`, "\x00").Replace(line))
		}
	}
	return out
}

func TestHostileStatementsAreRefused(t *testing.T) {
	t.Parallel()
	all := lines(hostile)
	if len(all) < 100 {
		t.Errorf("only %d hostile statements", len(all))
	}
	for _, sql := range all {
		err := guard().Statement(sql)
		if kind := fault.KindOf(err); err == nil || kind != fault.Forbidden && kind != fault.Invalid {
			t.Errorf("%s\nis answered with %v", sql, err)
		}
	}
}

func TestHarmlessStatementsAreAllowed(t *testing.T) {
	t.Parallel()
	all := lines(harmless)
	if len(all) < 40 {
		t.Errorf("only %d harmless statements", len(all))
	}
	for _, sql := range all {
		if err := guard().Statement(sql); err != nil {
			t.Errorf("%s\nis refused: %v", sql, err)
		}
	}
}

func TestRefusalsSayWhy(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]string{
		"SELECT * FROM other.secrets":  "A query over dataset mine may not read other.secrets.",
		"SELECT SESSION_USER()":        "A statement may not call SESSION_USER: it is not one of BigQuery's functions that only compute.",
		"SELECT 1; SELECT 2":           "Exactly one SELECT may be run, not 2 statements.",
		"DROP TABLE orders":            "Only a SELECT may be run over a demo's data, not DROP_TABLE.",
		"SELECT id\nFROM orders WHERE": "The SQL cannot be read: Syntax error: Unexpected end of script at [2:18]",
		strings.Repeat("SELECT 1 FROM t UNION ALL ", 50) + "SELECT 1 FROM t": "A statement may name at most 50 tables, not 51.",
	} {
		if err := guard().Statement(sql); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s\n got %v\nwant %s", sql, err, want)
		}
	}
}

func TestPlan(t *testing.T) {
	t.Parallel()
	mine := warehouse.Table{Dataset: warehouse.Dataset{Project: "p", ID: "mine"}, Name: "orders"}
	foreign := warehouse.Table{Dataset: warehouse.Dataset{Project: "q", ID: "mine"}, Name: "orders"}
	many := make([]warehouse.Table, 50)
	for i := range many {
		many[i] = mine
	}
	for _, c := range []struct {
		name      string
		statement string
		tables    []warehouse.Table
		allowed   bool
	}{
		{"own table", "SELECT", []warehouse.Table{mine, mine}, true},
		{"no table", "SELECT", nil, true},
		{"another project, through a view", "SELECT", []warehouse.Table{mine, foreign}, false},
		{"a list that may be cut", "SELECT", many, false},
		{"a script", "SCRIPT", nil, false},
		{"unknown to BigQuery", "", nil, false},
		{"lower case is not BigQuery's word", "select", nil, false},
		{"changing rows", "INSERT", []warehouse.Table{mine}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if err := guard().Plan(c.statement, c.tables); (err == nil) != c.allowed || err != nil && fault.KindOf(err) != fault.Forbidden {
				t.Errorf("answered with %v", err)
			}
		})
	}
}

func TestGuardOverSeveralDatasets(t *testing.T) {
	t.Parallel()
	g := warehouse.NewGuard(warehouse.Dataset{Project: "p", ID: "mine"}, warehouse.Dataset{Project: "q", ID: "shared"})
	for sql, allowed := range map[string]bool{
		"SELECT * FROM orders, q.shared.rates": true, "SELECT * FROM shared.rates": false, "SELECT * FROM q.mine.orders": false,
	} {
		if err := g.Statement(sql); (err == nil) != allowed {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if err := (warehouse.Guard{}).Statement("SELECT * FROM orders"); err == nil {
		t.Error("the zero guard allows a table")
	}
}

// TestEveryLocalFunctionIsJudged holds the list of functions against those the local warehouse knows: only SESSION_USER may be missing.
func TestEveryLocalFunctionIsJudged(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("../../docs/googlesql.md")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`(?m)^\| ([A-Z][A-Z0-9_.]+) \| \(`).FindAllStringSubmatch(string(table), -1)
	if len(names) < 150 {
		t.Fatalf("only %d functions are documented", len(names))
	}
	for _, match := range names {
		err := guard().Statement(fmt.Sprintf("SELECT %s(1)", match[1]))
		if refused := err != nil; refused != (match[1] == "SESSION_USER") {
			t.Errorf("%s: %v", match[1], err)
		}
	}
}

// FuzzGuard holds that an allowed text is one SELECT whose every named table is the dataset's, whatever it looks like.
func FuzzGuard(f *testing.F) {
	for _, sql := range append(lines(hostile), lines(harmless)...) {
		f.Add(sql)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		if guard().Statement(sql) != nil {
			return
		}
		query, err := googlesql.SingleQuery(sql)
		if err != nil {
			t.Fatalf("%q is allowed and is %v", sql, err)
		}
		for _, table := range googlesql.Tables(query) {
			if full := strings.Join(table.Parts, "."); len(table.Parts) > 1 && !strings.HasPrefix(full, "mine.") && !strings.HasPrefix(full, "p.mine.") {
				t.Fatalf("%q is allowed and reads %s", sql, full)
			}
		}
		again, err := googlesql.Qualify(sql, "p", "mine")
		if err == nil {
			err = guard().Statement(again)
		}
		if err != nil {
			t.Fatalf("%q is allowed, its qualified form %q not: %v", sql, again, err)
		}
	})
}
