package indexes

import (
	"context"
	"errors"
	"io"

	"cloud.google.com/go/firestore/apiv1/firestorepb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	"capidemo.dev/platform/local/indexes/mirror"
	"capidemo.dev/platform/local/indexes/query"
)

// load reads all documents of the collections with a name, as the administrator.
func (f *Front) load(ctx context.Context, database, collection string) ([]*mirror.Document, error) {
	request, err := proto.Marshal(&firestorepb.RunQueryRequest{
		Parent: database + "/documents",
		QueryType: &firestorepb.RunQueryRequest_StructuredQuery{StructuredQuery: &firestorepb.StructuredQuery{
			From: []*firestorepb.StructuredQuery_CollectionSelector{{CollectionId: collection, AllDescendants: true}},
		}},
	})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer owner"))
	defer cancel()
	stop := context.AfterFunc(f.ctx, cancel)
	defer stop()
	stream, err := f.reads.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, firestorepb.Firestore_RunQuery_FullMethodName)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(stream.SendMsg(&request), stream.CloseSend()); err != nil {
		return nil, err
	}
	return receive(stream)
}

// receive keeps the documents of an answer as they come.
func receive(stream grpc.ClientStream) (all []*mirror.Document, err error) {
	for {
		var raw []byte
		err := stream.RecvMsg(&raw)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		var response firestorepb.RunQueryResponse
		if err := proto.Unmarshal(raw, &response); err != nil {
			return nil, err
		}
		found := response.GetDocument()
		if found == nil {
			continue
		}
		_, within, _ := query.Split(found.GetName())
		body, err := proto.Marshal(found)
		if err != nil {
			return nil, err
		}
		all = append(all, &mirror.Document{Name: within, Body: body, Read: found.GetUpdateTime().AsTime()})
	}
}
