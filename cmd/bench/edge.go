package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

const (
	edgeClients = 64
	edgeFor     = 3 * time.Second // for each server
)

// quick is the request of both servers; the tags are the limits that the adapter checks.
type quick struct {
	TemplateID   string `json:"template_id"   minLength:"1" maxLength:"60" pattern:"^[a-z0-9_-]+$"`
	CustomerName string `json:"customer_name" minLength:"1" maxLength:"100"`
}

type quickRequest struct {
	IdempotencyKey string `header:"Idempotency-Key" maxLength:"200"`
	Body           quick
}

type quickReply struct {
	Body struct {
		JobID string `json:"job_id"`
	}
}

// oneEngineer lets one bearer token in without asking anybody: what sign-in costs is not the adapter's.
type oneEngineer struct{}

func (oneEngineer) Authenticate(_ context.Context, r *http.Request) (tenant.Actor, error) {
	if r.Header.Get("Authorization") != "Bearer engineer" {
		return tenant.Actor{}, errors.New("not the engineer of this benchmark")
	}
	return tenant.NewActor("engineer", "demo", tenant.Engineer, "Casey")
}

// measureEdge answers the same POST by the whole adapter (identity, permission, limits, validation, ids, headers, log line) and by a bare
// handler that decodes and encodes JSON, in turns.
func measureEdge(ctx context.Context, _ *bench) ([]row, error) {
	api := host.NewAPI(oneEngineer{})
	host.Route(api, host.Operation{ID: "quick", Method: http.MethodPost, Path: "/provision/quick", Status: http.StatusAccepted, Permission: tenant.DemosCreate},
		func(_ context.Context, _ tenant.Scope, in *quickRequest) (*quickReply, error) {
			out := &quickReply{}
			out.Body.JobID = in.Body.TemplateID
			return out, nil
		})
	log := telemetry.NewLogger(io.Discard, slog.LevelInfo)
	adapter := api.Handler(host.Options{Word: "provision", Project: "demo-capi", Timeout: time.Minute, Log: log, Now: time.Now})
	bare := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in quick
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusAccepted)
		_ = json.NewEncoder(w).Encode(map[string]string{"job_id": in.TemplateID}) //nolint:errchkjson // a broken connection is the client's to notice
	})
	var rates [2]float64
	for range 2 { // in turns, so that a disturbance meets both
		for i, handler := range []http.Handler{bare, adapter} {
			rate, err := requestsPerSecond(ctx, handler)
			if err != nil {
				return nil, err
			}
			rates[i] = max(rates[i], rate)
		}
	}
	return []row{{
		Name: fmt.Sprintf("JSON POST through the adapter, %d clients", edgeClients), Value: rates[1], Unit: "requests/s", Target: least(rates[0] / 3),
		Peers: []peer{{Name: "bare net/http", Value: rates[0]}}, Ratio: fmt.Sprintf("%.2f x slower than bare", rates[0]/rates[1]), Note: "asked: within 3 x; clients share the cores",
	}}, nil
}

// requestsPerSecond serves a handler on the loopback and floods it.
func requestsPerSecond(ctx context.Context, handler http.Handler) (rate float64, err error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Second}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener) // ends with http.ErrServerClosed, below
	}()
	defer func() {
		err = errors.Join(err, server.Close())
		<-served
	}()
	until := time.Now().Add(edgeFor)
	var counts [edgeClients]int
	_, took, err := together(ctx, edgeClients, edgeClients, func(ctx context.Context, i int) (err error) {
		counts[i], err = flood(ctx, listener.Addr().String(), until)
		return err
	})
	total := 0
	for _, n := range counts {
		total += n
	}
	return float64(total) / took.Seconds(), err
}

// flood sends one request after the other on one connection. It writes bytes made beforehand and looks at status and length only: a real
// client would cost more than the server that is measured.
func flood(ctx context.Context, address string, until time.Time) (int, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return 0, fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = conn.Close() }() // nothing is lost
	const body = `{"template_id":"shopify","customer_name":"Acme Corp"}`
	request := []byte("POST /api/v1/provision/quick HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer engineer\r\n" +
		"Content-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body)
	in := bufio.NewReader(conn)
	for n := 0; ; n++ {
		if n%16 == 0 && time.Now().After(until) {
			return n, nil
		}
		if _, err := conn.Write(request); err != nil {
			return n, fmt.Errorf("send: %w", err)
		}
		if err := readAnswer(in); err != nil {
			return n, err
		}
	}
}

// readAnswer reads one response with a known length.
func readAnswer(in *bufio.Reader) error {
	status, length := "", 0
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return fmt.Errorf("read the answer: %w", err)
		}
		text := strings.TrimSpace(string(line))
		if status == "" {
			status = text
		}
		if name, value, found := strings.Cut(text, ":"); found && strings.EqualFold(name, "Content-Length") {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				return fmt.Errorf("read the answer: %w", err)
			}
		}
		if text == "" {
			break
		}
	}
	if !strings.HasPrefix(status, "HTTP/1.1 202 ") || length == 0 {
		return fmt.Errorf("the server answered %q with %d bytes", status, length)
	}
	_, err := in.Discard(length)
	return err
}
