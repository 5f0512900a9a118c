package order_test

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"cloud.google.com/go/firestore/apiv1/firestorepb"
	"google.golang.org/genproto/googleapis/type/latlng"
	"google.golang.org/protobuf/types/known/timestamppb"

	"capidemo.dev/platform/local/indexes/order"
)

func null() *firestorepb.Value {
	return &firestorepb.Value{ValueType: &firestorepb.Value_NullValue{}}
}

func boolean(b bool) *firestorepb.Value {
	return &firestorepb.Value{ValueType: &firestorepb.Value_BooleanValue{BooleanValue: b}}
}

func integer(n int64) *firestorepb.Value {
	return &firestorepb.Value{ValueType: &firestorepb.Value_IntegerValue{IntegerValue: n}}
}

func double(f float64) *firestorepb.Value {
	return &firestorepb.Value{ValueType: &firestorepb.Value_DoubleValue{DoubleValue: f}}
}

func at(t time.Time) *firestorepb.Value {
	return &firestorepb.Value{ValueType: &firestorepb.Value_TimestampValue{TimestampValue: timestamppb.New(t)}}
}

func text(s string) *firestorepb.Value {
	return &firestorepb.Value{ValueType: &firestorepb.Value_StringValue{StringValue: s}}
}

func blob(s string) *firestorepb.Value {
	return &firestorepb.Value{ValueType: &firestorepb.Value_BytesValue{BytesValue: []byte(s)}}
}

func reference(s string) *firestorepb.Value {
	return &firestorepb.Value{ValueType: &firestorepb.Value_ReferenceValue{ReferenceValue: s}}
}

func point(lat, lng float64) *firestorepb.Value {
	return &firestorepb.Value{ValueType: &firestorepb.Value_GeoPointValue{GeoPointValue: &latlng.LatLng{Latitude: lat, Longitude: lng}}}
}

func array(values ...*firestorepb.Value) *firestorepb.Value {
	return &firestorepb.Value{ValueType: &firestorepb.Value_ArrayValue{ArrayValue: &firestorepb.ArrayValue{Values: values}}}
}

func fields(of map[string]*firestorepb.Value) *firestorepb.Value {
	return &firestorepb.Value{ValueType: &firestorepb.Value_MapValue{MapValue: &firestorepb.MapValue{Fields: of}}}
}

func vector(of ...*firestorepb.Value) *firestorepb.Value {
	return fields(map[string]*firestorepb.Value{"__type__": text("__vector__"), "value": array(of...)})
}

// TestValuesAreInFirestoresOrder has every value before all that follow it.
func TestValuesAreInFirestoresOrder(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	ordered := []*firestorepb.Value{
		null(), boolean(false), boolean(true),
		double(math.NaN()), double(math.Inf(-1)), double(-math.MaxFloat64), integer(math.MinInt64), integer(math.MinInt64 + 1), integer(-1), double(-0.5),
		integer(0), double(math.SmallestNonzeroFloat64), double(0.5), integer(1), double(1.5), integer(2), integer(1 << 53), integer(1<<53 + 1), double(1<<53 + 2),
		integer(math.MaxInt64 - 1), integer(math.MaxInt64), double(1 << 63), double(math.Inf(1)),
		at(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)), at(time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC)), at(day), at(day.Add(time.Microsecond)), at(day.Add(time.Second)),
		text(""), text("\x00"), text("\x00\x00"), text("\x01"), text("a"), text("a\x00"), text("a\x00b"), text("a\x01"), text("ab"), text("b"), text("é"), text("\uffff"), text("\U0001F600"),
		blob(""), blob("\x00"), blob("a"), blob("\xff"), blob("\xff\xff"),
		reference("projects/p/databases/d/documents/a/b"), reference("projects/p/databases/d/documents/a/b/c/d"), reference("projects/p/databases/d/documents/a/b!"), reference("projects/p/databases/d/documents/aa/b"),
		point(-90, 0), point(0, -1), point(0, 1), point(1, -180),
		array(), array(null()), array(integer(1)), array(integer(1), null()), array(integer(1), integer(2)), array(integer(2)), array(text("a")), array(array()),
		vector(), vector(double(1)), vector(double(2)), vector(double(0), double(0)),
		fields(nil), fields(map[string]*firestorepb.Value{"a": integer(1)}), fields(map[string]*firestorepb.Value{"a": integer(1), "b": null()}),
		fields(map[string]*firestorepb.Value{"a": integer(2)}), fields(map[string]*firestorepb.Value{"b": integer(0)}),
	}
	for i := range ordered {
		for j := range ordered {
			a, b := order.Value(nil, ordered[i]), order.Value(nil, ordered[j])
			if got, want := bytes.Compare(a, b), cmp.Compare(i, j); got != want {
				t.Errorf("%v compares to %v as %d, want %d", ordered[i], ordered[j], got, want)
			}
			if i != j && bytes.HasPrefix(b, a) {
				t.Errorf("the encoding of %v begins that of %v", ordered[i], ordered[j])
			}
			order.Turn(a)
			order.Turn(b)
			if got, want := bytes.Compare(a, b), cmp.Compare(j, i); got != want {
				t.Errorf("turned, %v compares to %v as %d, want %d", ordered[i], ordered[j], got, want)
			}
		}
	}
}

