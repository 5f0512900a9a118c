package capi_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"cloud.google.com/go/iam/apiv1/iampb"
	"cloud.google.com/go/longrunning/autogen/longrunningpb"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/api/iterator"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"capidemo.dev/platform/local/capi"
	"capidemo.dev/platform/local/capi/capitest"
)

func wantCode(t *testing.T, err error, code codes.Code) {
	t.Helper()
	if status.Code(err) != code {
		t.Errorf("got %v, want %v", err, code)
	}
}

func TestAgentLife(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	made := w.create(t, "acme-1", agent(shop()))
	if made.GetName() != parent+"/dataAgents/acme-1" || made.GetCreateTime() == nil {
		t.Fatalf("made %v", made)
	}
	get := func() (*pb.DataAgent, error) {
		return w.agents.GetDataAgent(within(t), &pb.GetDataAgentRequest{Name: made.GetName()})
	}
	got, err := get()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(made, got, protocmp.Transform()); diff != "" {
		t.Errorf("read is not what was made:\n%s", diff)
	}

	changed, err := w.agents.UpdateDataAgentSync(within(t), &pb.UpdateDataAgentRequest{
		DataAgent: &pb.DataAgent{
			Name: made.GetName(), DisplayName: "ignored, not in the mask",
			Type: &pb.DataAgent_DataAnalyticsAgent{DataAnalyticsAgent: &pb.DataAnalyticsAgent{PublishedContext: orders()}},
		},
		UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"data_analytics_agent.published_context", "description"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	a := changed.GetDataAnalyticsAgent()
	if changed.GetDisplayName() != "Acme" || !proto.Equal(a.GetPublishedContext(), orders()) || !proto.Equal(a.GetLastPublishedContext(), shop()) {
		t.Errorf("the update did not do what its mask says: %v", changed)
	}
	if !changed.GetUpdateTime().AsTime().After(made.GetUpdateTime().AsTime()) {
		t.Error("the update time did not move")
	}

	op, err := w.agents.DeleteDataAgent(within(t), &pb.DeleteDataAgentRequest{Name: made.GetName()})
	if err != nil {
		t.Fatal(err)
	}
	if err := op.Wait(within(t)); err != nil {
		t.Fatal(err)
	}
	gone, err := get()
	if err != nil || gone.GetDeleteTime() == nil || gone.GetPurgeTime() == nil {
		t.Errorf("a deleted agent is kept until it is purged: %v, %v", gone, err)
	}
	wantCode(t, w.agents.DeleteDataAgentSync(within(t), &pb.DeleteDataAgentRequest{Name: made.GetName()}), codes.NotFound)
	_, err = w.agents.CreateDataAgentSync(within(t), &pb.CreateDataAgentRequest{Parent: parent, DataAgentId: "acme-1", DataAgent: agent(shop())})
	wantCode(t, err, codes.AlreadyExists)
	_, err = w.ask(t, withAgent(made.GetName(), "What was our total revenue last month?"))
	wantCode(t, err, codes.NotFound)
}

func TestAgentsThatAreRefused(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	w.create(t, "taken", agent(shop()))
	noTable, noDataset, half := agent(orders()), agent(orders()), agent(orders(example("What?", " ")))
	noTable.GetDataAnalyticsAgent().PublishedContext.DatasourceReferences = nil
	noDataset.GetDataAnalyticsAgent().PublishedContext.GetDatasourceReferences().GetBq().GetTableReferences()[0].DatasetId = ""
	looker := agent(&pb.Context{DatasourceReferences: &pb.DatasourceReferences{References: &pb.DatasourceReferences_Looker{Looker: &pb.LookerExploreReferences{}}}})
	labels, long := agent(shop()), agent(shop())
	labels.Labels = map[string]string{"Tenant": "ACME"}
	long.DisplayName = strings.Repeat("ä", 257)
	for name, test := range map[string]struct {
		parent, id string
		agent      *pb.DataAgent
		code       codes.Code
	}{
		"taken id": {parent, "taken", agent(shop()), codes.AlreadyExists}, "upper case id": {parent, "Acme", agent(shop()), codes.InvalidArgument},
		"id with slash": {parent, "a/b", agent(shop()), codes.InvalidArgument}, "long id": {parent, strings.Repeat("a", 64), agent(shop()), codes.InvalidArgument},
		"no parent": {"", "a", agent(shop()), codes.InvalidArgument}, "odd parent": {"projects/p", "a", agent(shop()), codes.InvalidArgument},
		"nothing": {parent, "a", nil, codes.InvalidArgument}, "no type": {parent, "a", &pb.DataAgent{}, codes.InvalidArgument},
		"no table": {parent, "a", noTable, codes.InvalidArgument}, "no dataset": {parent, "a", noDataset, codes.InvalidArgument},
		"half example": {parent, "a", half, codes.InvalidArgument}, "looker": {parent, "a", looker, codes.InvalidArgument},
		"labels": {parent, "a", labels, codes.InvalidArgument}, "long name": {parent, "a", long, codes.InvalidArgument},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := w.agents.CreateDataAgentSync(within(t), &pb.CreateDataAgentRequest{Parent: test.parent, DataAgentId: test.id, DataAgent: test.agent})
			wantCode(t, err, test.code)
		})
	}
}

