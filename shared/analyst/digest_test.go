package analyst

import (
	"reflect"
	"testing"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
)

// whole is a spec in which everything that is published is said.
func whole() *Spec {
	return &Spec{
		Instructions: "Be brief.",
		Tables: []Table{
			{Project: "p", Dataset: "d_1", Name: "orders", Description: "Orders", Synonyms: []string{"sales"}, Columns: []Field{{Name: "id", Type: "INT64", Description: "Order", Required: true, Synonyms: []string{"number"}}}},
			{Project: "p", Dataset: "d_1", Name: "refunds", Columns: []Field{{Name: "order_id", Type: "INT64"}}},
		},
		Relationships:  []Relationship{{"refunds", "order_id", "orders", "id"}},
		Glossary:       []Term{{Name: "AOV", Definition: "Average order value", Synonyms: []string{"basket"}}},
		ExampleQueries: []ExampleQuery{{Question: "How many?", SQL: "SELECT COUNT(*) FROM `p.d_1.orders`"}},
	}
}

func digestOf(t *testing.T, s *Spec, change func(*pb.Context)) string {
	t.Helper()
	published := s.agent().GetDataAnalyticsAgent().GetPublishedContext()
	if change != nil {
		change(published)
	}
	out, err := digest(published, s.Tables[0].Dataset)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestEveryPublishedTextIsInTheDigest changes every text and every flag of what is published, one at a time.
func TestEveryPublishedTextIsInTheDigest(t *testing.T) {
	t.Parallel()
	before := digestOf(t, whole(), nil)
	for n := 0; ; n++ {
		s, left := whole(), n
		for _, part := range []any{&s.Instructions, &s.Tables, &s.Relationships, &s.Glossary, &s.ExampleQueries} {
			left = changeNth(reflect.ValueOf(part).Elem(), left)
		}
		if left >= 0 {
			if n < 25 {
				t.Errorf("only %d things were changed", n)
			}
			return
		}
		if digestOf(t, s, nil) == before && s.Tables[0].Dataset == whole().Tables[0].Dataset {
			t.Errorf("change %d is not in the digest: %+v", n, s)
		}
	}
}

// changeNth changes the nth text or flag in a value and gives -1, or else how many it still has to pass over.
func changeNth(v reflect.Value, n int) int {
	switch v.Kind() { //nolint:exhaustive // specs hold nothing else
	case reflect.String, reflect.Bool:
		if n == 0 && v.Kind() == reflect.String {
			v.SetString(v.String() + "x")
		} else if n == 0 {
			v.SetBool(!v.Bool())
		}
		return max(n-1, -1)
	case reflect.Slice:
		for i := range v.Len() {
			n = changeNth(v.Index(i), n)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			n = changeNth(field, n)
		}
	}
	return n
}

func TestWhatIsNotOursIsNotInTheDigest(t *testing.T) {
	t.Parallel()
	other := digestOf(t, whole(), func(c *pb.Context) {
		c.Options = &pb.ConversationOptions{}
		c.LookerGoldenQueries = []*pb.LookerGoldenQuery{{}}
		c.GetExampleQueries()[0].ProtoReflect().SetUnknown([]byte{0xfa, 0x3e, 0x01, 0x61}) // a field that a newer API has
	})
	if other != digestOf(t, whole(), nil) {
		t.Error("a field that nobody published makes another agent")
	}
}
