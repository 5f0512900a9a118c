package faults_test

import (
	"context"
	"fmt"
	"slices"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/queue"
)

// audit collects what is wrong with a tenant.
type audit struct {
	f        *team
	jobs     []demo.Job
	demos    map[string]demo.Demo
	datasets map[string]map[string]string // labels of the datasets that bear the tenant's name
	agents   map[string]map[string]string // and of the agents
	found    []string
}

func (a *audit) sayf(format string, args ...any) {
	a.found = append(a.found, fmt.Sprintf(format, args...))
}

// violations holds a tenant whose jobs have ended to the invariants of the platform and names every breach.
func (f *team) violations(ctx context.Context) []string {
	a := &audit{f: f, demos: map[string]demo.Demo{}, datasets: map[string]map[string]string{}, agents: map[string]map[string]string{}}
	f.seen.look(func() { a.found = append(a.found, f.seen.forbidden...) }) // (7) fences only rise; (1) an end never changes
	if err := a.read(ctx); err != nil {
		return append(a.found, err.Error())
	}
	a.everyJobHasOneEnd()
	a.activeMeansWhole(ctx)
	a.quotaEqualsLiveObjects(ctx)
	a.nothingWithoutOwner()
	a.oneAuditEntryPerChange(ctx)
	a.oneAnnouncementPerJob(ctx)
	return a.found
}

// everyJobHasOneEnd: (1) every accepted job has ended, and its demo's state says the same; (8) both are the tenant's.
func (a *audit) everyJobHasOneEnd() {
	if made := a.made(); made != len(a.demos) {
		a.sayf("%d jobs made %d demos", made, len(a.demos))
	}
	for _, job := range a.jobs {
		d, ok := a.demos[job.DemoID]
		want := map[demo.JobStatus]demo.DemoStatus{demo.JobCompleted: demo.DemoActive, demo.JobFailed: demo.DemoFailed, demo.JobCancelled: demo.DemoFailed}[job.Status]
		if job.Type == demo.JobTeardown {
			want = demo.DemoDeleted
		}
		if d.Status == demo.DemoDeleted && job.CustomerName != "" {
			a.sayf("job %s of the deleted demo %s still names the customer", job.ID, d.ID)
		}
		switch {
		case !job.Settled():
			a.sayf("job %s is %s and not settled", job.ID, job.Status)
		case ok && d.Status == demo.DemoDeleted && job.Type == demo.JobQuick: // another job has ended it since
		case !ok || d.JobID != job.ID:
			a.sayf("job %s and its demo %s do not belong together", job.ID, job.DemoID)
		case d.Status != want:
			a.sayf("job %s is %s but its demo is %s", job.ID, job.Status, d.Status)
		case job.Tenant != string(a.f.id) || d.Tenant != string(a.f.id):
			a.sayf("job %s or its demo says it is of tenant %s, %s", job.ID, job.Tenant, d.Tenant)
		case job.Status == demo.JobFailed && (job.Error == nil || job.Error.Message == ""):
			a.sayf("job %s failed without a word", job.ID)
		}
	}
}

// made counts the jobs that made a demo.
func (a *audit) made() (n int) {
	for _, job := range a.jobs {
		if job.Type == demo.JobQuick {
			n++
		}
	}
	return n
}

// activeMeansWhole: (3) an active demo has every table with the manifest's rows, and its agent.
func (a *audit) activeMeansWhole(ctx context.Context) {
	versions := map[string]demo.TemplateVersion{}
	for _, d := range a.demos {
		if d.Status != demo.DemoActive {
			continue
		}
		version, known := versions[d.TemplateID]
		if !known {
			snap, err := a.f.w.db.Doc(fmt.Sprintf("templates/%s/versions/%d", d.TemplateID, d.TemplateVersion)).Get(ctx)
			if err == nil {
				err = snap.DataTo(&version)
			}
			if err != nil {
				a.sayf("the template of demo %s: %v", d.ID, err)
				continue
			}
			versions[d.TemplateID] = version
		}
		names := make([]string, len(version.Tables))
		for i, table := range version.Tables {
			names[i] = table.Name
		}
		counts, err := a.f.w.warehouse.RowCounts(ctx, d.DatasetID, names)
		if err != nil {
			a.sayf("the rows of demo %s: %v", d.ID, err)
			continue
		}
		for _, table := range version.Tables {
			if counts[table.Name] != table.Rows {
				a.sayf("active demo %s has %d of %d rows in table %s", d.ID, counts[table.Name], table.Rows, table.Name)
			}
		}
		if _, there := a.agents[d.AgentID]; !there {
			a.sayf("active demo %s has no agent %q", d.ID, d.AgentID)
		}
	}
}

