package data_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cloud.google.com/go/bigquery"
	"cloud.google.com/go/firestore"
	"google.golang.org/api/option"

	"capidemo.dev/platform/functions/data"
	"capidemo.dev/platform/local/workbench"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/warehouse"
)

// counting counts the profiles that are read from the warehouse.
type counting struct {
	*warehouse.Warehouse
	profiles int
	during   func() // while a profile is read
}

func (c *counting) Profile(ctx context.Context, dataset, table string, columns []warehouse.Column, maxBytes int64, within time.Duration) (warehouse.Profile, error) {
	c.profiles++
	if c.during != nil {
		c.during()
	}
	return c.Warehouse.Profile(ctx, dataset, table, columns, maxBytes, within)
}

// stand is an active demo of ada's with two tables.
type stand struct {
	storetest.World
	*data.Handler

	warehouse *counting
	demo      demo.Demo
	run       func(sql string) // any statement over the demo's dataset
}

func newStand(t *testing.T) *stand {
	t.Helper()
	bench, err := workbench.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bench.Close() })
	s := &stand{World: storetest.New(t, demo.DefaultLimits()), warehouse: &counting{Warehouse: bench.Warehouse}}
	s.Handler = data.New(s.Store, s.warehouse)
	_, ref := s.Begin(t)
	s.Activate(t, ref)
	s.demo = s.Pair(t, ref).Demo
	if err := bench.Warehouse.CreateDataset(t.Context(), s.demo.DatasetID, nil, ""); err != nil {
		t.Fatal(err)
	}
	client, err := bigquery.NewClient(t.Context(), workbench.Project, option.WithEndpoint(bench.BigQuery), option.WithoutAuthentication())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	s.run = func(sql string) {
		t.Helper()
		query := client.Query(sql)
		query.DefaultProjectID, query.DefaultDatasetID = workbench.Project, s.demo.DatasetID
		if _, err := query.Read(t.Context()); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	s.run("CREATE TABLE customers AS SELECT 2 AS id, 'Ada' AS `first name`, TIMESTAMP '2026-03-01 10:00:00' AS seen UNION ALL SELECT 1, NULL, NULL")
	s.run("CREATE TABLE orders AS SELECT n AS customer_id FROM UNNEST(GENERATE_ARRAY(1, 200)) AS n")
	s.run("CREATE TABLE secret AS SELECT 'hidden' AS word")
	return s
}

func ada(t *testing.T) tenant.Scope {
	t.Helper()
	return storetest.Person(t, "ada", "acme", tenant.Engineer)
}

func TestTablesAreShownAsTheyAreNow(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	reply, err := s.Tables(t.Context(), ada(t), &data.TablesRequest{DemoID: s.demo.ID})
	if err != nil || len(reply.Body.Items) != 2 || len(reply.Body.Relationships) != 1 {
		t.Fatalf("%+v, %v", reply, err)
	}
	customers := reply.Body.Items[0]
	if customers.Name != "customers" || customers.Rows != 2 || !slices.Equal(customers.PrimaryKey, []string{"id"}) || len(customers.Columns) != 3 {
		t.Errorf("%+v", customers)
	}
	if id, name := customers.Columns[0], customers.Columns[1]; id.Description != "Customer" || id.Type != "INT64" || !id.Required || name.Name != "first name" || name.Synonyms == nil {
		t.Errorf("%+v, %+v", id, name)
	}
	s.run("DROP TABLE customers")
	if reply, err = s.Tables(t.Context(), ada(t), &data.TablesRequest{DemoID: s.demo.ID}); err != nil || len(reply.Body.Items) != 1 {
		t.Errorf("without a table: %+v, %v", reply, err)
	}
}

func TestRowsAreCanonicalTextsInTheOrderOfTheKey(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	reply, err := s.Rows(t.Context(), ada(t), &data.RowsRequest{TableRequest: data.TableRequest{DemoID: s.demo.ID, Table: "customers"}, Limit: 20})
	if err != nil || len(reply.Body.Rows) != 2 || len(reply.Body.Columns) != 3 {
		t.Fatalf("%+v, %v", reply, err)
	}
	first, second := reply.Body.Rows[0], reply.Body.Rows[1]
	if *first[0] != "1" || first[1] != nil || *second[1] != "Ada" || *second[2] != "2026-03-01T10:00:00Z" {
		t.Errorf("%v, %v", first, second)
	}
	reply, err = s.Rows(t.Context(), ada(t), &data.RowsRequest{TableRequest: data.TableRequest{DemoID: s.demo.ID, Table: "orders"}, Limit: 7})
	if err != nil || len(reply.Body.Rows) != 7 {
		t.Errorf("%d rows, %v", len(reply.Body.Rows), err)
	}
}

