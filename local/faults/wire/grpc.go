package wire

import (
	"context"
	"errors"
	"fmt"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// maxMessage is the largest message a proxy forwards, in bytes: above Pub/Sub's limit of 10 MB.
const maxMessage = 64 << 20

// GRPC makes a server that forwards every call to host:port in plain text, obeying the board. The caller serves and stops it; the
// connection lives as long as the process.
func (b *Board) GRPC(service, target string) (*grpc.Server, error) {
	onward, err := grpc.NewClient(target, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.ForceCodec(bytesCodec{}), grpc.MaxCallRecvMsgSize(maxMessage), grpc.MaxCallSendMsgSize(maxMessage)))
	if err != nil {
		return nil, fmt.Errorf("wire: connect to %s: %w", service, err)
	}
	return grpc.NewServer(
		grpc.ForceServerCodec(bytesCodec{}), grpc.MaxRecvMsgSize(maxMessage), grpc.MaxSendMsgSize(maxMessage),
		grpc.UnknownServiceHandler(func(_ any, in grpc.ServerStream) error {
			method, _ := grpc.MethodFromServerStream(in)
			return asStatus(b.pipe(in, onward, Call{Service: service, Method: method}))
		}),
	), nil
}

// asStatus gives errors that are no status yet the code of a broken connection.
func asStatus(err error) error {
	if err == nil {
		return nil
	}
	if _, is := status.FromError(err); is {
		return err
	}
	return status.Error(codes.Unavailable, err.Error())
}

// pipe forwards one call, whatever its kind: unary calls are streams of one message.
func (b *Board) pipe(in grpc.ServerStream, onward *grpc.ClientConn, c Call) error {
	var first []byte
	if err := in.RecvMsg(&first); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	c.Body = first
	before, after := b.meet(c)
	if err := before(in.Context()); err != nil {
		return err
	}
	incoming, _ := metadata.FromIncomingContext(in.Context())
	ctx, cancel := context.WithCancel(metadata.NewOutgoingContext(in.Context(), incoming.Copy()))
	defer cancel()
	out, err := onward.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, c.Method)
	if err != nil {
		return err
	}
	if err := out.SendMsg(&first); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	go sendRest(in, out)
	return answers(in, out, after)
}

func sendRest(in grpc.ServerStream, out grpc.ClientStream) {
	for {
		var message []byte
		if err := in.RecvMsg(&message); err != nil {
			_ = out.CloseSend() // the other direction reports how the call ends
			return
		}
		if err := out.SendMsg(&message); err != nil {
			return
		}
	}
}

// answers hands on what the service sends; after runs once the first of it is there.
func answers(in grpc.ServerStream, out grpc.ClientStream, after func(context.Context) error) error {
	for n := 0; ; n++ {
		var message []byte
		received := out.RecvMsg(&message)
		if n == 0 {
			if err := after(in.Context()); err != nil {
				return err
			}
			if header, err := out.Header(); err == nil {
				_ = in.SetHeader(header) // only fails when headers are out already
			}
		}
		if received != nil {
			in.SetTrailer(out.Trailer())
			if errors.Is(received, io.EOF) {
				return nil
			}
			return received
		}
		if err := in.SendMsg(&message); err != nil {
			return err
		}
	}
}

// bytesCodec passes messages on as they are.
type bytesCodec struct{}

// Marshal gives the bytes behind v, a *[]byte.
func (bytesCodec) Marshal(v any) ([]byte, error) {
	raw, ok := v.(*[]byte)
	if !ok {
		return nil, fmt.Errorf("wire: %T is no raw message", v)
	}
	return *raw, nil
}

// Unmarshal keeps a copy of data in v, a *[]byte: the transport uses its buffer again.
func (bytesCodec) Unmarshal(data []byte, v any) error {
	raw, ok := v.(*[]byte)
	if !ok {
		return fmt.Errorf("wire: %T is no raw message", v)
	}
	*raw = append([]byte(nil), data...)
	return nil
}

// Name is that of the format which is passed on.
func (bytesCodec) Name() string { return "proto" }
