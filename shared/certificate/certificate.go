// Package certificate signs what an exam found and proves it to others: a certificate is a JSON Web Signature (EdDSA over Ed25519) that names
// the demo, the verdict with its reasons, and the fingerprint of what was examined. Anybody can check one with the public keys of the
// installation (a JWK Set), offline.
//
// Keys live in one secret, a private JWK per version. The newest version signs; every enabled one verifies, and all are published. So a key
// is rotated by adding a version (`capidemo exam key` makes one), and revoked by disabling its version: then the certificates it signed
// prove nothing any more and the demos are examined again.
//
// What must not go in: what follows from a certificate. certificate_test.go holds it against forged, altered, foreign and outdated ones.
package certificate

import (
	"encoding/json"
	"time"

	"github.com/go-jose/go-jose/v4"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/fault"
)

// kind is the type header: it keeps a signature made for something else from passing as a certificate, and the other way round (RFC 8725).
const kind = "exam-certificate+jws"

// Certificate is what is signed.
type Certificate struct {
	Issuer      string           `json:"iss"` // the installation
	Subject     string           `json:"sub"` // the demo, as demo.DemoPath
	IssuedAt    int64            `json:"iat"` // Unix time, seconds
	Exam        string           `json:"exam"`
	ExaminedAt  time.Time        `json:"examined_at"` // when what it says was found out; before IssuedAt when it is inherited
	Basis       string           `json:"basis"`       // Examined or Inherited
	Template    string           `json:"template"`
	Version     int              `json:"version"`
	Anchor      string           `json:"anchor"` // YYYY-MM-DD, the day the data ends
	Status      demo.Verdict     `json:"status"`
	Reasons     []string         `json:"reasons"`
	Queries     demo.Tally       `json:"queries"`
	Phrasings   demo.Tally       `json:"phrasings"`
	Items       []Item           `json:"items"`
	Fingerprint exam.Fingerprint `json:"fingerprint"`
}

// What a certificate rests on: an exam of this very demo, or that of another untouched clone of the same data with the same agent.
const (
	Examined  = "examined"
	Inherited = "inherited"
)

// Item is what was found about one golden query.
type Item struct {
	QueryID   string     `json:"query_id"`
	Question  string     `json:"question"`
	Passed    bool       `json:"passed"`
	Verified  bool       `json:"verified"` // the agent used the golden query for every phrasing
	Result    string     `json:"result"`   // of the query, an exam.Outcome
	Phrasings []Phrasing `json:"phrasings"`
	Reasons   []string   `json:"reasons"`
}

// Phrasing is one way in which a golden question was asked.
type Phrasing struct {
	Question string `json:"question"`
	Result   string `json:"result"` // an exam.Outcome
}

// Items gives a report's items in the form of a certificate.
func Items(r *exam.Report) []Item {
	out := make([]Item, len(r.Items))
	for i := range r.Items {
		item := &r.Items[i]
		out[i] = Item{
			QueryID: item.QueryID, Question: item.Question, Passed: item.Passed(), Verified: item.Verified(),
			Result: string(item.SQL), Phrasings: make([]Phrasing, len(item.Phrasings)), Reasons: item.Reasons(),
		}
		for j, p := range item.Phrasings {
			out[i].Phrasings[j] = Phrasing{Question: p.Text, Result: string(p.Outcome)}
		}
		if out[i].Reasons == nil {
			out[i].Reasons = []string{}
		}
	}
	return out
}

// sign makes the compact form.
func sign(key jose.JSONWebKey, c *Certificate) (string, error) {
	payload, err := json.Marshal(c)
	if err != nil {
		return "", fault.Wrap(fault.Internal, err, "the certificate cannot be written")
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: key}, (&jose.SignerOptions{}).WithType(kind))
	if err != nil {
		return "", fault.Wrap(fault.Internal, err, "the key %s cannot sign", key.KeyID)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		return "", fault.Wrap(fault.Internal, err, "the certificate cannot be signed")
	}
	return signed.CompactSerialize()
}

// Verify reads a compact certificate and proves that one of the keys signed it. It says nothing about the demo's present state. Anything
// else is Invalid, and the message says what is wrong.
func Verify(text string, keys jose.JSONWebKeySet) (Certificate, error) {
	var c Certificate
	signed, err := jose.ParseSignedCompact(text, []jose.SignatureAlgorithm{jose.EdDSA})
	if err != nil {
		return c, fault.Wrap(fault.Invalid, err, "This is no signed certificate.")
	}
	header := signed.Signatures[0].Protected
	if header.ExtraHeaders[jose.HeaderType] != kind {
		return c, fault.New(fault.Invalid, "This was signed, but not as a certificate of an exam.")
	}
	found := keys.Key(header.KeyID)
	if len(found) != 1 {
		return c, fault.New(fault.Invalid, "The certificate was signed with the key %q, which is not one of this installation's, or no longer.", header.KeyID)
	}
	payload, err := signed.Verify(found[0].Public())
	if err != nil {
		return c, fault.New(fault.Invalid, "The signature does not fit: the certificate was altered or forged.")
	}
	if err := json.Unmarshal(payload, &c); err != nil || c.Subject == "" || c.Exam == "" {
		return Certificate{}, fault.New(fault.Invalid, "What was signed is no certificate of an exam.")
	}
	return c, nil
}

// KeyID names the key that a certificate claims to be signed with, without believing it.
func KeyID(text string) string {
	signed, err := jose.ParseSignedCompact(text, []jose.SignatureAlgorithm{jose.EdDSA})
	if err != nil {
		return ""
	}
	return signed.Signatures[0].Protected.KeyID
}
