package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
)

// job is a job as the API shows it.
type job struct {
	JobID        string     `json:"job_id"`
	Type         string     `json:"type"`
	DemoID       string     `json:"demo_id"`
	Status       string     `json:"status"`
	Phase        string     `json:"phase"`
	Progress     int        `json:"progress"`
	CustomerName string     `json:"customer_name"`
	TemplateID   string     `json:"template_id"`
	CreatedAt    time.Time  `json:"created_at"`
	CompletedAt  *time.Time `json:"completed_at"`
	Error        *struct {
		Phase   string `json:"phase"`
		Message string `json:"message"`
	} `json:"error"`
}

func (j job) ended() bool {
	return j.Status == "completed" || j.Status == "failed" || j.Status == "cancelled"
}

func quickCommand(connect connector) *cobra.Command {
	var customer string
	var watch bool
	cmd := &cobra.Command{
		Use: "quick TEMPLATE", Short: "Make a demo from a template", Args: cobra.ExactArgs(1),
		Example: "  capidemo provision quick shopify --customer 'Acme Corp' --watch",
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := connect(cmd.Context())
			if err != nil {
				return err
			}
			accepted, err := c.provision(cmd.Context(), args[0], customer)
			if err != nil {
				return err
			}
			if !watch {
				cmd.Printf("Accepted. Demo %s; follow it with: capidemo status %s --watch\n", accepted.DemoID, accepted.JobID)
				return nil
			}
			return watchJob(cmd, c, accepted.JobID)
		},
	}
	cmd.Flags().StringVar(&customer, "customer", "", "whom the demo is for")
	cmd.Flags().BoolVar(&watch, "watch", false, "stay and show how it comes along")
	_ = cmd.MarkFlagRequired("customer") // fails only for a flag that does not exist
	return cmd
}

func (c *client) provision(ctx context.Context, template, customer string) (job, error) {
	var out job
	err := c.call(ctx, http.MethodPost, "/api/v1/provision/quick",
		map[string]string{"template_id": template, "customer_name": customer}, &out, "Idempotency-Key", rand.Text())
	return out, err
}

func statusCommand(connect connector) *cobra.Command {
	var watch bool
	cmd := &cobra.Command{
		Use: "status JOB", Short: "How a job is coming along", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := connect(cmd.Context())
			if err != nil {
				return err
			}
			if watch {
				return watchJob(cmd, c, args[0])
			}
			j, err := c.job(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			cmd.Printf("%s, %d %%, %s\n", j.Status, j.Progress, j.Phase)
			return j.failure()
		},
	}
	cmd.Flags().BoolVar(&watch, "watch", false, "stay until it ends, with its log")
	return cmd
}

func (c *client) job(ctx context.Context, id string) (job, error) {
	var out job
	err := c.call(ctx, http.MethodGet, "/api/v1/provision/status/"+id, nil, &out)
	return out, err
}

// failure is what a command ends with when the job came to nothing.
func (j job) failure() error {
	switch {
	case j.Status == "cancelled":
		return errors.New("the job was cancelled")
	case j.Error != nil:
		return fmt.Errorf("the job failed in %s: %s", j.Error.Phase, j.Error.Message)
	default:
		return nil
	}
}

// lookEvery is how often a watched job is looked at; the page has a listener, a terminal can wait.
const lookEvery = 150 * time.Millisecond

// watchJob shows a progress bar and the log as it grows, until the job ends.
func watchJob(cmd *cobra.Command, c *client, id string) error {
	bar := progressbar.NewOptions(100, progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetWidth(30),
		progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(false))
	j, err := c.follow(cmd.Context(), id, func(j job) {
		bar.Describe(j.Phase)
		_ = bar.Set(j.Progress) // a terminal that cannot draw shows no bar
	}, func(at time.Time, text string) {
		_ = bar.Clear() // as above
		cmd.Printf("%s  %s\n", at.Local().Format("15:04:05.000"), text)
	})
	if err != nil {
		return err
	}
	_ = bar.Finish() // as above
	if err := j.failure(); err != nil {
		return err
	}
	if j.Type == "teardown" {
		cmd.Printf("Demo %s is gone after %.2f s.\n", j.DemoID, j.CompletedAt.Sub(j.CreatedAt).Seconds())
		return nil
	}
	cmd.Printf("Demo %s for %s is active after %.2f s.\n", j.DemoID, j.CustomerName, j.CompletedAt.Sub(j.CreatedAt).Seconds())
	return nil
}

// follow reports a job's progress and log lines until it ends.
func (c *client) follow(ctx context.Context, id string, progress func(job), line func(time.Time, string)) (job, error) {
	cursor := ""
	for {
		j, err := c.job(ctx, id)
		if err != nil {
			return j, err
		}
		progress(j)
		if cursor, err = c.logs(ctx, id, cursor, line); err != nil || j.ended() {
			return j, err
		}
		select {
		case <-ctx.Done():
			return j, ctx.Err()
		case <-time.After(lookEvery):
		}
	}
}

func (c *client) logs(ctx context.Context, id, cursor string, line func(time.Time, string)) (string, error) {
	var page struct {
		Items []struct {
			At   time.Time `json:"at"`
			Text string    `json:"text"`
		} `json:"items"`
		NextCursor string `json:"next_cursor"`
	}
	if err := c.call(ctx, http.MethodGet, "/api/v1/jobs/"+id+"/logs?cursor="+cursor, nil, &page); err != nil {
		return cursor, err
	}
	for _, l := range page.Items {
		line(l.At, l.Text)
	}
	return page.NextCursor, nil
}
