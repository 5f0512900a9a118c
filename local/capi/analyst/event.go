package analyst

import "capidemo.dev/platform/local/capi/analyst/result"

// Event is one step of an answer, in the order in which the API streams them: Progress, Thought, Examples, Schema, SQL, Job, Data, Chart,
// Final; or Clarify; or Failure and then Final.
type Event interface{ event() }

// Progress says what is being done.
type Progress struct{ Text string }

// Thought says why.
type Thought struct{ Text string }

// Examples are verified questions that bear on the answer: the one that was used, if any, and ones to ask next.
type Examples struct {
	Used    *Verified
	Related []Verified
}

// Schema names the tables that the answer rests on.
type Schema struct {
	Question string
	Tables   []Table
}

// SQL is the statement about to be run. Name is a snake-case name for its result.
type SQL struct {
	Name, Question, SQL string
	Tables              []Table
}

// Job is a started BigQuery job.
type Job struct{ Project, ID, Location string }

// Data is the statement's result.
type Data struct {
	Name     string
	Result   *result.Result
	Currency string // symbol for money
}

// Chart is a Vega-Lite specification of the result.
type Chart struct {
	DataName     string
	Instructions string
	Spec         map[string]any
}

// Failure is an error on the way; it does not end the answer.
type Failure struct{ Text string }

// Clarify asks back and ends the answer.
type Clarify struct{ Clarification }

// Final is the answer in words and the last event.
type Final struct{ Text string }

func (Progress) event() {}
func (Thought) event()  {}
func (Examples) event() {}
func (Schema) event()   {}
func (SQL) event()      {}
func (Job) event()      {}
func (Data) event()     {}
func (Chart) event()    {}
func (Failure) event()  {}
func (Clarify) event()  {}
func (Final) event()    {}
