package differential_test

import (
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/local/bigquery"
	"capidemo.dev/platform/local/bigquery/differential"
)

var update = flag.Bool("update", false, "keep our answers where they are declared to differ, and rewrite docs/googlesql-differences.md")

// local starts the local warehouse with the tables of the corpus.
func local(t *testing.T, tables []differential.Query) differential.Side {
	t.Helper()
	server, err := bigquery.New(t.Context(), bigquery.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server.Handler())
	t.Cleanup(func() {
		web.Close()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	side := differential.Side{URL: web.URL, Project: "demo-capi"}
	if err := side.Prepare(t.Context(), tables); err != nil {
		t.Fatal(err)
	}
	return side
}

// answers reads a file of answers; one that is not there has none.
func answers(t *testing.T, folder, topic string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, topic+".txt"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return differential.ParseAnswers(string(text))
}

// TestAnswers holds our answers to those of Google's analyzer, and to what we said where we mean to differ.
func TestAnswers(t *testing.T) {
	t.Parallel()
	topics, tables, err := differential.Corpus()
	if err != nil {
		t.Fatal(err)
	}
	side := local(t, tables)
	total := 0
	t.Cleanup(func() {
		if total < 250 {
			t.Errorf("the corpus has only %d questions", total)
		}
	})
	for _, topic := range topics {
		total += len(topic.Queries)
		t.Run(topic.Name, func(t *testing.T) {
			t.Parallel()
			compare(t, side, topic)
		})
	}
}

func compare(t *testing.T, side differential.Side, topic differential.Topic) {
	t.Helper()
	theirs, ours, kept := answers(t, "theirs", topic.Name), answers(t, "ours", topic.Name), map[string]string{}
	for _, q := range topic.Queries {
		answer, err := side.Ask(t.Context(), q.SQL)
		if err != nil {
			t.Errorf("%s: %v", q.Title, err)
			continue
		}
		got, recorded := answer.Text(q.Ordered()), theirs[q.Title]
		switch same := differential.Same(got, recorded); {
		case recorded == "":
			t.Errorf("%s is not recorded: run make differential", q.Title)
		case q.Differs == "" && !same:
			t.Errorf("%s\n%s\n(-theirs +ours):\n%s", q.Title, q.SQL, cmp.Diff(recorded, got))
		case q.Differs != "" && same:
			t.Errorf("%s is declared to differ and does not", q.Title)
		case q.Differs != "" && *update:
			kept[q.Title] = got
		case q.Differs != "" && got != ours[q.Title]:
			t.Errorf("%s\n%s\n(-what we said +what we say):\n%s", q.Title, q.SQL, cmp.Diff(ours[q.Title], got))
		}
	}
	path := filepath.Join("ours", topic.Name+".txt")
	if !*update {
		return
	}
	if len(kept) == 0 {
		_ = os.Remove(path) // it may never have been there
		return
	}
	if err := os.WriteFile(path, []byte(differential.WriteAnswers(topic.Queries, kept)), 0o600); err != nil {
		t.Error(err)
	}
}
