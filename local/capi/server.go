package capi

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"time"

	"cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"cloud.google.com/go/longrunning/autogen/longrunningpb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"

	"capidemo.dev/platform/local/capi/analyst"
	"capidemo.dev/platform/local/capi/query"
	"capidemo.dev/platform/local/capi/state"
)

// Options configure a Server.
type Options struct {
	Dir              string // where agents and conversations are kept
	BigQueryEndpoint string // such as http://127.0.0.1:9050/bigquery/v2/
	Location         string // of the BigQuery jobs, "US" if empty
	Log              *slog.Logger
	Now              func() time.Time // the clock, time.Now if nil
}

// Server is the API. Its services are DataAgentService, DataChatService, Operations and gRPC's Health.
type Server struct {
	grpc   *grpc.Server
	store  *state.Store
	runner *query.Runner
	log    *slog.Logger
}

// warehouses gives the warehouse that runs statements in the name of a project.
type warehouses func(project string) analyst.Warehouse

// stopWait is how long Close lets answers in flight end.
const stopWait = 3 * time.Second

// New opens the state and registers the services. Close must be called in the end.
func New(_ context.Context, o Options) (*Server, error) {
	if o.BigQueryEndpoint == "" {
		return nil, errors.New("capi: Options.BigQueryEndpoint is empty; give the address of a BigQuery API, such as http://127.0.0.1:9050/bigquery/v2/")
	}
	if o.Dir == "" {
		return nil, errors.New("capi: Options.Dir is empty; give a directory to keep agents and conversations in")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Location == "" {
		o.Location = "US"
	}
	store, err := state.Open(o.Dir)
	if err != nil {
		return nil, err
	}
	runner := query.NewRunner(o.BigQueryEndpoint, o.Location)
	s := &Server{store: store, runner: runner, log: o.Log}
	s.grpc = grpc.NewServer(grpc.ChainUnaryInterceptor(s.unary), grpc.ChainStreamInterceptor(s.stream))
	agents := &agentService{store: store, now: o.Now}
	geminidataanalyticspb.RegisterDataAgentServiceServer(s.grpc, agents)
	geminidataanalyticspb.RegisterDataChatServiceServer(s.grpc, &chatService{
		store: store, now: o.Now, warehouses: runner.Warehouse, analysts: newAnalysts(),
	})
	longrunningpb.RegisterOperationsServer(s.grpc, &operationService{store: store})
	grpc_health_v1.RegisterHealthServer(s.grpc, health.NewServer())
	return s, nil
}

// Serve answers on a listener until Close; it then returns nil.
func (s *Server) Serve(l net.Listener) error {
	s.log.Info("conversational analytics api listening", "address", l.Addr().String())
	return s.grpc.Serve(l)
}

// Close lets answers in flight end for a moment, cuts the rest, and releases the state.
func (s *Server) Close() error {
	done := make(chan struct{})
	go func() {
		s.grpc.GracefulStop()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(stopWait):
		s.grpc.Stop()
		<-done
	}
	return errors.Join(s.runner.Close(), s.store.Close())
}
