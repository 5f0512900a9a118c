package certificate

import (
	"encoding/json"
	"time"

	"github.com/go-jose/go-jose/v4"

	"capidemo.dev/platform/shared/certificate"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

// Request names a demo.
type Request struct {
	DemoID string `path:"demo_id" maxLength:"80"`
}

// ExamStarted is an exam that is under way.
type ExamStarted struct {
	ExamID string `json:"exam_id"`
	Status string `json:"status" enum:"queued,running,completed,failed" doc:"One that was under way may have ended in this instant"`
}

// StartedReply answers POST /demos/{demo_id}/exam.
type StartedReply struct {
	Body ExamStarted
}

// CertificateView is a demo's certificate as it stands now.
type CertificateView struct {
	Status      string     `json:"status" enum:"none,running,green,amber,red" doc:"Red also when data or agent are no longer what was examined"`
	Progress    int        `json:"progress" minimum:"0" maximum:"100" doc:"Of the exam under way"`
	ExamID      string     `json:"exam_id,omitempty" doc:"The exam whose certificate this is"`
	ExaminedAt  *time.Time `json:"examined_at,omitempty"`
	Basis       string     `json:"basis,omitempty" enum:"examined,inherited" doc:"Inherited: found out on another untouched clone of the same data with the same agent"`
	Reasons     []string   `json:"reasons" doc:"Why it is not green, the worst first"`
	Queries     demo.Tally `json:"queries" doc:"Golden queries run on the demo's data"`
	Phrasings   demo.Tally `json:"phrasings" doc:"Questions asked of the demo's agent"`
	Items       []ExamItem `json:"items"`
	Valid       bool       `json:"valid" doc:"Whether the signature is good and data and agent are what was examined"`
	BytesBilled int64      `json:"bytes_billed,omitempty" doc:"By BigQuery, for the exam whose certificate this is: about what another one would read. Absent when that is not known"`
	Signature   string     `json:"signature,omitempty" doc:"The whole certificate, signed: a compact JWS (EdDSA), see /certificates/keys"`
	KeyID       string     `json:"key_id,omitempty"`
	Failure     string     `json:"failure,omitempty" doc:"Why the newest exam came to no result"`
}

// ExamItem is what was found about one golden query.
type ExamItem struct {
	QueryID   string         `json:"query_id"`
	Question  string         `json:"question"`
	Passed    bool           `json:"passed"`
	Verified  bool           `json:"verified" doc:"The agent used the golden query for every phrasing"`
	Result    string         `json:"result" enum:"right,wrong,failed" doc:"Of the query on the demo's data"`
	Phrasings []ExamPhrasing `json:"phrasings"`
	Reasons   []string       `json:"reasons"`
}

// ExamPhrasing is one way in which a golden question was asked of the demo's agent.
type ExamPhrasing struct {
	Question string `json:"question"`
	Result   string `json:"result" enum:"right,wrong,failed,asked_back,refused,unanswered,not_asked"`
}

// Reply carries a certificate.
type Reply struct {
	Body CertificateView
}

// KeySet is a JWK Set.
type KeySet struct {
	Keys []map[string]any `json:"keys" doc:"Public keys: kty OKP, crv Ed25519"`
}

// KeysReply carries the public keys.
type KeysReply struct {
	Body KeySet
}

// plain is a key as a document describes it: go-jose's own type would put its private parts there.
func plain(key jose.JSONWebKey) (map[string]any, error) {
	var out map[string]any
	text, err := json.Marshal(key)
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "the key %s cannot be published", key.KeyID)
	}
	return out, nil
}

func viewItem(item certificate.Item) ExamItem {
	out := ExamItem{
		QueryID: item.QueryID, Question: item.Question, Passed: item.Passed, Verified: item.Verified, Result: item.Result,
		Phrasings: make([]ExamPhrasing, len(item.Phrasings)), Reasons: item.Reasons,
	}
	for i, p := range item.Phrasings {
		out.Phrasings[i] = ExamPhrasing(p)
	}
	return out
}
