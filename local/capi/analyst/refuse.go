package analyst

import "context"

// refuse ends the list of answerers: it always answers, and always that it cannot.
type refuse struct{ verified *verified }

// Answer implements Answerer.
func (r refuse) Answer(_ context.Context, q Question, _ Warehouse) Outcome {
	if len(r.verified.list) == 0 {
		return &Refusal{Reason: "I cannot answer this: this agent has no verified questions yet, and I do not guess."}
	}
	found := r.verified.index.Find(q.Text)
	reason := "I cannot answer this from the agent's data, and I do not guess."
	if near := r.verified.nearest(found); near != "" {
		reason = "I cannot answer this with certainty, and I do not guess." + near
	}
	return &Refusal{Reason: reason, Related: r.verified.related(found.Near, -1)}
}
