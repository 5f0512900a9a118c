package examiner

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/warehouse"
)

// maxContentBytes is what reading all tables of a demo may bill.
const maxContentBytes = 50 << 30

// Fingerprint tells what data and agent are now. known are contents that were met before: a table that has not changed since then is not
// read again. The contents known afterwards come with it.
func (e *Examiner) Fingerprint(ctx context.Context, s Subject, known []demo.Known) (exam.Fingerprint, []demo.Known, error) {
	l, err := e.look(ctx, s)
	if err != nil {
		return exam.Fingerprint{}, nil, err
	}
	var unread []warehouse.ContentOf
	for i := range s.Version.Tables {
		if t := &s.Version.Tables[i]; l.whole(t) && l.content(t.Name, known) == "" {
			unread = append(unread, contentOf(t))
		}
	}
	read, err := e.warehouse.Contents(ctx, s.Dataset, unread, maxContentBytes)
	if err != nil {
		return exam.Fingerprint{}, nil, err
	}
	for table, content := range read {
		known = learn(known, demo.Known{Table: table, Tag: l.tables[table].ETag, Content: content})
	}
	return l.fingerprint(s, known), known, nil
}

// Inherited tells what data and agent are now without reading any table: that of a pristine zero-copy clone of the golden dataset holds what
// the golden dataset was examined with, content by table. ok is false when the tables do not prove themselves to be such clones.
func (e *Examiner) Inherited(ctx context.Context, s Subject, content map[string]string) (found exam.Fingerprint, known []demo.Known, ok bool, err error) {
	l, err := e.look(ctx, s)
	if err != nil {
		return exam.Fingerprint{}, nil, false, err
	}
	for i := range s.Version.Tables {
		t := &s.Version.Tables[i]
		state := l.tables[t.Name]
		if content[t.Name] == "" || !state.Pristine || state.CloneOf.ID != s.Version.GoldenDataset || state.CloneOf.Name != t.Name || !l.whole(t) {
			return exam.Fingerprint{}, nil, false, nil
		}
		known = append(known, demo.Known{Table: t.Name, Tag: state.ETag, Content: content[t.Name]})
	}
	return l.fingerprint(s, known), known, true, nil
}

// look is the state of things, from records alone.
type look struct {
	tables map[string]warehouse.TableState
	agent  string
}

func (e *Examiner) look(ctx context.Context, s Subject) (look, error) {
	var l look
	names := make([]string, len(s.Version.Tables))
	for i := range s.Version.Tables {
		names[i] = s.Version.Tables[i].Name
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		l.tables, err = e.warehouse.Describe(ctx, s.Dataset, names)
		return err
	})
	group.Go(func() (err error) {
		if s.Agent == "" {
			return nil
		}
		l.agent, err = e.agents.Fingerprint(ctx, s.Agent, s.Dataset)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		return err
	})
	return l, group.Wait()
}

// whole tells whether a table has every column of the template in its type; another one's content is not worth reading.
func (l *look) whole(t *demo.Table) bool {
	state, there := l.tables[t.Name]
	return there && !slices.ContainsFunc(t.Columns, func(c demo.Column) bool {
		return !slices.ContainsFunc(state.Columns, func(found warehouse.Column) bool { return found.Name == c.Name && found.Type == c.Type })
	})
}

// content is what is known of a table as it is now.
func (l *look) content(table string, known []demo.Known) string {
	state, there := l.tables[table]
	i := slices.IndexFunc(known, func(k demo.Known) bool { return k.Table == table && k.Tag == state.ETag })
	if !there || i < 0 {
		return ""
	}
	return known[i].Content
}

func (l *look) fingerprint(s Subject, known []demo.Known) exam.Fingerprint {
	out := exam.Fingerprint{Template: exam.TemplatePrint(&s.Version), Agent: l.agent, Tables: make([]exam.TablePrint, len(s.Version.Tables))}
	for i := range s.Version.Tables {
		t := &s.Version.Tables[i]
		state := l.tables[t.Name]
		table := exam.TablePrint{Name: t.Name, Columns: make([]string, 0, len(state.Columns)), Rows: state.Rows}
		for _, c := range state.Columns {
			table.Columns = append(table.Columns, exam.ColumnPrint(c.Name, c.Type))
		}
		slices.Sort(table.Columns)
		if l.whole(t) {
			table.Content = l.content(t.Name, known)
		}
		out.Tables[i] = table
	}
	return out
}

func contentOf(t *demo.Table) warehouse.ContentOf {
	out := warehouse.ContentOf{Table: t.Name}
	for _, c := range t.Columns {
		out.Columns = append(out.Columns, c.Name)
	}
	return out
}

// learn keeps one content a table.
func learn(known []demo.Known, k demo.Known) []demo.Known {
	known = slices.DeleteFunc(slices.Clone(known), func(old demo.Known) bool { return old.Table == k.Table })
	return append(known, k)
}
