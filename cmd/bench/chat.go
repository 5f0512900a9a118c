package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"capidemo.dev/platform/shared/demo"
)

const (
	questions = 50
	warmUp    = 3 // questions that do not count: programs and caches are cold
)

// golden is a golden query as the API shows it.
type golden struct {
	Question  string   `json:"question"`
	Phrasings []string `json:"phrasings"`
}

// asked is a question with the times of its answer.
type asked struct {
	ConversationID string `json:"conversation_id"`
	MessageID      string `json:"message_id"`
	Links          struct {
		Stream string `json:"stream"`
	} `json:"links"`

	accepted, first, complete time.Duration // since the question was sent
	verified                  bool
}

// measureChat asks golden questions in their other phrasings, each in a conversation of its own, and reads the answers from the API's
// stream at the functions' own address: Hosting does not stream, browsers listen to Firestore for that. The breakdown comes from the stamps that the answering function leaves on what it writes.
func measureChat(ctx context.Context, b *bench) ([]row, error) {
	p, err := b.platform(ctx)
	if err != nil {
		return nil, err
	}
	j, err := p.demo(ctx, "Talkative")
	if err != nil {
		return nil, err
	}
	list, err := p.phrasings(ctx, j.DemoID)
	if err != nil {
		return nil, err
	}
	var accepted, first, complete, begun, written sample
	verified, chunks := 0, 0
	for i := range warmUp + questions {
		a, err := p.ask(ctx, j.DemoID, list[i%len(list)])
		if err != nil {
			return nil, fmt.Errorf("question %q: %w", list[i%len(list)], err)
		}
		if i < warmUp {
			continue
		}
		stored, parts, err := p.stamps(ctx, a)
		if err != nil {
			return nil, err
		}
		if a.verified {
			verified++
		}
		chunks += len(parts)
		accepted, first, complete = append(accepted, a.accepted), append(first, a.first), append(complete, a.complete)
		begun, written = append(begun, parts[0].Sub(stored)), append(written, parts[len(parts)-1].Sub(parts[0]))
	}
	return []row{
		{Name: "first byte, p50", Value: first.percentile(50), Unit: "ms", Target: most(150)},
		{Name: "first byte, p95", Value: first.percentile(95), Unit: "ms"},
		{Name: "complete, p50", Value: complete.percentile(50), Unit: "ms", Target: most(500)},
		{Name: "complete, p95", Value: complete.percentile(95), Unit: "ms"},
		{Name: "of that: question accepted, p50", Value: accepted.percentile(50), Unit: "ms", Note: "POST /chat answered: one commit"},
		{Name: "of that: stored -> first part written, p50", Value: begun.percentile(50), Unit: "ms", Note: "event hop, claim, agent"},
		{Name: "of that: first part -> last part written, p50", Value: written.percentile(50), Unit: "ms", Note: fmt.Sprintf("%.1f parts an answer", float64(chunks)/questions)},
		{Name: "answers from a golden query", Value: float64(verified), Unit: fmt.Sprintf("of %d", questions), Target: least(questions)},
	}, nil
}

// phrasings gives every golden question in every other phrasing, one of each question first.
func (p *platform) phrasings(ctx context.Context, demoID string) ([]string, error) {
	var page struct {
		Items []golden `json:"items"`
	}
	if err := p.direct.call(ctx, http.MethodGet, "/api/v1/demos/"+url.PathEscape(demoID)+"/golden-queries", nil, &page); err != nil {
		return nil, err
	}
	var out []string
	for n, more := 0, true; more; n++ {
		more = false
		for _, q := range page.Items {
			if n < len(q.Phrasings) {
				out, more = append(out, q.Phrasings[n]), true
			}
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("demo %s has no golden questions", demoID)
	}
	return out, nil
}

// ask puts a question and follows its answer to the end.
func (p *platform) ask(ctx context.Context, demoID, question string) (asked, error) {
	var a asked
	began := time.Now()
	if err := p.direct.call(ctx, http.MethodPost, "/api/v1/chat", map[string]string{"demo_id": demoID, "question": question}, &a); err != nil {
		return a, err
	}
	a.accepted = time.Since(began)
	err := p.direct.follow(ctx, a.Links.Stream, func(e event, at time.Time) {
		if a.complete = at.Sub(began); a.first == 0 {
			a.first = a.complete
		}
		if e.kind == "text" {
			var text struct {
				Verified bool `json:"verified"`
			}
			a.verified = json.Unmarshal([]byte(e.data), &text) == nil && text.Verified
		}
	})
	return a, err
}

// stamps gives when the question was stored and when each part of the answer was written.
func (p *platform) stamps(ctx context.Context, a asked) (stored time.Time, parts []time.Time, err error) {
	demoID, err := demo.SplitConversationID(a.ConversationID)
	if err != nil {
		return stored, nil, err
	}
	doc := p.db.Doc("tenants/demo/demos/" + demoID + "/conversations/" + a.ConversationID + "/messages/" + a.MessageID)
	message, err := doc.Get(ctx)
	if err != nil {
		return stored, nil, fmt.Errorf("read the answer: %w", err)
	}
	chunks, err := doc.Collection("chunks").Documents(ctx).GetAll()
	if err != nil {
		return stored, nil, fmt.Errorf("read the answer's parts: %w", err)
	}
	for _, chunk := range chunks {
		parts = append(parts, chunk.CreateTime)
	}
	if len(parts) == 0 {
		return stored, nil, fmt.Errorf("answer %s has no parts", a.MessageID)
	}
	slices.SortFunc(parts, time.Time.Compare)
	return message.CreateTime, parts, nil
}
