package capi_test

import (
	"testing"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"cloud.google.com/go/iam/apiv1/iampb"
	"cloud.google.com/go/longrunning/autogen/longrunningpb"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
)

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

func TestHealth(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	got, err := grpc_health_v1.NewHealthClient(w.conn).Check(within(t), &grpc_health_v1.HealthCheckRequest{})
	if err != nil || got.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
		t.Errorf("%v, %v", got, err)
	}
}
