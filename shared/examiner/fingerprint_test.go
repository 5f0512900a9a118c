package examiner_test

import (
	"testing"

	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/examiner"
	"capidemo.dev/platform/shared/warehouse"
)

// state is the table orders as a clone of the golden dataset.
func state(tag string, change func(*warehouse.TableState)) map[string]warehouse.TableState {
	s := warehouse.TableState{
		Name: "orders", Columns: []warehouse.Column{{Name: "id", Type: "INT64"}}, Rows: 3, ETag: tag, Pristine: true,
		CloneOf: warehouse.Table{Dataset: warehouse.Dataset{ID: "golden"}, Name: "orders"},
	}
	if change != nil {
		change(&s)
	}
	return map[string]warehouse.TableState{"orders": s}
}

func TestContentsAreReadOnceForEachState(t *testing.T) {
	t.Parallel()
	b := &backend{states: state("one", nil), agent: "digest"}
	e, s := examiner.New(b, b), examiner.Subject{Dataset: "d", Agent: "a", Version: version()}
	first, known, err := e.Fingerprint(t.Context(), s, nil)
	if err != nil || first.Agent != "digest" || first.Tables[0].Content != "content of one" || first.Tables[0].Rows != 3 {
		t.Fatalf("%+v, %v", first, err)
	}
	if _, known, err = e.Fingerprint(t.Context(), s, known); err != nil || len(b.read) != 1 {
		t.Errorf("an unchanged table was read again: %v, %v", b.read, err)
	}
	b.states = state("two", nil)
	second, known, err := e.Fingerprint(t.Context(), s, known)
	if err != nil || second.Tables[0].Content != "content of two" || len(known) != 1 || len(b.read) != 2 {
		t.Errorf("%+v, %v, read %v, %v", second, known, b.read, err)
	}
	b.states = state("three", func(s *warehouse.TableState) { s.Columns = nil })
	lost, _, err := e.Fingerprint(t.Context(), s, known)
	if err != nil || len(b.read) != 2 || len(exam.Changes(&second, &lost, nil)) != 1 {
		t.Errorf("a table without its column: %+v, read %v, %v", lost, b.read, err)
	}
	b.states, b.gone = nil, true
	gone, _, err := e.Fingerprint(t.Context(), s, known)
	if err != nil || len(exam.Changes(&second, &gone, nil)) != 2 {
		t.Errorf("nothing is there: %+v, %v", gone, err)
	}
}

func TestOnlyUntouchedClonesInherit(t *testing.T) {
	t.Parallel()
	content := map[string]string{"orders": "content of golden"}
	for name, c := range map[string]struct {
		change  func(*warehouse.TableState)
		content map[string]string
		ok      bool
	}{
		"untouched":              {nil, content, true},
		"changed since":          {func(s *warehouse.TableState) { s.Pristine = false }, content, false},
		"loaded, not cloned":     {func(s *warehouse.TableState) { s.CloneOf = warehouse.Table{} }, content, false},
		"cloned from elsewhere":  {func(s *warehouse.TableState) { s.CloneOf.ID = "d_rival_1" }, content, false},
		"of another table":       {func(s *warehouse.TableState) { s.CloneOf.Name = "refunds" }, content, false},
		"a column is gone":       {func(s *warehouse.TableState) { s.Columns = nil }, content, false},
		"nothing known of table": {nil, nil, false},
	} {
		b := &backend{states: state("x", c.change), agent: "digest"}
		found, known, ok, err := examiner.New(b, b).Inherited(t.Context(), examiner.Subject{Dataset: "d", Agent: "a", Version: version()}, c.content)
		if err != nil || ok != c.ok || len(b.read) > 0 {
			t.Errorf("%s: %v, %v, read %v", name, ok, err, b.read)
		}
		if ok && (found.Tables[0].Content != "content of golden" || known[0].Tag != "x") {
			t.Errorf("%s: %+v, %+v", name, found, known)
		}
	}
}
