package indexes_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"testing"
	"time"

	"cloud.google.com/go/firestore"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"capidemo.dev/platform/local/emulator"
	"capidemo.dev/platform/local/indexes"
	"capidemo.dev/platform/local/indexes/query"
	"capidemo.dev/platform/shared/testkit"
)

// deadline bounds every test; only a failing one reaches it.
const deadline = 2 * time.Minute

// bare is the address of an emulator with nothing in front of it, for all tests.
var bare string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "indexes")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		ctx, cancel := context.WithTimeout(context.Background(), deadline)
		defer cancel()
		e, err := emulator.Firestore(ctx, emulator.FirestoreOptions{Options: emulator.Options{Dir: dir}})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer e.Close()
		bare = e.Address()
		return m.Run()
	}())
}

// world is a project with a client through a front and one past it.
type world struct {
	project       string
	front         *indexes.Front
	address       string
	through, past *firestore.Client
}

// newWorld puts a front of its own before the emulator.
func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldBefore(t, bare)
}

func newWorldBefore(t *testing.T, emulator string) *world {
	t.Helper()
	declared, err := query.ReadIndexes("../../firestore.indexes.json")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{project: testkit.Project()}
	w.front, err = indexes.New(indexes.Options{Emulator: emulator, Indexes: declared, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.address = listener.Addr().String()
	served := make(chan error, 1)
	go func() { served <- w.front.Serve(listener) }()
	t.Cleanup(func() {
		if err := w.front.Close(); err != nil {
			t.Error(err)
		}
		listener.Close()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	w.through, w.past = client(t, w.address, w.project), client(t, emulator, w.project)
	return w
}

func client(t *testing.T, address, project string, options ...grpc.DialOption) *firestore.Client {
	t.Helper()
	conn, err := grpc.NewClient(address, append(options, grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithPerRPCCredentials(owner{}))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	c, err := firestore.NewClient(context.Background(), project, option.WithGRPCConn(conn))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// owner is exempt from the rules.
type owner struct{}

func (owner) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{"authorization": "Bearer owner"}, nil
}

func (owner) RequireTransportSecurity() bool { return false }

func bounded(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	t.Cleanup(cancel)
	return ctx
}
