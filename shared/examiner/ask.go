package examiner

import (
	"context"
	"strings"

	"golang.org/x/sync/errgroup"

	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/fault"
)

// askAll asks every phrasing. A few that the agent's service leaves unanswered make the report amber; when it leaves out more than a tenth,
// the service is at fault and there is no verdict.
func (e *Examiner) askAll(ctx context.Context, s Subject, report *exam.Report, steps *steps) error {
	group, inside := errgroup.WithContext(ctx)
	group.SetLimit(questionsAtOnce)
	away := make(chan error, steps.total)
	for i := range report.Items {
		for j := range report.Items[i].Phrasings {
			group.Go(func() error {
				p := &report.Items[i].Phrasings[j]
				err := e.ask(inside, s, &s.Version.GoldenQueries[i], p)
				if err != nil && inside.Err() == nil && fault.Retryable(err) {
					away <- err
					if len(away)*10 <= steps.total {
						p.Outcome, p.Detail, err = exam.Unanswered, fault.Message(err), nil
					}
				}
				steps.done()
				return err
			})
		}
	}
	return group.Wait()
}

// ask puts one phrasing in a conversation that nothing was said in, and notes what came of it. Nothing of it is kept by the API.
func (e *Examiner) ask(ctx context.Context, s Subject, q *demo.GoldenQuery, p *exam.Phrasing) error {
	answer, err := again(ctx, func() (answer, error) {
		within, stop := context.WithTimeout(ctx, questionWithin)
		defer stop()
		return e.listen(within, analyst.Question{AgentID: s.Agent, Text: p.Text})
	})
	switch {
	case err != nil && (fault.Retryable(err) || fault.Is(err, fault.LeaseLost)):
		return err
	case err != nil:
		p.Outcome, p.Detail = exam.Failed, fault.Message(err)
	case answer.trouble != "": // also after rows: whoever asked saw the answer end in it
		p.Outcome, p.Detail = exam.Failed, answer.trouble
	case answer.data != nil && q.Expected != nil:
		columns := make([]string, len(answer.data.Columns))
		for i, c := range answer.data.Columns {
			columns[i] = c.Name
		}
		p.Verified = answer.verified
		p.Outcome, p.Detail = compare(exam.CompareAnswer(q.Expected, columns, answer.data.Rows))
	case answer.question != "":
		p.Outcome, p.Detail = exam.AskedBack, answer.question
	default:
		p.Outcome, p.Detail = exam.Refused, firstSentence(answer.text)
	}
	return nil
}

// answer is what an exam looks at of an answer.
type answer struct {
	data     *analyst.Data // the last result
	verified bool
	text     string
	question string // back
	trouble  string
}

func (e *Examiner) listen(ctx context.Context, q analyst.Question) (answer, error) {
	var out answer
	for part, err := range e.agents.Ask(ctx, q) {
		if err != nil {
			return out, err
		}
		switch part.Kind {
		case analyst.SQL:
			out.verified = part.Verified
		case analyst.Rows:
			out.data, out.trouble = part.Data, ""
		case analyst.Text:
			out.text = part.Text
		case analyst.Clarification:
			out.question = part.Text
		case analyst.Error:
			out.trouble = part.Text
		case analyst.Progress, analyst.Chart, analyst.Suggestions:
		}
	}
	return out, nil
}

func firstSentence(text string) string {
	sentence, _, _ := strings.Cut(strings.TrimSpace(text), ". ")
	return sentence
}
