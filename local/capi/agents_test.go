package capi_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/api/iterator"
	"google.golang.org/grpc/codes"
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

func TestStateSurvivesARestart(t *testing.T) {
	t.Parallel()
	dir, bq := t.TempDir(), capitest.New(t, shopAnswers())
	w := startIn(t, dir, bq)
	name := w.create(t, "acme-1", agent(shop())).GetName()
	w.converse(t, "talk-1", name)
	if _, err := capi.New(t.Context(), capi.Options{Dir: dir, BigQueryEndpoint: bq.URL}); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("a second server on the same state: %v", err)
	}
	if err := w.server.Close(); err != nil {
		t.Fatal(err)
	}
	w = startIn(t, dir, bq)
	if messages := w.messages(t, "talk-1"); len(messages) < 10 {
		t.Errorf("only %d messages are left", len(messages))
	}
	got, err := w.ask(t, withAgent(name, "total revenue last month"))
	if err != nil || final(got) == "" {
		t.Errorf("the agent does not answer any more: %v, %v", got, err)
	}
}
