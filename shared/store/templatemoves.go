package store

import (
	"context"
	"fmt"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// templateObject names a version in the audit log.
func templateObject(v *demo.TemplateVersion) string {
	return fmt.Sprintf("templates/%s/versions/%d", v.TemplateID, v.Number)
}

// Activate makes a tested version the one that new demos are made of.
func (t Templates) Activate(ctx context.Context, id string, number int) (demo.TemplateVersion, error) {
	return t.move(ctx, id, "template.activate", func(*demo.Template) int { return number }, (*demo.Template).Activate)
}

// Deprecate ends a version for new demos.
func (t Templates) Deprecate(ctx context.Context, id string, number int) (demo.TemplateVersion, error) {
	return t.move(ctx, id, "template.deprecate", func(*demo.Template) int { return number }, (*demo.Template).Deprecate)
}

// Rollback makes the previously active version the one that new demos are made of again.
func (t Templates) Rollback(ctx context.Context, id string) (demo.TemplateVersion, error) {
	return t.move(ctx, id, "template.rollback", func(card *demo.Template) int { return card.PreviousVersion }, (*demo.Template).Rollback)
}

// move changes a card and one of its versions in one commit, with its audit entry.
func (t Templates) move(ctx context.Context, id, action string, which func(*demo.Template) int, move func(*demo.Template, *demo.TemplateVersion, time.Time) error) (demo.TemplateVersion, error) {
	if err := t.begin(ctx, tenant.TemplatesPublish); err != nil {
		return demo.TemplateVersion{}, err
	}
	home, err := t.publishing(id)
	if err != nil {
		return demo.TemplateVersion{}, err
	}
	var after demo.TemplateVersion
	err = contend(ctx, func() error {
		s, err := t.shelf(ctx, home)
		if err != nil {
			return err
		}
		number := which(&s.card)
		snap, err := t.versionSnap(ctx, s, number)
		if err != nil {
			return err
		}
		before := demo.TemplateVersion{Number: 0}
		if snap != nil {
			if err := snap.DataTo(&before); err != nil {
				return fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
			}
		}
		after = before
		card, now := s.card, t.store.now()
		if err := move(&card, &after, now); err != nil {
			return err
		}
		c := t.store.newCommit()
		s.put(c, card)
		if after.Status != before.Status {
			c.replace(snap.Ref, snap.UpdateTime, after)
		}
		if after.Status == demo.TemplateDeprecated { // its build goes when no demo is made of it any more
			c.merge(snap.Ref.Collection("builds").Doc(after.BuildID()), map[string]any{"superseded_at": now})
		}
		c.create(t.auditEntry(ctx, action, templateObject(&after), string(before.Status), string(after.Status), now))
		_, err = c.send(ctx)
		return err
	})
	if err != nil {
		return demo.TemplateVersion{}, mapError(err, "template")
	}
	return after, nil
}

// versionSnap reads a version; none for number 0, which the move then refuses.
func (t Templates) versionSnap(ctx context.Context, s *shelf, number int) (*firestore.DocumentSnapshot, error) {
	if !s.exists {
		return nil, absent("template")
	}
	if number < 1 {
		return nil, nil //nolint:nilnil // no number, no document
	}
	snap, err := versionOf(s.home, number).Get(ctx)
	if err != nil {
		return nil, mapError(err, "template version")
	}
	return snap, nil
}

// publishing is the home of a template that the scope may change: the tenant's own ones, and shared ones with the platform's reach.
func (t Templates) publishing(id string) (*firestore.DocumentRef, error) {
	home := t.home(id)
	if home == nil {
		return nil, absent("template")
	}
	if _, private := demo.TemplateHome(id); !private && t.scope.Reach(tenant.TemplatesPublish) < tenant.Platform {
		return nil, fault.New(fault.Forbidden, "The template %s is everybody's; only the platform's admins change it.", id)
	}
	return home, nil
}
