package faults_test

import (
	"context"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/local/faults/wire"
	"capidemo.dev/platform/shared/demo"
)

// TestAgentsStumble: a creation that is refused for the moment, hangs, or loses its answer ends in one agent.
func TestAgentsStumble(t *testing.T) {
	t.Parallel()
	hang := func(ctx context.Context) error { // until the caller gives up
		<-ctx.Done()
		return ctx.Err()
	}
	for name, fault := range map[string]func(a accepted) wire.Fault{
		"too many requests": func(a accepted) wire.Fault {
			return wire.Fault{On: wire.UpTo(2, agentCalls(a.DemoID, "CreateDataAgent")), Before: wire.Answer(status.Error(codes.ResourceExhausted, "Quota exceeded for requests per minute."))}
		},
		"unavailable": func(a accepted) wire.Fault {
			return wire.Fault{On: wire.UpTo(2, agentCalls(a.DemoID, "CreateDataAgent")), Before: wire.Answer(status.Error(codes.Unavailable, "Try again."))}
		},
		"the answer is lost and it exists already": func(a accepted) wire.Fault {
			return wire.Fault{On: wire.UpTo(1, agentCalls(a.DemoID, "CreateDataAgent")), After: wire.Answer(wire.ErrCut)}
		},
		"it hangs": func(a accepted) wire.Fault {
			return wire.Fault{On: wire.UpTo(1, agentCalls(a.DemoID, "CreateDataAgent")), Before: hang}
		},
		"it hangs after its work": func(a accepted) wire.Fault {
			return wire.Fault{On: wire.UpTo(1, agentCalls(a.DemoID, "CreateDataAgent")), After: hang}
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

// TestAgentFails: what cannot be mended ends the job with words for people, and what did not end within the attempts does too.
func TestAgentFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		refusal error
		says    string
	}{
		"refused":                    {status.Error(codes.InvalidArgument, "Secret detail of the server."), "it refused the request"},
		"too many requests for ever": {status.Error(codes.ResourceExhausted, "Quota exceeded for requests per minute."), "too many requests at once"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newTeam(t, limits(nil))
			resume := f.pause(t, nil)
			a := f.quick(t, small, "Acme Corp")
			f.inject(t, wire.Fault{On: agentCalls(a.DemoID, "CreateDataAgent"), Before: wire.Answer(c.refusal)})
			resume()
			job := f.ends(t, a.JobID, demo.JobFailed)
			if job.Error.Phase != demo.StepCreateAgent || !strings.Contains(job.Error.Message, c.says) || strings.Contains(job.Error.Message, "Secret") {
				t.Errorf("in phase %s it says %q, want %q", job.Error.Phase, job.Error.Message, c.says)
			}
		})
	}
}
