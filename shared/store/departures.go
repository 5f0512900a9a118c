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

// Departures ends what is under way in a tenant that is being deleted, tells what it has outside, and removes its documents; only functions
// hold its permission.
type Departures struct{ *Scoped }

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
				switch {
				case p.Job.Terminal():
					return nil
				case p.Job.Type.Endless():
					return p.Drop(now)
				default:
					return p.Cancel(now)
				}
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

// People gives the uids of at most limit members, whatever their standing.
func (d Departures) People(ctx context.Context, limit int) ([]string, error) {
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
