package demo

import (
	"slices"

	"capidemo.dev/platform/shared/fault"
)

// DemoStatus is where a demo stands in its life.
type DemoStatus string

// The states of a demo.
const (
	DemoPending      DemoStatus = "pending"
	DemoProvisioning DemoStatus = "provisioning"
	DemoActive       DemoStatus = "active"
	DemoFailed       DemoStatus = "failed"
	DemoArchived     DemoStatus = "archived"
	DemoDeleting     DemoStatus = "deleting"
	DemoDeleted      DemoStatus = "deleted"
)

// JobStatus is where a job stands. Completed, failed and cancelled are terminal: they never change.
type JobStatus string

// The states of a job.
const (
	JobScheduled JobStatus = "scheduled"
	JobQueued    JobStatus = "queued"
	JobRunning   JobStatus = "running"
	JobCompleted JobStatus = "completed"
	JobFailed    JobStatus = "failed"
	JobCancelled JobStatus = "cancelled"
)

// AnswerStatus is where the answer to a question stands.
type AnswerStatus string

// The states of an answer.
const (
	AnswerPending   AnswerStatus = "pending"
	AnswerWriting   AnswerStatus = "answering"
	AnswerCompleted AnswerStatus = "completed"
	AnswerFailed    AnswerStatus = "failed"
)

// TemplateStatus is where a template version stands.
type TemplateStatus string

// The states of a template version. Active says that demos may be made of it; which of several active ones new demos get, the template's
// card says.
const (
	TemplateDraft      TemplateStatus = "draft"
	TemplateTested     TemplateStatus = "tested"
	TemplateActive     TemplateStatus = "active"
	TemplateDeprecated TemplateStatus = "deprecated"
)

// TrialStatus is where the trial of a draft version stands.
type TrialStatus string

// The states of a trial.
const (
	TrialPending TrialStatus = "pending"
	TrialRunning TrialStatus = "running"
	TrialPassed  TrialStatus = "passed"
	TrialFailed  TrialStatus = "failed"
)

// WebhookStatus is whether a webhook is told of events.
type WebhookStatus string

// The states of a webhook.
const (
	WebhookActive   WebhookStatus = "active"
	WebhookDisabled WebhookStatus = "disabled"
)

// DeliveryStatus is where the delivery of a notice stands.
type DeliveryStatus string

// The states of a delivery.
const (
	DeliveryPending   DeliveryStatus = "pending"
	DeliverySending   DeliveryStatus = "sending"
	DeliveryDelivered DeliveryStatus = "delivered"
	DeliveryFailed    DeliveryStatus = "failed"
)

// Machine is a state machine: the states a state may move to. A state that is no key is unknown; one with no moves is terminal.
type Machine[S ~string] map[S][]S

// DemoMachine is every legal move of a demo. A job cancelled or failed before its first step takes the demo from pending to failed.
var DemoMachine = Machine[DemoStatus]{ //nolint:gochecknoglobals // a constant table; Go has no constant maps
	DemoPending:      {DemoProvisioning, DemoFailed},
	DemoProvisioning: {DemoActive, DemoFailed},
	DemoActive:       {DemoArchived, DemoDeleting},
	DemoFailed:       {DemoDeleting},
	DemoArchived:     {DemoActive, DemoDeleting},
	DemoDeleting:     {DemoDeleted},
	DemoDeleted:      {},
}

// JobMachine is every legal move of a job. Running goes back to queued when a lease is lost.
var JobMachine = Machine[JobStatus]{ //nolint:gochecknoglobals // a constant table; Go has no constant maps
	JobScheduled: {JobQueued, JobCancelled},
	JobQueued:    {JobRunning, JobFailed, JobCancelled},
	JobRunning:   {JobQueued, JobCompleted, JobFailed, JobCancelled},
	JobCompleted: {},
	JobFailed:    {},
	JobCancelled: {},
}

// AnswerMachine is every legal move of an answer. A new attempt at an answer goes on answering.
var AnswerMachine = Machine[AnswerStatus]{ //nolint:gochecknoglobals // a constant table; Go has no constant maps
	AnswerPending:   {AnswerWriting, AnswerFailed},
	AnswerWriting:   {AnswerCompleted, AnswerFailed},
	AnswerCompleted: {},
	AnswerFailed:    {},
}

// TemplateMachine is every legal move of a template version. A tested one that nobody wants is deprecated, so that its build goes.
var TemplateMachine = Machine[TemplateStatus]{ //nolint:gochecknoglobals // a constant table; Go has no constant maps
	TemplateDraft:      {TemplateTested},
	TemplateTested:     {TemplateActive, TemplateDeprecated},
	TemplateActive:     {TemplateDeprecated},
	TemplateDeprecated: {},
}

// TrialMachine is every legal move of a trial. Running goes back to pending when nobody has been heard of.
var TrialMachine = Machine[TrialStatus]{ //nolint:gochecknoglobals // a constant table; Go has no constant maps
	TrialPending: {TrialRunning, TrialFailed},
	TrialRunning: {TrialPending, TrialPassed, TrialFailed},
	TrialPassed:  {},
	TrialFailed:  {},
}

// DeliveryMachine is every legal move of a delivery. An ended one begins anew when a person wants it sent again; a sending one stays so
// when another worker takes it over.
var DeliveryMachine = Machine[DeliveryStatus]{ //nolint:gochecknoglobals // a constant table; Go has no constant maps
	DeliveryPending:   {DeliverySending},
	DeliverySending:   {DeliveryPending, DeliveryDelivered, DeliveryFailed},
	DeliveryDelivered: {DeliveryPending},
	DeliveryFailed:    {DeliveryPending},
}

// Move gives the new state, or a conflict when the move is not in the table.
func (m Machine[S]) Move(what string, from, to S) (S, error) {
	if !slices.Contains(m[from], to) {
		return from, fault.New(fault.Conflict, "The %s is %s; it cannot become %s.", what, from, to)
	}
	return to, nil
}

// Terminal reports whether a state has no way out. An unknown state is not terminal.
func (m Machine[S]) Terminal(s S) bool {
	next, known := m[s]
	return known && len(next) == 0
}
