package data

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"
	"golang.org/x/sync/singleflight"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/meter"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/warehouse"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Warehouse reads datasets; *warehouse.Warehouse does.
type Warehouse interface {
	Describe(ctx context.Context, dataset string, tables []string) (map[string]warehouse.TableState, error)
	Head(ctx context.Context, q warehouse.HeadQuery) (warehouse.Answer, error)
	meter.Bills
	Profile(ctx context.Context, dataset, table string, columns []warehouse.Column, maxBytes int64, within time.Duration) (warehouse.Profile, error)
}

// Handler shows data.
type Handler struct {
	data      Data
	warehouse Warehouse
	profiles  *expirable.LRU[profileKey, warehouse.Profile]
	reading   singleflight.Group // profiles that are being read, so that a burst bills once
}

// profileKey names a table in one state of it: a changed table has another tag.
type profileKey struct{ dataset, table, tag string }

// Bounds of what people look at.
const (
	maxBytes      = 20 << 30 // billed by one look
	within        = 25 * time.Second
	settleWithin  = 5 * time.Second // for counting what a look billed
	profilesKept  = 500             // of about 20 kB each
	profilesStale = time.Hour
)

// New makes a handler.
func New(data Data, w Warehouse) *Handler {
	return &Handler{data: data, warehouse: w, profiles: expirable.NewLRU[profileKey, warehouse.Profile](profilesKept, nil, profilesStale)}
}

// Routes declares the function's routes.
func (h *Handler) Routes(api *host.API) {
	host.Route(api, host.Operation{
		ID: "list-tables", Method: http.MethodGet, Path: "/demos/{demo_id}/tables",
		Summary: "A demo's tables as they are now, and how they belong together", Permission: tenant.DemosRead,
	}, h.Tables)
	host.Route(api, host.Operation{
		ID: "list-rows", Method: http.MethodGet, Path: "/demos/{demo_id}/tables/{table}/rows",
		Summary: "Some rows of a table", Permission: tenant.DemosRead,
	}, h.Rows)
	host.Route(api, host.Operation{
		ID: "profile-table", Method: http.MethodGet, Path: "/demos/{demo_id}/tables/{table}/profile",
		Summary: "What a table's columns hold: counts, ends, frequent values, histograms", Permission: tenant.DemosRead,
	}, h.Profile)
}

// Tables gives the tables of the demo's template that its dataset has.
func (h *Handler) Tables(ctx context.Context, scope tenant.Scope, in *TablesRequest) (*TablesReply, error) {
	d, version, err := h.demo(ctx, scope, in.DemoID)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(version.Tables))
	for i := range version.Tables {
		names[i] = version.Tables[i].Name
	}
	states, err := h.warehouse.Describe(ctx, d.DatasetID, names)
	if err != nil {
		return nil, err
	}
	out := &TablesReply{Body: TableList{Items: []DataTableView{}, Relationships: make([]TableRelationship, len(version.Relationships))}}
	for i := range version.Tables {
		if state, there := states[version.Tables[i].Name]; there {
			out.Body.Items = append(out.Body.Items, viewTable(&version.Tables[i], state))
		}
	}
	for i, r := range version.Relationships {
		out.Body.Relationships[i] = TableRelationship(r)
	}
	return out, nil
}

