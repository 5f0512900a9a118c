package database

import (
	"context"
	"math/rand/v2"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// A read is tried at most attempts times, with pauses that double: about two seconds in all, and never longer than its context. A database
// that is away for longer is told to the caller, who is asked to come back.
const (
	attempts   = 8
	firstPause = 10 * time.Millisecond
	mostPause  = 500 * time.Millisecond
)

// again lets a read begin anew that was broken off before it brought anything. Reads change nothing, and what has brought something is the
// caller's already.
func again(ctx context.Context, desc *grpc.StreamDesc, conn *grpc.ClientConn, method string, open grpc.Streamer, options ...grpc.CallOption) (grpc.ClientStream, error) {
	stream, err := open(ctx, desc, conn, method, options...)
	if err != nil || !reads(method) {
		return stream, err
	}
	return &read{ClientStream: stream, ctx: ctx, open: func() (grpc.ClientStream, error) { return open(ctx, desc, conn, method, options...) }}, nil
}

// reads reports whether a method is asked once and answered by a stream of what is there.
func reads(method string) bool {
	switch method[strings.LastIndexByte(method, '/')+1:] {
	case "BatchGetDocuments", "RunQuery", "RunAggregationQuery":
		return true
	default:
		return false
	}
}

// read is a stream that may begin anew.
type read struct {
	grpc.ClientStream // of the present attempt

	ctx     context.Context //nolint:containedctx // the stream's own, which it ends with
	open    func() (grpc.ClientStream, error)
	request any
	brought bool // something, or its end
}

// SendMsg keeps the request.
func (r *read) SendMsg(request any) error {
	r.request = request
	return r.ClientStream.SendMsg(request)
}

// RecvMsg gives the next message.
func (r *read) RecvMsg(into any) error {
	err := r.ClientStream.RecvMsg(into)
	for n, pause := 1, firstPause; !r.brought && passing(r.ctx, err) && n < attempts; n, pause = n+1, min(2*pause, mostPause) {
		select {
		case <-r.ctx.Done():
			return theirs(r.ctx, err)
		case <-time.After(pause/2 + rand.N(pause)): //nolint:gosec // jitter, not a secret
		}
		if err = r.reopen(); err == nil {
			err = r.ClientStream.RecvMsg(into)
		}
	}
	r.brought = true
	return theirs(r.ctx, err)
}

// reopen asks the same in a new stream.
func (r *read) reopen() error {
	stream, err := r.open()
	if err != nil {
		return err
	}
	r.ClientStream = stream
	if err := stream.SendMsg(r.request); err != nil {
		return err
	}
	return stream.CloseSend()
}

// passing tells what may go better the next time, while the caller still waits.
func passing(ctx context.Context, err error) bool {
	said, ok := status.FromError(err)
	if !ok || ctx.Err() != nil { // such as the end of a stream, which is no status
		return false
	}
	switch said.Code() {
	case codes.Unavailable, codes.Internal, codes.Canceled, codes.DeadlineExceeded, codes.Unknown:
		return true
	default:
		return false
	}
}

// told passes on what single calls, commits among them, were answered.
func told(ctx context.Context, method string, request, reply any, conn *grpc.ClientConn, call grpc.UnaryInvoker, options ...grpc.CallOption) error {
	return theirs(ctx, call(ctx, method, request, reply, conn, options...))
}

// theirs tells a cancellation by the server from one by the caller, and takes a server that stumbled and cannot say over what (Unknown) for one that
// was not there: who has not gone away was not served. Google's client then tries a commit again.
func theirs(ctx context.Context, err error) error {
	switch said, ok := status.FromError(err); {
	case !ok || ctx.Err() != nil: // such as the end of a stream, which is no status
		return err
	case said.Code() == codes.Canceled:
		return status.Error(codes.Unavailable, "the server cancelled the call: "+said.Message())
	case said.Code() == codes.Unknown:
		return status.Error(codes.Unavailable, "the server stumbled: "+said.Message())
	default:
		return err
	}
}
