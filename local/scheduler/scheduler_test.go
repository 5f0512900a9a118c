package scheduler_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"capidemo.dev/platform/local/scheduler"
)

const deadline = 10 * time.Second

// clock stands still until the test has seen how long the scheduler wants to wait, and lets it.
type clock struct {
	now   time.Time // changed only between two waits
	waits chan wait
}

type wait struct {
	d    time.Duration
	over chan time.Time
}

func (c *clock) Now() time.Time { return c.now }

func (c *clock) After(d time.Duration) <-chan time.Time {
	over := make(chan time.Time)
	c.waits <- wait{d, over}
	return over
}

// pass returns how long the scheduler waits next, and lets that time pass.
func (c *clock) pass(t *testing.T) time.Duration {
	t.Helper()
	w := next(t, c.waits)
	c.now = c.now.Add(w.d)
	w.over <- c.now
	return w.d
}

func next[T any](t *testing.T, values <-chan T) T {
	t.Helper()
	select {
	case v := <-values:
		return v
	case <-time.After(deadline):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

// sweeps serves as the functions; every call waits for a value of hold when there is one.
func sweeps(t *testing.T, status int, hold <-chan struct{}) (url string, calls <-chan *http.Request) {
	t.Helper()
	seen := make(chan *http.Request, 8)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen <- r
		if hold != nil {
			<-hold
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(server.Close)
	return server.URL, seen
}

func options(url string) scheduler.Options {
	return scheduler.Options{
		Functions: url, Log: slog.New(slog.DiscardHandler),
		Token:     func() (string, error) { return "signed", nil },
		Schedules: []scheduler.Schedule{{Name: "redrive-jobs", Cron: "*/5 * * * *", Path: "/sweep/sweeps/redrive-jobs", Timeout: deadline}},
	}
}

func TestCallsComeAtTheirTimes(t *testing.T) {
	t.Parallel()
	url, calls := sweeps(t, http.StatusNoContent, nil)
	c := &clock{now: time.Date(2026, 3, 1, 11, 58, 30, 0, time.UTC), waits: make(chan wait)}
	o := options(url)
	o.Clock = c
	s, err := scheduler.New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { s.Run(ctx); close(ended) }()
	for _, want := range []time.Duration{90 * time.Second, 5 * time.Minute, 5 * time.Minute} {
		if got := c.pass(t); got != want {
			t.Errorf("waited %s, want %s", got, want)
		}
		call := next(t, calls)
		if call.Method != http.MethodPost || call.URL.Path != "/sweep/sweeps/redrive-jobs" || call.Header.Get("Authorization") != "Bearer signed" {
			t.Errorf("called %s %s with %q", call.Method, call.URL.Path, call.Header.Get("Authorization"))
		}
	}
	next(t, c.waits)
	cancel()
	next(t, ended)
}

func TestRunNow(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		schedule string
		function int
		want     int
	}{
		"done":    {"redrive-jobs", http.StatusNoContent, http.StatusNoContent},
		"failed":  {"redrive-jobs", http.StatusInternalServerError, http.StatusBadGateway},
		"no such": {"absent", http.StatusNoContent, http.StatusNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, _ := sweeps(t, test.function, nil)
			s, err := scheduler.New(options(url))
			if err != nil {
				t.Fatal(err)
			}
			response := httptest.NewRecorder()
			s.Handler().ServeHTTP(response, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/schedules/"+test.schedule+"/run", http.NoBody))
			if response.Code != test.want {
				t.Errorf("status = %d %s, want %d", response.Code, response.Body, test.want)
			}
		})
	}
}

func TestCallsOfOneScheduleDoNotOverlap(t *testing.T) {
	t.Parallel()
	hold := make(chan struct{})
	url, calls := sweeps(t, http.StatusNoContent, hold)
	s, err := scheduler.New(options(url))
	if err != nil {
		t.Fatal(err)
	}
	first := make(chan error, 1)
	go func() { first <- s.RunNow(t.Context(), "redrive-jobs") }()
	next(t, calls)
	if err := s.RunNow(t.Context(), "redrive-jobs"); !errors.Is(err, scheduler.ErrRunning) {
		t.Errorf("second call: %v, want ErrRunning", err)
	}
	close(hold)
	if err := next(t, first); err != nil {
		t.Error(err)
	}
}

func TestBadCronIsRefused(t *testing.T) {
	t.Parallel()
	o := options("http://unused.test")
	o.Schedules[0].Cron = "every minute"
	if _, err := scheduler.New(o); err == nil {
		t.Error("accepted")
	}
}
