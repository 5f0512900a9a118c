package stack_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"cloud.google.com/go/pubsub/v2"
	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
	"github.com/coreos/go-oidc/v3/oidc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/local/stack"
)

func TestDocumentEventAndPushReachTheFunctions(t *testing.T) {
	t.Parallel()
	recorder := record(t)
	st := up(t, recorder, t.TempDir(), stack.Firestore, stack.PubSub, stack.Identity, stack.Eventarc, stack.Functions)
	env := st.State().Environment
	documents := firestoreClient(t, env)
	if _, err := documents.Doc("tenants/acme/jobs/j1").Create(t.Context(), map[string]any{"status": "queued"}); err != nil {
		t.Fatal(err)
	}
	event := recorder.next(t, "/dispatch")
	if event.header.Get("Ce-Subject") != "documents/tenants/acme/jobs/j1" {
		t.Errorf("received an event about %s, want the job", event.header.Get("Ce-Subject"))
	}
	publisher := pubsubClient(t, env).Publisher("provision-jobs")
	defer publisher.Stop()
	if _, err := publisher.Publish(t.Context(), &pubsub.Message{Data: []byte("job")}).Get(t.Context()); err != nil {
		t.Fatal(err)
	}
	push := recorder.next(t, "/load")
	provider, err := oidc.NewProvider(t.Context(), env["OIDC_ISSUER"])
	if err != nil {
		t.Fatal(err)
	}
	verifier := provider.Verifier(&oidc.Config{ClientID: env["OIDC_AUDIENCE"]})
	for _, call := range []call{event, push} {
		token, err := verifier.Verify(t.Context(), strings.TrimPrefix(call.header.Get("Authorization"), "Bearer "))
		if err != nil {
			t.Errorf("%s: %v", call.path, err)
			continue
		}
		var claims struct {
			Email string `json:"email"`
		}
		if err := token.Claims(&claims); err != nil || !strings.Contains(env["OIDC_CALLERS"], claims.Email) {
			t.Errorf("%s was called by %q (%v), want one of %s", call.path, claims.Email, err, env["OIDC_CALLERS"])
		}
	}
}

func TestStateSurvivesARestart(t *testing.T) {
	t.Parallel()
	dir, recorder := t.TempDir(), record(t)
	services := []stack.Service{stack.Firestore, stack.Storage, stack.SecretManager, stack.Auth}
	before := up(t, recorder, dir, services...)
	env := before.State().Environment
	if _, err := firestoreClient(t, env).Doc("tenants/acme").Create(t.Context(), map[string]any{"name": "Acme"}); err != nil {
		t.Fatal(err)
	}
	writer := storageClient(t, env).Bucket(env["TEMPLATES_BUCKET"]).Object("a").NewWriter(t.Context())
	if _, err := io.WriteString(writer, "PAR1"); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := secretClient(t, env).CreateSecret(t.Context(), &secretmanagerpb.CreateSecretRequest{
		Parent: "projects/" + stack.DefaultProject, SecretId: "key",
		Secret: &secretmanagerpb.Secret{Replication: &secretmanagerpb.Replication{}},
	}); err != nil {
		t.Fatal(err)
	}
	signUp(t, env, "ce@acme.test")
	if err := before.Close(); err != nil {
		t.Fatal(err)
	}

	env = up(t, recorder, dir, services...).State().Environment
	if _, err := firestoreClient(t, env).Doc("tenants/acme").Get(t.Context()); err != nil {
		t.Errorf("the document: %v", err)
	}
	if _, err := storageClient(t, env).Bucket(env["TEMPLATES_BUCKET"]).Object("a").Attrs(t.Context()); err != nil {
		t.Errorf("the object: %v", err)
	}
	if _, err := secretClient(t, env).GetSecret(t.Context(), &secretmanagerpb.GetSecretRequest{Name: "projects/" + stack.DefaultProject + "/secrets/key"}); err != nil {
		t.Errorf("the secret: %v", err)
	}
	signIn(t, env, "ce@acme.test")
}