func TestRequestIDMakesARetryHarmless(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	req := &pb.CreateDataAgentRequest{Parent: parent, DataAgent: agent(shop()), RequestId: "11111111-2222-4333-8444-555555555555"}
	first, err := w.agents.CreateDataAgentSync(within(t), req)
	if err != nil {
		t.Fatal(err)
	}
	second, err := w.agents.CreateDataAgentSync(within(t), req)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, second, protocmp.Transform()); diff != "" {
		t.Errorf("the retry made another agent:\n%s", diff)
	}
	req.RequestId = "00000000-0000-0000-0000-000000000000"
	_, err = w.agents.CreateDataAgentSync(within(t), req)
	wantCode(t, err, codes.InvalidArgument)
}

func TestListPagesFiltersAndHidesDeleted(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	for i := range 7 {
		a := agent(shop())
		a.Labels["demo"] = fmt.Sprint("d", i%2)
		w.create(t, fmt.Sprint("a", i), a)
	}
	if err := w.agents.DeleteDataAgentSync(within(t), &pb.DeleteDataAgentRequest{Name: parent + "/dataAgents/a3"}); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		req  *pb.ListDataAgentsRequest
		want string
	}{
		"in pages":     {&pb.ListDataAgentsRequest{PageSize: 2}, "a0 a1 a2 a4 a5 a6"},
		"with deleted": {&pb.ListDataAgentsRequest{ShowDeleted: true, PageSize: 3}, "a0 a1 a2 a3 a4 a5 a6"},
		"by label":     {&pb.ListDataAgentsRequest{Filter: `labels.demo = "d0" AND labels.tenant=acme`, PageSize: 1}, "a0 a2 a4 a6"},
		"by time":      {&pb.ListDataAgentsRequest{Filter: `createTime < "2020-01-01T00:00:00Z"`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.req.Parent = parent
			var ids []string
			for agents := w.agents.ListDataAgents(within(t), test.req); ; {
				a, err := agents.Next()
				if errors.Is(err, iterator.Done) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				ids = append(ids, strings.TrimPrefix(a.GetName(), parent+"/dataAgents/"))
			}
			if got := strings.Join(ids, " "); got != test.want {
				t.Errorf("listed %q, want %q", got, test.want)
			}
		})
	}
	for _, bad := range []*pb.ListDataAgentsRequest{{Filter: "labels.demo"}, {Filter: `owner = "me"`}, {PageToken: "zzz"}, {PageSize: -1}, {OrderBy: "create_time"}} {
		bad.Parent = parent
		_, err := w.agents.ListDataAgents(within(t), bad).Next()
		wantCode(t, err, codes.InvalidArgument)
	}
}

