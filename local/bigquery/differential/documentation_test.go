package differential_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/local/bigquery/differential"
)

const documentationHead = `# Where the local warehouse and Google's analyzer answer differently

<!-- Generated from the corpus: go test ./local/bigquery/differential -update -->

%d questions (%s) are asked of the local warehouse and of goccy's BigQuery emulator v0.8.1, which carries Google's own analyzer: %d are answered
alike, with the same rows, types and column names. These are the others. The emulator's engine is not Google's and errs; BigQuery's documentation decides.
What the local warehouse refuses, it refuses with a clear error; docs/local-bigquery.md says what else differs from the cloud.
`

// TestDocumentation holds docs/googlesql-differences.md to the corpus and the answers.
func TestDocumentation(t *testing.T) {
	t.Parallel()
	topics, _, err := differential.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("..", "..", "..", "docs", "googlesql-differences.md")
	want := documentation(t, topics)
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
		t.Errorf("docs/googlesql-differences.md is not what the corpus says; run this package's tests twice with -update\n%s", diff)
	}
}

func documentation(t *testing.T, topics []differential.Topic) string {
	t.Helper()
	var b strings.Builder
	all, different := 0, 0
	names := make([]string, len(topics))
	for i, topic := range topics {
		names[i] = topic.Name
		all += len(topic.Queries)
		theirs, ours := answers(t, "theirs", topic.Name), answers(t, "ours", topic.Name)
		fmt.Fprintf(&b, "\n## %s\n\n| question | emulator | here | why |\n| --- | --- | --- | --- |\n", topic.Name)
		for _, q := range topic.Queries {
			if q.Differs == "" {
				continue
			}
			different++
			fmt.Fprintf(&b, "| %s: %s | %s | %s | %s |\n", q.Title, code(q.SQL), code(rows(theirs[q.Title])), code(rows(ours[q.Title])), q.Differs)
		}
	}
	return fmt.Sprintf(documentationHead, all, strings.Join(names, ", "), all-different) + b.String()
}

// rows gives an answer without its head, on one line.
func rows(answer string) string {
	if strings.HasPrefix(answer, "error: ") {
		return "error"
	}
	_, body, _ := strings.Cut(answer, "\n")
	return strings.ReplaceAll(body, "\n", " / ")
}

// code writes text as code in a table's cell, shortened.
func code(text string) string {
	const most = 160
	if characters := []rune(strings.Join(strings.Fields(text), " ")); len(characters) > most {
		text = string(characters[:most]) + " ..."
	}
	if text == "" {
		return "no rows"
	}
	return "`" + strings.NewReplacer("`", "'", "|", "\\|", "\n", " ").Replace(text) + "`"
}
