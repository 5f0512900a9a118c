package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"capidemo.dev/platform/shared/certificate"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/secret"
)

// vault is a secret with one key.
type vault struct{ key []byte }

func (v *vault) Enabled(context.Context, string) ([]secret.Version, error) {
	return []secret.Version{secret.NewVersion("key", v.key)}, nil
}

func (*vault) Forget(string) {}

// files writes a certificate as the API's JSON and the published keys to files.
func files(t *testing.T, status demo.Verdict) (certificateFile, keysFile string) {
	t.Helper()
	key, err := certificate.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ring := certificate.NewKeyring(&vault{key}, "key", "here")
	text, err := ring.Sign(t.Context(), certificate.Certificate{Subject: "tenants/acme/demos/d", Exam: "e", Status: status})
	if err != nil {
		t.Fatal(err)
	}
	public, err := ring.Public(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, content any) string {
		raw, err := json.Marshal(content)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return write("certificate.json", shownCertificate{Signature: text}), write("keys.json", public)
}

func runExam(t *testing.T, c *client, args ...string) (string, error) {
	t.Helper()
	cmd := examCommand(func(context.Context) (*client, error) {
		if c == nil {
			return nil, errors.New("offline")
		}
		return c, nil
	})
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetErr(&bytes.Buffer{})
	cmd.SilenceUsage, cmd.SilenceErrors = true, true
	cmd.SetArgs(args)
	err := cmd.ExecuteContext(t.Context())
	return out.String(), err
}

func TestACertificateIsProvedOffline(t *testing.T) {
	t.Parallel()
	for status, code := range map[demo.Verdict]error{demo.VerdictGreen: nil, demo.VerdictAmber: verdictError(3), demo.VerdictRed: verdictError(4)} {
		file, keys := files(t, status)
		if out, err := runExam(t, nil, "--verify", file, "--keys", keys); !errors.Is(err, code) || !strings.Contains(out, "The signature is good") || !strings.Contains(out, "tenants/acme/demos/d") {
			t.Errorf("%s: %v, %s", status, err, out)
		}
	}
	file, keys := files(t, demo.VerdictGreen)
	_, others := files(t, demo.VerdictGreen)
	private := filepath.Join(t.TempDir(), "private.json")
	key, err := certificate.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(private, []byte(`{"keys":[`+string(key)+`]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"another installation's keys": {"--verify", file, "--keys", others}, "no certificate": {"--verify", keys, "--keys", keys},
		"no keys": {"--verify", file, "--keys", file}, "private keys": {"--verify", file, "--keys", private},
		"no file": {"--verify", "absent", "--keys", keys}, "offline without keys": {"--verify", file},
	} {
		if out, err := runExam(t, nil, args...); err == nil || out != "" {
			t.Errorf("%s: %v, %s", name, err, out)
		}
	}
}

func TestAnExamIsFollowedToItsEnd(t *testing.T) {
	t.Parallel()
	var looks atomic.Int32
	ending := func(status, failure string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if looks.Add(1)%2 == 1 {
				_, _ = fmt.Fprint(w, `{"status":"running","progress":50}`)
				return
			}
			_, _ = fmt.Fprintf(w, `{"status":%q,"failure":%q,"queries":{"total":1,"passed":1},"phrasings":{"total":2,"passed":1},"reasons":["Asked back."],
				"items":[{"query_id":"sales","question":"How much?","result":"right","phrasings":[{"question":"a","result":"right"},{"question":"b","result":"asked_back"}]}]}`, status, failure)
		}
	}
	for status, code := range map[string]error{"green": nil, "amber": verdictError(3), "red": verdictError(4)} {
		c := installation(t, map[string]http.HandlerFunc{"POST /api/v1/demos/d/exam": reply(`{"exam_id":"e","status":"queued"}`), "GET /api/v1/demos/d/exam": ending(status, "")})
		out, err := runExam(t, c, "d")
		if !errors.Is(err, code) || !strings.Contains(out, "sales") || !strings.Contains(out, "✓ ?") || !strings.Contains(out, strings.ToUpper(status)+": 1 of 1") || !strings.Contains(out, "Asked back.") {
			t.Errorf("%s: %v\n%s", status, err, out)
		}
		var shown shownCertificate
		if out, err = runExam(t, c, "d", "--json"); !errors.Is(err, code) || json.Unmarshal([]byte(out), &shown) != nil || shown.Status != status || len(shown.Items) != 1 {
			t.Errorf("%s as JSON: %v\n%s", status, err, out)
		}
	}
	c := installation(t, map[string]http.HandlerFunc{"POST /api/v1/demos/d/exam": reply(`{}`), "GET /api/v1/demos/d/exam": ending("green", "The warehouse is away.")})
	if _, err := runExam(t, c, "d"); err == nil || !strings.Contains(err.Error(), "The warehouse is away.") {
		t.Errorf("a failed exam: %v", err)
	}
}

func TestANewKeyIsOne(t *testing.T) {
	t.Parallel()
	out, err := runExam(t, nil, "key")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := certificate.NewKeyring(&vault{[]byte(out)}, "key", "here").Sign(t.Context(), certificate.Certificate{Subject: "s", Exam: "e"}); err != nil {
		t.Error(err)
	}
}
