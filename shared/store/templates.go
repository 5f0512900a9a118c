package store

import (
	"context"
	"strconv"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Templates reads the library: shipped templates are everybody's.
type Templates struct{ *Scoped }

// TemplateFilter narrows the library; empty fields do not.
type TemplateFilter struct {
	Industry string
	Tag      string
}

// maxTemplates bounds the library; it is read whole because it is small and searched in memory.
const maxTemplates = 500

// List gives the templates that have an active version, by name.
func (t Templates) List(ctx context.Context, filter TemplateFilter) ([]demo.Template, error) {
	if err := t.begin(ctx, tenant.TemplatesRead); err != nil {
		return nil, err
	}
	q := t.store.db.Collection("templates").Query
	if filter.Industry != "" {
		q = q.Where("industry", "==", filter.Industry)
	}
	if filter.Tag != "" {
		q = q.Where("tags", "array-contains", filter.Tag)
	}
	docs, err := q.OrderBy("display_name", firestore.Asc).Limit(maxTemplates).Documents(ctx).GetAll()
	if err != nil {
		return nil, mapError(err, "templates")
	}
	out := make([]demo.Template, 0, len(docs))
	for _, doc := range docs {
		var item demo.Template
		if err := doc.DataTo(&item); err != nil {
			return nil, fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Ref.Path)
		}
		if item.ActiveVersion > 0 {
			out = append(out, item)
		}
	}
	return out, nil
}

// Active gives a template with its active version.
func (t Templates) Active(ctx context.Context, id string) (demo.TemplateVersion, error) {
	if err := t.begin(ctx, tenant.TemplatesRead); err != nil {
		return demo.TemplateVersion{}, err
	}
	if !validID(id) {
		return demo.TemplateVersion{}, absent("template")
	}
	card, as, err := t.card(ctx, id)
	if err != nil {
		return demo.TemplateVersion{}, err
	}
	if card.ActiveVersion < 1 {
		return demo.TemplateVersion{}, absent("template version")
	}
	return t.kept(ctx, t.versionDoc(id, card.ActiveVersion), as)
}

// card gives a template's card and when it was written.
func (t Templates) card(ctx context.Context, id string) (card demo.Template, as time.Time, err error) {
	snap, err := t.store.db.Collection("templates").Doc(id).Get(ctx)
	if err != nil {
		return card, as, mapError(err, "template")
	}
	if err := snap.DataTo(&card); err != nil {
		return card, as, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
	}
	return card, snap.UpdateTime, nil
}

// Of gives the build of a template that a demo is made of, which may be older than the one new demos get.
func (t Templates) Of(ctx context.Context, d demo.Demo) (demo.TemplateVersion, error) {
	if err := t.begin(ctx, tenant.TemplatesRead); err != nil {
		return demo.TemplateVersion{}, err
	}
	if !validID(d.TemplateID) || !validID(d.Build) {
		return demo.TemplateVersion{}, absent("build of the template")
	}
	_, as, err := t.card(ctx, d.TemplateID)
	if err != nil {
		return demo.TemplateVersion{}, err
	}
	return t.kept(ctx, t.versionDoc(d.TemplateID, d.TemplateVersion).Collection("builds").Doc(d.Build), as)
}

// kept gives a version from memory if it was read while the card was the one of that time; else it reads and keeps it.
func (t Templates) kept(ctx context.Context, doc *firestore.DocumentRef, as time.Time) (demo.TemplateVersion, error) {
	if version, found := t.store.library.get(doc.Path, as); found {
		return version, nil
	}
	version, err := t.version(ctx, doc)
	if err == nil {
		t.store.library.put(doc.Path, as, version)
	}
	return version, err
}

// Version gives one version of a template. A draft is not found: it is not yet anybody's.
func (t Templates) Version(ctx context.Context, id string, number int) (demo.TemplateVersion, error) {
	if err := t.begin(ctx, tenant.TemplatesRead); err != nil {
		return demo.TemplateVersion{}, err
	}
	if !validID(id) || number < 1 {
		return demo.TemplateVersion{}, absent("template version")
	}
	return t.version(ctx, t.versionDoc(id, number))
}

func (t Templates) versionDoc(id string, number int) *firestore.DocumentRef {
	return t.store.db.Collection("templates").Doc(id).Collection("versions").Doc(strconv.Itoa(number))
}

func (t Templates) version(ctx context.Context, doc *firestore.DocumentRef) (demo.TemplateVersion, error) {
	snap, err := doc.Get(ctx)
	if err != nil {
		return demo.TemplateVersion{}, mapError(err, "template version")
	}
	var out demo.TemplateVersion
	if err := snap.DataTo(&out); err != nil {
		return out, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
	}
	if out.Status != demo.TemplateActive && out.Status != demo.TemplateDeprecated {
		return demo.TemplateVersion{}, absent("template version")
	}
	return out, nil
}
