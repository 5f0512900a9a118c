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

// write appends a part as a chunk. The kinds of parts and chunks have the same names. A result that is too large for a document is cut
// to the rows that fit, and says so.
func write(ctx context.Context, answers store.Answers, claim store.AnswerClaim, part analyst.Part) error {
	payload, err := encode(part, false)
	for err == nil && len(payload) > maxPayload {
		if part.Data == nil || len(part.Data.Rows) == 0 {
			return answers.Append(ctx, claim, demo.ChunkError, `{"kind":"error","text":"A part of the answer is too large to show."}`)
		}
		cut := *part.Data
		cut.Rows = cut.Rows[:len(cut.Rows)/2]
		cut.Formatted = cut.Formatted[:min(len(cut.Formatted), len(cut.Rows))]
		part.Data = &cut
		payload, err = encode(part, true)
	}
	if err != nil {
		return err
	}
	return answers.Append(ctx, claim, demo.ChunkKind(part.Kind), payload)
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
