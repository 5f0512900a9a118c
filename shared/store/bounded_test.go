package store_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"cloud.google.com/go/firestore/apiv1/firestorepb"
	"google.golang.org/grpc"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/testkit"
)

// meter counts the documents that queries bring.
type meter struct{ documents atomic.Int64 }

func (m *meter) count(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, streamer grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	stream, err := streamer(ctx, desc, cc, method, opts...)
	return &metered{stream, m}, err
}

type metered struct {
	grpc.ClientStream
	meter *meter
}

// RecvMsg counts what comes.
func (s *metered) RecvMsg(into any) error {
	err := s.ClientStream.RecvMsg(into)
	if reply, ok := into.(*firestorepb.RunQueryResponse); ok && err == nil && reply.GetDocument() != nil {
		s.meter.documents.Add(1)
	}
	return err
}

// TestListsReadAPageAndNoMore: whatever there is in the tenant, a list reads one document more than its page, and the dashboard no more
// than it shows and what the person has pinned.
func TestListsReadAPageAndNoMore(t *testing.T) {
	t.Parallel()
	m := &meter{}
	w := storetest.Over(t, testkit.FirestoreIn(t, testkit.Project(), grpc.WithChainStreamInterceptor(m.count)), demo.DefaultLimits())
	writer := w.DB.BulkWriter(t.Context())
	for i := range 500 {
		d, err := demo.NewDemo(fmt.Sprintf("d%03d", i), "j", "ada", "acme", fmt.Sprint("Customer ", i), storetest.Version(), w.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		if i < 3 {
			d.PinnedBy = []string{"ada"}
		}
		if _, err := writer.Create(w.DB.Doc("tenants/acme/demos/"+d.ID), d); err != nil {
			t.Fatal(err)
		}
	}
	writer.End()
	for _, role := range []tenant.Role{tenant.Engineer, tenant.TenantAdmin} {
		demos := w.As(t, "ada", "acme", role).Demos()
		for name, c := range map[string]struct {
			most int64
			read func() error
		}{
			"list": {11, func() error { return second(demos.List(t.Context(), store.DemoFilter{}, store.PageRequest{Limit: 10})) }},
			"filtered": {11, func() error {
				return second(demos.List(t.Context(), store.DemoFilter{Status: demo.DemoPending, Sort: store.LastUsedFirst}, store.PageRequest{Limit: 10}))
			}},
			"search": {11, func() error {
				return second(demos.List(t.Context(), store.DemoFilter{Prefix: "c"}, store.PageRequest{Limit: 10}))
			}},
			"pinned":    {3, func() error { return second(demos.Pinned(t.Context(), store.DemoFilter{})) }},
			"dashboard": {12, func() error { return second(demos.Dashboard(t.Context())) }},
		} {
			m.documents.Store(0)
			if err := c.read(); err != nil || m.documents.Load() > c.most {
				t.Errorf("%s as %s read %d documents, %v; want at most %d", name, role, m.documents.Load(), err, c.most)
			}
		}
	}
}
