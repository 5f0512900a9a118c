package analyst

import "context"

// Question is what was asked, with what was said before it, oldest first.
type Question struct {
	Text    string
	History []Turn
}

// Turn is one earlier question of the conversation with the statement that answered it, "" if none did.
type Turn struct {
	Question string
	SQL      string
}

// Answerer plans the answer to a question. It returns nil to leave the question to the next one. It runs no query for the answer; the
// warehouse is there to learn what the tables hold, and may be nil.
type Answerer interface {
	Answer(ctx context.Context, q Question, w Warehouse) Outcome
}

// Outcome is an answerer's decision: a *Plan, a *Clarification or a *Refusal; nil is no decision.
type Outcome interface{ outcome() }

// Plan answers a question by a statement.
type Plan struct {
	Title     string     // the question as understood
	SQL       string     // GoogleSQL, tables fully qualified
	Reading   string     // how the question was read, "" where the title says it all
	Reasoning string     // why this statement, one sentence
	Basis     string     // what a composed figure means, as the end of the answer
	Chart     string     // the chart asked for: bar, line, pie, table, "" for the best
	Verified  *Verified  // set when an author has checked the statement
	Period    string     // the period asked about, in the asker's words, "" if none
	Note      string     // something the answer must admit, such as a spelling read differently
	Related   []Verified // what one may ask next
}

// Clarification asks back because several readings are equally likely.
type Clarification struct {
	Question string
	Options  []string // 2 to 5 questions, each of which would be answered
}

// Refusal says that the question cannot be answered and what can.
type Refusal struct {
	Reason  string
	Related []Verified
}

func (*Plan) outcome()          {}
func (*Clarification) outcome() {}
func (*Refusal) outcome()       {}
