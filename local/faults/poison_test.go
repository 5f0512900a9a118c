package faults_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"cloud.google.com/go/pubsub/v2"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/queue"
)

// TestPoisonedMessagesAreBuried: what nobody can handle goes to the dead letters with the reason, while good messages flow.
func TestPoisonedMessagesAreBuried(t *testing.T) {
	t.Parallel()
	f, rival := newTeam(t, limits(nil)), newTeam(t, limits(nil))
	theirs := rival.quick(t, small, "Rival Corp")
	rival.ends(t, theirs.JobID, demo.JobCompleted)
	before := rival.stored(t)
	mark := `"mark":"` + string(f.id) + `-`
	job := func(change func(*queue.Job)) string {
		j := queue.Job{Version: 1, Type: "quick", Tenant: string(f.id), Job: theirs.JobID, Demo: theirs.DemoID}
		change(&j)
		raw, err := json.Marshal(j)
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSuffix(string(raw), "}")
	}
	poison := map[string]string{
		"not JSON":         `{{{{`,
		"not a message":    `["a list"`,
		"unknown version":  job(func(j *queue.Job) { j.Version = 99 }),
		"unknown type":     job(func(j *queue.Job) { j.Type = "espresso" }),
		"malformed tenant": job(func(j *queue.Job) { j.Tenant = "../rival" }),
		"absent job":       job(func(j *queue.Job) { j.Job = "nosuchjob" }),
		"path as a job":    job(func(j *queue.Job) { j.Job = "../../x/jobs/y" }),
		"job of a rival":   job(func(*queue.Job) {}),
		"demo of a rival":  job(func(j *queue.Job) { j.Job = f.quick(t, small, "Acme Corp").JobID }),
		"nine megabytes":   `{"big":"` + strings.Repeat("x", 9<<20) + `"`,
		"nothing":          `{"v":1`,
	}
	publisher := f.w.pubsub.Publisher("provision-jobs")
	defer publisher.Stop()
	for name, text := range poison {
		// The mark comes last, so that even what is no JSON can be told apart.
		data := text + "," + mark + strings.ReplaceAll(name, " ", "-") + `"}`
		if _, err := publisher.Publish(t.Context(), &pubsub.Message{Data: []byte(data)}).Get(t.Context()); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	f.ends(t, f.quick(t, small, "good among bad").JobID, demo.JobCompleted)
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	buried := map[string]string{}
	if err := f.w.dead.until(ctx, func() bool {
		for _, m := range f.w.dead.messages {
			if _, rest, found := strings.Cut(string(m.Data), mark); found {
				name, _, _ := strings.Cut(rest, `"`)
				buried[name] = m.Attributes["reason"]
			}
		}
		return len(buried) == len(poison)
	}); err != nil {
		t.Errorf("only these were buried: %v", buried)
	}
	for name, reason := range buried {
		if reason == "" {
			t.Errorf("%s was buried without a reason", name)
		}
	}
	for path, at := range rival.stored(t) {
		if before[path] != at {
			t.Errorf("the rival's %s changed", path)
		}
	}
}
