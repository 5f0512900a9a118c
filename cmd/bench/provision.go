package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

const (
	provisionRuns = 20  // one after the other
	provisionMany = 100 // at once
	reads         = 200 // of the status and of lists
)

// job is a job as the API shows it.
type job struct {
	JobID       string     `json:"job_id"`
	DemoID      string     `json:"demo_id"`
	Status      string     `json:"status"`
	CreatedAt   time.Time  `json:"created_at"`
	StartedAt   *time.Time `json:"started_at"`
	CompletedAt *time.Time `json:"completed_at"`
}

func (j job) ended() bool {
	return j.Status == "completed" || j.Status == "failed" || j.Status == "cancelled"
}

// accept asks for a demo of the shopify template.
func (p *platform) accept(ctx context.Context, customer string) (job, error) {
	var out job
	err := p.people.call(ctx, http.MethodPost, "/api/v1/provision/quick", map[string]any{"template_id": "shopify", "customer_name": customer}, &out)
	return out, err
}

// follow asks for a job's status until it has ended.
func (p *platform) follow(ctx context.Context, id string, pause time.Duration) (job, error) {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		var out job
		if err := p.people.call(ctx, http.MethodGet, "/api/v1/provision/status/"+url.PathEscape(id), nil, &out); err != nil || out.ended() {
			return out, err
		}
		select {
		case <-ctx.Done():
			return out, ctx.Err()
		case <-tick.C:
		}
	}
}

// demo makes a demo and waits until it is active.
func (p *platform) demo(ctx context.Context, customer string) (job, error) {
	accepted, err := p.accept(ctx, customer)
	if err != nil {
		return accepted, err
	}
	done, err := p.follow(ctx, accepted.JobID, 20*time.Millisecond)
	if err == nil && done.Status != "completed" {
		err = fmt.Errorf("job %s %s", done.JobID, done.Status)
	}
	return done, err
}

// measureProvision takes times from the job's own stamps, as the customer engineer sees them: accepted_at is when the request was
// answered from one commit, completed_at when the demo is active. The first demo also makes the golden dataset and does not count.
func measureProvision(ctx context.Context, b *bench) ([]row, error) {
	p, err := b.platform(ctx)
	if err != nil {
		return nil, err
	}
	first, err := p.demo(ctx, "First")
	if err != nil {
		return nil, err
	}
	var active, hops sample
	for i := range provisionRuns {
		done, err := p.demo(ctx, fmt.Sprintf("Customer %d", i))
		if err != nil {
			return nil, err
		}
		active = append(active, done.CompletedAt.Sub(done.CreatedAt))
		hops = append(hops, done.StartedAt.Sub(done.CreatedAt))
	}
	rows := []row{
		{Name: "first demo of a template, golden dataset made on the way", Value: ms(first.CompletedAt.Sub(first.CreatedAt)), Unit: "ms"},
		{Name: fmt.Sprintf("accepted -> active, p50 of %d", provisionRuns), Value: active.percentile(50), Unit: "ms", Target: most(1500)},
		{Name: fmt.Sprintf("accepted -> active, p95 of %d", provisionRuns), Value: active.percentile(95), Unit: "ms", Target: most(3000)},
		{Name: "of that: accepted -> load has begun (two event hops), p50", Value: hops.percentile(50), Unit: "ms"},
	}
	many, err := p.provisionMany(ctx)
	if err != nil {
		return nil, err
	}
	read, err := p.readTimes(ctx, first)
	if err != nil {
		return nil, err
	}
	after, err := memoryOf(p.command.Process.Pid)
	if err != nil {
		return nil, err
	}
	rows = append(append(rows, many...), read...)
	return append(rows, row{
		Name: fmt.Sprintf("memory of the stack with %d demos", 1+provisionRuns+provisionMany), Value: after.mib, Unit: "MiB", Target: most(2560), Note: after.note,
	}), nil
}

// provisionMany asks for all demos at the same moment and waits until the last one is active.
func (p *platform) provisionMany(ctx context.Context) ([]row, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	began := time.Now()
	accepted := make([]job, provisionMany)
	intake, _, err := together(ctx, provisionMany, provisionMany, func(ctx context.Context, i int) (err error) {
		accepted[i], err = p.accept(ctx, fmt.Sprintf("Class %d", i))
		return err
	})
	if err != nil {
		return nil, err
	}
	failed := 0
	var last time.Time
	for _, one := range accepted {
		done, err := p.follow(ctx, one.JobID, 250*time.Millisecond)
		if err != nil {
			return nil, err
		}
		if done.Status != "completed" {
			failed++
		}
		if done.CompletedAt.After(last) {
			last = *done.CompletedAt
		}
	}
	return []row{
		{Name: fmt.Sprintf("%d at once: all active after", provisionMany), Value: last.Sub(began).Seconds(), Unit: "s", Target: most(60)},
		{Name: fmt.Sprintf("%d at once: failed", provisionMany), Value: float64(failed), Target: most(0)},
		{Name: fmt.Sprintf("%d at once: request answered, p50", provisionMany), Value: intake.percentile(50), Unit: "ms"},
		{Name: fmt.Sprintf("%d at once: request answered, p99", provisionMany), Value: intake.percentile(99), Unit: "ms", Note: "100 clients on one tenant's document and 2 cores"},
	}, nil
}

// readTimes measures what a browser asks for again and again.
func (p *platform) readTimes(ctx context.Context, j job) ([]row, error) {
	var rows []row
	for _, read := range []struct{ name, path string }{
		{"GET /provision/status/{id}", "/api/v1/provision/status/" + j.JobID},
		{"GET /demos (20 of more than 100)", "/api/v1/demos"},
		{"GET /jobs (20 of more than 100)", "/api/v1/jobs"},
	} {
		took, err := times(reads, func(int) error {
			var out any
			return p.people.call(ctx, http.MethodGet, read.path, nil, &out)
		})
		if err != nil {
			return nil, err
		}
		rows = append(rows,
			row{Name: read.name + ", p50", Value: took.percentile(50), Unit: "ms"},
			row{Name: read.name + ", p99", Value: took.percentile(99), Unit: "ms", Target: most(50)})
	}
	return rows, nil
}