func TestProfilesAreReadOnceForEachState(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	profile := func() data.TableProfile {
		t.Helper()
		reply, err := s.Profile(t.Context(), ada(t), &data.TableRequest{DemoID: s.demo.ID, Table: "orders"})
		if err != nil {
			t.Fatal(err)
		}
		return reply.Body
	}
	p := profile()
	if c := p.Columns[0]; p.Rows != 200 || c.Name != "customer_id" || *c.Min != "1" || *c.Max != "200" || *c.Mean != "100.5" || len(c.Top) != 10 || len(c.Histogram) != 20 || c.Histogram[0] != (data.HistogramBar{From: "1", To: "10", Count: 10}) {
		t.Errorf("%+v", p)
	}
	used, err := s.As(t, "boss", "acme", tenant.TenantAdmin).Usage().Months(t.Context(), "2026-03", 1)
	if err != nil || used[0].BytesBilled < 10<<20 {
		t.Errorf("the look is counted as %+v, %v", used, err)
	}
	if profile(); s.warehouse.profiles != 1 {
		t.Errorf("%d profiles were read", s.warehouse.profiles)
	}
	s.run("DELETE FROM orders WHERE customer_id > 100")
	if p = profile(); s.warehouse.profiles != 2 || p.Rows != 100 {
		t.Errorf("after a change: %d profiles, %d rows", s.warehouse.profiles, p.Rows)
	}
}

func TestABurstReadsAProfileOnce(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	ask := func(ctx context.Context) error {
		_, err := s.Profile(ctx, ada(t), &data.TableRequest{DemoID: s.demo.ID, Table: "orders"})
		return err
	}
	begun, goOn := make(chan struct{}), make(chan struct{})
	s.warehouse.during = func() { close(begun); <-goOn } // a second one would close begun again
	impatient, leave := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() {
		if err := ask(impatient); !errors.Is(err, context.Canceled) {
			t.Errorf("who went away: %v", err)
		}
	})
	<-begun
	leave()
	for range 8 {
		all.Go(func() {
			if err := ask(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	close(goOn)
	all.Wait()
	if s.warehouse.profiles != 1 {
		t.Errorf("%d profiles were read", s.warehouse.profiles)
	}
}

func TestWhoeverHasBilledAllMayLookAtNoMore(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	if _, err := s.DB.Doc("tenants/acme").Update(t.Context(), []firestore.Update{{Path: "quota.bytes_per_month", Value: 10}}); err != nil {
		t.Fatal(err)
	}
	if err := s.As(t, "ada", "acme", tenant.Engineer).Usage().Billed(t.Context(), s.demo.ID, 10); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Rows(t.Context(), ada(t), &data.RowsRequest{TableRequest: data.TableRequest{DemoID: s.demo.ID, Table: "orders"}, Limit: 1}); !fault.Is(err, fault.QuotaExceeded) {
		t.Errorf("rows: %v", err)
	}
	if _, err := s.Profile(t.Context(), ada(t), &data.TableRequest{DemoID: s.demo.ID, Table: "orders"}); !fault.Is(err, fault.QuotaExceeded) {
		t.Errorf("a profile: %v", err)
	}
}

func TestWhatIsNotOnesOwnIsNotThere(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	for _, name := range []string{"absent", "secret", "Customers", "d_rival_1.orders", "customers` UNION ALL SELECT", "INFORMATION_SCHEMA.TABLES", "../orders", "", strings.Repeat("x", 300), "customers\n"} {
		if _, err := s.Rows(t.Context(), ada(t), &data.RowsRequest{TableRequest: data.TableRequest{DemoID: s.demo.ID, Table: name}, Limit: 1}); !fault.Is(err, fault.NotFound) {
			t.Errorf("rows of %q: %v", name, err)
		}
		if _, err := s.Profile(t.Context(), ada(t), &data.TableRequest{DemoID: s.demo.ID, Table: name}); !fault.Is(err, fault.NotFound) {
			t.Errorf("profile of %q: %v", name, err)
		}
	}
	s.run("DROP TABLE orders")
	if _, err := s.Profile(t.Context(), ada(t), &data.TableRequest{DemoID: s.demo.ID, Table: "orders"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a table that is gone: %v", err)
	}
	for who, scope := range map[string]tenant.Scope{
		"another engineer": storetest.Person(t, "bob", "acme", tenant.Engineer), "another tenant's admin": storetest.Person(t, "eve", "rival", tenant.TenantAdmin),
	} {
		if _, err := s.Tables(t.Context(), scope, &data.TablesRequest{DemoID: s.demo.ID}); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", who, err)
		}
	}
	_, pending := s.Begin(t)
	if _, err := s.Tables(t.Context(), ada(t), &data.TablesRequest{DemoID: pending.Demo}); !fault.Is(err, fault.Conflict) {
		t.Errorf("a demo that is not active: %v", err)
	}
}
