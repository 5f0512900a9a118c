package certificate_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/certificate"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/secret"
)

// vault is a secret with its versions; what is enabled changes under the keyring, which sees it after Forget.
type vault struct {
	enabled, read [][]byte
	err           error
}

func (v *vault) Enabled(context.Context, string) ([]secret.Version, error) {
	if v.read == nil {
		v.read = v.enabled
	}
	out := make([]secret.Version, len(v.read))
	for i, data := range v.read {
		out[i] = secret.NewVersion("key", data)
	}
	return out, v.err
}

func (v *vault) Forget(string) { v.read = nil }

func newKey(t *testing.T) []byte {
	t.Helper()
	key, err := certificate.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

const subject = "tenants/acme/demos/d1"

func sample() certificate.Certificate {
	return certificate.Certificate{
		Subject: subject, IssuedAt: 1, Exam: "e1", Basis: certificate.Examined, Status: demo.VerdictGreen, Reasons: []string{},
		Queries: demo.Tally{Total: 2, Passed: 2}, Items: []certificate.Item{{QueryID: "q", Passed: true, Reasons: []string{}}},
		Fingerprint: exam.Fingerprint{Template: "t", Agent: "a", Tables: []exam.TablePrint{{Name: "orders", Columns: []string{"id INT64"}, Rows: 3, Content: "c"}}},
	}
}

func TestWhatIsSignedIsProved(t *testing.T) {
	t.Parallel()
	keys := certificate.NewKeyring(&vault{enabled: [][]byte{newKey(t)}}, "key", "here")
	text, err := keys.Sign(t.Context(), sample())
	if err != nil {
		t.Fatal(err)
	}
	want := sample()
	want.Issuer = "here"
	got, err := keys.Verify(t.Context(), text, subject)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	public, err := keys.Public(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	published, err := json.Marshal(public)
	if err != nil || strings.Contains(string(published), `"d":`) {
		t.Fatalf("what is published holds a private key: %s, %v", published, err)
	}
	var read jose.JSONWebKeySet
	if err := json.Unmarshal(published, &read); err != nil {
		t.Fatal(err)
	}
	if _, err := certificate.Verify(text, read); err != nil {
		t.Errorf("with the published keys: %v", err)
	}
}

func TestForgeriesAreRefused(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	keys := certificate.NewKeyring(&vault{enabled: [][]byte{key}}, "key", "here")
	text, err := keys.Sign(t.Context(), sample())
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(text, ".")
	payload, _ := base64.RawURLEncoding.DecodeString(parts[1])
	altered := base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(payload), "green", "amber", 1)))
	foreign, err := certificate.NewKeyring(&vault{enabled: [][]byte{newKey(t)}}, "key", "here").Sign(t.Context(), sample())
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, err := certificate.NewKeyring(&vault{enabled: [][]byte{key}}, "key", "elsewhere").Sign(t.Context(), sample())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ text, subject, says string }{
		"altered":                  {parts[0] + "." + altered + "." + parts[2], subject, "altered or forged"},
		"another signature":        {parts[0] + "." + parts[1] + "." + strings.Repeat("A", 86), subject, "altered or forged"},
		"another key":              {foreign, subject, "not one of this installation's"},
		"another demo's":           {text, "tenants/acme/demos/d2", "another demo's"},
		"another installation's":   {elsewhere, subject, "another installation's"},
		"no algorithm":             {base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + parts[1] + ".", subject, "no signed certificate"},
		"the public key as secret": {resigned(t, key, jose.HS256), subject, "no signed certificate"},
		"another kind of document": {resigned(t, key, jose.EdDSA), subject, "not as a certificate"},
		"nothing":                  {"", subject, "no signed certificate"},
		"two dots":                 {"..", subject, "no signed certificate"},
	} {
		if _, err := keys.Verify(t.Context(), c.text, c.subject); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}

// resigned signs the sample in a way that is not ours.
func resigned(t *testing.T, key []byte, algorithm jose.SignatureAlgorithm) string {
	t.Helper()
	var private jose.JSONWebKey
	if err := json.Unmarshal(key, &private); err != nil {
		t.Fatal(err)
	}
	var with any = private
	if algorithm == jose.HS256 {
		public, _ := private.Key.(ed25519.PrivateKey).Public().(ed25519.PublicKey)
		with = jose.JSONWebKey{Key: []byte(public), KeyID: private.KeyID}
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: with}, nil)
	if err != nil {
		t.Fatal(err)
	}
	payload, err := json.Marshal(sample())
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestRotation(t *testing.T) {
	t.Parallel()
	first, second := newKey(t), newKey(t)
	v := &vault{enabled: [][]byte{first}}
	keys := certificate.NewKeyring(v, "key", "here")
	old, err := keys.Sign(t.Context(), sample())
	if err != nil {
		t.Fatal(err)
	}
	other := certificate.NewKeyring(&vault{enabled: [][]byte{second, first}}, "key", "here") // an instance that read the secret after the rotation
	fresh, err := other.Sign(t.Context(), sample())
	if err != nil || certificate.KeyID(fresh) == certificate.KeyID(old) {
		t.Fatalf("the newest key does not sign: %v", err)
	}
	v.enabled = [][]byte{second, first}
	for name, text := range map[string]string{"by the new key": fresh, "by the old key": old} {
		if _, err := keys.Verify(t.Context(), text, subject); err != nil {
			t.Errorf("signed %s: %v", name, err)
		}
	}
	v.enabled = [][]byte{second}
	v.Forget("key") // in five minutes at the latest
	if _, err := keys.Verify(t.Context(), old, subject); !fault.Is(err, fault.Invalid) {
		t.Errorf("signed by a revoked key: %v", err)
	}
}

func TestKeysThatAreNone(t *testing.T) {
	t.Parallel()
	public := func() []byte {
		var key jose.JSONWebKey
		if err := json.Unmarshal(newKey(t), &key); err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(key.Public())
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	for name, c := range map[string]struct {
		vault *vault
		kind  fault.Kind
	}{
		"no version":      {&vault{enabled: [][]byte{}}, fault.Unavailable},
		"not a key":       {&vault{enabled: [][]byte{[]byte("secret words")}}, fault.Internal},
		"a public key":    {&vault{enabled: [][]byte{public()}}, fault.Internal},
		"nobody is there": {&vault{err: fault.New(fault.Unavailable, "No.")}, fault.Unavailable},
	} {
		_, err := certificate.NewKeyring(c.vault, "key", "here").Sign(t.Context(), sample())
		if !fault.Is(err, c.kind) || strings.Contains(err.Error(), "secret words") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
