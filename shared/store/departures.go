package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"cloud.google.com/go/firestore"
	pb "cloud.google.com/go/firestore/apiv1/firestorepb"
	"google.golang.org/protobuf/proto"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Departures ends what is under way in a tenant that is being deleted, tells what it has outside, and removes its documents; only functions
// hold its permission. A collection outside tenants/{t} whose documents belong to a tenant begins their ids with the tenant's and is named in
// indexes.
type Departures struct{ *Scoped }

// maxPurge is how many documents one commit removes.
const maxPurge = 300

// Still ends at most limit jobs and trials that are under way, and says how many there were; 0 means that none is left. Their workers lose
// their leases, and remove what they were making.
func (d Departures) Still(ctx context.Context, limit int) (ended int, err error) {
	if err := d.begin(ctx, tenant.TenantsKeep); err != nil {
		return 0, err
	}
	if err := d.endOnboarding(ctx); err != nil {
		return 0, err
	}
	for _, status := range []demo.JobStatus{demo.JobScheduled, demo.JobQueued, demo.JobRunning} {
		jobs, err := query[demo.Job](ctx, d.root.Collection("jobs").Where("status", "==", string(status)).Limit(limit), "jobs")
		if err != nil {
			return ended, err
		}
		for _, job := range jobs {
			_, err := d.change(ctx, JobRef{Job: job.ID, Demo: job.DemoID}, "", nil, func(p *demo.Pair, now time.Time) error {
				if p.Job.Terminal() {
					return nil
				}
				return p.Cancel(now)
			})
			if err != nil {
				return ended, err
			}
			ended++
		}
	}
	n, err := d.endTrials(ctx, limit)
	return ended + n, err
}

// endTrials gives up the trials that are pending or running.
func (d Departures) endTrials(ctx context.Context, limit int) (ended int, err error) {
	for _, status := range []demo.TrialStatus{demo.TrialPending, demo.TrialRunning} {
		trials, err := query[demo.Trial](ctx, d.root.Collection("trials").Where("status", "==", string(status)).Limit(limit), "trials")
		if err != nil {
			return ended, err
		}
		for _, trial := range trials {
			err := d.Trials().change(ctx, trial.ID, func(c *commit, s *tried, now time.Time) error {
				if demo.TrialMachine.Terminal(s.trial.Status) {
					return nil
				}
				if err := s.trial.GiveUp(now); err != nil {
					return err
				}
				return d.Trials().reject(ctx, c, s, []string{"The tenant is being deleted."}, now)
			})
			if err != nil {
				return ended, err
			}
			ended++
		}
	}
	return ended, nil
}

// endOnboarding removes the errand that sets the tenant up, when nobody is at it.
func (d Departures) endOnboarding(ctx context.Context) error {
	doc := d.errand(demo.ErrandOnboard)
	snaps, err := d.store.db.GetAll(ctx, refs(doc))
	if err != nil {
		return mapError(err, "errand")
	}
	if !snaps[0].Exists() {
		return nil
	}
	var errand demo.Errand
	if err := snaps[0].DataTo(&errand); err != nil {
		return fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Path)
	}
	if err := errand.Settled(d.store.now()); err != nil {
		return err
	}
	if _, err := doc.Delete(ctx, firestore.LastUpdateTime(snaps[0].UpdateTime)); err != nil {
		return mapError(err, "errand")
	}
	return nil
}

// Versions yields, page by page, the numbers of the versions of private templates; after is the last template already seen. A template
// without any is given with none.
func (d Departures) Versions(ctx context.Context, after string, limit int) ([]PrivateVersions, error) {
	if err := d.begin(ctx, tenant.TenantsKeep); err != nil {
		return nil, err
	}
	q := d.root.Collection("templates").OrderBy(firestore.DocumentID, firestore.Asc)
	if after != "" {
		q = q.StartAfter(after)
	}
	homes, err := q.Limit(limit).Documents(ctx).GetAll()
	if err != nil {
		return nil, mapError(err, "templates")
	}
	out := make([]PrivateVersions, len(homes))
	for i, home := range homes {
		out[i].Template = home.Ref.ID
		versions, err := home.Ref.Collection("versions").OrderBy("number", firestore.Desc).Documents(ctx).GetAll()
		if err != nil {
			return nil, mapError(err, "template versions")
		}
		for _, version := range versions {
			number, err := strconv.Atoi(version.Ref.ID)
			if err != nil {
				return nil, fault.Wrap(fault.Internal, err, "document %s is no version of a template", version.Ref.Path)
			}
			out[i].Numbers = append(out[i].Numbers, number)
		}
	}
	return out, nil
}

// PrivateVersions are the versions of a private template.
type PrivateVersions struct {
	Template string
	Numbers  []int
}