// quotaEqualsLiveObjects: (4) the counters are what is there, and never above the limits.
func (a *audit) quotaEqualsLiveObjects(ctx context.Context) {
	var rec demo.TenantRecord
	snap, err := a.f.w.db.Collection("tenants").Doc(string(a.f.id)).Get(ctx)
	if err == nil {
		err = snap.DataTo(&rec)
	}
	if err != nil {
		a.sayf("the tenant's record: %v", err)
		return
	}
	var live, running int64
	for _, d := range a.demos {
		if slices.Contains([]demo.DemoStatus{demo.DemoPending, demo.DemoProvisioning, demo.DemoActive}, d.Status) {
			live++
		}
	}
	for _, job := range a.jobs {
		if !job.Terminal() {
			running++
		}
	}
	c, l := rec.Counters, rec.Limits
	if c.ActiveDemos != live || c.ConcurrentJobs != running || c.Provisions != int64(a.made()) {
		a.sayf("counters %+v, but there are %d live demos, %d running jobs, %d demos made", c, live, running, a.made())
	}
	if c.ActiveDemos > l.ActiveDemos || c.ConcurrentJobs > l.ConcurrentJobs || c.Provisions > l.ProvisionsPerMonth {
		a.sayf("counters %+v exceed the limits %+v", c, l)
	}
}

// nothingWithoutOwner: (2) one dataset and one agent per demo at most, (5) none without a live demo, (8) none labelled as another's.
func (a *audit) nothingWithoutOwner() {
	for what, objects := range map[string]map[string]map[string]string{"dataset": a.datasets, "agent": a.agents} {
		owners := map[string]bool{}
		for id, labels := range objects {
			d, known := a.demos[labels["demo"]]
			owned := known && d.Status == demo.DemoActive && (id == d.DatasetID || id == d.AgentID)
			if !owned || labels["tenant"] != string(a.f.id) {
				a.sayf("%s %s (labels %v) belongs to no live demo", what, id, labels)
			}
			if owners[labels["demo"]] {
				a.sayf("demo %s has a second %s, %s", labels["demo"], what, id)
			}
			owners[labels["demo"]] = true
		}
	}
	for _, d := range a.demos {
		if (d.Status == demo.DemoFailed || d.Status == demo.DemoDeleted) && (d.DatasetID != "" || d.AgentID != "" || d.SchemaReady) {
			a.sayf("%s demo %s still names dataset %q, agent %q", d.Status, d.ID, d.DatasetID, d.AgentID)
		}
	}
}

// oneAnnouncementPerJob: (2) an end is announced under one id, however often it is sent; (8) with the tenant's names only.
func (a *audit) oneAnnouncementPerJob(ctx context.Context) {
	w := a.f.w
	distinct := func() map[string]queue.Event {
		out := map[string]queue.Event{}
		for _, e := range w.events.byTenant[string(a.f.id)] {
			out[e.ID] = e
		}
		return out
	}
	if !a.f.announcementsMayBeLost { // they come a little after the mark that they were sent
		if err := w.events.until(ctx, func() bool { return len(distinct()) >= len(a.jobs) }); err != nil {
			a.sayf("not every end was announced: %v", err)
		}
	}
	w.events.look(func() {
		for _, text := range w.events.unreadable {
			a.sayf("an announcement that nobody can read: %s", text)
		}
		ends := map[string]int{}
		for id, e := range distinct() {
			ends[e.Job]++
			i := slices.IndexFunc(a.jobs, func(j demo.Job) bool { return j.ID == e.Job })
			if i < 0 || a.jobs[i].DemoID != e.Demo || e.Type != "job."+string(a.jobs[i].Status) && (e.Type != "demo.deleted" || a.jobs[i].Type != demo.JobTeardown) {
				a.sayf("announcement %s (%+v) tells of no end of this tenant", id, e)
			}
		}
		for job, n := range ends {
			if n != 1 {
				a.sayf("%d ends of job %s were announced", n, job)
			}
		}
	})
}
