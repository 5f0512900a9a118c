package faults_test

import (
	"net"
	"net/http"
	"sync"

	"google.golang.org/grpc"

	"capidemo.dev/platform/local/faults/wire"
	"capidemo.dev/platform/local/stack"
)

// proxies stand between the functions and what they call.
type proxies struct {
	listeners map[stack.Service]net.Listener
	started   sync.Once
	addresses stack.Addresses
	stops     []func()
}

// listen takes their ports; what they lead to is known later.
func listen() (*proxies, error) {
	p := &proxies{listeners: map[stack.Service]net.Listener{}}
	for _, service := range []stack.Service{stack.Firestore, stack.PubSub, stack.CAPI, stack.BigQuery} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		p.listeners[service] = listener
	}
	return p, nil
}

// through starts the proxies and gives the addresses with theirs in place of the services'.
func (p *proxies) through(board *wire.Board, a stack.Addresses) stack.Addresses {
	p.started.Do(func() {
		p.addresses = stack.Addresses{}
		for service, listener := range p.listeners {
			p.addresses[service] = listener.Addr().String()
			if service == stack.BigQuery {
				server := &http.Server{Handler: board.HTTP(string(service), "http://"+a[service]), ReadHeaderTimeout: deadline}
				go func() { _ = server.Serve(listener) }() // ends with Close
				p.stops = append(p.stops, func() { _ = server.Close() })
				continue
			}
			var server *grpc.Server
			server, err := board.GRPC(string(service), a[service])
			if err != nil {
				panic(err) // the address is one of ours
			}
			go func() { _ = server.Serve(listener) }() // ends with Stop
			p.stops = append(p.stops, server.Stop)
		}
	})
	out := stack.Addresses{}
	for service, address := range a {
		out[service] = address
		if proxied, ok := p.addresses[service]; ok {
			out[service] = proxied
		}
	}
	return out
}

func (p *proxies) close() {
	for _, stop := range p.stops {
		stop()
	}
}
