package wire_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/local/faults/wire"
)

// service is a service behind a proxy: ask calls it with a text and gives how it went; calls is how often it was reached.
type service struct {
	ask   func(ctx context.Context, text string) error
	calls *atomic.Int64
}

// services are one service behind a proxy of each transport.
func services(t *testing.T, b *wire.Board) map[string]service {
	t.Helper()
	return map[string]service{"http": overHTTP(t, b), "grpc": overGRPC(t, b)}
}

func overHTTP(t *testing.T, b *wire.Board) service {
	t.Helper()
	calls := &atomic.Int64{}
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		_, _ = io.Copy(w, r.Body)
	}))
	t.Cleanup(backend.Close)
	proxy := httptest.NewServer(b.HTTP("http", backend.URL))
	t.Cleanup(proxy.Close)
	return service{calls: calls, ask: func(ctx context.Context, text string) error {
		request, err := http.NewRequestWithContext(ctx, http.MethodPut, proxy.URL+"/echo", strings.NewReader(text))
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err == nil && (response.StatusCode != http.StatusOK || string(body) != text) {
			return errors.New(response.Status + " " + string(body))
		}
		return err
	}}
}

// counting is a gRPC health service that counts.
type counting struct {
	grpc_health_v1.UnimplementedHealthServer

	calls *atomic.Int64
}

func (c counting) Check(context.Context, *grpc_health_v1.HealthCheckRequest) (*grpc_health_v1.HealthCheckResponse, error) {
	c.calls.Add(1)
	return &grpc_health_v1.HealthCheckResponse{Status: grpc_health_v1.HealthCheckResponse_SERVING}, nil
}

func overGRPC(t *testing.T, b *wire.Board) service {
	t.Helper()
	calls := &atomic.Int64{}
	backend := grpc.NewServer()
	grpc_health_v1.RegisterHealthServer(backend, counting{calls: calls})
	proxy, err := b.GRPC("grpc", serve(t, backend))
	if err != nil {
		t.Fatal(err)
	}
	connection, err := grpc.NewClient(serve(t, proxy), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() }) // nothing is lost when it is cut
	client := grpc_health_v1.NewHealthClient(connection)
	return service{calls: calls, ask: func(ctx context.Context, text string) error {
		_, err := client.Check(ctx, &grpc_health_v1.HealthCheckRequest{Service: text})
		return err
	}}
}

func serve(t *testing.T, server *grpc.Server) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(listener) }() // ends with Stop
	t.Cleanup(server.Stop)
	return listener.Addr().String()
}

func about(text string) func(wire.Call) bool {
	return func(c wire.Call) bool { return c.Mentions(text) }
}

func TestCallsPassUnchanged(t *testing.T) {
	t.Parallel()
	for name, s := range services(t, &wire.Board{}) {
		if err := s.ask(t.Context(), "acme"); err != nil || s.calls.Load() != 1 {
			t.Errorf("%s: %v after %d calls", name, err, s.calls.Load())
		}
	}
}

func TestBeforeKeepsTheServiceFromSeeingTheCall(t *testing.T) {
	t.Parallel()
	board := &wire.Board{}
	remove := board.Inject(wire.Fault{On: about("acme"), Before: wire.Answer(wire.ErrCut)})
	for name, s := range services(t, board) {
		if err := s.ask(t.Context(), "acme"); err == nil || s.calls.Load() != 0 {
			t.Errorf("%s: %v after %d calls, want an error after none", name, err, s.calls.Load())
		}
		if err := s.ask(t.Context(), "rival"); err != nil {
			t.Errorf("%s: a call that the fault is not for: %v", name, err)
		}
	}
	remove()
	for name, s := range services(t, board) {
		if err := s.ask(t.Context(), "acme"); err != nil {
			t.Errorf("%s: after the fault was removed: %v", name, err)
		}
	}
}

func TestAfterHidesTheAnswerOfWorkThatWasDone(t *testing.T) {
	t.Parallel()
	board := &wire.Board{}
	board.Inject(wire.Fault{On: about("acme"), After: wire.Answer(wire.ErrCut)})
	for name, s := range services(t, board) {
		if err := s.ask(t.Context(), "acme"); err == nil || s.calls.Load() == 0 {
			t.Errorf("%s: %v after %d calls, want an error after the call", name, err, s.calls.Load())
		}
	}
}

func TestAnErrorOfTheProtocolIsTheAnswer(t *testing.T) {
	t.Parallel()
	board := &wire.Board{}
	both := services(t, board)
	board.Inject(wire.Fault{On: func(c wire.Call) bool { return c.Service == "http" }, Before: wire.Answer(wire.Refusal{Status: http.StatusTeapot, Reason: "brewing", Message: "no"})})
	board.Inject(wire.Fault{On: func(c wire.Call) bool { return c.Service == "grpc" }, Before: wire.Answer(status.Error(codes.ResourceExhausted, "no"))})
	if err := both["http"].ask(t.Context(), "a"); err == nil || !strings.Contains(err.Error(), "418") || !strings.Contains(err.Error(), "brewing") {
		t.Errorf("http: %v, want the refusal", err)
	}
	if err := both["grpc"].ask(t.Context(), "a"); status.Code(err) != codes.ResourceExhausted {
		t.Errorf("grpc: %v, want the status", err)
	}
}

func TestGateHoldsUntilOpened(t *testing.T) {
	t.Parallel()
	board := &wire.Board{}
	for name, s := range services(t, board) {
		gate := wire.NewGate()
		board.Inject(wire.Fault{On: about(name + "-held"), Before: gate.Hold})
		ended := make(chan error, 1)
		go func() { ended <- s.ask(t.Context(), name+"-held") }()
		<-gate.Arrived()
		if s.calls.Load() != 0 {
			t.Errorf("%s: the service saw a held call", name)
		}
		gate.Open()
		if err := <-ended; err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHeldCallEndsWithItsCaller(t *testing.T) {
	t.Parallel()
	board := &wire.Board{}
	for name, s := range services(t, board) {
		gate, left := wire.NewGate(), make(chan error, 1)
		board.Inject(wire.Fault{On: about(name + "-held"), Before: func(ctx context.Context) error {
			err := gate.Hold(ctx)
			left <- err
			return err
		}})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- s.ask(ctx, name+"-held") }()
		<-gate.Arrived()
		cancel()
		if <-ended == nil || <-left == nil || s.calls.Load() != 0 {
			t.Errorf("%s: a call whose caller went away reached the service", name)
		}
	}
}

func TestNthAndUpToCount(t *testing.T) {
	t.Parallel()
	second, firstTwo := wire.Nth(2, about("a")), wire.UpTo(2, about("a"))
	for i, want := range []struct{ second, firstTwo bool }{{false, true}, {true, true}, {false, false}} {
		c := wire.Call{Body: []byte("a")}
		if a, b := second(c), firstTwo(c); a != want.second || b != want.firstTwo {
			t.Errorf("call %d: %v, %v", i+1, a, b)
		}
	}
}
