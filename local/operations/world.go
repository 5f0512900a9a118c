package operations

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"capidemo.dev/platform/shared/database"

	"cloud.google.com/go/firestore"
	"cloud.google.com/go/storage"
	"google.golang.org/api/option"

	"capidemo.dev/platform/local/eventarc"
	"capidemo.dev/platform/local/stack"
	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/objects"
	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/tenant"
)

// World is the running platform on one machine, with a template of three small tables to make demos of.
type World struct {
	Document *Document
	Env      map[string]string // addresses, as the stack tells them
	DB       *firestore.Client
	System   *system.Store
	Sink     *httptest.Server // takes notices of webhooks
	Notices  *Notices

	dir     string
	stack   *stack.Stack
	version demo.TemplateVersion
	table   string // one of the template's
}

// Shared raises a world when the first test wants one, and ends it after the last. The zero value is ready; a test package has one.
type Shared struct {
	Through func(stack.Addresses) stack.Addresses // where the functions find the services, such as behind proxies; nil means at their own

	once  sync.Once
	world *World
	err   error
}

// World gives the world.
func (s *Shared) World(tb testing.TB) *World {
	tb.Helper()
	s.once.Do(func() { s.world, s.err = raise(context.Background(), s.Through) })
	if s.err != nil {
		tb.Fatalf("the stack did not start: %v", s.err)
	}
	return s.world
}

// Run runs a package's tests.
func (s *Shared) Run(m *testing.M) int {
	status := m.Run()
	s.once.Do(func() { s.err = errors.New("the tests are over") })
	if s.world == nil {
		return status
	}
	if err := s.world.close(); err != nil {
		fmt.Fprintln(os.Stderr, "the stack did not end well:", err)
		return max(status, 1)
	}
	return status
}

func raise(ctx context.Context, through func(stack.Addresses) stack.Addresses) (w *World, err error) {
	root, err := filepath.Abs("../..")
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "capidemo-operations-")
	if err != nil {
		return nil, err
	}
	w = &World{dir: dir, Notices: &Notices{}}
	w.Sink = httptest.NewServer(w.Notices)
	defer func() {
		if err != nil {
			err = errors.Join(err, w.close())
		}
	}()
	if w.Document, err = Read(); err != nil {
		return nil, err
	}
	w.stack, err = stack.Up(ctx, stack.Options{
		Root: root, Dir: filepath.Join(dir, "stack"), Environ: os.Environ(), Save: time.Hour,
		Retry: eventarc.Retry{First: 500 * time.Millisecond, Max: 5 * time.Second, Attempts: 30}, Log: slog.New(slog.DiscardHandler), Through: through,
	})
	if err != nil {
		return nil, err
	}
	w.Env = w.stack.State().Environment
	if w.DB, err = database.Connect(ctx, stack.DefaultProject, w.Env["FIRESTORE_EMULATOR_HOST"]); err != nil {
		return nil, err
	}
	w.System = system.New(w.DB, time.Now)
	return w, w.publish(ctx)
}

func (w *World) close() error {
	w.Sink.Close()
	var failed error
	if w.stack != nil {
		failed = w.stack.Close()
	}
	return errors.Join(failed, os.RemoveAll(w.dir))
}

// publish stores the files of the shipped template that is shown first, and registers a cut of it: three small tables, no golden queries.
func (w *World) publish(ctx context.Context) error {
	files, err := storage.NewClient(ctx, option.WithEndpoint(w.Env["STORAGE_EMULATOR_HOST"]+"/storage/v1/"), option.WithoutAuthentication(), storage.WithJSONReads())
	if err != nil {
		return err
	}
	defer func() { _ = files.Close() }() // the connection only
	spec, err := catalog.Load("shopify")
	if err != nil {
		return err
	}
	published, err := catalog.Publish(ctx, spec, catalog.Options{
		Anchor: time.Now().UTC().Truncate(24 * time.Hour), Now: time.Now(), By: "system:catalog",
		Storage: objects.New(files, w.Env["TEMPLATES_BUCKET"]), Registry: w.System,
	})
	if err != nil {
		return err
	}
	v := published.Version
	slices.SortFunc(v.Tables, func(a, b demo.Table) int { return int(a.Rows - b.Rows) })
	v.Tables, v.Relationships, v.GoldenQueries, v.Insights, v.Rows = v.Tables[:3], nil, nil, nil, 0
	for _, table := range v.Tables {
		v.Rows += table.Rows
	}
	v.TemplateID, v.DisplayName, v.GoldenDataset = Small, "Small", "tmpl_small_v1_20260101"
	w.version, w.table = v, v.Tables[0].Name
	return w.System.PutTemplate(ctx, v, []byte("{}"))
}

// Tenant makes a tenant with room for everything. Its name tells whose it is when it is seen where it should not be.
func (w *World) Tenant(tb testing.TB) tenant.ID {
	tb.Helper()
	id := tenant.ID("t" + strings.ToLower(fresh()))
	const enough = int64(1e6)
	limits := demo.Limits{ActiveDemos: enough, ConcurrentJobs: enough, ProvisionsPerMonth: enough, QuestionsPerDay: enough, Members: enough, APIKeys: enough}
	err := w.System.PutTenant(tb.Context(), id, w.tenantName(id), limits)
	for range 3 { // the emulator calls a call cancelled when it has much to do; putting a tenant again is the same
		if err == nil {
			break
		}
		err = w.System.PutTenant(tb.Context(), id, w.tenantName(id), limits)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return id
}

func (w *World) tenantName(id tenant.ID) string { return "Company " + string(id) }

// Log is what the functions have logged so far, a line each.
func (w *World) Log(tb testing.TB) []string {
	tb.Helper()
	content, err := os.ReadFile(filepath.Join(w.dir, "stack", "functions", "functions.log"))
	if err != nil {
		tb.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(content)), "\n")
}

// Notices keeps what webhooks are told.
type Notices struct {
	mu   sync.Mutex
	seen []Notice
}

// Notice is one request to a webhook's address.
type Notice struct {
	Path   string
	Header http.Header
	Body   []byte
}

// ServeHTTP takes a notice; a GET shows the last one to the same path.
func (n *Notices) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		n.show(w, r.URL.Path)
		return
	}
	body, _ := io.ReadAll(r.Body) // what broke off is seen to be short
	n.mu.Lock()
	defer n.mu.Unlock()
	n.seen = append(n.seen, Notice{r.URL.Path, r.Header, body})
	w.WriteHeader(http.StatusNoContent)
}

// show tells what came in last, with the headers that its signature covers.
func (n *Notices) show(w http.ResponseWriter, path string) {
	got := n.To(path)
	if len(got) == 0 {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	last := got[len(got)-1]
	_ = json.NewEncoder(w).Encode(map[string]string{ //nolint:errchkjson // who asked is there to notice
		"id": last.Header.Get("Webhook-Id"), "timestamp": last.Header.Get("Webhook-Timestamp"), "signature": last.Header.Get("Webhook-Signature"), "body": string(last.Body),
	})
}

// To are the notices to a path.
func (n *Notices) To(path string) (found []Notice) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, notice := range n.seen {
		if notice.Path == path {
			found = append(found, notice)
		}
	}
	return found
}
