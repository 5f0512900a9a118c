package exam_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
)

func report(sql exam.Outcome, phrasings ...exam.Outcome) exam.Report {
	item := exam.Item{QueryID: "q1", Question: "How much?", SQL: sql}
	for i, o := range phrasings {
		item.Phrasings = append(item.Phrasings, exam.Phrasing{Text: fmt.Sprintf("Phrasing %d?", i), Outcome: o, Verified: o == exam.Right})
	}
	return exam.Report{Items: []exam.Item{item}}
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		report exam.Report
		want   demo.Verdict
		says   string
	}{
		"all right":        {report(exam.Right, exam.Right, exam.Right), demo.VerdictGreen, ""},
		"nobody to ask":    {report(exam.Right, exam.NotAsked), demo.VerdictGreen, ""},
		"asked back":       {report(exam.Right, exam.Right, exam.AskedBack), demo.VerdictAmber, `The question "Phrasing 1?" was answered by a question back.`},
		"refused":          {report(exam.Right, exam.Refused), demo.VerdictAmber, `"Phrasing 0?" was refused.`},
		"not answered":     {report(exam.Right, exam.Unanswered), demo.VerdictAmber, "was not answered in time"},
		"a wrong answer":   {report(exam.Right, exam.AskedBack, exam.Wrong), demo.VerdictRed, `The question "Phrasing 1?" gives another result`},
		"a wrong query":    {report(exam.Wrong, exam.Right), demo.VerdictRed, `The query of "How much?" gives another result`},
		"a failed query":   {report(exam.Failed), demo.VerdictRed, "fails"},
		"a failing answer": {report(exam.Right, exam.Failed), demo.VerdictRed, "fails"},
		"no golden query":  {exam.Report{}, demo.VerdictRed, "no golden queries"},
	} {
		reasons := strings.Join(c.report.Reasons(), "\n")
		if got := c.report.Verdict(); got != c.want || !strings.Contains(reasons, c.says) || (c.says == "") != (reasons == "") {
			t.Errorf("%s: %s, %q", name, got, reasons)
		}
	}
	r := report(exam.Right, exam.Right, exam.Wrong, exam.NotAsked)
	if r.Queries() != (demo.Tally{Total: 1, Passed: 1}) || r.Phrasings() != (demo.Tally{Total: 2, Passed: 1}) || r.Items[0].Verified() || r.Items[0].Passed() {
		t.Errorf("%+v %+v", r.Queries(), r.Phrasings())
	}
}

func TestReasonsAreBoundedAndTheWorstComeFirst(t *testing.T) {
	t.Parallel()
	var r exam.Report
	for range 30 {
		r.Items = append(r.Items, report(exam.Right, exam.AskedBack).Items...)
	}
	r.Items = append(r.Items, report(exam.Wrong).Items...)
	got := r.Reasons()
	if len(got) != 12 || !strings.Contains(got[0], "The query of") || got[11] != "And 20 more." {
		t.Errorf("%d reasons: %q", len(got), got)
	}
}

var queries = []demo.GoldenQuery{
	{ID: "revenue", SQL: "SELECT SUM(total) AS t FROM orders"},
	{ID: "by_city", SQL: "SELECT c.city, SUM(o.total) FROM orders AS o JOIN customers AS c USING (customer_id) GROUP BY c.city"},
	{ID: "customers", SQL: "SELECT COUNT(*) FROM customers WHERE total > 1"},
	{ID: "broken", SQL: "SELEC"},
}

func prints(change func(*exam.Fingerprint)) *exam.Fingerprint {
	f := &exam.Fingerprint{Template: "shopify/1", Agent: "a", Tables: []exam.TablePrint{
		{Name: "orders", Columns: []string{"customer_id INT64", "total NUMERIC"}, Rows: 10, Content: "x"},
		{Name: "customers", Columns: []string{"city STRING", "customer_id INT64"}, Rows: 3, Content: "y"},
	}}
	if change != nil {
		change(f)
	}
	return f
}

func TestChanges(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*exam.Fingerprint)
		want   []string
	}{
		"nothing":             {nil, nil},
		"a lost column":       {func(f *exam.Fingerprint) { f.Tables[0].Columns = f.Tables[0].Columns[:1]; f.Tables[0].Content = "" }, []string{"orders lost column total, which 2 golden queries need (revenue, by_city)."}},
		"a column in a USING": {func(f *exam.Fingerprint) { f.Tables[1].Columns = f.Tables[1].Columns[:1] }, []string{"customers lost column customer_id, which the golden query by_city needs."}},
		"another type":        {func(f *exam.Fingerprint) { f.Tables[0].Columns = []string{"customer_id INT64", "total STRING"} }, []string{"orders.total is STRING and no longer NUMERIC, which 2 golden queries need (revenue, by_city)."}},
		"a lost table":        {func(f *exam.Fingerprint) { f.Tables = f.Tables[:1] }, []string{"The table customers is gone, which 2 golden queries need (by_city, customers)."}},
		"lost rows":           {func(f *exam.Fingerprint) { f.Tables[0].Rows = 9; f.Tables[0].Content = "z" }, []string{"orders has 9 rows and no longer 10."}},
		"other values":        {func(f *exam.Fingerprint) { f.Tables[0].Content = "z" }, []string{"orders holds other values than when it was examined."}},
		"one more column":     {func(f *exam.Fingerprint) { f.Tables[0].Columns = append(f.Tables[0].Columns, "note STRING") }, []string{"orders has a new column note, which nobody examined."}},
		"a table come back": {func(f *exam.Fingerprint) {
			f.Tables = append(f.Tables, exam.TablePrint{Name: "refunds", Columns: []string{"id INT64"}})
		}, []string{"The table refunds is new."}},
		"nobody looked": {func(f *exam.Fingerprint) { f.Tables[0].Content = "" }, nil},
		"another agent": {func(f *exam.Fingerprint) { f.Agent = "b" }, []string{"The agent is not the one that was examined: its instructions, tables or example questions have changed."}},
		"no agent":      {func(f *exam.Fingerprint) { f.Agent = "" }, []string{"The agent is gone, so no question can be answered."}},
		"other queries": {func(f *exam.Fingerprint) { f.Template = "shopify/2" }, []string{"The template's golden queries have changed since the exam."}},
	} {
		if diff := cmp.Diff(c.want, exam.Changes(prints(nil), prints(c.change), queries)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestWhatIsMissingComesFirst(t *testing.T) {
	t.Parallel()
	v := &demo.TemplateVersion{GoldenQueries: queries, Tables: []demo.Table{
		{Name: "orders", Rows: 99, Columns: []demo.Column{{Name: "total", Type: "NUMERIC"}, {Name: "note", Type: "STRING"}}},
	}}
	missing := exam.Missing(v, prints(nil))
	if diff := cmp.Diff([]string{"orders lost column note, which no golden query needs."}, missing); diff != "" {
		t.Error(diff)
	}
	right, wrong := report(exam.Right, exam.Right), report(exam.Wrong)
	if verdict, reasons := exam.Judge(missing, &right); verdict != demo.VerdictRed || len(reasons) != 1 {
		t.Errorf("%s %q", verdict, reasons)
	}
	if verdict, reasons := exam.Judge(missing, &wrong); verdict != demo.VerdictRed || len(reasons) != 2 || reasons[0] != missing[0] {
		t.Errorf("%s %q", verdict, reasons)
	}
	if verdict, reasons := exam.Judge(nil, &right); verdict != demo.VerdictGreen || reasons != nil {
		t.Errorf("%s %q", verdict, reasons)
	}
}
