package store

import (
	"context"
	"fmt"
	"maps"
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

// transactionAttempts is how often Firestore may run a closure again when others wrote at the same time.
const transactionAttempts = 8

// change moves a job and its demo in one transaction, writes what changed, gives quota back when the job ends, appends log lines, and
// leaves an audit entry when action is named or the job ended. A closure that changes nothing writes nothing.
func (s *Scoped) change(ctx context.Context, ref JobRef, action string, lines []string, move func(*demo.Pair, time.Time) error) (demo.Pair, error) {
	jobDoc, demoDoc := s.child("jobs", ref.Job), s.child("demos", ref.Demo)
	if jobDoc == nil || demoDoc == nil {
		return demo.Pair{}, absent("job")
	}
	var after demo.Pair
	err := s.store.db.RunTransaction(ctx, func(ctx context.Context, tx *firestore.Transaction) error {
		before, err := readPair(tx, jobDoc, demoDoc)
		if err != nil {
			return err
		}
		after = clonePair(before)
		now := s.store.now()
		if err := move(&after, now); err != nil {
			return err
		}
		return s.writePair(ctx, tx, before, after, action, lines, now)
	}, firestore.MaxAttempts(transactionAttempts))
	if err != nil {
		return demo.Pair{}, mapError(err, "job")
	}
	return after, nil
}

func readPair(tx *firestore.Transaction, jobDoc, demoDoc *firestore.DocumentRef) (demo.Pair, error) {
	snaps, err := tx.GetAll([]*firestore.DocumentRef{jobDoc, demoDoc})
	if err != nil {
		return demo.Pair{}, err
	}
	return pairOf(snaps)
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

func (s *Scoped) writePair(ctx context.Context, tx *firestore.Transaction, before, after demo.Pair, action string, lines []string, now time.Time) error {
	jobDoc := s.child("jobs", after.Job.ID)
	if after.Job.Version != before.Job.Version {
		if err := tx.Set(jobDoc, after.Job); err != nil {
			return err
		}
	}
	if after.Demo.Version != before.Demo.Version {
		if err := tx.Set(s.child("demos", after.Demo.ID), after.Demo); err != nil {
			return err
		}
	}
	ended := !before.Job.Terminal() && after.Job.Terminal()
	if ended {
		if err := s.releaseQuota(tx, after.Job.Status, now); err != nil {
			return err
		}
		if action == "" {
			action = "job." + string(after.Job.Status)
		}
	}
	if action != "" {
		ref, entry := s.auditEntry(ctx, action, "jobs/"+after.Job.ID, string(before.Job.Status), string(after.Job.Status), now)
		if err := tx.Create(ref, entry); err != nil {
			return err
		}
	}
	if len(lines) == 0 {
		return nil
	}
	entry := s.logEntry(after.Job, lines, now)
	return tx.Create(jobDoc.Collection("logs").Doc(entry.ID), entry)
}

// releaseQuota gives back what the job reserved: its running slot always, the demo's slot when no demo came of it.
func (s *Scoped) releaseQuota(tx *firestore.Transaction, status demo.JobStatus, now time.Time) error {
	updates := []firestore.Update{
		{Path: "counters.concurrent_jobs", Value: firestore.Increment(-1)},
		{Path: "updated_at", Value: now},
		{Path: "version", Value: firestore.Increment(1)},
	}
	if status != demo.JobCompleted {
		updates = append(updates, firestore.Update{Path: "counters.active_demos", Value: firestore.Increment(-1)})
	}
	return tx.Update(s.root, updates)
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
