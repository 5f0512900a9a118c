package demo

import (
	"strings"
	"time"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Proof says whether every golden query of a version gave on its golden dataset what the ledger says.
type Proof string

// The proofs.
const (
	ProofNone    Proof = "none"
	ProofRunning Proof = "running"
	ProofGreen   Proof = "green"
	ProofRed     Proof = "red"
)

// PrivateTemplateID is the id of a tenant's private template: <tenant>-<name>. The name of a shared template has no dash, so the two never
// meet, and neither do the datasets, folders and agents that are named after them.
func PrivateTemplateID(in tenant.ID, name string) string { return string(in) + "-" + name }

// TemplateHome tells whose a template is. A shared template is nobody's.
func TemplateHome(id string) (home tenant.ID, private bool) {
	before, _, private := strings.Cut(id, "-")
	if !private {
		return "", false
	}
	return tenant.ID(before), true
}

// Show makes the card tell of a version what a library shows.
func (t *Template) Show(v *TemplateVersion) {
	t.ID, t.DisplayName, t.Industry, t.Description, t.Tags = v.TemplateID, v.DisplayName, v.Industry, v.Description, v.Tags
	t.TableCount, t.Rows, t.GoldenQueries, t.Thumbnail = len(v.Tables), v.Rows, len(v.GoldenQueries), v.Thumbnail
	t.LatestVersion = max(t.LatestVersion, v.Number)
}

// Touch marks a write. Whatever changes a version writes its card too: readers keep versions in memory for as long as the card is the same.
func (t *Template) Touch(now time.Time) {
	t.UpdatedAt = now
	t.Version++
}

// Activate makes a version the one that new demos are made of. The one before stays active in its own right, for those who name it and
// for a rollback.
func (t *Template) Activate(v *TemplateVersion, now time.Time) (err error) {
	if t.ActiveVersion == v.Number {
		return fault.New(fault.Conflict, "Version %d is what new demos are made of already.", v.Number)
	}
	if v.Status != TemplateActive {
		if v.Status, err = TemplateMachine.Move("template version", v.Status, TemplateActive); err != nil {
			return err
		}
	}
	t.PreviousVersion, t.ActiveVersion = t.ActiveVersion, v.Number
	t.Show(v)
	t.Touch(now)
	return nil
}

// Rollback makes the previously active version the one that new demos are made of again, one step and no further.
func (t *Template) Rollback(previous *TemplateVersion, now time.Time) error {
	if t.PreviousVersion == 0 || previous.Number != t.PreviousVersion || previous.Status != TemplateActive {
		return t.nothingBefore()
	}
	t.ActiveVersion, t.PreviousVersion = previous.Number, 0
	t.Show(previous)
	t.Touch(now)
	return nil
}

func (t *Template) nothingBefore() error {
	return fault.New(fault.Conflict, "Before version %d no other was active; there is nothing to roll back to.", t.ActiveVersion)
}

// Deprecate ends a version: no new demos are made of it, those there are go on. A template whose active version ends leaves the library
// until another one is activated.
func (t *Template) Deprecate(v *TemplateVersion, now time.Time) (err error) {
	if v.Status, err = TemplateMachine.Move("template version", v.Status, TemplateDeprecated); err != nil {
		return err
	}
	if t.ActiveVersion == v.Number {
		t.ActiveVersion = 0
	}
	if t.PreviousVersion == v.Number {
		t.PreviousVersion = 0
	}
	t.Touch(now)
	return nil
}

// ActiveTemplate is the version that new demos are made of, with the specification it is built from in canonical form.
type ActiveTemplate struct {
	Version  TemplateVersion
	Document []byte
}
