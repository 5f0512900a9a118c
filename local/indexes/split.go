package indexes

import (
	"bufio"
	"context"
	"io"
	"net"
	"sync"
)

// preface is what a connection of HTTP/2 begins with. gRPC speaks nothing else, and browsers speak it over TLS only.
const preface = "PRI * HTTP/2.0"

// split hands each connection to the server that speaks its protocol.
func split(ctx context.Context, listener net.Listener, calls, pages *queue) error {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		go func() {
			stop := context.AfterFunc(ctx, func() { _ = conn.Close() }) // nobody serves it any more
			defer stop()
			begun := &peeked{Conn: conn, read: bufio.NewReader(conn)}
			for n := 1; n <= len(preface); n++ {
				beginning, err := begun.read.Peek(n)
				if err != nil {
					_ = conn.Close() // it ended before it began
					return
				}
				if beginning[n-1] != preface[n-1] {
					pages.add(begun)
					return
				}
			}
			calls.add(begun)
		}()
	}
}

// peeked is a connection of which the beginning has been looked at.
type peeked struct {
	net.Conn

	read *bufio.Reader
}

// Read gives what was looked at first.
func (p *peeked) Read(into []byte) (int, error) {
	if p.read != nil {
		if p.read.Buffered() > 0 {
			return p.read.Read(into)
		}
		p.read = nil
	}
	return p.Conn.Read(into)
}

// WriteTo lets what follows the beginning pass without a buffer of ours.
func (p *peeked) WriteTo(w io.Writer) (int64, error) { return io.Copy(w, struct{ io.Reader }{p}) }

// queue is a listener whose connections are accepted elsewhere.
type queue struct {
	address net.Addr
	waiting chan net.Conn
	closed  chan struct{}
	once    sync.Once
}

func newQueue(address net.Addr) *queue {
	return &queue{address: address, waiting: make(chan net.Conn), closed: make(chan struct{})}
}

func (q *queue) add(conn net.Conn) {
	select {
	case q.waiting <- conn:
	case <-q.closed:
		_ = conn.Close() // nobody serves it any more
	}
}

// Accept gives the next connection.
func (q *queue) Accept() (net.Conn, error) {
	select {
	case conn := <-q.waiting:
		return conn, nil
	case <-q.closed:
		return nil, net.ErrClosed
	}
}

// Close ends Accept.
func (q *queue) Close() error {
	q.once.Do(func() { close(q.closed) })
	return nil
}

// Addr is where the connections come in.
func (q *queue) Addr() net.Addr { return q.address }
