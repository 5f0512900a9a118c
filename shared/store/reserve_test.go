package store_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"cloud.google.com/go/firestore"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/testkit"
)

// TestALostAcknowledgementMakesOneDemo lets commits land and their acknowledgements get lost: the client tries again by itself, and that
// must neither fail nor make a second demo.
func TestALostAcknowledgementMakesOneDemo(t *testing.T) {
	t.Parallel()
	var lose atomic.Bool
	lossy := func(ctx context.Context, method string, req, reply any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
		err := invoke(ctx, method, req, reply, conn, opts...)
		if err == nil && strings.HasSuffix(method, "/Commit") && lose.Swap(false) {
			return status.Error(codes.Unavailable, "connection reset")
		}
		return err
	}
	conn, err := grpc.NewClient(testkit.FirestoreAddress(t), grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithUnaryInterceptor(lossy))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	db, err := firestore.NewClient(t.Context(), testkit.Project(), option.WithGRPCConn(conn))
	if err != nil {
		t.Fatal(err)
	}
	clock := &storetest.Clock{}
	sys := system.New(db, clock.Now)
	if err := sys.PutTenant(t.Context(), "acme", "Acme", demo.DefaultLimits()); err != nil {
		t.Fatal(err)
	}
	ada := store.New(db, clock.Now).For(storetest.Person(t, "ada", "acme", tenant.Engineer))
	lose.Store(true)
	pair, err := ada.Jobs().Quick(t.Context(), store.Start{CustomerName: "Acme", Version: storetest.Version()})
	if err != nil {
		t.Fatal(err)
	}
	page, err := ada.Demos().List(t.Context(), store.DemoFilter{}, store.PageRequest{Limit: 10})
	if err != nil || len(page.Items) != 1 || page.Items[0].ID != pair.Demo.ID {
		t.Errorf("%d demos, %v", len(page.Items), err)
	}
	rec, err := ada.Quota().ForProvision(t.Context())
	if err != nil || rec.Counters.ActiveDemos != 1 {
		t.Errorf("counted %d, %v", rec.Counters.ActiveDemos, err)
	}
}
