package demo

import "capidemo.dev/platform/shared/fault"

// What a tenant may draft: every private template is refreshed each day, and every trial makes and loads a whole dataset.
const (
	MaxPrivateTemplates = 50
	MaxTrials           = 5 // at a time
)

// ReserveDraft takes a trial for a draft version, and a private template when the draft is the first version of one.
func (t *TenantRecord) ReserveDraft(newPrivate bool) error {
	if t.Counters.Trials >= MaxTrials {
		return fault.New(fault.QuotaExceeded, "Your tenant has %d versions under trial, as many as may be at a time; wait until one of them has ended.", MaxTrials)
	}
	if newPrivate && t.Counters.Templates >= MaxPrivateTemplates {
		return fault.New(fault.QuotaExceeded, "Your tenant has its %d private templates; draft a new version of one of them.", MaxPrivateTemplates)
	}
	t.Counters.Trials++
	if newPrivate {
		t.Counters.Templates++
	}
	return nil
}
