package system

import (
	"context"
	"iter"
	"strconv"
	"time"

	"cloud.google.com/go/firestore"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

// ActiveTemplates yields the active version of every template, shared and private, with the specification it is made of. A template that
// cannot be read is yielded as a fault and does not hold up the others.
func (s *Store) ActiveTemplates(ctx context.Context) iter.Seq2[demo.ActiveTemplate, error] {
	all := s.db.CollectionGroup("templates").OrderBy(firestore.DocumentID, firestore.Asc)
	return func(yield func(demo.ActiveTemplate, error) bool) {
		for doc, err := range pages(ctx, all, "templates") {
			if err != nil {
				yield(demo.ActiveTemplate{}, err)
				return
			}
			var card demo.Template
			if err := doc.DataTo(&card); err != nil {
				err = fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Ref.Path)
				if !yield(demo.ActiveTemplate{}, err) {
					return
				}
				continue
			}
			if card.ActiveVersion < 1 {
				continue
			}
			if !yield(s.active(ctx, card)) {
				return
			}
		}
	}
}

func (s *Store) active(ctx context.Context, card demo.Template) (demo.ActiveTemplate, error) {
	out := demo.ActiveTemplate{}
	doc := s.home(card.ID).Collection("versions").Doc(strconv.Itoa(card.ActiveVersion))
	snaps, err := s.db.GetAll(ctx, []*firestore.DocumentRef{doc, doc.Collection("sources").Doc("spec")})
	if err != nil {
		return out, unavailable(err, "template "+card.ID+" could not be read")
	}
	if !snaps[0].Exists() || !snaps[1].Exists() {
		return out, fault.New(fault.NotFound, "Template %s has no version %d, or not the specification it is made of; publish it again.", card.ID, card.ActiveVersion)
	}
	if err := snaps[0].DataTo(&out.Version); err != nil {
		return out, fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Path)
	}
	out.Document, _ = snaps[1].Data()["content"].([]byte)
	return out, nil
}

// SupersededBuilds yields the builds that were no longer used for new demos at a time, the longest first.
func (s *Store) SupersededBuilds(ctx context.Context, by time.Time) iter.Seq2[demo.TemplateVersion, error] {
	due := s.db.CollectionGroup("builds").Where("superseded_at", "<=", by).OrderBy("superseded_at", firestore.Asc)
	return func(yield func(demo.TemplateVersion, error) bool) {
		for doc, err := range pages(ctx, due, "builds") {
			var build demo.TemplateVersion
			if err == nil {
				if err = doc.DataTo(&build); err != nil {
					err = fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Ref.Path)
				}
			}
			if !yield(build, err) {
				return
			}
		}
	}
}

// live are the states of demos that have a use for the build they are made of: to be made, asked, reset, restored or cloned.
func live() []demo.DemoStatus {
	return []demo.DemoStatus{demo.DemoPending, demo.DemoProvisioning, demo.DemoActive, demo.DemoFailed, demo.DemoArchived, demo.DemoDeleting}
}

// BuildNeeded reports whether anything is still made of a build: a version that demos may be made of, or a demo of any tenant.
func (s *Store) BuildNeeded(ctx context.Context, build demo.TemplateVersion) (bool, error) {
	snap, err := s.home(build.TemplateID).Collection("versions").Doc(strconv.Itoa(build.Number)).Get(ctx)
	if err != nil && status.Code(err) != codes.NotFound {
		return true, unavailable(err, "the version of a build could not be read")
	}
	if err == nil {
		var version demo.TemplateVersion
		if err := snap.DataTo(&version); err != nil {
			return true, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
		}
		if version.BuildID() == build.BuildID() && version.Status != demo.TemplateDeprecated {
			return true, nil
		}
	}
	for _, state := range live() {
		docs, err := s.db.CollectionGroup("demos").Where("template_id", "==", build.TemplateID).Where("build", "==", build.BuildID()).
			Where("status", "==", string(state)).Limit(1).Documents(ctx).GetAll()
		if err != nil || len(docs) > 0 {
			return true, unavailable(err, "the demos of a build could not be looked for")
		}
	}
	return false, nil
}

// FolderShared reports whether other builds of a version have their files where a build has its own.
func (s *Store) FolderShared(ctx context.Context, build demo.TemplateVersion) (bool, error) {
	builds := s.home(build.TemplateID).Collection("versions").Doc(strconv.Itoa(build.Number)).Collection("builds")
	docs, err := builds.Where("location", "==", build.Location).Limit(2).Documents(ctx).GetAll()
	return len(docs) > 1, unavailable(err, "the builds of a version could not be listed")
}

// ForgetBuild removes a build's document, after what it names is gone.
func (s *Store) ForgetBuild(ctx context.Context, build demo.TemplateVersion) error {
	_, err := s.home(build.TemplateID).Collection("versions").Doc(strconv.Itoa(build.Number)).Collection("builds").Doc(build.BuildID()).Delete(ctx)
	return unavailable(err, "the build could not be forgotten")
}

// pages yields what a query finds, page by page. The sequence ends when the database fails.
func pages(ctx context.Context, q firestore.Query, what string) iter.Seq2[*firestore.DocumentSnapshot, error] {
	return func(yield func(*firestore.DocumentSnapshot, error) bool) {
		q = q.Limit(silentPage)
		for page := q; ; {
			docs, err := page.Documents(ctx).GetAll()
			if err != nil {
				yield(nil, unavailable(err, what+" could not be listed"))
				return
			}
			for _, doc := range docs {
				if !yield(doc, nil) {
					return
				}
			}
			if len(docs) < silentPage {
				return
			}
			page = q.StartAfter(docs[len(docs)-1])
		}
	}
}
