package indexes

import (
	"errors"
	"io"
	"strings"

	"cloud.google.com/go/firestore/apiv1/firestorepb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"

	"capidemo.dev/platform/local/forward"
	"capidemo.dev/platform/local/indexes/query"
)

// call serves one call of gRPC.
func (f *Front) call(in grpc.ServerStream) error {
	method, _ := grpc.MethodFromServerStream(in)
	var first []byte
	if err := in.RecvMsg(&first); err != nil {
		if errors.Is(err, io.EOF) {
			return status.Error(codes.InvalidArgument, "a call without a message")
		}
		return err
	}
	switch method {
	case firestorepb.Firestore_Commit_FullMethodName:
		return f.commit(in, first)
	case firestorepb.Firestore_RunQuery_FullMethodName:
		return f.runQuery(in, first)
	case firestorepb.Firestore_RunAggregationQuery_FullMethodName:
		return f.runAggregation(in, first)
	case firestorepb.Firestore_Listen_FullMethodName:
		return forward.Exchange(in, f.streams, method, first, nil)
	case firestorepb.Firestore_GetDocument_FullMethodName, firestorepb.Firestore_ListDocuments_FullMethodName, firestorepb.Firestore_BatchGetDocuments_FullMethodName,
		firestorepb.Firestore_BeginTransaction_FullMethodName, firestorepb.Firestore_Rollback_FullMethodName, firestorepb.Firestore_PartitionQuery_FullMethodName,
		firestorepb.Firestore_ExecutePipeline_FullMethodName, firestorepb.Firestore_ListCollectionIds_FullMethodName:
		return forward.Question(in, f.reads, method, first)
	default:
		end := f.unfollowed(addressed(first), method)
		err := forward.Exchange(in, f.streams, method, first, nil)
		end(lost(err))
		return err
	}
}

// addressed is the database that a request is about: the first field of all that write names it, or a document in it, or is such a document.
// It is empty when there is none.
func addressed(request []byte) string {
	for range 2 {
		number, kind, n := protowire.ConsumeTag(request)
		if n < 0 || number != 1 || kind != protowire.BytesType {
			return ""
		}
		content, n := protowire.ConsumeBytes(request[n:])
		if n < 0 {
			return ""
		}
		if name := string(content); strings.HasPrefix(name, "projects/") {
			database, _, _ := query.Split(strings.TrimSuffix(name, "/documents") + "/documents")
			return database
		}
		request = content
	}
	return ""
}

// lost tells whether a call that failed may have had, or may yet have, an effect.
func lost(err error) bool {
	switch status.Code(err) {
	case codes.OK, codes.InvalidArgument, codes.NotFound, codes.AlreadyExists, codes.PermissionDenied, codes.Unauthenticated, codes.FailedPrecondition,
		codes.Aborted, codes.OutOfRange, codes.Unimplemented:
		return false
	default:
		return true
	}
}
