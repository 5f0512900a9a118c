package store

import (
	"context"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Draft is a specification that is to become the next version of a template.
type Draft struct {
	Name   string // as the specification has it
	Shared bool   // for everybody; else the tenant's own
	// Describe gives the version that the specification makes under an id and a number, and the specification in its canonical form.
	Describe func(id string, number int) (demo.TemplateVersion, []byte, error)
}

// maxDocument bounds the canonical specification: it is a part of a Firestore document, which holds 1 MiB.
const maxDocument = 900 << 10

// specification is the document templates/{id}/versions/{number}/sources/spec: what the version is built from, for ever.
type specification struct {
	Content   []byte    `firestore:"content"` // canonical form
	CreatedAt time.Time `firestore:"created_at"`
	CreatedBy string    `firestore:"created_by"`
}

func specOf(version *firestore.DocumentRef) *firestore.DocumentRef {
	return version.Collection("sources").Doc("spec")
}

// Draft creates the next version of a template with its trial, in one commit. The same specification again is the same version, unless
// that one did not pass its trial.
func (t Templates) Draft(ctx context.Context, d Draft) (demo.TemplateVersion, error) {
	if err := t.begin(ctx, tenant.TemplatesPublish); err != nil {
		return demo.TemplateVersion{}, err
	}
	id := d.Name
	if !d.Shared {
		id = demo.PrivateTemplateID(t.scope.Tenant(), d.Name)
	}
	home, err := t.publishing(id)
	if err != nil {
		return demo.TemplateVersion{}, err
	}
	var made demo.TemplateVersion
	err = contend(ctx, func() error {
		shelf, err := t.shelf(ctx, home)
		if err != nil {
			return err
		}
		version, document, err := d.Describe(id, shelf.card.LatestVersion+1)
		if err != nil {
			return err
		}
		if latest := shelf.latest; latest != nil && latest.Content == version.Content && latest.Proof != demo.ProofRed {
			made = *latest
			return nil
		}
		if len(document) > maxDocument {
			return fault.New(fault.TooLarge, "The specification takes %d bytes, more than %d; split the data over several templates.", len(document), maxDocument)
		}
		made = version
		return t.create(ctx, shelf, &made, document)
	})
	if err != nil {
		return demo.TemplateVersion{}, mapError(err, "template")
	}
	return made, nil
}

// create commits a new draft.
func (t Templates) create(ctx context.Context, s *shelf, v *demo.TemplateVersion, document []byte) error {
	c, now := t.store.newCommit(), t.store.now()
	if err := t.reserveDraft(ctx, c, s, v, now); err != nil {
		return err
	}
	v.Status, v.Proof, v.Faults = demo.TemplateDraft, demo.ProofRunning, []string{}
	v.CreatedAt, v.CreatedBy = now, t.scope.Subject()
	card := s.card
	if !s.exists { // until a version is active, its draft says what the template is
		card.CreatedAt, card.CreatedBy = now, t.scope.Subject()
		card.Show(v)
	}
	card.LatestVersion = v.Number
	card.Touch(now)
	trial := demo.NewTrial(string(t.scope.Tenant()), t.scope.Subject(), v, now)
	doc := versionOf(s.home, v.Number)
	c.create(doc, v)
	c.create(specOf(doc), specification{document, now, t.scope.Subject()})
	c.create(t.root.Collection("trials").Doc(trial.ID), trial)
	s.put(c, card)
	c.create(t.auditEntry(ctx, "template.draft", templateObject(v), "", string(v.Status), now))
	_, err := c.send(ctx)
	return err
}

// reserveDraft takes the draft out of the tenant's quota, in the commit that creates it. The trial runs every golden query, so it takes room for
// bytes as well.
func (t Templates) reserveDraft(ctx context.Context, c *commit, s *shelf, v *demo.TemplateVersion, now time.Time) error {
	snap, err := t.root.Get(ctx)
	if err != nil {
		return err
	}
	var rec demo.TenantRecord
	if err := snap.DataTo(&rec); err != nil {
		return fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
	}
	_, private := demo.TemplateHome(v.TemplateID)
	if err := rec.ReserveDraft(private && !s.exists); err != nil {
		return err
	}
	if err := t.roomForBytes(ctx, &rec, now); err != nil {
		return err
	}
	c.correct(t.root, snap.UpdateTime, []firestore.Update{
		{Path: "counters", Value: rec.Counters}, {Path: "updated_at", Value: now}, {Path: "version", Value: firestore.Increment(1)},
	})
	return nil
}

// shelf is a template as it is read for a change.
type shelf struct {
	home   *firestore.DocumentRef
	card   demo.Template
	exists bool
	as     time.Time // when the card was written
	latest *demo.TemplateVersion
}

// shelf reads a template's card and its latest version.
func (t Templates) shelf(ctx context.Context, home *firestore.DocumentRef) (*shelf, error) {
	s := &shelf{home: home}
	snaps, err := t.store.db.GetAll(ctx, []*firestore.DocumentRef{home})
	if err != nil {
		return nil, err
	}
	if !snaps[0].Exists() {
		return s, nil
	}
	s.exists, s.as = true, snaps[0].UpdateTime
	if err := snaps[0].DataTo(&s.card); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "document %s does not fit its type", home.Path)
	}
	if s.card.LatestVersion > 0 {
		latest, err := readVersion(ctx, versionOf(home, s.card.LatestVersion))
		if err != nil {
			return nil, err
		}
		s.latest = &latest
	}
	return s, nil
}

// put writes the card on condition that nobody did since it was read.
func (s *shelf) put(c *commit, card demo.Template) {
	if s.exists {
		c.replace(s.home, s.as, card)
		return
	}
	c.create(s.home, card)
}
