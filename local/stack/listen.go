package stack

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// inProcess are the services that listen in this process; their addresses are known before anything starts.
func inProcess() []Service {
	return []Service{Firestore, Storage, BigQuery, CAPI, SecretManager, Identity, Eventarc, Scheduler, Hosting, control}
}

// listen takes a port for everything that listens in this process, and finds a free one for the functions.
func (s *Stack) listen(ctx context.Context) error {
	for service, address := range s.options.Elsewhere {
		s.setAddress(service, address)
	}
	earlier := earlierPorts(s.options.Dir)
	for _, service := range inProcess() {
		if service != control && !s.wants(service) {
			continue
		}
		listener, err := s.take(ctx, service, earlier)
		if err != nil {
			return err
		}
		s.listeners[service] = listener
		s.setAddress(service, listener.Addr().String())
	}
	if s.wants(Functions) {
		listener, err := s.take(ctx, Functions, earlier, quietPorts()...)
		if err != nil {
			return err
		}
		s.setAddress(Functions, listener.Addr().String())
		if err := listener.Close(); err != nil { // their process listens there itself, again after each restart
			return fmt.Errorf("stack: free the functions' port: %w", err)
		}
	}
	return nil
}

// quietPorts are ports that no system gives to whoever asks for any. One that is freed for another process stays free until that listens.
func quietPorts() []int {
	const first, count, tries = 20000, 10000, 20
	ports := make([]int, tries)
	for i := range ports {
		ports[i] = first + rand.IntN(count) // keeps stacks apart
	}
	return ports
}

// take listens on the service's fixed port, else on the one it had before, else on the first free one of preferred, else on any.
func (s *Stack) take(ctx context.Context, service Service, earlier map[Service]int, preferred ...int) (net.Listener, error) {
	var config net.ListenConfig
	on := func(port int) (net.Listener, error) {
		return config.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	}
	if port := s.options.Ports[service]; port != 0 {
		listener, err := on(port)
		if err != nil {
			return nil, fmt.Errorf("stack: port for %s: %w", service, err)
		}
		return listener, nil
	}
	for _, port := range slices.Concat([]int{earlier[service]}, preferred) {
		if port == 0 {
			continue
		}
		if listener, err := on(port); err == nil {
			return listener, nil
		}
	}
	listener, err := on(0)
	if err != nil {
		return nil, fmt.Errorf("stack: port for %s: %w", service, err)
	}
	return listener, nil
}

// serve answers on the service's listener until the stack closes.
func (s *Stack) serve(service Service, rank int, handler http.Handler) {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		if err := server.Serve(s.listeners[service]); !errors.Is(err, http.ErrServerClosed) {
			s.failed <- fmt.Errorf("%s stopped serving: %w", service, err)
		}
	}()
	s.onClose(string(service), rank, server.Close)
}