// Members gives the uids of at most limit members, whatever their standing.
func (d Departures) Members(ctx context.Context, limit int) ([]string, error) {
	if err := d.begin(ctx, tenant.TenantsKeep); err != nil {
		return nil, err
	}
	docs, err := d.root.Collection("users").OrderBy(firestore.DocumentID, firestore.Asc).Limit(limit).Documents(ctx).GetAll()
	if err != nil {
		return nil, mapError(err, "members")
	}
	out := make([]string, len(docs))
	for i, doc := range docs {
		out[i] = doc.Ref.ID
	}
	return out, nil
}

// Forget removes a member, after the sign-in was told.
func (d Departures) Forget(ctx context.Context, uid string) error {
	if err := d.begin(ctx, tenant.TenantsKeep); err != nil {
		return err
	}
	doc := d.memberDoc(uid)
	if doc == nil {
		return absent("member")
	}
	if _, err := doc.Delete(ctx); err != nil {
		return mapError(err, "member")
	}
	return nil
}

// Purge removes a part of the tenant's documents: those below it, whatever their collections, and those in indexes, but neither the tenant
// nor the errand that this is done for. It gives how many there were; 0 means that none is left. Only a tenant that is being deleted, or was,
// is purged.
func (d Departures) Purge(ctx context.Context) (removed int, err error) {
	if err := d.begin(ctx, tenant.TenantsKeep); err != nil {
		return 0, err
	}
	departs, err := d.departs(ctx)
	if err == nil && !departs {
		err = fault.New(fault.Conflict, "The tenant is not being deleted; its documents stay.")
	}
	if err != nil {
		return 0, err
	}
	below, err := d.below()
	if err != nil {
		return 0, err
	}
	for _, part := range append(d.indexes(), below) {
		n, err := d.purge(ctx, part)
		removed += n
		if err != nil {
			return removed, mapError(err, "tenant")
		}
	}
	return removed, nil
}

// belonging is a query for documents of the tenant, and how all their paths begin.
type belonging struct {
	query  firestore.Query
	prefix string
}

// departs tells whether the tenant is being deleted, or was.
func (s *Scoped) departs(ctx context.Context) (bool, error) {
	snap, err := s.root.Get(ctx)
	if err != nil {
		return false, mapError(err, "tenant")
	}
	status, _ := snap.Data()["status"].(string)
	return status == string(demo.TenantDeleting) || status == string(demo.TenantDeleted), nil
}

// below finds all documents below the tenant at any depth, those among them whose parents are gone. The client builds such a query for one
// collection's name only; without a name it is Firestore's own way to delete recursively.
func (d Departures) below() (belonging, error) {
	raw, err := proto.Marshal(&pb.RunQueryRequest{Parent: d.root.Path, QueryType: &pb.RunQueryRequest_StructuredQuery{StructuredQuery: &pb.StructuredQuery{
		Select: &pb.StructuredQuery_Projection{Fields: []*pb.StructuredQuery_FieldReference{{FieldPath: Name}}},
		From:   []*pb.StructuredQuery_CollectionSelector{{AllDescendants: true}},
	}}})
	if err != nil {
		return belonging{}, fault.Wrap(fault.Internal, err, "the query of a tenant's documents cannot be written")
	}
	q, err := d.store.db.Collection("tenants").Query.Deserialize(raw)
	if err != nil {
		return belonging{}, fault.Wrap(fault.Internal, err, "the query of a tenant's documents cannot be made")
	}
	return belonging{q, d.root.Path + "/"}, nil
}

// indexes finds the documents of collections outside tenants/{t} that belong to the tenant, by how their ids begin. No id of a tenant has a
// dash or an underscore, so no tenant's prefix is the beginning of another's.
func (d Departures) indexes() []belonging {
	return []belonging{
		startingWith(d.store.db.Collection("idempotency"), string(d.scope.Tenant())+"_"),
		startingWith(d.store.db.Collection("build_exams"), string(d.scope.Tenant())+"-"),
	}
}

// startingWith finds the documents of a collection whose ids begin with a prefix, which ends with a character of ASCII.
func startingWith(all *firestore.CollectionRef, prefix string) belonging {
	last := len(prefix) - 1
	after := prefix[:last] + string(rune(prefix[last]+1))
	return belonging{all.OrderBy(firestore.DocumentID, firestore.Asc).StartAt(prefix).EndBefore(after), all.Path + "/" + prefix}
}

// purge removes the first documents that a query finds.
func (d Departures) purge(ctx context.Context, from belonging) (removed int, err error) {
	docs, err := from.query.Limit(maxPurge + 1).Documents(ctx).GetAll() // one more than are removed: the errand stays
	if err != nil {
		return 0, err
	}
	c := d.store.newCommit()
	for _, doc := range docs {
		if !strings.HasPrefix(doc.Ref.Path, from.prefix) {
			return 0, fault.New(fault.Internal, "document %s is not the tenant's; nothing is removed", doc.Ref.Path)
		}
		if doc.Ref.Path != d.errand(demo.ErrandOffboard).Path && removed < maxPurge {
			c.remove(doc.Ref)
			removed++
		}
	}
	if _, err := c.send(ctx); err != nil {
		return 0, err
	}
	return removed, nil
}
