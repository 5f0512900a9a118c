package quality

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/generate"
)

// Anchor is the day on which the data of a measurement ends, a Wednesday. The questions that name dates count on it.
func Anchor() time.Time { return time.Date(2026, time.May, 20, 0, 0, 0, 0, time.UTC) }

// Measure asks all questions of a template in a catalog folder, one after the other.
func Measure(ctx context.Context, folder fs.FS, id string) (r *Report, err error) {
	spec, questions, unanswerable, err := Load(folder, id)
	if err != nil {
		return nil, err
	}
	expected, err := ledger(ctx, *spec, questions)
	if err != nil {
		return nil, err
	}
	agent, err := Open(ctx, spec, Anchor())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, agent.Close()) }()
	r = &Report{Template: id}
	for i, q := range questions {
		if err := r.ask(ctx, agent, q, expected[i], &r.Questions); err != nil {
			return nil, err
		}
	}
	for _, q := range unanswerable {
		if err := r.ask(ctx, agent, q, nil, &r.Unanswerable); err != nil {
			return nil, err
		}
	}
	return r, errors.Join(r.phrasings(ctx, agent), r.follow(ctx, agent))
}

// phrasings asks every way to ask every golden query: each must be answered by its own statement.
func (r *Report) phrasings(ctx context.Context, agent *Agent) error {
	for _, golden := range agent.golden {
		answer, err := agent.Ask(ctx, golden.Question)
		if err != nil {
			return fmt.Errorf("template %s, golden query: %w", r.Template, err)
		}
		r.Phrasings++
		if answer.Verified && answer.Failed == "" && strings.TrimSpace(answer.SQL) == strings.TrimSpace(golden.SQL) {
			continue
		}
		r.Missed = append(r.Missed, Asked{Question: Question{Asked: []string{golden.Question}}, Answer: answer, Outcome: Wrong, Difference: "its golden query is " + golden.SQL})
	}
	return nil
}

// ask adds the end of a question to a list.
func (r *Report) ask(ctx context.Context, agent *Agent, q Question, expected []*demo.Result, to *[]Asked) error {
	answer, err := agent.Ask(ctx, q.Asked...)
	if err != nil {
		return fmt.Errorf("template %s, line %d: %w", r.Template, q.Line, err)
	}
	one := Asked{Question: q, Answer: answer}
	one.Outcome, one.Difference = answer.judge(expected)
	*to = append(*to, one)
	return nil
}

// follow asks each different question that was offered to go on with, or as the meaning of a question, in a conversation of its own.
func (r *Report) follow(ctx context.Context, agent *Agent) error {
	seen := map[string]bool{}
	for _, asked := range [][]Asked{r.Questions, r.Unanswerable} {
		for i := range asked {
			for _, offered := range append(asked[i].Answer.Next, asked[i].Answer.Options...) {
				if seen[offered] {
					continue
				}
				seen[offered] = true
				answer, err := agent.Ask(ctx, offered)
				if err != nil {
					return fmt.Errorf("template %s, offered after line %d: %w", r.Template, asked[i].Question.Line, err)
				}
				r.Offered++
				if answer.Data == nil {
					r.DeadEnds = append(r.DeadEnds, Asked{Question: Question{Line: asked[i].Question.Line, Asked: []string{offered}}, Answer: answer, Outcome: Refused})
				}
			}
		}
	}
	return nil
}

// ledger computes the right results from the generated columns: the questions take the place of the golden queries.
func ledger(ctx context.Context, spec dataspec.Spec, questions []Question) ([][]*demo.Result, error) {
	spec.GoldenQueries = nil
	name := func(q Question, i int) string { return fmt.Sprintf("line_%d_%d", q.Line, i+1) }
	for _, q := range questions {
		for i, e := range q.Expect {
			spec.GoldenQueries = append(spec.GoldenQueries, dataspec.GoldenQuery{ID: name(q, i), Question: q.String(), Expect: e})
		}
	}
	out, err := generate.Run(ctx, &spec, generate.Options{Anchor: Anchor()})
	if err != nil {
		return nil, fmt.Errorf("template %s: computing the expected results of %s: %w", spec.ID, questionsFile, err)
	}
	results := make([][]*demo.Result, len(questions))
	for i, q := range questions {
		for j := range q.Expect {
			results[i] = append(results[i], out.Answers[name(q, j)])
		}
	}
	return results, nil
}
