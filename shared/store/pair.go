package store

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

// JobRef names a job and the demo it works on, so that one round trip reads both.
type JobRef struct {
	Job  string
	Demo string
}

// change moves a job and its demo in one commit, writes what changed, gives quota back when the job ends, appends log lines, and leaves an
// audit entry when action is named or the job moved. The commit lands only while the documents it writes are as they were read; else move
// runs again on what is there now. A move that changes nothing writes nothing.
func (s *Scoped) change(ctx context.Context, ref JobRef, action string, lines []string, move func(*demo.Pair, time.Time) error) (demo.Pair, error) {
	jobDoc, demoDoc := s.child("jobs", ref.Job), s.child("demos", ref.Demo)
	if jobDoc == nil || demoDoc == nil {
		return demo.Pair{}, absent("job")
	}
	var after demo.Pair
	var last *commit
	err := contend(ctx, func() error {
		snaps, err := s.store.db.GetAll(ctx, []*firestore.DocumentRef{jobDoc, demoDoc})
		if err != nil {
			return err
		}
		before, err := pairOf(snaps)
		if err != nil {
			return err
		}
		if landed, err := s.pairLanded(ctx, last, before, after); landed || err != nil {
			return err
		}
		after = clonePair(before)
		now := s.store.now()
		if err := move(&after, now); err != nil {
			return err
		}
		first, err := s.firstExam(before, &after, now)
		if err != nil {
			return err
		}
		last = s.planPair(ctx, snaps, before, after, action, lines, now)
		if first != nil {
			last.create(s.exam(ExamRef{first.DemoID, first.ID}), *first)
		}
		_, err = last.send(ctx)
		return err
	})
	if err != nil {
		return demo.Pair{}, mapError(err, "job")
	}
	return after, nil
}

// firstExam is the exam that a demo gets with the commit that makes it active, so that no demo is without one and none has two.
func (s *Scoped) firstExam(before demo.Pair, after *demo.Pair, now time.Time) (*demo.Exam, error) {
	if before.Demo.Status == demo.DemoActive || after.Demo.Status != demo.DemoActive || after.Demo.Exam.Status == demo.ExamStatusRunning {
		return nil, nil //nolint:nilnil // most changes make no demo active
	}
	x, err := demo.NewExam(s.store.newID(), after.Demo.CreatedBy, &after.Demo, true, 0, now)
	return &x, err
}

// pairLanded finds out whether the last commit took place although it reported an error, by a document that only it can have made, else by
// what the job has become: leases carry random owners.
func (s *Scoped) pairLanded(ctx context.Context, last *commit, now, planned demo.Pair) (bool, error) {
	if last == nil {
		return false, nil
	}
	if last.created == nil {
		return reflect.DeepEqual(now.Job, planned.Job), nil
	}
	snaps, err := s.store.db.GetAll(ctx, []*firestore.DocumentRef{last.created})
	if err != nil {
		return false, err
	}
	return snaps[0].Exists(), nil
}

// pairOf reads a job's and a demo's snapshots; they must belong together.
func pairOf(snaps []*firestore.DocumentSnapshot) (demo.Pair, error) {
	var pair demo.Pair
	for i, dst := range []any{&pair.Job, &pair.Demo} {
		if !snaps[i].Exists() {
			return pair, absent("job")
		}
		if err := snaps[i].DataTo(dst); err != nil {
			return pair, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snaps[i].Ref.Path)
		}
	}
	if pair.Job.DemoID != pair.Demo.ID {
		return pair, absent("job")
	}
	return pair, nil
}

// clonePair copies what moves change in place.
func clonePair(p demo.Pair) demo.Pair {
	steps := make(map[demo.StepName]demo.Step, len(p.Job.Steps))
	maps.Copy(steps, p.Job.Steps)
	p.Job.Steps = steps
	return p
}

// planPair makes the commit of a change. Whatever it writes, the job is among it: the job carries the fences.
func (s *Scoped) planPair(ctx context.Context, snaps []*firestore.DocumentSnapshot, before, after demo.Pair, action string, lines []string, now time.Time) *commit {
	c, jobDoc := s.store.newCommit(), s.child("jobs", after.Job.ID)
	if action == "" {
		action = movedBy(before.Job, after.Job)
	}
	changed := after.Demo.Version != before.Demo.Version
	if changed || after.Job.Version != before.Job.Version || len(lines) > 0 || action != "" {
		c.replace(jobDoc, snaps[0].UpdateTime, after.Job)
	}
	if changed {
		c.demo(snaps[1].Ref, snaps[1].UpdateTime, after.Demo)
	}
	if !before.Job.Terminal() && after.Job.Terminal() {
		c.update(s.root, moved(before.Demo.Status, after.Demo.Status, -1, now))
		if after.Demo.Status == demo.DemoActive {
			s.countUse(c, after.Job)
		}
	}
	if action != "" {
		doc, entry := s.auditEntry(ctx, action, "jobs/"+after.Job.ID, string(before.Job.Status), string(after.Job.Status), now)
		entry.DemoID = after.Demo.ID
		c.create(doc, entry)
	}
	if len(lines) > 0 {
		entry := s.logEntry(after.Job, lines, now)
		c.create(jobDoc.Collection("logs").Doc(entry.ID), entry)
	}
	return c
}

// movedBy names the move of a job for the audit log; nothing when it did not move.
func movedBy(before, after demo.Job) string {
	switch {
	case after.Status != before.Status:
		return "job." + string(after.Status)
	case after.Attempt != before.Attempt: // lost, queued and begun again at once
		return "job.again"
	default:
		return ""
	}
}

// moved changes what the tenant uses with a demo's move: by as many running jobs as begin, or end when jobs is negative; and it counts the demo
// where it stands now. A demo that failed or is deleted gives its slot back.
func moved(from, to demo.DemoStatus, jobs int, now time.Time) []firestore.Update {
	changes := map[string]int{"concurrent_jobs": jobs}
	for _, counter := range demo.Tallies(from) {
		changes[counter]--
	}
	for _, counter := range demo.Tallies(to) {
		changes[counter]++
	}
	updates := []firestore.Update{{Path: "updated_at", Value: now}, {Path: "version", Value: firestore.Increment(1)}}
	for counter, by := range changes {
		if by != 0 {
			updates = append(updates, firestore.Update{Path: "counters." + counter, Value: firestore.Increment(by)})
		}
	}
	return updates
}

// logEntry is ordered by time; the random tail keeps two writers apart.
func (s *Scoped) logEntry(job demo.Job, lines []string, now time.Time) LogEntry {
	entry := LogEntry{
		Meta: demo.Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: job.CreatedBy, Version: 1},
		ID:   fmt.Sprintf("%016x-%s", now.UnixMicro(), s.store.newID()[:6]),
		Step: s.scope.Subject(),
	}
	for _, text := range lines {
		entry.Lines = append(entry.Lines, LogLine{At: now, Text: text})
	}
	return entry
}
