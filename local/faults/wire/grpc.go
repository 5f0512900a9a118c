package wire

import (
	"errors"
	"fmt"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"capidemo.dev/platform/local/forward"
)

// maxMessage is the largest message a proxy forwards, in bytes: above Pub/Sub's limit of 10 MB.
const maxMessage = 64 << 20

// GRPC makes a server that forwards every call to host:port in plain text, obeying the board. The caller serves and stops it; the
// connection lives as long as the process.
func (b *Board) GRPC(service, target string) (*grpc.Server, error) {
	onward, err := grpc.NewClient(target, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.ForceCodec(forward.Codec{}), grpc.MaxCallRecvMsgSize(maxMessage), grpc.MaxCallSendMsgSize(maxMessage)))
	if err != nil {
		return nil, fmt.Errorf("wire: connect to %s: %w", service, err)
	}
	return grpc.NewServer(
		grpc.ForceServerCodec(forward.Codec{}), grpc.MaxRecvMsgSize(maxMessage), grpc.MaxSendMsgSize(maxMessage),
		grpc.UnknownServiceHandler(func(_ any, in grpc.ServerStream) error {
			method, _ := grpc.MethodFromServerStream(in)
			return forward.Status(b.pipe(in, onward, Call{Service: service, Method: method}))
		}),
	), nil
}

// pipe forwards one call, whatever its kind: unary calls are streams of one message.
func (b *Board) pipe(in grpc.ServerStream, onward *grpc.ClientConn, c Call) error {
	if err := in.RecvMsg(&c.Body); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	before, after := b.meet(c)
	if err := before(in.Context()); err != nil {
		return err
	}
	return forward.Exchange(in, onward, c.Method, c.Body, after)
}
