package indexes

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

// onward is a context for a call of the emulator that says what the caller's said.
func onward(ctx context.Context) context.Context {
	incoming, _ := metadata.FromIncomingContext(ctx)
	return metadata.NewOutgoingContext(ctx, incoming.Copy())
}

// forward passes a call with one message on, whatever the answer is. Where the answer is one message too, it is a stream of one.
func forward(in grpc.ServerStream, conn *grpc.ClientConn, method string, message []byte) error {
	ctx, cancel := context.WithCancel(onward(in.Context()))
	defer cancel()
	out, err := conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, method)
	if err != nil {
		return asStatus(err)
	}
	if err := out.SendMsg(&message); err != nil && !errors.Is(err, io.EOF) { // what ended it is told by receiving
		return asStatus(err)
	}
	_ = out.CloseSend() // as above
	return answers(in, out)
}

// exchange passes a call on in which messages go both ways, of which the first has been read.
func exchange(in grpc.ServerStream, conn *grpc.ClientConn, method string, first []byte) error {
	ctx, cancel := context.WithCancel(onward(in.Context()))
	defer cancel()
	out, err := conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, method)
	if err != nil {
		return asStatus(err)
	}
	if err := out.SendMsg(&first); err != nil && !errors.Is(err, io.EOF) { // what ended it is told by receiving
		return asStatus(err)
	}
	go func() {
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
	}()
	return answers(in, out)
}

// answers hands on what the emulator sends, and how the call ends.
func answers(in grpc.ServerStream, out grpc.ClientStream) error {
	for first := true; ; first = false {
		var message []byte
		received := out.RecvMsg(&message)
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
			return asStatus(received)
		}
		if err := in.SendMsg(&message); err != nil {
			return err
		}
	}
}

// asStatus gives errors that are no status yet the code of a broken connection.
func asStatus(err error) error {
	if _, is := status.FromError(err); is {
		return err
	}
	return status.Error(codes.Unavailable, err.Error())
}

// bytesCodec passes messages on as they are.
type bytesCodec struct{}

// Marshal gives the bytes behind v, a *[]byte.
func (bytesCodec) Marshal(v any) ([]byte, error) {
	raw, ok := v.(*[]byte)
	if !ok {
		return nil, fmt.Errorf("indexes: %T is no raw message", v)
	}
	return *raw, nil
}

// Unmarshal keeps a copy of data in v, a *[]byte: the transport uses its buffer again.
func (bytesCodec) Unmarshal(data []byte, v any) error {
	raw, ok := v.(*[]byte)
	if !ok {
		return fmt.Errorf("indexes: %T is no raw message", v)
	}
	*raw = append([]byte(nil), data...)
	return nil
}

// Name is that of the format which is passed on.
func (bytesCodec) Name() string { return "proto" }
