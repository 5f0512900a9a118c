package differential

import (
	"embed"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"path"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

//go:embed corpus
var corpus embed.FS

// tablesTopic holds the statements that make the tables, rather than questions.
const tablesTopic = "tables"

// Query is one question.
type Query struct {
	Title   string // unique in its topic
	SQL     string
	Differs string // why our answer is not the emulator's; empty: it must be
}

// Topic is one file of the corpus.
type Topic struct {
	Name    string
	Queries []Query
}

// Corpus gives all questions, and the statements that make their tables.
func Corpus() (topics []Topic, tables []Query, err error) {
	files, err := fs.Glob(corpus, "corpus/*.sql")
	if err != nil {
		return nil, nil, err
	}
	for _, file := range files {
		text, err := corpus.ReadFile(file)
		if err != nil {
			return nil, nil, err
		}
		topic := Topic{Name: strings.TrimSuffix(path.Base(file), ".sql")}
		if topic.Queries, err = parse(string(text)); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", file, err)
		}
		if topic.Name == tablesTopic {
			tables = topic.Queries
			continue
		}
		topics = append(topics, topic)
	}
	return topics, tables, nil
}

// parse reads "== title" sections; lines before the first are a comment.
func parse(text string) ([]Query, error) {
	var out []Query
	seen := map[string]bool{}
	for title, body := range sections(text) {
		if seen[title] {
			return nil, fmt.Errorf("two questions are called %q", title)
		}
		seen[title] = true
		q := Query{Title: title}
		var sql []string
		for line := range strings.SplitSeq(body, "\n") {
			if reason, isReason := strings.CutPrefix(line, "differs: "); isReason {
				q.Differs = reason
				continue
			}
			sql = append(sql, line)
		}
		q.SQL = strings.TrimSpace(strings.Join(sql, "\n"))
		out = append(out, q)
	}
	return out, nil
}

// sections yields the title and the body of each part that begins with a line "== title".
func sections(text string) iter.Seq2[string, string] {
	return func(yield func(title, body string) bool) {
		for i, part := range strings.Split("\n"+text, "\n== ") {
			if i == 0 {
				continue
			}
			title, body, _ := strings.Cut(part, "\n")
			if !yield(title, strings.TrimRight(body, "\n")) {
				return
			}
		}
	}
}

// ParseAnswers reads a file of answers: text by title.
func ParseAnswers(text string) map[string]string {
	return maps.Collect(sections(text))
}

// WriteAnswers is the inverse of ParseAnswers; the questions give the order, and one without an answer is left out.
func WriteAnswers(queries []Query, answers map[string]string) string {
	var b strings.Builder
	for _, q := range queries {
		if answer, there := answers[q.Title]; there {
			fmt.Fprintf(&b, "== %s\n%s\n\n", q.Title, answer)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Ordered reports whether the question asks for an order of its rows.
func (q Query) Ordered() bool {
	query, err := googlesql.SingleQuery(q.SQL)
	return err == nil && len(query.Query.OrderBy) > 0
}
