package store

import (
	"context"
	"strconv"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Shelf is a template with all its versions.
type Shelf struct {
	Card     demo.Template
	Versions []VersionLine // newest first
}

// VersionLine is what a list of versions shows of one.
type VersionLine struct {
	demo.TemplateVersion
	Current bool // new demos are made of it
	Uses    int64
}

// maxVersions bounds a list of versions.
const maxVersions = 100

// Versions lists the newest versions of a template. Drafts are shown to who may publish them.
func (t Templates) Versions(ctx context.Context, id string) (Shelf, error) {
	if err := t.begin(ctx, tenant.TemplatesRead); err != nil {
		return Shelf{}, err
	}
	card, _, err := t.card(ctx, id)
	if err != nil {
		return Shelf{}, err
	}
	_, err = t.publishing(id)
	drafts := err == nil && t.scope.Reach(tenant.TemplatesPublish) > tenant.Nothing
	home := t.home(id)
	docs, err := home.Collection("versions").Select("number", "status", "anchor", "created_at", "created_by", "proof", "faults", "rows", "template_id").
		OrderBy("number", firestore.Desc).Limit(maxVersions).Documents(ctx).GetAll()
	if err != nil {
		return Shelf{}, mapError(err, "template versions")
	}
	uses, err := t.uses(ctx, []*firestore.DocumentRef{home})
	if err != nil {
		return Shelf{}, err
	}
	out := Shelf{Card: card, Versions: []VersionLine{}}
	for _, doc := range docs {
		var v demo.TemplateVersion
		if err := doc.DataTo(&v); err != nil {
			return Shelf{}, fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Ref.Path)
		}
		if v.Status != demo.TemplateDraft || drafts {
			out.Versions = append(out.Versions, VersionLine{v, v.Number == card.ActiveVersion, uses[0].Versions[strconv.Itoa(v.Number)]})
		}
	}
	return out, nil
}
