package database_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"cloud.google.com/go/firestore"
	"cloud.google.com/go/firestore/apiv1/firestorepb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/database"
)

// server is a Firestore that fails as it is told and then knows one document.
type server struct {
	firestorepb.UnimplementedFirestoreServer
	fails   []codes.Code // one for each call, then none
	late    bool         // fail after a document instead of before
	calls   atomic.Int64
	commits atomic.Int64
}

func (s *server) fail(calls int64) error {
	if int(calls) > len(s.fails) {
		return nil
	}
	return status.Error(s.fails[calls-1], "call already cancelled")
}

func (s *server) BatchGetDocuments(in *firestorepb.BatchGetDocumentsRequest, out firestorepb.Firestore_BatchGetDocumentsServer) error {
	err := s.fail(s.calls.Add(1))
	if err != nil && !s.late {
		return err
	}
	for _, name := range in.GetDocuments() {
		found := &firestorepb.BatchGetDocumentsResponse{Result: &firestorepb.BatchGetDocumentsResponse_Missing{Missing: name}}
		if sent := out.Send(found); sent != nil {
			return sent
		}
	}
	return err
}

func (s *server) RunQuery(_ *firestorepb.RunQueryRequest, out firestorepb.Firestore_RunQueryServer) error {
	if err := s.fail(s.calls.Add(1)); err != nil {
		return err
	}
	return out.Send(&firestorepb.RunQueryResponse{})
}

func (s *server) Commit(context.Context, *firestorepb.CommitRequest) (*firestorepb.CommitResponse, error) {
	if err := s.fail(s.commits.Add(1)); err != nil {
		return nil, err
	}
	return &firestorepb.CommitResponse{WriteResults: []*firestorepb.WriteResult{{}}}, nil
}

// connect serves s and gives a client of it.
func connect(t *testing.T, s *server) *firestore.Client {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serving := grpc.NewServer()
	firestorepb.RegisterFirestoreServer(serving, s)
	go func() { _ = serving.Serve(listener) }()
	t.Cleanup(serving.Stop)
	db, err := database.Connect(t.Context(), "demo-again", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func get(ctx context.Context, db *firestore.Client) error {
	_, err := db.GetAll(ctx, []*firestore.DocumentRef{db.Doc("a/b"), db.Doc("a/c")})
	return err
}

func find(ctx context.Context, db *firestore.Client) error {
	_, err := db.Collection("a").Documents(ctx).GetAll()
	return err
}

func write(ctx context.Context, db *firestore.Client) error {
	_, err := db.Doc("a/b").Set(ctx, map[string]any{"x": 1})
	return err
}

func TestWhatIsBrokenOffIsTriedAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fails []codes.Code
		late  bool
		do    func(context.Context, *firestore.Client) error
		want  codes.Code
		calls int64
	}{
		"a read":                         {nil, false, get, codes.OK, 1},
		"a read cancelled by the server": {[]codes.Code{codes.Canceled, codes.Canceled}, false, get, codes.OK, 3},
		"a read while it is away":        {[]codes.Code{codes.Unavailable, codes.Internal, codes.DeadlineExceeded}, false, get, codes.OK, 4},
		"a query":                        {[]codes.Code{codes.Canceled, codes.Unavailable}, false, find, codes.OK, 3},
		"a read that may not be":         {[]codes.Code{codes.PermissionDenied}, false, get, codes.PermissionDenied, 1},
		"a read in its middle":           {[]codes.Code{codes.Canceled}, true, get, codes.Unavailable, 1},
		"a read that never goes well":    {slices.Repeat([]codes.Code{codes.Canceled}, 100), false, get, codes.Unavailable, 8},
		"a commit":                       {[]codes.Code{codes.Canceled}, false, write, codes.OK, 2},
		"a read that it stumbled over":   {[]codes.Code{codes.Unknown}, false, get, codes.OK, 2},
		"a commit that it stumbled over": {[]codes.Code{codes.Unknown}, false, write, codes.OK, 2},
		"a commit that has lost":         {[]codes.Code{codes.FailedPrecondition}, false, write, codes.FailedPrecondition, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &server{fails: c.fails, late: c.late}
			err := c.do(t.Context(), connect(t, s))
			if calls := s.calls.Load() + s.commits.Load(); status.Code(err) != c.want || calls != c.calls {
				t.Errorf("%v after %d calls; want %s after %d", err, calls, c.want, c.calls)
			}
		})
	}
}

// TestACallerWhoLeavesIsNotHeld: nothing is tried again for who has gone, and the error says that they went.
func TestACallerWhoLeavesIsNotHeld(t *testing.T) {
	t.Parallel()
	s := &server{fails: slices.Repeat([]codes.Code{codes.Unavailable}, 100)}
	db := connect(t, s)
	for name, do := range map[string]func(context.Context, *firestore.Client) error{"read": get, "query": find, "commit": write} {
		gone, leave := context.WithCancel(t.Context())
		leave()
		if err := do(gone, db); status.Code(err) != codes.Canceled && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
		short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		if err := do(short, db); err == nil || short.Err() == nil {
			t.Errorf("%s: %v, before its time was over", name, err)
		}
		cancel()
	}
}