func TestOperationsAreKept(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	op, err := w.agents.CreateDataAgent(within(t), &pb.CreateDataAgentRequest{Parent: parent, DataAgentId: "a", DataAgent: agent(shop())})
	if err != nil {
		t.Fatal(err)
	}
	client := longrunningpb.NewOperationsClient(w.conn)
	got, err := client.GetOperation(within(t), &longrunningpb.GetOperationRequest{Name: op.Name()})
	if err != nil || !got.GetDone() {
		t.Fatalf("%v, %v", got, err)
	}
	meta := &pb.OperationMetadata{}
	if err := got.GetMetadata().UnmarshalTo(meta); err != nil || meta.GetVerb() != "create" || meta.GetTarget() != parent+"/dataAgents/a" {
		t.Errorf("metadata %v, %v", meta, err)
	}
	waited, err := client.WaitOperation(within(t), &longrunningpb.WaitOperationRequest{Name: op.Name()})
	if err != nil || !proto.Equal(waited, got) {
		t.Errorf("waiting gives %v, %v", waited, err)
	}
	listed, err := client.ListOperations(within(t), &longrunningpb.ListOperationsRequest{Name: parent, Filter: "done=true"})
	if err != nil || len(listed.GetOperations()) != 1 {
		t.Errorf("listed %v, %v", listed, err)
	}
	if _, err := client.DeleteOperation(within(t), &longrunningpb.DeleteOperationRequest{Name: op.Name()}); err != nil {
		t.Error(err)
	}
	_, err = client.GetOperation(within(t), &longrunningpb.GetOperationRequest{Name: op.Name()})
	wantCode(t, err, codes.NotFound)
}

func TestPoliciesAreKeptWithEtags(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	name := w.create(t, "a", agent(shop())).GetName()
	policy := &iampb.Policy{Bindings: []*iampb.Binding{{Role: "roles/geminidataanalytics.dataAgentUser", Members: []string{"user:ce@example.com"}}}}
	set, err := w.agents.SetIamPolicy(within(t), &iampb.SetIamPolicyRequest{Resource: name, Policy: policy})
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.agents.GetIamPolicy(within(t), &iampb.GetIamPolicyRequest{Resource: name})
	if err != nil || !proto.Equal(got, set) {
		t.Errorf("got %v, %v, want %v", got, err, set)
	}
	policy.Etag = []byte("stale")
	_, err = w.agents.SetIamPolicy(within(t), &iampb.SetIamPolicyRequest{Resource: name, Policy: policy})
	wantCode(t, err, codes.Aborted)
	_, err = w.agents.GetIamPolicy(within(t), &iampb.GetIamPolicyRequest{Resource: parent + "/dataAgents/none"})
	wantCode(t, err, codes.NotFound)
}

func TestStateSurvivesARestart(t *testing.T) {
	t.Parallel()
	dir, bq := t.TempDir(), capitest.New(t, shopAnswers())
	var name string
	t.Run("before", func(t *testing.T) {
		w := startIn(t, dir, bq)
		name = w.create(t, "acme-1", agent(shop())).GetName()
		w.converse(t, "talk-1", name)
		if _, err := capi.New(t.Context(), capi.Options{Dir: dir, BigQueryEndpoint: bq.URL}); err == nil || !strings.Contains(err.Error(), "in use") {
			t.Errorf("a second server on the same state: %v", err)
		}
	})
	t.Run("after", func(t *testing.T) {
		w := startIn(t, dir, bq)
		if messages := w.messages(t, "talk-1"); len(messages) < 10 {
			t.Errorf("only %d messages are left", len(messages))
		}
		got, err := w.ask(t, withAgent(name, "total revenue last month"))
		if err != nil || final(got) == "" {
			t.Errorf("the agent does not answer any more: %v, %v", got, err)
		}
	})
}

func TestHealth(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	got, err := grpc_health_v1.NewHealthClient(w.conn).Check(within(t), &grpc_health_v1.HealthCheckRequest{})
	if err != nil || got.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
		t.Errorf("%v, %v", got, err)
	}
}
