package rules

import (
	"context"
	"testing"
	"time"

	"cloud.google.com/go/firestore"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/tenant"
)

// verb is one thing a browser can try with a collection, and who may.
type verb struct {
	name    string
	try     func(context.Context, *firestore.Client, collection, caller) error
	allowed func(collection, caller) bool
}

func verbs() []verb {
	nobody := func(collection, caller) bool { return false }
	leaders := func(c collection, who caller) bool { return c.listened && who.leads() }
	return []verb{
		{
			"get", func(ctx context.Context, db *firestore.Client, c collection, _ caller) error {
				_, err := db.Doc(c.document).Get(ctx)
				return err
			},
			func(c collection, who caller) bool {
				return c.listened && who.member() && (who.leads() || who.uid == owner)
			},
		},
		{
			"list own", func(ctx context.Context, db *firestore.Client, c collection, who caller) error {
				return run(ctx, db.Collection(c.parent()).Where("created_by", "==", who.uid))
			},
			func(c collection, who caller) bool { return c.listened && who.member() },
		},
		{
			"list another's", func(ctx context.Context, db *firestore.Client, c collection, _ caller) error {
				return run(ctx, db.Collection(c.parent()).Where("created_by", "==", "carol"))
			},
			leaders,
		},
		{
			"list all", func(ctx context.Context, db *firestore.Client, c collection, _ caller) error {
				return run(ctx, db.Collection(c.parent()).Query)
			},
			leaders,
		},
		{
			"list own across tenants", func(ctx context.Context, db *firestore.Client, c collection, who caller) error {
				return run(ctx, db.CollectionGroup(db.Doc(c.document).Parent.ID).Where("created_by", "==", who.uid))
			},
			nobody,
		},
		{
			"create", func(ctx context.Context, db *firestore.Client, c collection, who caller) error {
				_, err := db.Collection(c.parent()).Doc("new").Create(ctx, document(who.uid))
				return err
			},
			nobody,
		},
		{
			"update", func(ctx context.Context, db *firestore.Client, c collection, _ caller) error {
				_, err := db.Doc(c.document).Update(ctx, []firestore.Update{{Path: "status", Value: "active"}})
				return err
			},
			nobody,
		},
		{
			"delete", func(ctx context.Context, db *firestore.Client, c collection, _ caller) error {
				_, err := db.Doc(c.document).Delete(ctx)
				return err
			},
			nobody,
		},
	}
}

func run(ctx context.Context, query firestore.Query) error {
	_, err := query.Documents(ctx).GetAll()
	return err
}

func document(creator string) map[string]any {
	return map[string]any{"created_by": creator, "status": "pending"}
}

// TestRules tries every collection, caller and verb, and then asks the emulator whether every condition was seen both ways.
func TestRules(t *testing.T) {
	t.Parallel()
	db := newDatabase(t)
	for _, c := range collections() {
		if _, err := db.server.Doc(c.document).Set(t.Context(), document(owner)); err != nil {
			t.Fatal(err)
		}
	}
	for _, who := range callers() {
		db.enroll(t, who)
		client := db.as(t, who)
		for _, c := range collections() {
			for _, v := range verbs() {
				err := v.try(t.Context(), client, c, who)
				if got, want := status.Code(err), answer(v.allowed(c, who)); got != want {
					t.Errorf("%s: %s in %s: got %v, want %v (%v)", who.name, v.name, c.parent(), got, want, err)
				}
			}
		}
	}
	for _, gap := range db.coverageGaps(t) {
		t.Errorf("firestore.rules: %s", gap)
	}
}

// enroll makes the database say of a caller and the tenant what their situation is.
func (d *database) enroll(t *testing.T, who caller) {
	t.Helper()
	standing, role := who.now.tenant, who.now.role
	if standing == "" {
		standing = "active"
	}
	if role == "" {
		role = who.role
	}
	write := func(path string, data map[string]any) {
		if _, err := d.server.Doc(path).Set(t.Context(), data); err != nil {
			t.Fatal(err)
		}
	}
	root := map[string]any{"created_by": owner, "status": standing}
	if who.now.mfa {
		root["settings"] = map[string]any{"require_mfa": true}
	}
	write("tenants/"+home, root)
	if who.uid == "" {
		return
	}
	member := "tenants/" + home + "/users/" + who.uid
	write(member, map[string]any{"created_by": owner, "active": !who.now.inactive, "role": string(role)})
	if who.now.absent {
		if _, err := d.server.Doc(member).Delete(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func answer(allowed bool) codes.Code {
	if allowed {
		return codes.OK
	}
	return codes.PermissionDenied
}

// TestListen follows a list as a browser does: a document that the server writes arrives, and a list that could hold another's is
// refused.
func TestListen(t *testing.T) {
	t.Parallel()
	db := newDatabase(t)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	ada := caller{name: "owner", uid: owner, tenant: home, role: tenant.Engineer}
	db.enroll(t, ada)
	jobs := db.as(t, ada).Collection("tenants/acme/jobs")

	own := jobs.Where("created_by", "==", owner).Snapshots(ctx)
	defer own.Stop()
	if first, err := own.Next(); err != nil || first.Size != 0 {
		t.Fatalf("first snapshot: %v, want an empty one", err)
	}
	for id, creator := range map[string]string{"foreign": "bob", "mine": owner} {
		if _, err := db.server.Doc("tenants/acme/jobs/"+id).Set(ctx, document(creator)); err != nil {
			t.Fatal(err)
		}
	}
	next, err := own.Next()
	if err != nil {
		t.Fatal(err)
	}
	if len(next.Changes) != 1 || next.Changes[0].Doc.Ref.ID != "mine" {
		t.Errorf("got %d changes, want the one job of the listener's own", len(next.Changes))
	}

	all := jobs.Snapshots(ctx)
	defer all.Stop()
	if _, err := all.Next(); status.Code(err) != codes.PermissionDenied {
		t.Errorf("listen to everybody's jobs: got %v, want PermissionDenied", err)
	}
}

// TestAbsentLooksForeign holds that a member cannot tell another's document from one that does not exist.
func TestAbsentLooksForeign(t *testing.T) {
	t.Parallel()
	db := newDatabase(t)
	if _, err := db.server.Doc("tenants/acme/demos/foreign").Set(t.Context(), document("bob")); err != nil {
		t.Fatal(err)
	}
	ada := caller{name: "owner", uid: owner, tenant: home, role: tenant.Engineer}
	db.enroll(t, ada)
	client := db.as(t, ada)
	for _, id := range []string{"foreign", "absent"} {
		if _, err := client.Doc("tenants/acme/demos/" + id).Get(t.Context()); status.Code(err) != codes.PermissionDenied {
			t.Errorf("get the %s demo: got %v, want PermissionDenied", id, err)
		}
	}
}
