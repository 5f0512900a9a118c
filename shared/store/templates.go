package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Templates is the library: shared templates are everybody's, private ones their tenant's. Reading is here, changing in templatemoves.go,
// the trials of drafts in trials.go.
type Templates struct{ *Scoped }

// TemplateFilter narrows the library; empty fields do not.
type TemplateFilter struct {
	Industry string
	Tag      string
}

// maxTemplates bounds the library; it is read whole because it is small and searched in memory.
const maxTemplates = 500

// Shelved is a template of the library with how many demos were made of it.
type Shelved struct {
	demo.Template
	Uses int64
}

// List gives the templates that have an active version, shared ones and the tenant's own, by name.
func (t Templates) List(ctx context.Context, filter TemplateFilter) ([]Shelved, error) {
	if err := t.begin(ctx, tenant.TemplatesRead); err != nil {
		return nil, err
	}
	var out []Shelved
	for _, shelf := range []*firestore.CollectionRef{t.store.db.Collection("templates"), t.root.Collection("templates")} {
		found, err := listed(ctx, shelf.Query, filter)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	slices.SortStableFunc(out, func(a, b Shelved) int { return cmp.Compare(a.DisplayName, b.DisplayName) })
	return out, t.count(ctx, out)
}

func listed(ctx context.Context, q firestore.Query, filter TemplateFilter) ([]Shelved, error) {
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
	out := make([]Shelved, 0, len(docs))
	for _, doc := range docs {
		var item demo.Template
		if err := doc.DataTo(&item); err != nil {
			return nil, fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Ref.Path)
		}
		if item.ActiveVersion > 0 {
			out = append(out, Shelved{Template: item})
		}
	}
	return out, nil
}

// Active gives a template in its active version.
func (t Templates) Active(ctx context.Context, id string) (demo.TemplateVersion, error) {
	if err := t.begin(ctx, tenant.TemplatesRead); err != nil {
		return demo.TemplateVersion{}, err
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

// Of gives the build of a template that a demo is made of, which may be older than the one new demos get. It is a part of the demo: who may
// read the demo, or ask it, needs no permission for the library.
func (t Templates) Of(ctx context.Context, d demo.Demo) (demo.TemplateVersion, error) {
	permission := tenant.DemosRead
	if t.scope.Reach(permission) == tenant.Nothing {
		permission = tenant.DemosChat
	}
	if err := t.begin(ctx, permission); err != nil {
		return demo.TemplateVersion{}, err
	}
	if !validID(d.Build) {
		return demo.TemplateVersion{}, absent("build of the template")
	}
	_, as, err := t.card(ctx, d.TemplateID)
	if err != nil {
		return demo.TemplateVersion{}, err
	}
	return t.kept(ctx, t.versionDoc(d.TemplateID, d.TemplateVersion).Collection("builds").Doc(d.Build), as)
}

// Version gives one version of a template that demos may be made of.
func (t Templates) Version(ctx context.Context, id string, number int) (demo.TemplateVersion, error) {
	if err := t.begin(ctx, tenant.TemplatesRead); err != nil {
		return demo.TemplateVersion{}, err
	}
	if t.home(id) == nil || number < 1 {
		return demo.TemplateVersion{}, absent("template version")
	}
	version, err := readVersion(ctx, t.versionDoc(id, number))
	if err == nil && version.Status != demo.TemplateActive {
		return demo.TemplateVersion{}, absent("template version")
	}
	return version, err
}

// home is where a template lies: on the shared shelf, or on the tenant's own. Another tenant's has none here, like one that cannot be.
func (t Templates) home(id string) *firestore.DocumentRef {
	if !validID(id) {
		return nil
	}
	switch owner, private := demo.TemplateHome(id); {
	case !private:
		return t.store.db.Collection("templates").Doc(id)
	case owner == t.scope.Tenant():
		return t.root.Collection("templates").Doc(id)
	default:
		return nil
	}
}

// card gives a template's card and when it was written.
func (t Templates) card(ctx context.Context, id string) (card demo.Template, as time.Time, err error) {
	doc := t.home(id)
	if doc == nil {
		return card, as, absent("template")
	}
	snap, err := doc.Get(ctx)
	if err != nil {
		return card, as, mapError(err, "template")
	}
	if err := snap.DataTo(&card); err != nil {
		return card, as, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
	}
	return card, snap.UpdateTime, nil
}

// kept gives a version from memory if it was read while the card was the one of that time; else it reads and keeps it.
func (t Templates) kept(ctx context.Context, doc *firestore.DocumentRef, as time.Time) (demo.TemplateVersion, error) {
	if version, found := t.store.library.get(doc.Path, as); found {
		return version, nil
	}
	version, err := readVersion(ctx, doc)
	if err == nil {
		t.store.library.put(doc.Path, as, version)
	}
	return version, err
}

// versionDoc is a version of a template whose home was found.
func (t Templates) versionDoc(id string, number int) *firestore.DocumentRef {
	return versionOf(t.home(id), number)
}

func versionOf(home *firestore.DocumentRef, number int) *firestore.DocumentRef {
	return home.Collection("versions").Doc(strconv.Itoa(number))
}

func readVersion(ctx context.Context, doc *firestore.DocumentRef) (demo.TemplateVersion, error) {
	var out demo.TemplateVersion
	snap, err := doc.Get(ctx)
	if err != nil {
		return out, mapError(err, "template version")
	}
	if err := snap.DataTo(&out); err != nil {
		return out, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
	}
	return out, nil
}
