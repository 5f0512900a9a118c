package faults_test

import (
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/local/faults/wire"
	"capidemo.dev/platform/shared/demo"
)

// TestPublicationFails: between the commit and its message the queue is away; the event that tells of the commit comes again.
func TestPublicationFails(t *testing.T) {
	t.Parallel()
	away := status.Error(codes.Unavailable, "The queue is away.")
	for name, fault := range map[string]func(a accepted) wire.Fault{
		"of the job, not sent": func(a accepted) wire.Fault {
			return wire.Fault{On: wire.UpTo(3, publications(a.JobID, `"v":1`)), Before: wire.Answer(away)}
		},
		"of the job, sent": func(a accepted) wire.Fault {
			return wire.Fault{On: wire.UpTo(3, publications(a.JobID, `"v":1`)), After: wire.Answer(away)}
		},
		"of the end, not sent": func(a accepted) wire.Fault {
			return wire.Fault{On: wire.UpTo(3, publications(a.JobID, "job.completed")), Before: wire.Answer(away)}
		},
		"of the end, sent": func(a accepted) wire.Fault {
			return wire.Fault{On: wire.UpTo(3, publications(a.JobID, "job.completed")), After: wire.Answer(away)}
		},
		"the topic is not there": func(a accepted) wire.Fault {
			return wire.Fault{On: wire.UpTo(1, publications(a.JobID, `"v":1`)), Before: wire.Answer(status.Error(codes.NotFound, "Topic not found."))}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newTeam(t, limits(nil))
			resume := f.pause(t, nil)
			a := f.quick(t, small, "Acme Corp")
			f.inject(t, fault(a))
			resume()
			f.ends(t, a.JobID, demo.JobCompleted)
		})
	}
}

// TestPubSubForgetsEverything ends Pub/Sub while jobs are in all phases, accepts more jobs without it, and starts it empty: the sweep
// finds what waits for lost messages. Not in parallel: it takes everybody's messages away.
func TestPubSubForgetsEverything(t *testing.T) {
	f := newTeam(t, limits(nil))
	f.announcementsMayBeLost = true // sent and forgotten before the witness could pull; in the cloud messages are durable
	var jobs []accepted
	for range 5 {
		jobs = append(jobs, f.quick(t, whole, "before"))
	}
	if err := f.w.restartPubSub(t.Context(), func() {
		for range 5 { // intake depends on Firestore alone
			jobs = append(jobs, f.quick(t, small, "while it was away"))
		}
	}); err != nil {
		t.Fatal(err)
	}
	f.later(t)
	for _, a := range jobs {
		f.ends(t, a.JobID, demo.JobCompleted)
	}
}
