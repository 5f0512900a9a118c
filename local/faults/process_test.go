package faults_test

import (
	"context"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/local/faults/wire"
	"capidemo.dev/platform/local/process"
	"capidemo.dev/platform/shared/demo"
)

// worker is another process of the functions beside the stack's own, in the same world: as a second instance in the cloud.
type worker struct {
	*process.Process

	url string
}

func (w *world) worker(t *testing.T) worker {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil { // the process listens there itself
		t.Fatal(err)
	}
	p, err := process.Start(process.Spec{
		Name: "worker", Command: []string{w.program}, Env: append(w.stack.FunctionsEnviron(), "HOST="+host, "PORT="+port),
		Log: filepath.Join(w.dir, "stack", "functions", "functions.log"),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Signal(syscall.SIGCONT) // a frozen process does not end
		p.Stop()
	})
	out := worker{p, "http://" + net.JoinHostPort(host, port)}
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	if err := p.WaitHealthy(ctx, func(ctx context.Context) error {
		_, err := send(ctx, http.MethodGet, out.url+"/api/v1/health", "", "", nil)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestFrozenWorkerChangesNothing freezes a worker in the middle of its load. Its lease runs out, another takes over and completes the
// job; then the first one wakes up and goes on where it was.
func TestFrozenWorkerChangesNothing(t *testing.T) {
	t.Parallel()
	third := shared.third(t)
	for name, c := range map[string]struct {
		on    func(a accepted) func(wire.Call) bool
		after bool
	}{
		"before a table is cloned":  {func(a accepted) func(wire.Call) bool { return tableMade(a.DemoID, third) }, false},
		"after the dataset is made": {func(a accepted) func(wire.Call) bool { return datasetMade(a.DemoID) }, true},
		"before its step is done":   {func(a accepted) func(wire.Call) bool { return warehouseCalls("GET", "", a.DemoID, "/tables/") }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newTeam(t, limits(nil))
			slow := f.w.worker(t)
			resume := f.pause(t, nothing) // its message goes to the slow worker only
			a := f.quick(t, whole, "Acme Corp")
			gate := f.hold(t, c.after, wire.UpTo(1, c.on(a)))
			resume()
			answered := make(chan reply, 1)
			go func() {
				r, _ := f.push(t.Context(), f.w.token(t, "pubsub", f.w.env["OIDC_AUDIENCE"]), slow.url, a) // how it ends does not matter
				answered <- r
			}()
			arrives(t, gate, "the call")
			slow.Signal(syscall.SIGSTOP)
			f.later(t) // its lease runs out; the sweep sends the job to the others
			f.ends(t, a.JobID, demo.JobCompleted)
			f.quiet(t.Context(), t)
			before := f.stored(t)
			gate.Open()
			slow.Signal(syscall.SIGCONT)
			if r := <-answered; r.status != http.StatusNoContent {
				t.Errorf("the worker that woke up answered %d %s; its message would come again", r.status, r.body)
			}
			if diff := cmp.Diff(before, f.stored(t)); diff != "" {
				t.Errorf("the worker that woke up changed documents:\n%s", diff)
			}
		})
	}
}

// TestTerminationDrains: requests under way when SIGTERM comes are answered, nothing new is taken, and the process ends well.
func TestTerminationDrains(t *testing.T) {
	t.Parallel()
	const inFlight = 20
	w := shared
	leaving := w.worker(t)
	teams := make([]*team, inFlight)
	gates := make([]*wire.Gate, inFlight)
	answers := make(chan reply, inFlight)
	var asking sync.WaitGroup
	for i := range teams {
		f := newTeam(t, limits(nil))
		teams[i], gates[i] = f, f.hold(t, false, func(c wire.Call) bool { return c.Mentions("/Commit", string(f.id)) })
		asking.Go(func() {
			r, err := send(t.Context(), http.MethodPost, leaving.url+"/api/v1/provision/quick", f.engineer.token, "", wish(small, "Acme Corp"))
			if err != nil {
				t.Error(err)
			}
			answers <- r
		})
	}
	for _, gate := range gates {
		arrives(t, gate, "a request")
	}
	if err := syscall.Kill(leaving.PID(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for { // it stops listening a moment after the signal
		connection, err := net.Dial("tcp", leaving.url[len("http://"):])
		if err != nil {
			break
		}
		_ = connection.Close() // only tried
	}
	for _, gate := range gates {
		gate.Open()
	}
	asking.Wait()
	for range teams {
		if r := <-answers; r.status != http.StatusAccepted {
			t.Errorf("a request under way was answered %d %s", r.status, r.body)
		}
	}
	<-leaving.Done()
	if err := leaving.Err(); err != nil {
		t.Errorf("the process did not end well: %v", err)
	}
}
