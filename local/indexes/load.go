package indexes

import (
	"errors"
	"io"

	"cloud.google.com/go/firestore/apiv1/firestorepb"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"capidemo.dev/platform/local/indexes/mirror"
	"capidemo.dev/platform/local/indexes/query"
)

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