func TestEqualNumbersAreEqual(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]*firestorepb.Value{
		{integer(3), double(3)}, {double(0), double(math.Copysign(0, -1))}, {integer(0), double(math.Copysign(0, -1))},
		{integer(1 << 53), double(1 << 53)}, {integer(math.MinInt64), double(-1 << 63)}, {double(math.NaN()), double(math.Float64frombits(0xFFF8000000000001))},
	} {
		if a, b := order.Value(nil, pair[0]), order.Value(nil, pair[1]); !bytes.Equal(a, b) {
			t.Errorf("%v is %x, %v is %x, want the same", pair[0], a, pair[1], b)
		}
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	low, high := order.Kind(integer(7))
	for v, inside := range map[*firestorepb.Value]bool{
		double(math.Inf(-1)): true, double(math.Inf(1)): true, integer(math.MaxInt64): true, double(math.NaN()): false, boolean(true): false, text(""): false, null(): false,
	} {
		key := order.Value(nil, v)
		if got := bytes.Compare(low, key) <= 0 && bytes.Compare(key, high) < 0; got != inside {
			t.Errorf("%v among the numbers: %t, want %t", v, got, inside)
		}
	}
	for key, want := range map[string]string{"a": "b", "a\xff": "b", "a\xff\xff": "b", "\x00": "\x01"} {
		if got := string(order.After([]byte(key))); got != want {
			t.Errorf("after %q comes %q, want %q", key, got, want)
		}
	}
	if got := order.After([]byte("\xff\xff")); got != nil {
		t.Errorf("after the last come %q, want nothing", got)
	}
}

// FuzzStrings: strings, bytes and paths are in the order of their bytes, whatever these are.
func FuzzStrings(f *testing.F) {
	f.Add("", "\x00")
	f.Add("a\x00\xff", "a\x00")
	f.Add("a/b", "a/b/c")
	f.Fuzz(func(t *testing.T, a, b string) {
		for name, value := range map[string]func(string) *firestorepb.Value{"text": text, "blob": blob} {
			if got, want := bytes.Compare(order.Value(nil, value(a)), order.Value(nil, value(b))), cmp.Compare(a, b); got != want {
				t.Errorf("%s %q compares to %q as %d, want %d", name, a, b, got, want)
			}
		}
		if a == "" || b == "" {
			return // no paths
		}
		want := slices.Compare(strings.Split(a, "/"), strings.Split(b, "/"))
		if got := bytes.Compare(order.Name(nil, a), order.Name(nil, b)); got != want {
			t.Errorf("path %q compares to %q as %d, want %d", a, b, got, want)
		}
	})
}

// FuzzNumbers: integers and doubles are compared by their exact value.
func FuzzNumbers(f *testing.F) {
	f.Add(int64(1), int64(2), 1.5)
	f.Add(int64(math.MaxInt64), int64(math.MaxInt64-1), float64(1<<63))
	f.Add(int64(math.MinInt64), int64(0), math.Inf(-1))
	f.Fuzz(func(t *testing.T, a, b int64, d float64) {
		if got, want := bytes.Compare(order.Value(nil, integer(a)), order.Value(nil, integer(b))), cmp.Compare(a, b); got != want {
			t.Errorf("%d compares to %d as %d, want %d", a, b, got, want)
		}
		if got, want := bytes.Compare(order.Value(nil, integer(a)), order.Value(nil, double(d))), compare(a, d); got != want {
			t.Errorf("%d compares to %v as %d, want %d", a, d, got, want)
		}
	})
}

// compare says how an integer compares to a double, without rounding either.
func compare(n int64, f float64) int {
	switch {
	case math.IsNaN(f), f < -1<<63:
		return 1
	case f >= 1<<63:
		return -1
	}
	whole := math.Floor(f)
	if c := cmp.Compare(n, int64(whole)); c != 0 || whole == f {
		return c
	}
	return -1
}
