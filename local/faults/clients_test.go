package faults_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"testing"
	"time"

	"capidemo.dev/platform/shared/database"

	"cloud.google.com/go/bigquery"
	"cloud.google.com/go/firestore"
	geminidataanalytics "cloud.google.com/go/geminidataanalytics/apiv1beta"
	"cloud.google.com/go/pubsub/v2"
	"cloud.google.com/go/storage"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"capidemo.dev/platform/local/stack"
	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/objects"
	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/warehouse"
)

// clients reach the services directly, past the proxies.
type clients struct {
	db        *firestore.Client
	pubsub    *pubsub.Client
	bigquery  *bigquery.Client
	warehouse *warehouse.Warehouse
	agents    *geminidataanalytics.DataAgentClient
	system    *system.Store
}

func connect(ctx context.Context, env map[string]string) (c clients, err error) {
	if c.db, err = database.Connect(ctx, stack.DefaultProject, env["FIRESTORE_EMULATOR_HOST"]); err != nil {
		return c, err
	}
	if c.pubsub, err = pubsub.NewClient(ctx, stack.DefaultProject, plain(env["PUBSUB_EMULATOR_HOST"])); err != nil {
		return c, err
	}
	if c.bigquery, err = bigquery.NewClient(ctx, stack.DefaultProject, option.WithEndpoint(env["BIGQUERY_ENDPOINT"]), option.WithoutAuthentication()); err != nil {
		return c, err
	}
	if c.warehouse, err = warehouse.New(ctx, warehouse.Config{Project: stack.DefaultProject, Location: "US", Endpoint: env["BIGQUERY_ENDPOINT"]}); err != nil {
		return c, err
	}
	if c.agents, err = geminidataanalytics.NewDataAgentClient(ctx, plain(env["CAPI_ENDPOINT"])); err != nil {
		return c, err
	}
	c.system = system.New(c.db, time.Now)
	return c, nil
}

// plain connects without TLS; it also wins over the emulator variables that clients read by themselves.
func plain(address string) option.ClientOption {
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		panic(err) // the address is one of ours
	}
	return option.WithGRPCConn(connection)
}

// The templates of the world. All are cut from the shipped one and share its files.
const (
	whole    = "shopify"  // fifteen tables, as shipped
	small    = "small"    // its three smallest tables
	fresh    = "fresh"    // as small; its golden dataset is not made before a test wants it
	lost     = "lost"     // the file of the third of its fifteen tables is not there
	half     = "half"     // the third of its fifteen tables has half the rows it should have
	thirdRow = 2          // the third table, from 0
	enough   = int64(1e6) // of any quota
)

// publish stores the shipped template's files and registers the templates above.
func (w *world) publish(ctx context.Context) error {
	if err := os.Setenv("STORAGE_EMULATOR_HOST", w.env["STORAGE_EMULATOR_HOST"]); err != nil { // the client reads it and nothing else
		return err
	}
	files, err := storage.NewClient(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = files.Close() }() // the connection only
	spec, err := catalog.Load(whole)
	if err != nil {
		return err
	}
	published, err := catalog.Publish(ctx, spec, catalog.Options{
		Anchor: time.Now().UTC().Truncate(24 * time.Hour), Now: time.Now(), By: "system:catalog",
		Storage: objects.New(files, w.env["TEMPLATES_BUCKET"]), Registry: w.system,
	})
	if err != nil {
		return err
	}
	for id, change := range map[string]func(*demo.TemplateVersion){
		small: smallest, fresh: smallest,
		lost: func(v *demo.TemplateVersion) { v.Tables[thirdRow].Object += ".gone" },
		half: func(v *demo.TemplateVersion) { v.Tables[thirdRow].Rows *= 2 },
	} {
		if err := w.register(ctx, variant(published.Version, id, change)); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) register(ctx context.Context, v demo.TemplateVersion) error {
	return w.system.PutTemplate(ctx, v, []byte("{}"))
}

// variant is a template of its own that differs from another by a change.
func variant(v demo.TemplateVersion, id string, change func(*demo.TemplateVersion)) demo.TemplateVersion {
	v.TemplateID, v.DisplayName, v.GoldenDataset = id, id, "tmpl_"+id+"_v1_20260101"
	v.Tables = slices.Clone(v.Tables)
	change(&v)
	return v
}

// smallest keeps the three tables with the fewest rows, and nothing that refers to others.
func smallest(v *demo.TemplateVersion) {
	slices.SortFunc(v.Tables, func(a, b demo.Table) int { return int(a.Rows - b.Rows) })
	v.Tables, v.Relationships, v.GoldenQueries, v.Insights, v.Rows = v.Tables[:3], nil, nil, nil, 0
	for _, table := range v.Tables {
		v.Rows += table.Rows
	}
}

// limits are generous but for what a test changes.
func limits(change func(*demo.Limits)) demo.Limits {
	l := demo.Limits{ActiveDemos: enough, ConcurrentJobs: enough, ProvisionsPerMonth: enough, QuestionsPerDay: enough}
	if change != nil {
		change(&l)
	}
	return l
}

// third names the third of the shipped template's fifteen tables.
func (w *world) third(t *testing.T) string {
	t.Helper()
	var v demo.TemplateVersion
	snap, err := w.db.Doc("templates/" + whole + "/versions/1").Get(t.Context())
	if err == nil {
		err = snap.DataTo(&v)
	}
	if err != nil || len(v.Tables) != 15 {
		t.Fatalf("template %s has %d tables, want 15: %v", whole, len(v.Tables), err)
	}
	return v.Tables[thirdRow].Name
}

// post sends an empty POST.
func post(t *testing.T, url string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(fmt.Errorf("read the answer of %s: %w", url, err))
	}
	return response.StatusCode, string(content)
}
