// Package scheduler is a local Cloud Scheduler: it calls the schedules of the functions' manifest at their times, in UTC, as
// POST without a body and with an identity token, and on request at once.
//
// A schedule whose last call still runs is not called again. Nothing is caught up after a pause: the sweeps it calls find
// everything that is due. Which schedules there are belongs to the manifest. scheduler_test.go holds the times with a clock
// of its own.
package scheduler

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/robfig/cron/v3"
)

// ErrUnknown says that no schedule has the name.
var ErrUnknown = errors.New("no schedule has this name")

// ErrRunning says that the schedule's last call has not ended.
var ErrRunning = errors.New("its last call still runs")

// Clock tells the time and waits.
type Clock interface {
	Now() time.Time
	After(d time.Duration) <-chan time.Time
}

// Schedule is one thing to call.
type Schedule struct {
	Name    string        `json:"name"`
	Cron    string        `json:"cron"` // five fields, UTC
	Path    string        `json:"path"` // on the functions' address, with the function's word: /sweep/sweeps/redrive-jobs
	Timeout time.Duration `json:"-"`    // of one call
}

// Options configure a Scheduler.
type Options struct {
	Schedules []Schedule
	Functions string                 // base address of the functions
	Token     func() (string, error) // identity token for the functions; nil sends none
	Clock     Clock                  // nil means the machine's
	Log       *slog.Logger
}

// Scheduler calls schedules. Make it with New, then Run it.
type Scheduler struct {
	options Options
	entries map[string]*entry
	client  *http.Client
}

type entry struct {
	Schedule

	times   cron.Schedule
	running sync.Mutex
}

// New parses the schedules.
func New(o Options) (*Scheduler, error) {
	if o.Clock == nil {
		o.Clock = machine{}
	}
	s := &Scheduler{options: o, entries: map[string]*entry{}, client: &http.Client{Transport: &http.Transport{}}}
	for _, schedule := range o.Schedules {
		times, err := cron.ParseStandard(schedule.Cron)
		if err != nil {
			return nil, fmt.Errorf("scheduler: %s: %w", schedule.Name, err)
		}
		s.entries[schedule.Name] = &entry{Schedule: schedule, times: times}
	}
	return s, nil
}

// Run calls every schedule at its times until ctx ends, and returns when the last call has ended.
func (s *Scheduler) Run(ctx context.Context) {
	var schedules sync.WaitGroup
	for _, e := range s.entries {
		schedules.Go(func() { s.follow(ctx, e) })
	}
	schedules.Wait()
}

func (s *Scheduler) follow(ctx context.Context, e *entry) {
	for {
		now := s.options.Clock.Now().UTC()
		select {
		case <-s.options.Clock.After(e.times.Next(now).Sub(now)):
		case <-ctx.Done():
			return
		}
		// Times that pass during the call are left out.
		if err := s.RunNow(ctx, e.Name); err != nil && ctx.Err() == nil {
			s.options.Log.Warn("a scheduled call failed", "schedule", e.Name, "error", err)
		}
	}
}

// RunNow calls a schedule at once and returns when it has ended: nil for 2xx, ErrUnknown, ErrRunning, or what went wrong.
func (s *Scheduler) RunNow(ctx context.Context, name string) error {
	e, ok := s.entries[name]
	if !ok {
		return fmt.Errorf("scheduler: %s: %w", name, ErrUnknown)
	}
	if !e.running.TryLock() {
		return fmt.Errorf("scheduler: %s: %w", name, ErrRunning)
	}
	defer e.running.Unlock()
	if e.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, e.Timeout)
		defer cancel()
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.options.Functions+e.Path, http.NoBody)
	if err != nil {
		return fmt.Errorf("scheduler: %s: %w", name, err)
	}
	request.Header.Set("User-Agent", "Google-Cloud-Scheduler")
	request.Header.Set("X-Cloudscheduler-Jobname", name)
	if s.options.Token != nil {
		token, err := s.options.Token()
		if err != nil {
			return err
		}
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := s.client.Do(request)
	if err != nil {
		return fmt.Errorf("scheduler: %s: %w", name, err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<10))
	if err != nil {
		return fmt.Errorf("scheduler: %s: %w", name, err)
	}
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("scheduler: %s answered %s: %s", name, response.Status, body)
	}
	return nil
}

// Handler serves GET /schedules, and POST /schedules/{name}/run, which answers when the call has ended.
func (s *Scheduler) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /schedules", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(s.options.Schedules) // the caller is gone; there is nobody to tell
	})
	mux.HandleFunc("POST /schedules/{name}/run", func(w http.ResponseWriter, r *http.Request) {
		err := s.RunNow(r.Context(), r.PathValue("name"))
		switch {
		case err == nil:
			w.WriteHeader(http.StatusNoContent)
		case errors.Is(err, ErrUnknown):
			http.Error(w, err.Error(), http.StatusNotFound)
		case errors.Is(err, ErrRunning):
			http.Error(w, err.Error(), http.StatusConflict)
		default:
			http.Error(w, err.Error(), http.StatusBadGateway)
		}
	})
	return mux
}

// machine is the machine's clock.
type machine struct{}

func (machine) Now() time.Time                         { return time.Now() }
func (machine) After(d time.Duration) <-chan time.Time { return time.After(d) }
