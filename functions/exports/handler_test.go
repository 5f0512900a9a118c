package exports_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cloud.google.com/go/firestore"
	fireauth "firebase.google.com/go/v4/auth"

	"capidemo.dev/platform/functions/exports"
	"capidemo.dev/platform/shared/auth"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// tokens takes "uid.tenant" for a sign-in of that person.
type tokens struct{}

func (tokens) VerifyIDTokenAndCheckRevoked(_ context.Context, raw string) (*fireauth.Token, error) {
	uid, id, found := strings.Cut(raw, ".")
	if !found {
		return nil, fault.New(fault.Unauthenticated, "no token")
	}
	return &fireauth.Token{UID: uid, Claims: map[string]any{"tenant": id, "email_verified": true}}, nil
}

const content = "PK the file of acme"

// bucket has the file of every export in its generation 7; of a cut one, half.
type bucket struct{ cut bool }

func (b *bucket) ReaderOf(_ context.Context, path string, generation, from int64) (io.ReadCloser, error) {
	if !strings.HasPrefix(path, "tenants/acme/exports/") || generation != 7 {
		return nil, fault.New(fault.NotFound, "no object %s in generation %d", path, generation)
	}
	if b.cut {
		return io.NopCloser(io.MultiReader(strings.NewReader(content[:5]), broken{})), nil
	}
	return io.NopCloser(strings.NewReader(content[from:])), nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) {
	return 0, fault.New(fault.Unavailable, "Cloud Storage is away.")
}

// platform is the function as it is served.
type platform struct {
	storetest.World

	server *httptest.Server
	bucket *bucket
}

func newPlatform(t *testing.T) platform {
	t.Helper()
	p := platform{World: storetest.New(t, demo.DefaultLimits()), bucket: &bucket{}}
	for uid, role := range map[string]tenant.Role{"root": tenant.SuperAdmin, "boss": tenant.TenantAdmin, "ada": tenant.Engineer} {
		if err := p.System.PutMember(t.Context(), "acme", demo.Member{UID: uid, Name: uid, Role: role, Active: true}); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.System.PutMember(t.Context(), "rival", demo.Member{UID: "eve", Role: tenant.TenantAdmin, Active: true}); err != nil {
		t.Fatal(err)
	}
	api := host.NewAPI(auth.NewPeople(tokens{}, p.System))
	exports.New(p.Store, p.bucket).Routes(api)
	log := telemetry.NewLogger(&bytes.Buffer{}, slog.LevelError)
	p.server = httptest.NewServer(api.Handler(host.Options{Word: "exports", Project: "p", Timeout: time.Minute, Log: log, Now: p.Clock.Now}))
	t.Cleanup(p.server.Close)
	return p
}

const root, boss, ada, eve = "root.acme", "boss.acme", "ada.acme", "eve.rival"

// call sends a request, with headers as names and values in turn, and gives the status, the header and the body, with the error of a body that
// broke off.
func (p platform) call(t *testing.T, who, method, path string, headers ...string) (int, http.Header, string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, p.server.URL+"/api/v1/tenants/"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+who)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	reply, err := p.server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reply.Body.Close() }()
	body, err := io.ReadAll(reply.Body)
	return reply.StatusCode, reply.Header, string(body), err
}

// create asks for an export of acme's and gives its id.
func (p platform) create(t *testing.T) string {
	t.Helper()
	status, _, body, _ := p.call(t, boss, http.MethodPost, "acme/exports")
	var made exports.CreatedView
	if err := json.Unmarshal([]byte(body), &made); status != http.StatusAccepted || err != nil || made.Status != "pending" {
		t.Fatalf("%d %s", status, body)
	}
	return made.ExportID
}

