package secret_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	client "cloud.google.com/go/secretmanager/apiv1"
	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"capidemo.dev/platform/local/secretmanager"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/secret"
)

// vault is a local Secret Manager with one secret, and a clock.
type vault struct {
	server  *secretmanager.Server
	admin   *client.Client
	manager *secret.Manager
	now     time.Time
}

func open(t *testing.T) *vault {
	t.Helper()
	server, err := secretmanager.New(secretmanager.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	v := &vault{server: server, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	v.admin, err = client.NewClient(t.Context(), option.WithEndpoint(listener.Addr().String()), option.WithoutAuthentication(),
		option.WithGRPCDialOption(grpc.WithTransportCredentials(insecure.NewCredentials())))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.admin.Close() })
	v.manager, err = secret.New(t.Context(), secret.Config{Project: "demo-capi", Endpoint: listener.Addr().String(), Now: func() time.Time { return v.now }, Within: 3 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.manager.Close() })
	if _, err := v.admin.CreateSecret(t.Context(), &secretmanagerpb.CreateSecretRequest{Parent: "projects/demo-capi", SecretId: "key", Secret: &secretmanagerpb.Secret{
		Replication: &secretmanagerpb.Replication{Replication: &secretmanagerpb.Replication_Automatic_{Automatic: &secretmanagerpb.Replication_Automatic{}}},
	}}); err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *vault) add(t *testing.T, content string) string {
	t.Helper()
	added, err := v.admin.AddSecretVersion(t.Context(), &secretmanagerpb.AddSecretVersionRequest{Parent: "projects/demo-capi/secrets/key", Payload: &secretmanagerpb.SecretPayload{Data: []byte(content)}})
	if err != nil {
		t.Fatal(err)
	}
	return added.GetName()
}

func (v *vault) contents(t *testing.T) string {
	t.Helper()
	versions, err := v.manager.Enabled(t.Context(), "key")
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(versions))
	for i, version := range versions {
		out[i] = string(version.Data())
	}
	return strings.Join(out, " ")
}

func TestVersionsNewestFirstAndKept(t *testing.T) {
	t.Parallel()
	v := open(t)
	if got := v.contents(t); got != "" {
		t.Errorf("a secret without versions: %q", got)
	}
	old := v.add(t, "one")
	v.add(t, "two")
	if got := v.contents(t); got != "" {
		t.Errorf("it was read again at once: %q", got)
	}
	v.now = v.now.Add(5 * time.Minute)
	if got := v.contents(t); got != "two one" {
		t.Errorf("after five minutes: %q", got)
	}
	if _, err := v.admin.DisableSecretVersion(t.Context(), &secretmanagerpb.DisableSecretVersionRequest{Name: old}); err != nil {
		t.Fatal(err)
	}
	v.manager.Forget("key")
	if got := v.contents(t); got != "two" {
		t.Errorf("a disabled version is still given: %q", got)
	}
}

func TestAbsentAndUnprintable(t *testing.T) {
	t.Parallel()
	v := open(t)
	if _, err := v.manager.Enabled(t.Context(), "other"); !fault.Is(err, fault.Internal) {
		t.Errorf("an absent secret: %v", err)
	}
	if _, err := v.manager.Enabled(t.Context(), "../key"); !fault.Is(err, fault.Internal) {
		t.Errorf("an odd name: %v", err)
	}
	v.add(t, "hidden")
	versions, err := v.manager.Enabled(t.Context(), "key")
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(form, versions); strings.Contains(text, "hidden") || strings.Contains(text, "104 105") {
			t.Errorf("%s prints the content: %s", form, text)
		}
	}
}

// TestTheLastKnownCountsWhileNothingIsRead: for an hour, and no longer.
func TestTheLastKnownCountsWhileNothingIsRead(t *testing.T) {
	t.Parallel()
	v := open(t)
	v.add(t, "one")
	if got := v.contents(t); got != "one" {
		t.Fatalf("%q", got)
	}
	if err := v.server.Close(); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	v.now = v.now.Add(30 * time.Minute)
	if _, err := v.manager.Enabled(ended, "key"); !fault.Is(err, fault.Cancelled) {
		t.Errorf("who went away: %v", err)
	}
	if got := v.contents(t); got != "one" {
		t.Errorf("after half an hour: %q", got)
	}
	v.manager.Forget("key")
	v.now = v.now.Add(30 * time.Minute)
	if _, err := v.manager.Enabled(t.Context(), "key"); !fault.Is(err, fault.Unavailable) && !fault.Is(err, fault.Timeout) {
		t.Errorf("after an hour: %v", err)
	}
}

// TestAContainerIsMadeAndRemoved: twice each; another's is neither taken nor thought to be ours.
func TestAContainerIsMadeAndRemoved(t *testing.T) {
	t.Parallel()
	v := open(t)
	labels := map[string]string{"tenant": "acme"}
	for range 2 {
		if err := v.manager.Ensure(t.Context(), "tenant-acme-gemini-api-key", labels); err != nil {
			t.Fatal(err)
		}
	}
	if versions, err := v.manager.Enabled(t.Context(), "tenant-acme-gemini-api-key"); err != nil || len(versions) != 0 {
		t.Errorf("the new secret has %v, %v", versions, err)
	}
	if err := v.manager.Ensure(t.Context(), "key", labels); !fault.Is(err, fault.Conflict) {
		t.Errorf("a secret of somebody else: %v", err)
	}
	for _, want := range []bool{true, false} {
		if there, err := v.manager.Remove(t.Context(), "tenant-acme-gemini-api-key"); err != nil || there != want {
			t.Errorf("removed: there %v, %v", there, err)
		}
	}
	if _, err := v.manager.Enabled(t.Context(), "tenant-acme-gemini-api-key"); !fault.Is(err, fault.Internal) {
		t.Errorf("after its removal: %v", err)
	}
	if err := v.server.Close(); err != nil {
		t.Fatal(err)
	}
	if err := v.manager.Ensure(t.Context(), "other", labels); !fault.Retryable(err) {
		t.Errorf("while Secret Manager is away: %v", err)
	}
	if _, err := v.manager.Remove(t.Context(), "other"); !fault.Retryable(err) {
		t.Errorf("while Secret Manager is away: %v", err)
	}
}
