package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
)

const (
	readClients = 16
	readOnce    = 1500 // requests of one turn
	readTurns   = 3
	listed      = 50
	perTenant   = 60 // demos, so that the list of 50 has a next page
)

// reading is one thing that many clients do at once, in turns with the others.
type reading struct {
	name string
	do   func(ctx context.Context, i int) error
	took sample
	rate float64 // a second, of the best turn
}

// measureRead asks for a list of 50 demos through the whole adapter (sign-in, membership, limits, query, JSON, log line), as one person and
// as sixteen people of as many tenants, beside what it is made of: the query alone, the read of a membership alone, and a server that has
// the answer ready. All of them share the machine's cores with the emulator and with the clients.
func measureRead(ctx context.Context, b *bench) (rows []row, err error) {
	p, err := b.up(ctx, "read", "firestore,auth,storage,secretmanager,functions")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	people, err := p.readers(ctx)
	if err != nil {
		return nil, err
	}
	canned, closeCanned, err := people[0].canned(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeCanned()) }()
	one := &reading{name: "one person", do: func(ctx context.Context, _ int) error { return people[0].list(ctx) }}
	many := &reading{name: "people of 16 tenants", do: func(ctx context.Context, i int) error { return people[i%readClients].list(ctx) }}
	query := &reading{name: "bare query", do: func(ctx context.Context, i int) error { return p.bareList(ctx, people[i%readClients]) }}
	member := &reading{name: "bare read of a membership", do: func(ctx context.Context, i int) error {
		root := p.db.Collection("tenants").Doc(string(people[i%readClients].tenant))
		_, err := p.db.GetAll(ctx, []*firestore.DocumentRef{root, root.Collection("users").Doc(people[i%readClients].uid)})
		return err
	}}
	ready := &reading{name: "net/http with the answer ready", do: func(ctx context.Context, _ int) error { return canned.list(ctx) }}
	if err := inTurns(ctx, one, many, query, member, ready); err != nil {
		return nil, err
	}
	peers := []peer{{Name: query.name, Value: query.rate}, {Name: member.name, Value: member.rate}, {Name: ready.name, Value: ready.rate}}
	for _, r := range []*reading{one, many} {
		name := fmt.Sprintf("GET /demos?limit=%d, %s, %d clients", listed, r.name, readClients)
		rows = append(rows,
			row{
				Name: name, Value: r.rate, Unit: "requests/s", Target: least(1000), Peers: peers,
				Ratio: fmt.Sprintf("%.2f x as fast as the bare query", r.rate/query.rate), Note: fmt.Sprintf("best of %d turns", readTurns),
			},
			row{Name: name + ", p50", Value: r.took.percentile(50), Unit: "ms", Peers: []peer{{Name: query.name, Value: query.took.percentile(50)}}},
			row{Name: name + ", p99", Value: r.took.percentile(99), Unit: "ms", Target: most(50), Peers: []peer{{Name: query.name, Value: query.took.percentile(99)}}, Note: "of all turns"},
		)
	}
	return rows, nil
}

// inTurns has each done many times, and again, so that a disturbance of the machine meets all of them.
func inTurns(ctx context.Context, all ...*reading) error {
	for turn := range readTurns + 1 {
		for _, r := range all {
			took, whole, err := together(ctx, readClients, readOnce, r.do)
			if err != nil {
				return fmt.Errorf("%s: %w", r.name, err)
			}
			if turn > 0 { // in the first, programs and caches are cold
				r.took, r.rate = append(r.took, took...), max(r.rate, readOnce/whole.Seconds())
			}
		}
	}
	return nil
}

// reader is somebody who asks for the list.
type reader struct{ *leader }

// readers makes sixteen tenants with their admins and demos.
func (p *platform) readers(ctx context.Context) ([]reader, error) {
	people := make([]reader, readClients)
	for i := range people {
		someone, err := p.lead(ctx, fmt.Sprintf("reading%d", i), demo.DefaultLimits())
		if err != nil {
			return nil, err
		}
		batch := p.db.Batch() //nolint:staticcheck // SA1019: one commit for all
		for n := range perTenant {
			at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Hour)
			version := demo.TemplateVersion{TemplateID: "shopify", Number: 1, DisplayName: "A template"}
			d, err := demo.NewDemo(store.NewID(), store.NewID(), someone.uid, someone.tenant, fmt.Sprintf("Customer %d", n), version, at)
			if err != nil {
				return nil, err
			}
			d.Status, d.DatasetID, d.AgentID, d.ReadyAt = demo.DemoActive, d.DatasetName(), d.AgentName(), &at
			batch.Create(p.db.Doc("tenants/"+string(someone.tenant)+"/demos/"+d.ID), d)
		}
		if _, err := batch.Commit(ctx); err != nil {
			return nil, fmt.Errorf("fill %s: %w", someone.tenant, err)
		}
		people[i] = reader{someone}
	}
	return people, nil
}

// list asks for the list and leaves the answer unread: what a client makes of it is not the server's.
func (r reader) list(ctx context.Context) error { return r.answer(ctx, io.Discard) }

func (r reader) answer(ctx context.Context, into io.Writer) error {
	response, err := r.send(ctx, http.MethodGet, r.base+fmt.Sprintf("/api/v1/demos?limit=%d", listed), nil)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }() // it was read
	if _, err := io.Copy(into, response.Body); err != nil {
		return fmt.Errorf("read the list: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the list was answered %s", response.Status)
	}
	return nil
}

// canned serves the reader's answer as it was once, to a reader of it.
func (r reader) canned(ctx context.Context) (_ reader, end func() error, err error) {
	var answer bytes.Buffer
	if err := r.answer(ctx, &answer); err != nil {
		return r, nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return r, nil, fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answer.Bytes()) // a broken connection is the client's to notice
	})}
	go func() { _ = server.Serve(listener) }() // ends with http.ErrServerClosed
	other := *r.client
	other.base = "http://" + listener.Addr().String()
	return reader{&leader{client: &other}}, server.Close, nil
}

// bareList is the query of the list and nothing else.
func (p *platform) bareList(ctx context.Context, r reader) error {
	q := p.db.Collection("tenants/"+string(r.tenant)+"/demos").OrderBy("created_at", firestore.Desc).OrderBy(firestore.DocumentID, firestore.Desc)
	docs, err := q.Limit(listed + 1).Documents(ctx).GetAll()
	if err == nil && len(docs) != listed+1 {
		err = fmt.Errorf("the bare query found %d documents, not %d", len(docs), listed+1)
	}
	return err
}
