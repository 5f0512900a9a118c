// Package order writes Firestore's values and names as bytes that compare as Firestore orders what they stand for, so that an index can be a
// tree of byte strings: null < booleans < numbers (integers and doubles by their value, NaN first) < timestamps < strings (by their UTF-8 bytes) <
// bytes < references < points < arrays < vectors < maps.
//
// Every encoding ends by itself: none is the beginning of another's. So encodings can be written behind each other and are compared part by
// part, equal values have equal bytes, and everything that begins with some encodings lies between them and After them.
//
// What must not go in: queries, indexes. order_test.go holds the order by a table and by fuzzing.
package order

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"strings"

	"cloud.google.com/go/firestore/apiv1/firestorepb"
)

// The first byte of each kind of value; between two of them lie all values of the first.
const (
	tagNull byte = 0x08 * (iota + 1)
	tagBool
	tagNumber
	tagTime
	tagString
	tagBytes
	tagReference
	tagPoint
	tagArray
	tagVector
	tagMap
)

// end closes what has several parts, and escaped stands behind a zero byte that is part of the content; end < more < every tag, and
// closed < escaped, so that what is shorter comes first.
const (
	end     = 0x00
	more    = 0x01
	closed  = 0x01
	escaped = 0xFF
)

// Value appends the encoding of a value. A value of no kind is null.
func Value(to []byte, v *firestorepb.Value) []byte {
	switch v := v.GetValueType().(type) {
	case *firestorepb.Value_BooleanValue:
		if v.BooleanValue {
			return append(to, tagBool, 1)
		}
		return append(to, tagBool, 0)
	case *firestorepb.Value_IntegerValue:
		return integer(append(to, tagNumber), v.IntegerValue)
	case *firestorepb.Value_DoubleValue:
		return double(append(to, tagNumber), v.DoubleValue)
	case *firestorepb.Value_TimestampValue:
		to = binary.BigEndian.AppendUint64(append(to, tagTime), uint64(v.TimestampValue.GetSeconds())^1<<63)
		return binary.BigEndian.AppendUint32(to, uint32(v.TimestampValue.GetNanos()))
	case *firestorepb.Value_StringValue:
		return text(append(to, tagString), v.StringValue)
	case *firestorepb.Value_BytesValue:
		return text(append(to, tagBytes), string(v.BytesValue))
	case *firestorepb.Value_ReferenceValue:
		return Name(append(to, tagReference), v.ReferenceValue)
	case *firestorepb.Value_GeoPointValue:
		return float(float(append(to, tagPoint), v.GeoPointValue.GetLatitude()), v.GeoPointValue.GetLongitude())
	case *firestorepb.Value_ArrayValue:
		return array(append(to, tagArray), v.ArrayValue.GetValues())
	case *firestorepb.Value_MapValue:
		return fields(to, v.MapValue.GetFields())
	default:
		return append(to, tagNull)
	}
}

// Kind gives the bounds of all values that are compared with one by < and >: those of its kind. NaN is no number in this.
func Kind(v *firestorepb.Value) (low, high []byte) {
	encoded := Value(nil, v)
	low, high = []byte{encoded[0]}, []byte{encoded[0] + 1}
	if encoded[0] == tagNumber {
		low = append(low, more)
	}
	return low, high
}

// Name appends the encoding of a path. Paths are ordered element by element, and a shorter one comes before those it begins.
func Name(to []byte, path string) []byte {
	if path != "" {
		for element := range strings.SplitSeq(path, "/") {
			to = text(to, element)
		}
	}
	return append(to, end, end)
}

// After is the smallest key behind all that begin with a key; nil when there is none.
func After(key []byte) []byte {
	for i := len(key) - 1; i >= 0; i-- {
		if key[i] != 0xFF {
			after := slices.Clone(key[:i+1])
			after[i]++
			return after
		}
	}
	return nil
}

// Turn reverses the order of an encoding, in place.
func Turn(encoded []byte) {
	for i := range encoded {
		encoded[i] = ^encoded[i]
	}
}

// integer writes a number as the largest double that is not above it and the distance from there, which is zero for all but large integers.
func integer(to []byte, n int64) []byte {
	below := float64(n)
	if below >= 1<<63 || int64(below) > n {
		below = math.Nextafter(below, math.Inf(-1))
	}
	return binary.BigEndian.AppendUint16(float(append(to, more), below), uint16(n-int64(below)))
}

func double(to []byte, f float64) []byte {
	if math.IsNaN(f) {
		return append(to, end)
	}
	return append(float(append(to, more), f), 0, 0)
}

// float writes the bits of a double so that they compare as it does.
func float(to []byte, f float64) []byte {
	if f == 0 {
		f = 0 // there is one zero
	}
	bits := math.Float64bits(f)
	if bits>>63 == 1 {
		bits = ^bits
	} else {
		bits |= 1 << 63
	}
	return binary.BigEndian.AppendUint64(to, bits)
}

func text(to []byte, s string) []byte {
	for {
		zero := strings.IndexByte(s, 0)
		if zero < 0 {
			break
		}
		to = append(append(to, s[:zero]...), 0, escaped)
		s = s[zero+1:]
	}
	return append(append(to, s...), 0, closed)
}

func array(to []byte, values []*firestorepb.Value) []byte {
	for _, v := range values {
		to = Value(to, v)
	}
	return append(to, end)
}

// fields writes a map in the order of its keys; a map that says it is a vector is one, and vectors are ordered by their length first.
func fields(to []byte, all map[string]*firestorepb.Value) []byte {
	if all["__type__"].GetStringValue() == "__vector__" {
		values := all["value"].GetArrayValue().GetValues()
		return array(binary.BigEndian.AppendUint32(append(to, tagVector), uint32(len(values))), values)
	}
	to = append(to, tagMap)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		to = Value(text(append(to, more), key), all[key])
	}
	return append(to, end)
}
