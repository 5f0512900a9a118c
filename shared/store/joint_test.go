package store_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/testkit"
)

// brake holds the first answer of a method until it is let go.
type brake struct {
	method string
	held   chan struct{} // closed when the answer is there and nobody has it
	let    chan struct{}
	once   sync.Once
}

func newBrake(method string) *brake {
	return &brake{method: method, held: make(chan struct{}), let: make(chan struct{})}
}

func (b *brake) stream(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, streamer grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	stream, err := streamer(ctx, desc, cc, method, opts...)
	if !strings.HasSuffix(method, "/"+b.method) {
		return stream, err
	}
	return &braked{stream, b}, err
}

type braked struct {
	grpc.ClientStream
	brake *brake
}

// RecvMsg gives what came, the first time late.
func (s *braked) RecvMsg(into any) error {
	err := s.ClientStream.RecvMsg(into)
	s.brake.once.Do(func() {
		close(s.brake.held)
		<-s.brake.let
	})
	return err
}

// TestAnEndedMembershipLetsNobodyIn: who asks after a membership has ended is not let in, although a read that found it is still under way.
func TestAnEndedMembershipLetsNobodyIn(t *testing.T) {
	t.Parallel()
	b := newBrake("BatchGetDocuments")
	project := testkit.Project()
	slow := system.New(testkit.FirestoreIn(t, project, grpc.WithChainStreamInterceptor(b.stream)), time.Now)
	quick := system.New(testkit.FirestoreIn(t, project), time.Now)
	ada := demo.Member{UID: "ada", Email: "ada@acme.example", Name: "Ada", Role: tenant.Engineer, Active: true}
	if err := quick.PutTenant(t.Context(), "acme", "Acme", demo.DefaultLimits()); err != nil {
		t.Fatal(err)
	}
	if err := quick.PutMember(t.Context(), "acme", ada); err != nil {
		t.Fatal(err)
	}
	var asking sync.WaitGroup
	ask := func(want bool) {
		asking.Go(func() {
			if member, _, err := slow.Membership(t.Context(), "acme", "ada"); err != nil || member.Active != want {
				t.Errorf("active %v, %v; want %v", member.Active, err, want)
			}
		})
	}
	ask(true)
	<-b.held
	ada.Active = false
	if err := quick.PutMember(t.Context(), "acme", ada); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		ask(false)
	}
	close(b.let)
	asking.Wait()
}

// TestACrowdSharesAListAndNobodySeesAnothers: those who ask for the same page share its read, and the list of somebody else is another.
func TestACrowdSharesAListAndNobodySeesAnothers(t *testing.T) {
	t.Parallel()
	b := newBrake("RunQuery")
	w := storetest.Over(t, testkit.FirestoreIn(t, testkit.Project(), grpc.WithChainStreamInterceptor(b.stream)), demo.DefaultLimits())
	for _, owner := range []string{"ada", "ben"} {
		d, err := demo.NewDemo("of-"+owner, "j", owner, "acme", "Customer", storetest.Version(), w.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.DB.Doc("tenants/acme/demos/"+d.ID).Create(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	var asking sync.WaitGroup
	list := func(uid string, role tenant.Role, want ...string) {
		asking.Go(func() {
			page, err := w.As(t, uid, "acme", role).Demos().List(t.Context(), store.DemoFilter{Sort: store.ByCustomer}, store.PageRequest{Limit: 10})
			got := make([]string, 0, len(page.Items))
			for i := range page.Items {
				got = append(got, page.Items[i].ID)
				page.Items[i].ID = "changed by one who asked" // which is theirs to do
			}
			if err != nil || strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("%s (%s) got %v, %v; want %v", uid, role, got, err, want)
			}
		})
	}
	list("ada", tenant.Engineer, "of-ada")
	<-b.held
	for range 20 {
		list("ada", tenant.Engineer, "of-ada")
		list("ben", tenant.Engineer, "of-ben")
		list("ada", tenant.TenantAdmin, "of-ada", "of-ben")
		list("eve", tenant.Engineer)
	}
	close(b.let)
	asking.Wait()
}
