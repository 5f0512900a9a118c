package store

import (
	"context"
	"reflect"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Trials takes draft versions to tested; only functions hold its permission.
type Trials struct{ *Scoped }

// TrialClaim is the right to try one version until the lease ends.
type TrialClaim struct {
	ID       string
	Fence    int64
	Attempt  int
	Version  demo.TemplateVersion // the draft, as of the claim
	Document []byte               // its specification in canonical form
	Bytes    int64                // billed by the queries of this attempt; counted by the call that ends it (Pass, Fail, Yield)
}

// Claim takes a trial. done means that nothing is left to do; a Busy fault that another worker has it. A trial whose attempts are used up
// fails.
func (t Trials) Claim(ctx context.Context, id string) (claim TrialClaim, done bool, err error) {
	owner := t.store.newID()
	claim.ID = id
	err = t.change(ctx, id, func(c *commit, s *tried, now time.Time) (err error) {
		claim.Fence, done, err = s.trial.Claim(owner, now)
		if fault.Is(err, fault.Conflict) {
			done = true
			if err := s.trial.GiveUp(now); err != nil {
				return err
			}
			return t.reject(ctx, c, s, []string{"The version could not be built in several attempts: " + s.trial.LastError}, now)
		}
		claim.Attempt, claim.Version = s.trial.Lease.Attempt, s.version
		return err
	})
	if err != nil || done {
		return claim, done, err
	}
	home := Templates(t).home(claim.Version.TemplateID)
	snap, err := specOf(versionOf(home, claim.Version.Number)).Get(ctx)
	if err != nil {
		return claim, false, mapError(err, "specification")
	}
	var spec specification
	if err := snap.DataTo(&spec); err != nil {
		return claim, false, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
	}
	claim.Document = spec.Content
	return claim, false, nil
}

// Renew extends the claim; LeaseLost means to stop at once.
func (t Trials) Renew(ctx context.Context, claim TrialClaim) error {
	return t.change(ctx, claim.ID, func(_ *commit, s *tried, now time.Time) error { return s.trial.Renew(claim.Fence, now) })
}

// Pass makes the version tested, with all that its data tells, and keeps its first build.
func (t Trials) Pass(ctx context.Context, claim TrialClaim, built demo.TemplateVersion) error {
	return t.change(ctx, claim.ID, func(c *commit, s *tried, now time.Time) (err error) {
		if err := s.trial.End(claim.Fence, demo.TrialPassed, now); err != nil {
			return err
		}
		before := s.version.Status
		created, by := s.version.CreatedAt, s.version.CreatedBy
		if built.Status, err = demo.TemplateMachine.Move("template version", before, demo.TemplateTested); err != nil {
			return err
		}
		built.Proof, built.Faults, built.Content = demo.ProofGreen, []string{}, s.version.Content
		built.CreatedAt, built.CreatedBy = created, by
		s.version = built
		t.billed(c, claim.ID, claim.Bytes, now)
		c.batch.Set(s.versionDoc.Collection("builds").Doc(built.BuildID()), built)
		c.create(t.auditEntry(ctx, "template.tested", templateObject(&built), string(before), string(built.Status), now))
		return nil
	})
}

// Fail leaves the version a draft and records why it did not become tested.
func (t Trials) Fail(ctx context.Context, claim TrialClaim, faults []string) error {
	return t.change(ctx, claim.ID, func(c *commit, s *tried, now time.Time) error {
		if err := s.trial.End(claim.Fence, demo.TrialFailed, now); err != nil {
			return err
		}
		t.billed(c, claim.ID, claim.Bytes, now)
		return t.reject(ctx, c, s, faults, now)
	})
}

// Yield gives the trial back for another attempt.
func (t Trials) Yield(ctx context.Context, claim TrialClaim, cause error) error {
	return t.change(ctx, claim.ID, func(c *commit, s *tried, now time.Time) error {
		t.billed(c, claim.ID, claim.Bytes, now)
		return s.trial.Yield(claim.Fence, cause, now)
	})
}

// Requeue sets a silent trial off again; its document's change is the event.
func (t Trials) Requeue(ctx context.Context, id string) error {
	return t.change(ctx, id, func(_ *commit, s *tried, now time.Time) error {
		s.trial.Requeue(now)
		return nil
	})
}

func (t Trials) reject(ctx context.Context, c *commit, s *tried, faults []string, now time.Time) error {
	s.version.Proof, s.version.Faults = demo.ProofRed, faults
	c.create(t.auditEntry(ctx, "template.rejected", templateObject(&s.version), string(s.version.Status), string(s.version.Status), now))
	return nil
}

// tried is a trial with the version and the card that it changes.
type tried struct {
	trial      demo.Trial
	version    demo.TemplateVersion
	card       demo.Template
	versionDoc *firestore.DocumentRef
}

// change moves a trial in one commit, on condition that it is as it was read, and writes the version and its card with it when the version
// changed. A change that changes nothing writes nothing.
func (t Trials) change(ctx context.Context, id string, change func(*commit, *tried, time.Time) error) error {
	if err := t.begin(ctx, tenant.TemplatesBuild); err != nil {
		return err
	}
	doc := t.child("trials", id)
	if doc == nil {
		return absent("trial")
	}
	planned := demo.Trial{}
	err := contend(ctx, func() error {
		s, snaps, err := t.read(ctx, doc)
		if err != nil {
			return err
		}
		if planned.Version > 0 && reflect.DeepEqual(s.trial, planned) {
			return nil // it landed, and only its acknowledgement was lost: leases carry random owners
		}
		before, c, now := *s, t.store.newCommit(), t.store.now()
		if err := change(c, s, now); err != nil {
			return err
		}
		if planned = s.trial; planned.Version == before.trial.Version {
			return nil
		}
		c.replace(doc, snaps[0].UpdateTime, s.trial)
		if demo.TrialMachine.Terminal(s.trial.Status) {
			c.update(t.root, []firestore.Update{{Path: "counters.trials", Value: firestore.Increment(-1)}})
		}
		if s.version.Status != before.version.Status || s.version.Proof != before.version.Proof {
			c.replace(snaps[1].Ref, snaps[1].UpdateTime, s.version)
			s.card.Touch(now)
			if s.card.ActiveVersion == 0 {
				s.card.Show(&s.version)
			}
			c.replace(snaps[2].Ref, snaps[2].UpdateTime, s.card)
		}
		_, err = c.send(ctx)
		return err
	})
	if err != nil {
		return mapError(err, "trial")
	}
	return nil
}

// read gets a trial with its version and card.
func (t Trials) read(ctx context.Context, doc *firestore.DocumentRef) (*tried, []*firestore.DocumentSnapshot, error) {
	s := &tried{}
	snap, err := doc.Get(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := snap.DataTo(&s.trial); err != nil {
		return nil, nil, fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Path)
	}
	home := Templates(t).home(s.trial.TemplateID)
	if home == nil {
		return nil, nil, absent("template")
	}
	s.versionDoc = versionOf(home, s.trial.Number)
	snaps, err := t.store.db.GetAll(ctx, []*firestore.DocumentRef{s.versionDoc, home})
	if err != nil {
		return nil, nil, err
	}
	for i, into := range []any{&s.version, &s.card} {
		if !snaps[i].Exists() {
			return nil, nil, absent("template version")
		}
		if err := snaps[i].DataTo(into); err != nil {
			return nil, nil, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snaps[i].Ref.Path)
		}
	}
	return s, append([]*firestore.DocumentSnapshot{snap}, snaps...), nil
}
