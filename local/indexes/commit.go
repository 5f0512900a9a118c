package indexes

import (
	"context"
	"strings"
	"time"

	"cloud.google.com/go/firestore/apiv1/firestorepb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	"capidemo.dev/platform/local/forward"
	"capidemo.dev/platform/local/indexes/mirror"
	"capidemo.dev/platform/local/indexes/query"
)

// commitDeadline bounds a commit: longer than the emulator waits for locks.
const commitDeadline = 2 * time.Minute

// commit forwards a commit, and has queries wait until what it changed is mirrored. It is seen through to its end when its caller goes away.
func (f *Front) commit(in grpc.ServerStream, raw []byte) error {
	var request firestorepb.CommitRequest
	if err := proto.Unmarshal(raw, &request); err != nil {
		return forward.Question(in, f.commits, firestorepb.Firestore_Commit_FullMethodName, raw) // it says what is wrong
	}
	names, known := written(&request)
	if !known {
		defer f.unfollowed(request.GetDatabase(), firestorepb.Firestore_Commit_FullMethodName)(true)
	}
	collections := make([]string, len(names))
	for i, name := range names {
		collections[i] = collectionOf(name)
	}
	begun := f.database(request.GetDatabase()).Begin(collections)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(in.Context()), commitDeadline)
	defer cancel()
	var reply []byte
	var header, trailer metadata.MD
	err := f.commits.Invoke(forward.Context(ctx), firestorepb.Firestore_Commit_FullMethodName, &raw, &reply, grpc.Header(&header), grpc.Trailer(&trailer))
	switch {
	case err == nil:
		go mirrored(begun, &request, reply, names, collections) // queries wait for it, the caller need not
	case lost(err):
		begun.Lost()
	default:
		begun.Refused()
	}
	_ = in.SetHeader(header) // nothing has been sent yet
	in.SetTrailer(trailer)
	if err != nil {
		return forward.Status(err)
	}
	return in.SendMsg(&reply)
}

// mirrored writes down what a commit changed.
func mirrored(begun *mirror.Commit, request *firestorepb.CommitRequest, reply []byte, names, collections []string) {
	var response firestorepb.CommitResponse
	if err := proto.Unmarshal(reply, &response); err != nil || len(response.GetWriteResults()) != len(names) || response.GetCommitTime() == nil {
		begun.Lost() // it cannot be followed; the answer is the caller's to understand
		return
	}
	changes := make(map[string][]mirror.Change, len(collections))
	for i, write := range request.GetWrites() {
		changes[collections[i]] = append(changes[collections[i]], mirror.Change{
			Name: names[i], Write: write, Result: response.GetWriteResults()[i], At: response.GetCommitTime(),
		})
	}
	begun.Landed(response.GetCommitTime().AsTime(), changes)
}

// written names the documents that a commit writes, relative to its database's documents. It gives false for writes of kinds that name none.
func written(request *firestorepb.CommitRequest) (names []string, known bool) {
	for _, write := range request.GetWrites() {
		var name string
		switch op := write.GetOperation().(type) {
		case *firestorepb.Write_Update:
			name = op.Update.GetName()
		case *firestorepb.Write_Delete:
			name = op.Delete
		}
		database, within, ok := query.Split(name)
		if !ok || database != request.GetDatabase() || collectionOf(within) == "" {
			return nil, false
		}
		names = append(names, within)
	}
	return names, true
}

// collectionOf is the last name of a document's collection; empty for what is no document.
func collectionOf(name string) string {
	parts := strings.Split(name, "/")
	if len(parts)%2 != 0 {
		return ""
	}
	return parts[len(parts)-2]
}
