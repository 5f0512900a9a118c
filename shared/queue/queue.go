// Package queue is Pub/Sub: typed messages of ours out, and dead letters. Every message has a version; a receiver that does not know
// it buries the message instead of guessing.
//
// What must not go in: what a message leads to (the functions decide). To add a message, add its type beside Job.
package queue

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"cloud.google.com/go/pubsub/v2"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// version is that of every message sent today.
const version = 1

// publishWithin bounds one publication with all its retries.
const publishWithin = 10 * time.Second

// Job asks the load function to do a job's work.
type Job struct {
	Version int    `json:"v"`
	Type    string `json:"type"` // quick
	Tenant  string `json:"tenant"`
	Job     string `json:"job"`
	Demo    string `json:"demo"`
}

// Event announces the end of a job to whoever listens. ID is the same however often it is sent.
type Event struct {
	Version int       `json:"v"`
	ID      string    `json:"id"`
	Type    string    `json:"type"` // job.completed, job.failed, job.cancelled, demo.deleted
	Tenant  string    `json:"tenant"`
	Job     string    `json:"job"`
	Demo    string    `json:"demo"`
	At      time.Time `json:"at"`
	// TookMS is the time from acceptance to the end, in milliseconds.
	TookMS int64 `json:"took_ms"`
}

// Topics names the topics.
type Topics struct {
	Jobs, Events, Dead string
}

// Queue publishes.
type Queue struct {
	jobs, events, dead *pubsub.Publisher
}

// New makes a queue over a client. Messages go out at once: a batch would only delay the single message of a job.
func New(client *pubsub.Client, topics Topics) *Queue {
	publisher := func(name string) *pubsub.Publisher {
		p := client.Publisher(name)
		p.PublishSettings.CountThreshold = 1
		return p
	}
	return &Queue{jobs: publisher(topics.Jobs), events: publisher(topics.Events), dead: publisher(topics.Dead)}
}

// SendJob asks for a job's work; sending twice is harmless, the receiver claims the job.
func (q *Queue) SendJob(ctx context.Context, j Job) error {
	j.Version = version
	return publish(ctx, q.jobs, j, map[string]string{"type": j.Type, "tenant": j.Tenant})
}

// SendEvent announces the end of a job.
func (q *Queue) SendEvent(ctx context.Context, e Event) error {
	e.Version = version
	return publish(ctx, q.events, e, map[string]string{"type": e.Type, "tenant": e.Tenant, "event_id": e.ID})
}

// Bury keeps a message that can never be handled, with the reason.
func (q *Queue) Bury(ctx context.Context, id string, data []byte, reason string) error {
	attrs := map[string]string{"original_id": id, "reason": strings.ToValidUTF8(reason[:min(len(reason), 900)], "")}
	return send(ctx, q.dead, &pubsub.Message{Data: data, Attributes: attrs})
}

// DecodeJob reads a job message; what it cannot read is for the dead letters.
func DecodeJob(data []byte) (Job, error) {
	var j Job
	if err := json.Unmarshal(data, &j); err != nil {
		return j, fault.Wrap(fault.Malformed, err, "The message is no job.")
	}
	if j.Version != version {
		return j, fault.New(fault.Malformed, "The message has version %d; this function knows %d.", j.Version, version)
	}
	if _, err := tenant.ParseID(j.Tenant); err != nil || j.Job == "" || j.Demo == "" {
		return j, fault.New(fault.Malformed, "The message names no job of a tenant.")
	}
	return j, nil
}

// DecodeEvent reads an event message; what it cannot read is for the dead letters.
func DecodeEvent(data []byte) (Event, error) {
	var e Event
	if err := json.Unmarshal(data, &e); err != nil {
		return e, fault.Wrap(fault.Malformed, err, "The message is no event.")
	}
	if e.Version != version {
		return e, fault.New(fault.Malformed, "The message has version %d; this function knows %d.", e.Version, version)
	}
	if _, err := tenant.ParseID(e.Tenant); err != nil || e.ID == "" || e.Type == "" {
		return e, fault.New(fault.Malformed, "The message names no event of a tenant.")
	}
	return e, nil
}

func publish(ctx context.Context, p *pubsub.Publisher, body any, attrs map[string]string) error {
	data, err := json.Marshal(body)
	if err != nil {
		return fault.Wrap(fault.Internal, err, "a message could not be encoded")
	}
	return send(ctx, p, &pubsub.Message{Data: data, Attributes: attrs})
}

func send(ctx context.Context, p *pubsub.Publisher, m *pubsub.Message) error {
	ctx, cancel := context.WithTimeout(ctx, publishWithin)
	defer cancel()
	_, err := p.Publish(ctx, m).Get(ctx)
	switch status.Code(err) {
	case codes.OK:
		return nil
	case codes.NotFound, codes.PermissionDenied, codes.InvalidArgument:
		return fault.Wrap(fault.Internal, err, "the topic does not take the message")
	default:
		return fault.Wrap(fault.Unavailable, err, "The queue did not take the message; it is tried again.")
	}
}
