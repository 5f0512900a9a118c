package bigquery_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestBqCommand runs everyday commands of Google's bq in its shell, where it is installed.
func TestBqCommand(t *testing.T) {
	t.Parallel()
	for name, run := range commands() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t)
		})
	}
}

// commands lists the bq commands there are on this machine: one or none.
func commands() map[string]func(*testing.T) {
	path, err := exec.LookPath("bq")
	if err != nil {
		return nil
	}
	return map[string]func(*testing.T){path: func(t *testing.T) {
		t.Helper()
		everyday(t, path)
	}}
}

func everyday(t *testing.T, path string) {
	t.Helper()
	w := start(t)
	uri := w.upload("customers.parquet", parquetOf(t, customers(100)))
	home := t.TempDir()
	file := filepath.Join(home, "people.csv")
	if err := os.WriteFile(file, []byte("id,name\n1,Ann\n2,Bob\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	more := filepath.Join(home, "more.json")
	if err := os.WriteFile(more, []byte(`{"id": 3, "name": "Cyd"}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	steps := []struct{ line, want string }{ // want occurs in the output, after the one before
		{`mk -d --label team:a --description "All sales" sales`, "Dataset 'demo-capi:sales' successfully created"},
		{`ls`, "sales"},
		{`load --source_format=PARQUET sales.customers ` + uri, ""},
		{`show sales.customers`, "100"},
		{`head -n 1 sales.customers`, "customer 0"},
		{`cp --clone sales.customers sales.cloned`, "successfully cloned"},
		{`cp sales.customers sales.copied`, "successfully copied"},
		{`cp --snapshot --no_clobber sales.customers sales.kept`, "successfully"},
		{`load --source_format=CSV --skip_leading_rows=1 sales.people ` + file + ` id:INTEGER,name:STRING`, ""},
		{`ls sales`, "people"},
		{`query --nouse_legacy_sql "SELECT name FROM sales.people ORDER BY id"`, "Ann Bob"},
		{`query --nouse_legacy_sql --parameter=n:INT64:2 "SELECT name, 'found' AS f FROM sales.people WHERE id = @n"`, "Bob found"},
		{`insert sales.people ` + more, ""},
		{`head --selected_fields=name --start_row=2 sales.people`, "Cyd"},
		{`extract --destination_format=NEWLINE_DELIMITED_JSON sales.people gs://bucket/people-*.json`, ""},
		{`load --source_format=NEWLINE_DELIMITED_JSON sales.again gs://bucket/people-*.json id:INTEGER,name:STRING`, ""},
		{`query --nouse_legacy_sql "SELECT COUNT(*) AS n, MAX(name) AS last FROM sales.again"`, "3 Cyd"},
		{`query --nouse_legacy_sql "DECLARE n INT64 DEFAULT 3; SELECT name, 'script' AS f FROM sales.again WHERE id = n"`, "at [1:28] name f ------ -------- Cyd script"},
		{`query --nouse_legacy_sql --maximum_bytes_billed=1 "SELECT id FROM sales.customers"`, "Query exceeded limit for bytes billed: 1"},
		{`query --nouse_legacy_sql --dry_run "SELECT id FROM sales.customers"`, "will process 800 bytes"},
		{`query --nouse_legacy_sql --destination_table=sales.ids "SELECT id AS target FROM sales.people"`, "1 2"},
		{`query --nouse_legacy_sql "DELETE FROM sales.ids WHERE target = 1"`, "Number of affected rows: 1"},
		{`query --nouse_legacy_sql "SELECT nothing FROM sales.people"`, "Unrecognized name: nothing"},
		{`query --use_legacy_sql "SELECT 1"`, "Legacy SQL is not supported"},
		{`update --set_label state:ready sales`, "successfully updated"},
		{`ls --filter labels.state:ready`, "sales"},
		{`mk --use_legacy_sql=false --view "SELECT id FROM sales.people" sales.view`, "successfully created"},
		{`ls -j -n 5`, "SUCCESS"},
		{`rm -f sales.copied`, ""},
		{`head sales.copied`, "Not found: Table"},
		{`rm -r -f sales`, ""},
		{`show sales`, "Not found: Dataset"},
		{`ls`, ""}, // the shell ends like its last command
	}
	var input strings.Builder
	for _, step := range steps {
		input.WriteString(step.line + "\n")
	}
	command := exec.CommandContext(ctx(t), path, "--api", w.url, "--project_id="+project, "--format=sparse", "shell")
	command.Env = append(os.Environ(), "HOME="+home, "CLOUDSDK_CONFIG="+home, "CLOUDSDK_AUTH_ACCESS_TOKEN=fake", "CLOUDSDK_AUTH_DISABLE_CREDENTIALS=true")
	command.Stdin = strings.NewReader(input.String())
	output, err := command.CombinedOutput()
	if err != nil {
		t.Errorf("bq: %v", err)
	}
	rest := strings.Join(strings.Fields(string(output)), " ")
	for _, step := range steps {
		_, after, found := strings.Cut(rest, step.want)
		if !found {
			t.Fatalf("after bq %s there is no %q in\n%s\nwhole output:\n%s", step.line, step.want, rest, output)
		}
		rest = after
	}
}