// Rows gives the first rows of a table by its key.
func (h *Handler) Rows(ctx context.Context, scope tenant.Scope, in *RowsRequest) (*RowsReply, error) {
	d, table, state, err := h.table(ctx, scope, in.DemoID, in.Table)
	if err != nil {
		return nil, err
	}
	head := warehouse.HeadQuery{
		Dataset: d.DatasetID, Table: table.Name, Columns: state.Columns, Rows: in.Limit, MaxBytes: maxBytes, Within: within, Labels: labels(d),
	}
	if slices.ContainsFunc(state.Columns, func(c warehouse.Column) bool { return c.Name == table.PrimaryKey }) {
		head.OrderBy = table.PrimaryKey
	}
	var answer warehouse.Answer
	err = h.metered(ctx, scope, d, func(ctx context.Context) (err error) {
		answer, err = h.warehouse.Head(ctx, head)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &RowsReply{Body: viewRows(state.Columns, answer)}, nil
}

// Profile gives what a table's columns hold, from memory while the table is the same.
func (h *Handler) Profile(ctx context.Context, scope tenant.Scope, in *TableRequest) (*ProfileReply, error) {
	d, table, state, err := h.table(ctx, scope, in.DemoID, in.Table)
	if err != nil {
		return nil, err
	}
	profile, err := h.profile(ctx, scope, d, table.Name, state)
	if err != nil {
		return nil, err
	}
	return &ProfileReply{Body: viewProfile(profile)}, nil
}

// profile gives a table's profile; whoever asks for one that is being read waits for it. It is read to its end although the first who asked
// goes away: others may wait, and what it bills is billed.
func (h *Handler) profile(ctx context.Context, scope tenant.Scope, d demo.Demo, table string, state warehouse.TableState) (warehouse.Profile, error) {
	key := profileKey{d.DatasetID, table, state.ETag}
	if profile, known := h.profiles.Get(key); known {
		return profile, nil
	}
	read := h.reading.DoChan(strings.Join([]string{key.dataset, key.table, key.tag}, "\n"), func() (any, error) {
		if profile, known := h.profiles.Get(key); known {
			return profile, nil // read between the look above and now
		}
		ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), within+settleWithin)
		defer stop()
		var profile warehouse.Profile
		err := h.metered(ctx, scope, d, func(ctx context.Context) (err error) {
			profile, err = h.warehouse.Profile(ctx, d.DatasetID, table, state.Columns, maxBytes, within)
			return err
		})
		if err == nil {
			h.profiles.Add(key, profile)
		}
		return profile, err
	})
	select {
	case <-ctx.Done():
		return warehouse.Profile{}, ctx.Err()
	case found := <-read:
		profile, _ := found.Val.(warehouse.Profile)
		return profile, found.Err
	}
}

// metered looks at a demo's data and counts what that billed, unless the tenant has billed all it may.
func (h *Handler) metered(ctx context.Context, scope tenant.Scope, d demo.Demo, look func(context.Context) error) error {
	if err := h.data.For(scope).Usage().Room(ctx); err != nil {
		return err
	}
	ctx, queries := meter.From(ctx)
	looked := look(ctx)
	if err := h.data.For(scope).Usage().Billed(ctx, d.ID, queries.Bytes(ctx, h.warehouse)); err != nil && looked == nil {
		return err
	}
	return looked
}

// demo gives a demo whose data can be looked at, and the build that it is made of.
func (h *Handler) demo(ctx context.Context, scope tenant.Scope, id string) (demo.Demo, demo.TemplateVersion, error) {
	scoped := h.data.For(scope)
	d, err := scoped.Demos().Get(ctx, id)
	if err != nil {
		return d, demo.TemplateVersion{}, err
	}
	if d.Status != demo.DemoActive || d.DatasetID == "" {
		return d, demo.TemplateVersion{}, fault.New(fault.Conflict, "The demo is %s; its data can be looked at when it is active.", d.Status)
	}
	version, err := scoped.Templates().Of(ctx, d)
	return d, version, err
}

// table gives a table of the demo as it is now.
func (h *Handler) table(ctx context.Context, scope tenant.Scope, id, name string) (d demo.Demo, table demo.Table, state warehouse.TableState, err error) {
	d, version, err := h.demo(ctx, scope, id)
	if err != nil {
		return d, table, state, err
	}
	i := slices.IndexFunc(version.Tables, func(t demo.Table) bool { return t.Name == name })
	if i < 0 {
		return d, table, state, absent()
	}
	table = version.Tables[i]
	states, err := h.warehouse.Describe(ctx, d.DatasetID, []string{table.Name})
	if err != nil {
		return d, table, state, err
	}
	state, there := states[table.Name]
	if !there {
		return d, table, state, absent()
	}
	return d, table, state, nil
}

func absent() error { return fault.New(fault.NotFound, "There is no such table.") }

// labels attribute the cost of a look.
func labels(d demo.Demo) map[string]string {
	return map[string]string{"tenant": d.Tenant, "demo": d.ID, "purpose": "look"}
}
