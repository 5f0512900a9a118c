package capi

import (
	"context"
	"runtime/debug"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func (s *Server) unary(ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (reply any, err error) {
	start := time.Now()
	defer func() { err = s.finish(ctx, info.FullMethod, start, recover(), err) }()
	return next(ctx, req)
}

func (s *Server) stream(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, next grpc.StreamHandler) (err error) {
	start := time.Now()
	defer func() { err = s.finish(ss.Context(), info.FullMethod, start, recover(), err) }()
	return next(srv, ss)
}

// finish turns a panic into INTERNAL with the stack in the log only, and anything without a code into one, and logs one line.
func (s *Server) finish(ctx context.Context, method string, start time.Time, panicked any, err error) error {
	if panicked != nil {
		s.log.ErrorContext(ctx, "panic", "method", method, "panic", panicked, "stack", string(debug.Stack()))
		err = status.Error(codes.Internal, "The local Conversational Analytics API failed; its log has the stack.")
	}
	if ctx.Err() != nil && err != nil {
		err = status.FromContextError(ctx.Err()).Err()
	}
	code := status.Code(err)
	if code == codes.Unknown {
		s.log.ErrorContext(ctx, "unclassified error", "method", method, "error", err)
		err = status.Error(codes.Internal, err.Error())
	}
	s.log.DebugContext(ctx, "answered", "method", method, "code", code.String(), "took", time.Since(start))
	return err
}
