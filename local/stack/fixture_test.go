package stack_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"cloud.google.com/go/firestore"
	"cloud.google.com/go/pubsub/v2"
	secretmanager "cloud.google.com/go/secretmanager/apiv1"
	"cloud.google.com/go/storage"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"capidemo.dev/platform/local/eventarc"
	"capidemo.dev/platform/local/stack"
)

// deadline bounds waits; only a failing test reaches it.
const deadline = 60 * time.Second

// recorderVariable makes the test program itself serve as the functions' program; it names the recorder's address.
const recorderVariable = "STACK_TEST_RECORDER"

func TestMain(m *testing.M) {
	if recorder := os.Getenv(recorderVariable); recorder != "" {
		serveAsFunctions(recorder)
		return
	}
	os.Exit(m.Run())
}

// serveAsFunctions is a functions program that is healthy and hands every other call to the recorder.
func serveAsFunctions(recorder string) {
	err := http.ListenAndServe(net.JoinHostPort(os.Getenv("HOST"), os.Getenv("PORT")), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/v1/health" {
			return
		}
		onward, err := http.NewRequestWithContext(r.Context(), r.Method, recorder+r.URL.Path, r.Body)
		if err != nil {
			panic(err)
		}
		onward.Header = r.Header
		response, err := http.DefaultClient.Do(onward)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		_ = response.Body.Close() // only its status matters
		w.WriteHeader(response.StatusCode)
	}))
	panic(err)
}

// call is what the functions received.
type call struct {
	path   string
	header http.Header
}

// recorder sees every call of the functions' program.
type recorder struct {
	url   string
	calls chan call

	mu   sync.Mutex
	held chan struct{} // calls wait for it to close when it is not nil
}

func record(t *testing.T) *recorder {
	t.Helper()
	r := &recorder{calls: make(chan call, 64)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		r.mu.Lock()
		held := r.held
		r.mu.Unlock()
		r.calls <- call{request.URL.Path, request.Header}
		if held != nil {
			<-held
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}

func (r *recorder) hold() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held = make(chan struct{})
}

func (r *recorder) release() {
	r.mu.Lock()
	defer r.mu.Unlock()
	close(r.held)
	r.held = nil
}

// next is the next call of a path: one document's change calls several functions.
func (r *recorder) next(t *testing.T, path string) call {
	t.Helper()
	late := time.After(deadline)
	for {
		select {
		case c := <-r.calls:
			if c.path == path {
				return c
			}
		case <-late:
			t.Fatalf("%s was not called", path)
		}
	}
}

func options(t *testing.T, r *recorder, dir string, services ...stack.Service) stack.Options {
	t.Helper()
	return stack.Options{
		Root: t.TempDir(), Dir: dir, Services: services, Functions: os.Args[0],
		Environ: append(os.Environ(), recorderVariable+"="+r.url), Log: slog.New(slog.DiscardHandler),
		Retry: eventarc.Retry{First: 10 * time.Millisecond, Max: 100 * time.Millisecond, Attempts: 8},
	}
}

// up starts a stack that ends with the test.
func up(t *testing.T, r *recorder, dir string, services ...stack.Service) *stack.Stack {
	t.Helper()
	st, err := stack.Up(t.Context(), options(t, r, dir, services...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() }) // a test that cares closes it itself
	return st
}

// dial connects to a gRPC service in plain text, with an emulator's administrator rights.
func dial(t *testing.T, address string) option.ClientOption {
	t.Helper()
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() }) // nothing is lost when it is cut
	return option.WithGRPCConn(connection)
}

func firestoreClient(t *testing.T, env map[string]string) *firestore.Client {
	t.Helper()
	client, err := firestore.NewClient(t.Context(), stack.DefaultProject, dial(t, env["FIRESTORE_EMULATOR_HOST"]))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func pubsubClient(t *testing.T, env map[string]string) *pubsub.Client {
	t.Helper()
	client, err := pubsub.NewClient(t.Context(), stack.DefaultProject, dial(t, env["PUBSUB_EMULATOR_HOST"]))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func secretClient(t *testing.T, env map[string]string) *secretmanager.Client {
	t.Helper()
	client, err := secretmanager.NewClient(t.Context(), dial(t, env["SECRETMANAGER_ENDPOINT"]))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func storageClient(t *testing.T, env map[string]string) *storage.Client {
	t.Helper()
	client, err := storage.NewClient(t.Context(), option.WithoutAuthentication(), option.WithEndpoint(env["STORAGE_EMULATOR_HOST"]+"/storage/v1/"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() }) // the connection only
	return client
}

func signUp(t *testing.T, env map[string]string, mail string) {
	t.Helper()
	account(t, env, "signUp", mail)
}
func signIn(t *testing.T, env map[string]string, mail string) {
	t.Helper()
	account(t, env, "signInWithPassword", mail)
}

// account calls one of the Auth emulator's methods for people with a password.
func account(t *testing.T, env map[string]string, method, mail string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"email": mail, "password": "secret-1", "returnSecureToken": true})
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + env["FIREBASE_AUTH_EMULATOR_HOST"] + "/identitytoolkit.googleapis.com/v1/accounts:" + method + "?key=local"
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if text, err := io.ReadAll(response.Body); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s of %s: %s %s", method, mail, response.Status, text)
	}
}
