package indexes

import (
	"context"
	"time"

	"cloud.google.com/go/firestore/apiv1/firestorepb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"capidemo.dev/platform/local/forward"
	"capidemo.dev/platform/local/indexes/mirror"
	"capidemo.dev/platform/local/indexes/query"
)

// runQuery answers a query from an index, or forwards it.
func (f *Front) runQuery(in grpc.ServerStream, raw []byte) error {
	var request firestorepb.RunQueryRequest
	if err := proto.Unmarshal(raw, &request); err != nil || request.GetConsistencySelector() != nil || request.GetExplainOptions() != nil {
		return f.pass(in, firestorepb.Firestore_RunQuery_FullMethodName, raw)
	}
	q, snapshot, err := f.snapshot(in.Context(), request.GetParent(), request.GetStructuredQuery())
	if err != nil || snapshot == nil {
		return f.pass(in, firestorepb.Firestore_RunQuery_FullMethodName, raw)
	}
	f.answered.Add(1)
	return f.send(in, q, snapshot)
}

// send gives the results of a query one by one, and what was skipped before them.
func (f *Front) send(in grpc.ServerStream, q *query.Query, from *mirror.Snapshot) error {
	at, skipped, given := f.readTime(), 0, 0
	body := func(d *mirror.Document) []byte { return d.Body }
	if q.Select != nil {
		body = mirror.NewProjection(q.Select).Of
	}
	for document := range from.Documents() {
		if skipped < q.Offset {
			skipped++
			continue
		}
		if given == q.Limit {
			break
		}
		given++
		content := body(document)
		message := make([]byte, 0, len(content)+len(at)+10)
		message = protowire.AppendBytes(protowire.AppendTag(message, responseDocument, protowire.BytesType), content)
		message = append(message, at...)
		if err := in.SendMsg(&message); err != nil {
			return err
		}
	}
	if given > 0 && skipped == 0 {
		return nil
	}
	last := at
	if skipped > 0 {
		last = protowire.AppendVarint(protowire.AppendTag(last, responseSkipped, protowire.VarintType), uint64(skipped))
	}
	return in.SendMsg(&last)
}

// Numbers of the fields of RunQueryResponse. It is put together from documents as they are kept, which are messages already.
const (
	responseDocument = 1
	responseReadTime = 3
	responseSkipped  = 4
)

// runAggregation counts in an index, or forwards what is to be counted.
func (f *Front) runAggregation(in grpc.ServerStream, raw []byte) error {
	var request firestorepb.RunAggregationQueryRequest
	if err := proto.Unmarshal(raw, &request); err != nil || request.GetConsistencySelector() != nil || request.GetExplainOptions() != nil {
		return f.pass(in, firestorepb.Firestore_RunAggregationQuery_FullMethodName, raw)
	}
	of := request.GetStructuredAggregationQuery()
	counts, most, ok := upTo(of.GetAggregations())
	if !ok {
		return f.pass(in, firestorepb.Firestore_RunAggregationQuery_FullMethodName, raw)
	}
	q, snapshot, err := f.snapshot(in.Context(), request.GetParent(), of.GetStructuredQuery())
	if err != nil || snapshot == nil {
		return f.pass(in, firestorepb.Firestore_RunAggregationQuery_FullMethodName, raw)
	}
	f.answered.Add(1)
	if q.Limit >= 0 {
		most = min(most, int64(q.Limit))
	}
	n := int64(-q.Offset)
	for range snapshot.Documents() {
		if n == most {
			break
		}
		n++
	}
	result := &firestorepb.AggregationResult{AggregateFields: map[string]*firestorepb.Value{}}
	for alias, limit := range counts {
		result.AggregateFields[alias] = &firestorepb.Value{ValueType: &firestorepb.Value_IntegerValue{IntegerValue: max(min(n, limit), 0)}}
	}
	reply, err := proto.Marshal(&firestorepb.RunAggregationQueryResponse{Result: result, ReadTime: timestamppb.New(f.options.Now().Truncate(time.Microsecond))})
	if err != nil {
		return forward.Status(err)
	}
	return in.SendMsg(&reply)
}

// upTo gives how far each of the aggregations counts, and the farthest. It gives false for those that do not count, or have no name.
func upTo(of []*firestorepb.StructuredAggregationQuery_Aggregation) (counts map[string]int64, most int64, ok bool) {
	counts = map[string]int64{}
	for _, one := range of {
		count := one.GetCount()
		if count == nil || one.GetAlias() == "" {
			return nil, 0, false
		}
		limit := int64(1<<63 - 1)
		if count.GetUpTo() != nil {
			limit = count.GetUpTo().GetValue()
		}
		counts[one.GetAlias()] = limit
		most = max(most, limit)
		if limit <= 0 {
			return nil, 0, false
		}
	}
	return counts, most, len(of) > 0 && len(counts) == len(of)
}

// snapshot gives the indexes that serve a query. It gives none for what is the emulator's to answer.
func (f *Front) snapshot(ctx context.Context, parent string, of *firestorepb.StructuredQuery) (*query.Query, *mirror.Snapshot, error) {
	if f.blind.Load() || !administrator(ctx) {
		return nil, nil, nil
	}
	q, ok := query.Parse(parent, of)
	if !ok {
		return nil, nil, nil
	}
	scans := f.options.Indexes.Serve(q)
	if len(scans) == 0 {
		return nil, nil, nil
	}
	database, _, _ := query.Split(parent)
	snapshot, err := f.database(database).Snapshot(ctx, q, scans)
	return q, snapshot, err
}

// administrator tells whether the caller is exempt from the rules, as servers are.
func administrator(ctx context.Context) bool {
	said := metadata.ValueFromIncomingContext(ctx, "authorization")
	return len(said) == 1 && said[0] == "Bearer owner"
}

// pass has the emulator answer.
func (f *Front) pass(in grpc.ServerStream, method string, raw []byte) error {
	f.passed.Add(1)
	return forward.Question(in, f.reads, method, raw)
}

// readTime is the part of an answer that says as of when it is.
func (f *Front) readTime() []byte {
	at, err := proto.Marshal(timestamppb.New(f.options.Now().Truncate(time.Microsecond)))
	if err != nil {
		panic(err) // two numbers always encode
	}
	return protowire.AppendBytes(protowire.AppendTag(nil, responseReadTime, protowire.BytesType), at)
}
