package reply

import (
	"context"
	"encoding/json"

	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
)

// maxPayload keeps a chunk well below Firestore's 1 MiB per document.
const maxPayload = 700 << 10

// maxCommit keeps what goes into one commit well below Firestore's 10 MiB for a request.
const maxCommit = 4 << 20

// pen writes an answer's parts down while the agent goes on answering: what arrives during one commit goes into the next.
type pen struct {
	parts   chan store.Part
	written chan error
}

// newPen starts writing. An error ends ctx by way of stop, so that the agent is not listened to in vain.
func newPen(ctx context.Context, stop context.CancelFunc, answers store.Answers, claim store.AnswerClaim) *pen {
	p := &pen{parts: make(chan store.Part, 16), written: make(chan error, 1)}
	go func() {
		err := p.write(ctx, answers, claim)
		if err != nil {
			stop()
		}
		p.written <- err
	}()
	return p
}

// add hands a part over.
func (p *pen) add(ctx context.Context, part store.Part) error {
	select {
	case p.parts <- part:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close waits until all parts are written down.
func (p *pen) close() error {
	close(p.parts)
	return <-p.written
}

func (p *pen) write(ctx context.Context, answers store.Answers, claim store.AnswerClaim) error {
	for first := range p.parts {
		batch, size := []store.Part{first}, len(first.Payload)
		for more := true; more && size < maxCommit; {
			select {
			case part, open := <-p.parts:
				if more = open; open {
					batch, size = append(batch, part), size+len(part.Payload)
				}
			default:
				more = false
			}
		}
		if err := answers.Append(ctx, claim, batch...); err != nil {
			return err
		}
	}
	return nil
}

// chunk is a part of the answer in the form it is stored in. The kinds of parts and chunks have the same names. A result that is too large
// for a document is cut to the rows that fit, and says so.
func chunk(part analyst.Part) (store.Part, error) {
	payload, err := encode(part, false)
	for err == nil && len(payload) > maxPayload {
		if part.Data == nil || len(part.Data.Rows) == 0 {
			return store.Part{Kind: demo.ChunkError, Payload: `{"kind":"error","text":"A part of the answer is too large to show."}`}, nil
		}
		cut := *part.Data
		cut.Rows = cut.Rows[:len(cut.Rows)/2]
		cut.Formatted = cut.Formatted[:min(len(cut.Formatted), len(cut.Rows))]
		part.Data = &cut
		payload, err = encode(part, true)
	}
	return store.Part{Kind: demo.ChunkKind(part.Kind), Payload: payload}, err
}

func encode(part analyst.Part, truncated bool) (string, error) {
	raw, err := json.Marshal(struct {
		analyst.Part
		Truncated bool `json:"truncated,omitempty"`
	}{part, truncated})
	if err != nil {
		return "", fault.Wrap(fault.Internal, err, "a part of kind %s cannot be encoded", part.Kind)
	}
	return string(raw), nil
}
