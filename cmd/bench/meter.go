package main

import (
	"context"
	"sync/atomic"

	"cloud.google.com/go/firestore/apiv1/firestorepb"
	"google.golang.org/grpc"
)

// meter counts the documents that queries and reads by id bring over a connection.
type meter struct{ read *atomic.Int64 }

func (m meter) stream(ctx context.Context, desc *grpc.StreamDesc, conn *grpc.ClientConn, method string, open grpc.Streamer, options ...grpc.CallOption) (grpc.ClientStream, error) {
	stream, err := open(ctx, desc, conn, method, options...)
	return &metered{stream, m}, err
}

type metered struct {
	grpc.ClientStream

	meter meter
}

// RecvMsg counts what comes.
func (s *metered) RecvMsg(into any) error {
	err := s.ClientStream.RecvMsg(into)
	if err != nil {
		return err
	}
	switch reply := into.(type) {
	case *firestorepb.RunQueryResponse:
		if reply.GetDocument() != nil {
			s.meter.read.Add(1)
		}
	case *firestorepb.BatchGetDocumentsResponse:
		s.meter.read.Add(1) // an absent one is billed as well
	}
	return nil
}
