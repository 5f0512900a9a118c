package quality

import (
	"fmt"
	"strings"
	"time"
)

// Asked is a question with its end.
type Asked struct {
	Question   Question
	Answer     Answer
	Outcome    Outcome
	Difference string // from the nearest right result
}

// Report is the measurement of one template.
type Report struct {
	Template     string
	Questions    []Asked
	Unanswerable []Asked // Wrong if answered by a figure
	Phrasings    int     // of golden queries
	Missed       []Asked // those of them that are not answered by their own golden query
	Offered      int     // different questions offered after answers
	DeadEnds     []Asked // those of them that are not answered
}

// costOfWrong is how many questions without an answer a wrong figure counts as.
const costOfWrong = 5

// Count is the number of answerable questions that ended so.
func (r *Report) Count(o Outcome) int { return count(r.Questions, o) }

// Invented is the number of unanswerable questions answered by a figure.
func (r *Report) Invented() int { return count(r.Unanswerable, Wrong) }

// Right is the number of right answers.
func (r *Report) Right() int { return r.Count(Verified) + r.Count(Composed) }

// Score is 100 if all questions are answered rightly; a question without an answer costs one share of them, a wrong figure, or one that was invented
// for an unanswerable question, five.
func (r *Report) Score() float64 {
	n := len(r.Questions)
	if n == 0 {
		return 0
	}
	silent := r.Count(AskedBack) + r.Count(Refused)
	return 100 * (1 - float64(silent+costOfWrong*(r.Count(Wrong)+r.Invented()))/float64(n))
}

// Slowest is the longest answer after the first, which also reads what the tables hold.
func (r *Report) Slowest() time.Duration {
	var slowest time.Duration
	for i := range r.Questions {
		if i > 0 {
			slowest = max(slowest, r.Questions[i].Answer.Took)
		}
	}
	return slowest
}

func count(list []Asked, o Outcome) int {
	n := 0
	for i := range list {
		if list[i].Outcome == o {
			n++
		}
	}
	return n
}

// Total is several templates as one.
func Total(reports []*Report) *Report {
	total := &Report{Template: "all"}
	for _, r := range reports {
		total.Questions = append(total.Questions, r.Questions...)
		total.Unanswerable = append(total.Unanswerable, r.Unanswerable...)
		total.DeadEnds = append(total.DeadEnds, r.DeadEnds...)
		total.Missed = append(total.Missed, r.Missed...)
		total.Phrasings += r.Phrasings
		total.Offered += r.Offered
	}
	return total
}

// Details tells every question that was not answered rightly: what the analyst did and its statement. With all, the others too.
func (r *Report) Details(all bool) string {
	var b strings.Builder
	for i := range r.Questions {
		if a := &r.Questions[i]; all || !a.Outcome.Right() {
			a.tell(&b, questionsFile)
		}
	}
	for i := range r.Unanswerable {
		if a := &r.Unanswerable[i]; all || a.Outcome == Wrong {
			a.tell(&b, unanswerableFile)
		}
	}
	for i := range r.Missed {
		b.WriteString("golden phrasing, not matched; ")
		r.Missed[i].tell(&b, specFile)
	}
	for i := range r.DeadEnds {
		b.WriteString("offered, but not answered; ")
		r.DeadEnds[i].tell(&b, questionsFile)
	}
	return b.String()
}

func (a *Asked) tell(b *strings.Builder, file string) {
	fmt.Fprintf(b, "%s:%d: %s: %s\n", file, a.Question.Line, a.Outcome, a.Question)
	b.WriteString(a.Answer.String())
	if a.Difference != "" {
		fmt.Fprintf(b, "    differs: %s\n", a.Difference)
	}
}

// shownRows bounds what String shows of a result.
const shownRows = 5

// String tells the answer as an author wants to see it: text, options, statement, first rows.
func (a *Answer) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "    says: %s\n", strings.ReplaceAll(a.Text, "\n", " "))
	for _, option := range a.Options {
		fmt.Fprintf(&b, "    option: %s\n", option)
	}
	if a.SQL != "" {
		fmt.Fprintf(&b, "    sql: %s\n", strings.Join(strings.Fields(a.SQL), " "))
	}
	if a.Data != nil {
		for i, row := range a.Data.Rows {
			if i == shownRows {
				fmt.Fprintf(&b, "    ... %d rows\n", len(a.Data.Rows))
				break
			}
			cells := make([]string, len(row.Cells))
			for j, cell := range row.Cells {
				cells[j] = "NULL"
				if cell != nil {
					cells[j] = *cell
				}
			}
			fmt.Fprintf(&b, "    row: %s\n", strings.Join(cells, " | "))
		}
	}
	return b.String()
}