// complete has an export made.
func (p platform) complete(t *testing.T, id string) {
	t.Helper()
	takeouts := p.Function(t, "takeout", "acme").Takeouts()
	claim, _, err := takeouts.Claim(t.Context(), id)
	if err == nil {
		err = takeouts.Complete(t.Context(), claim, demo.Exported{Generation: 7, Bytes: int64(len(content)), Parts: []demo.ExportPart{{Name: "demos", Records: 3}}})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnExportFromItsWishToItsEnd(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	id := p.create(t)
	if status, _, body, _ := p.call(t, boss, http.MethodPost, "acme/exports"); status != http.StatusConflict {
		t.Errorf("a second one: %d %s", status, body)
	}
	if status, _, body, _ := p.call(t, boss, http.MethodGet, "acme/exports/"+id+"/content"); status != http.StatusConflict {
		t.Errorf("before it is made: %d %s", status, body)
	}
	p.complete(t, id)
	status, _, body, _ := p.call(t, boss, http.MethodGet, "acme/exports/"+id)
	if status != http.StatusOK || !strings.Contains(body, `"status":"completed"`) || !strings.Contains(body, `{"bytes":0,"name":"demos","records":3}`) &&
		!strings.Contains(body, `{"name":"demos","records":3,"bytes":0}`) {
		t.Errorf("%d %s", status, body)
	}
	status, header, body, err := p.call(t, boss, http.MethodGet, "acme/exports/"+id+"/content")
	if status != http.StatusOK || body != content || err != nil {
		t.Fatalf("%d %q, %v", status, body, err)
	}
	for name, want := range map[string]string{
		"Content-Type": "application/zip", "Content-Disposition": "attachment; filename=acme-2026-03-01.zip", "Cache-Control": "private, no-store",
		"Content-Length": strconv.Itoa(len(content)), "X-Content-Type-Options": "nosniff",
	} {
		if got := header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	entries, err := p.As(t, "boss", "acme", tenant.TenantAdmin).AuditLog().List(t.Context(), store.AuditFilter{Action: "export.download"}, store.PageRequest{})
	if err != nil || len(entries.Items) != 1 || entries.Items[0].CreatedBy != "boss" {
		t.Errorf("audit entries of the download: %+v, %v", entries.Items, err)
	}
	if _, _, body, _ := p.call(t, boss, http.MethodGet, "acme/exports"); !strings.Contains(body, id) {
		t.Errorf("listed: %s", body)
	}
	p.Clock.Advance(demo.ExportKeptFor)
	for _, path := range []string{id, id + "/content"} {
		if status, _, _, _ := p.call(t, boss, http.MethodGet, "acme/exports/"+path); status != http.StatusNotFound {
			t.Errorf("%s after a week: %d", path, status)
		}
	}
	if _, _, body, _ := p.call(t, boss, http.MethodGet, "acme/exports"); strings.Contains(body, id) {
		t.Errorf("listed after a week: %s", body)
	}
}

// TestWhoHasExports: those who lead the tenant and those who run the platform. For everybody else of another tenant it looks as if there
// were neither tenant nor export.
func TestWhoHasExports(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	id := p.create(t)
	p.complete(t, id)
	for name, c := range map[string]struct {
		who, method, path string
		status            int
	}{
		"an engineer asks":              {ada, http.MethodPost, "acme/exports", 403},
		"an engineer downloads":         {ada, http.MethodGet, "acme/exports/" + id + "/content", 403},
		"nobody downloads":              {"", http.MethodGet, "acme/exports/" + id + "/content", 401},
		"another's admin asks":          {eve, http.MethodPost, "acme/exports", 404},
		"another's admin lists":         {eve, http.MethodGet, "acme/exports", 404},
		"another's admin reads":         {eve, http.MethodGet, "acme/exports/" + id, 404},
		"another's admin downloads":     {eve, http.MethodGet, "acme/exports/" + id + "/content", 404},
		"another's export as one's own": {eve, http.MethodGet, "rival/exports/" + id + "/content", 404},
		"an absent tenant":              {eve, http.MethodGet, "nothere/exports/" + id, 404},
		"an absent export":              {boss, http.MethodGet, "acme/exports/none/content", 404},
		"a path for an id":              {boss, http.MethodGet, "acme/exports/..%2Fusers%2Fada", 404},
		"who runs the platform":         {root, http.MethodGet, "acme/exports/" + id + "/content", 200},
		"who runs it, elsewhere":        {root, http.MethodPost, "rival/exports", 202},
	} {
		status, _, body, _ := p.call(t, c.who, c.method, c.path)
		if status != c.status {
			t.Errorf("%s: %d %s, want %d", name, status, body, c.status)
		}
	}
}

func TestAsManyExportsAsAreKept(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	for range demo.ExportsKept {
		p.complete(t, p.create(t))
	}
	if status, _, body, _ := p.call(t, boss, http.MethodPost, "acme/exports"); status != http.StatusTooManyRequests && status != http.StatusConflict {
		t.Errorf("one more: %d %s", status, body)
	}
}

// TestASuspendedTenantIsTakenOutByThePlatform: its own admins may look, and change nothing.
func TestASuspendedTenantIsTakenOutByThePlatform(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	if _, err := p.DB.Doc("tenants/rival").Update(t.Context(), []firestore.Update{{Path: "status", Value: string(demo.TenantSuspended)}}); err != nil {
		t.Fatal(err)
	}
	for who, want := range map[string]int{eve: http.StatusForbidden, root: http.StatusAccepted} {
		if status, _, body, _ := p.call(t, who, http.MethodPost, "rival/exports"); status != want {
			t.Errorf("%s: %d %s, want %d", who, status, body, want)
		}
	}
	if status, _, body, _ := p.call(t, eve, http.MethodGet, "rival/exports"); status != http.StatusOK {
		t.Errorf("its admin looks: %d %s", status, body)
	}
}

// TestOfManyWishesAtOnceOneIsGranted: the others are told that it is being made.
func TestOfManyWishesAtOnceOneIsGranted(t *testing.T) {
	t.Parallel()
	p := newPlatform(t)
	var granted, refused atomic.Int64
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			switch status, _, body, _ := p.call(t, boss, http.MethodPost, "acme/exports"); status {
			case http.StatusAccepted:
				granted.Add(1)
			case http.StatusConflict:
				refused.Add(1)
			default:
				t.Errorf("%d %s", status, body)
			}
		})
	}
	wg.Wait()
	if granted.Load() != 1 || refused.Load() != 9 {
		t.Errorf("%d granted, %d refused", granted.Load(), refused.Load())
	}
}