func TestSecondStackInAFolderIsRefused(t *testing.T) {
	t.Parallel()
	dir, recorder := t.TempDir(), record(t)
	first := up(t, recorder, dir, stack.SecretManager)
	_, err := stack.Up(t.Context(), options(t, recorder, dir, stack.SecretManager))
	if !errors.Is(err, stack.ErrRunning) {
		t.Errorf("second stack: %v, want ErrRunning", err)
	}
	if _, err := stack.Read(dir); err != nil {
		t.Errorf("the refused start took the running stack's state away: %v", err)
	}
	beside := up(t, recorder, t.TempDir(), stack.SecretManager)
	if beside.State().Addresses[stack.SecretManager] == first.State().Addresses[stack.SecretManager] {
		t.Error("two stacks share a port")
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := stack.Read(dir); !errors.Is(err, stack.ErrNotRunning) {
		t.Errorf("state after the end: %v, want ErrNotRunning", err)
	}
	up(t, recorder, dir, stack.SecretManager)
}

func TestCloseLeavesNothingListening(t *testing.T) {
	t.Parallel()
	st := up(t, record(t), t.TempDir(), stack.Firestore, stack.PubSub, stack.Identity, stack.Eventarc, stack.Scheduler, stack.Functions, stack.Hosting)
	addresses := st.State().Addresses
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	for service, address := range addresses {
		if connection, err := net.Dial("tcp", address); err == nil {
			_ = connection.Close() // only tried
			t.Errorf("%s still listens on %s", service, address)
		}
	}
}

func TestFunctionsAreReplacedInMidFlight(t *testing.T) {
	t.Parallel()
	recorder := record(t)
	st := up(t, recorder, t.TempDir(), stack.Firestore, stack.Eventarc, stack.Functions)
	documents := firestoreClient(t, st.State().Environment)
	recorder.hold() // the first delivery does not get an answer
	if _, err := documents.Doc("tenants/acme/jobs/j1").Create(t.Context(), map[string]any{"status": "queued"}); err != nil {
		t.Fatal(err)
	}
	first := recorder.next(t, "/dispatch")
	if err := st.KillFunctions(t.Context()); err != nil {
		t.Fatal(err)
	}
	recorder.release()
	second := recorder.next(t, "/dispatch")
	if first.header.Get("Ce-Id") != second.header.Get("Ce-Id") {
		t.Errorf("event %s came after %s was interrupted", second.header.Get("Ce-Id"), first.header.Get("Ce-Id"))
	}
}

func TestEmulatorThatDiesIsReported(t *testing.T) {
	t.Parallel()
	st := up(t, record(t), t.TempDir(), stack.Firestore)
	if err := syscall.Kill(st.FirestorePID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	select {
	case err := <-st.Failed():
		if !strings.Contains(err.Error(), "firestore") {
			t.Errorf("reported %v, want the Firestore emulator", err)
		}
	case <-ctx.Done():
		t.Error("nothing was reported")
	}
}

func TestSavesSurviveACrash(t *testing.T) {
	t.Parallel()
	dir, recorder := t.TempDir(), record(t)
	before := up(t, recorder, dir, stack.Firestore)
	documents := firestoreClient(t, before.State().Environment)
	if _, err := documents.Doc("tenants/saved").Create(t.Context(), map[string]any{"name": "a"}); err != nil {
		t.Fatal(err)
	}
	response, err := http.Post(before.State().Environment["CONTROL_URL"]+"/save", "", http.NoBody)
	if err != nil || response.StatusCode != http.StatusNoContent {
		t.Fatalf("save: %v, %v", response, err)
	}
	_ = response.Body.Close() // it is empty
	if err := syscall.Kill(before.FirestorePID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-before.Failed()
	if err := before.Close(); err == nil {
		t.Error("closing after the crash hid that the last documents could not be saved")
	}
	after := firestoreClient(t, up(t, recorder, dir, stack.Firestore).State().Environment)
	if _, err := after.Doc("tenants/saved").Get(t.Context()); err != nil {
		t.Errorf("the saved document: %v", err)
	}
	if _, err := after.Doc("tenants/absent").Get(t.Context()); status.Code(err) != codes.NotFound {
		t.Errorf("an absent document: %v", err)
	}
}

func TestParseServices(t *testing.T) {
	t.Parallel()
	if got, err := stack.ParseServices("firestore, pubsub"); err != nil || len(got) != 2 {
		t.Errorf("got %v, %v", got, err)
	}
	_, err := stack.ParseServices("firestore,spanner,kafka")
	if err == nil || !strings.Contains(err.Error(), "spanner, kafka") {
		t.Errorf("err = %v, want both unknown names", err)
	}
}

func TestBrokenFunctionsFailTheStart(t *testing.T) {
	t.Parallel()
	o := options(t, record(t), t.TempDir(), stack.Functions)
	o.Functions = filepath.Join(t.TempDir(), "broken")
	if err := os.WriteFile(o.Functions, []byte("#!/bin/sh\necho OIDC_AUDIENCE is missing >&2\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := stack.Up(t.Context(), o)
	if err == nil || !strings.Contains(err.Error(), "OIDC_AUDIENCE is missing") {
		t.Errorf("err = %v, want the program's own words", err)
	}
}
