// Package forward passes gRPC calls on to another server as the bytes they came in: for servers that stand in front of an emulator.
//
// What stands in front decides about a call by its method and its first message; everything after that is carried here, with headers and
// trailers, until both sides are done. What must not go in: knowledge of any service. forward_test.go holds it; local/indexes and
// local/faults/wire build on it.
package forward

import (
	"context"
	"errors"
	"fmt"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// Context is a context for a call of the server behind that says what the caller's said.
func Context(ctx context.Context) context.Context {
	incoming, _ := metadata.FromIncomingContext(ctx)
	return metadata.NewOutgoingContext(ctx, incoming.Copy())
}

// Question passes a call with one message on, whatever the answer is. Where the answer is one message too, it is a stream of one.
func Question(in grpc.ServerStream, to *grpc.ClientConn, method string, message []byte) error {
	out, end, err := open(in, to, &grpc.StreamDesc{ServerStreams: true}, method, message)
	if err != nil {
		return err
	}
	defer end()
	_ = out.CloseSend() // what ended the call is told by receiving
	return answers(in, out, nil)
}

// Exchange passes a call on in which messages may go both ways, of which the first has been read. after, if there is one, runs when the first
// answer has come, before it is handed on; its error ends the call instead.
func Exchange(in grpc.ServerStream, to *grpc.ClientConn, method string, first []byte, after func(context.Context) error) error {
	out, end, err := open(in, to, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, method, first)
	if err != nil {
		return err
	}
	defer end()
	go rest(in, out)
	return answers(in, out, after)
}

// open begins a call with its first message. end gives it up.
func open(in grpc.ServerStream, to *grpc.ClientConn, kind *grpc.StreamDesc, method string, first []byte) (out grpc.ClientStream, end func(), err error) {
	ctx, cancel := context.WithCancel(Context(in.Context()))
	if out, err = to.NewStream(ctx, kind, method); err == nil {
		err = out.SendMsg(&first)
	}
	if err != nil && !errors.Is(err, io.EOF) { // that one means that the call has ended: receiving tells how
		cancel()
		return nil, nil, Status(err)
	}
	return out, cancel, nil
}

// rest hands on what the caller sends after the first message.
func rest(in grpc.ServerStream, out grpc.ClientStream) {
	for {
		var message []byte
		if in.RecvMsg(&message) != nil {
			_ = out.CloseSend() // the other direction reports how the call ends
			return
		}
		if out.SendMsg(&message) != nil {
			return
		}
	}
}

// answers hands on what the server behind sends, and how the call ends.
func answers(in grpc.ServerStream, out grpc.ClientStream, after func(context.Context) error) error {
	for first := true; ; first = false {
		var message []byte
		received := out.RecvMsg(&message)
		if first && after != nil {
			if err := after(in.Context()); err != nil {
				return err
			}
		}
		if first {
			if header, err := out.Header(); err == nil {
				_ = in.SetHeader(header) // nothing has been sent yet
			}
		}
		if received != nil {
			in.SetTrailer(out.Trailer())
			if errors.Is(received, io.EOF) {
				return nil
			}
			return Status(received)
		}
		if err := in.SendMsg(&message); err != nil {
			return err
		}
	}
}

// Status gives errors that are no status yet the code of a broken connection.
func Status(err error) error {
	if err == nil {
		return nil
	}
	if _, is := status.FromError(err); is {
		return err
	}
	return status.Error(codes.Unavailable, err.Error())
}

// Codec leaves messages, as *[]byte, the bytes that they are.
type Codec struct{}

// Marshal gives the bytes behind v, a *[]byte.
func (Codec) Marshal(v any) ([]byte, error) {
	raw, ok := v.(*[]byte)
	if !ok {
		return nil, fmt.Errorf("forward: %T is no raw message", v)
	}
	return *raw, nil
}

// Unmarshal keeps a copy of data in v, a *[]byte: the transport uses its buffer again.
func (Codec) Unmarshal(data []byte, v any) error {
	raw, ok := v.(*[]byte)
	if !ok {
		return fmt.Errorf("forward: %T is no raw message", v)
	}
	*raw = append([]byte(nil), data...)
	return nil
}

// Name is that of the format which is passed on.
func (Codec) Name() string { return "proto" }
