package googlesql_test

import (
	"strings"
	"testing"

	"capidemo.dev/platform/shared/googlesql"
)

// FuzzParse holds that no text makes the parser panic, that places lie inside the text, and that a text is a SELECT only if it starts like one.
func FuzzParse(f *testing.F) {
	for sql := range strings.SplitSeq(accepted, "\n") {
		f.Add(sql)
	}
	f.Add("MERGE t USING u ON t.a = u.a WHEN MATCHED THEN DELETE")
	f.Add("CREATE TABLE t (a INT64) AS SELECT 1; DROP TABLE t")
	f.Fuzz(func(t *testing.T, sql string) {
		statements, err := googlesql.Parse(sql)
		if err != nil {
			return
		}
		for _, s := range statements {
			place := s.Place()
			if place.Start < 0 || place.End > len(sql) || place.Start > place.End {
				t.Fatalf("place %v outside the text", place)
			}
			word := strings.ToUpper(strings.TrimLeft(sql[place.Start:place.End], "("))
			starts := strings.HasPrefix(word, "SELECT") || strings.HasPrefix(word, "WITH") || sql[place.Start] == '('
			if (s.Kind() == googlesql.KindSelect) != starts {
				t.Fatalf("kind %s of %q", s.Kind(), sql[place.Start:place.End])
			}
			googlesql.Tables(s)
			googlesql.Parameters(s)
		}
		if qualified, err := googlesql.Qualify(sql, "p", "d"); err == nil {
			if _, err := googlesql.Parse(qualified); err != nil {
				t.Fatalf("qualified text does not parse: %q: %v", qualified, err)
			}
		}
	})
}
