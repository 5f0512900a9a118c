package analyst

import (
	"fmt"
)

// refuse ends the list of answerers: it always answers, and always that it cannot.
type refuse struct{ verified *verified }

// Answer implements Answerer.
func (r refuse) Answer(q Question) Outcome {
	if len(r.verified.list) == 0 {
		return &Refusal{Reason: "I cannot answer this: this agent has no verified questions yet, and I do not guess."}
	}
	found := r.verified.index.Find(q.Text)
	refusal := &Refusal{
		Reason:  "I cannot answer this from the agent's verified questions, and I do not guess.",
		Related: r.verified.related(found.Near, -1),
	}
	if len(found.Near) > 0 && found.Near[0].Score >= nearEnough {
		nearest := found.Near[0]
		refusal.Reason = fmt.Sprintf("I cannot answer this with certainty, and I do not guess. The nearest verified question is “%s”, but %s.",
			r.verified.list[nearest.Intent].Questions[0], nearest.Why)
	}
	return refusal
}

// nearEnough is the score from which naming the nearest question explains more than it confuses.
const nearEnough = 0.4
