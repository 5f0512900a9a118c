package mirror

import (
	"bytes"
	"errors"
	"maps"
	"slices"

	"cloud.google.com/go/firestore/apiv1/firestorepb"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"capidemo.dev/platform/local/indexes/order"
	"capidemo.dev/platform/local/indexes/query"
)

// errUnknown says that a write is of a kind that is not known here.
var errUnknown = errors.New("mirror: a write of an unknown kind")

// Change is one write of a commit that landed, with what the database said of it.
type Change struct {
	Name   string // of the document, relative to the database's documents
	Write  *firestorepb.Write
	Result *firestorepb.WriteResult
	At     *timestamppb.Timestamp // of the commit
}

// after gives the document as it is after the change; nil when it is not there any more. before is nil when there was none.
func (c *Change) after(before *Document) (*Document, error) {
	switch op := c.Write.GetOperation().(type) {
	case *firestorepb.Write_Delete:
		return nil, nil //nolint:nilnil // what is not there is nil
	case *firestorepb.Write_Update:
		return c.update(before, op.Update)
	default:
		return nil, errUnknown
	}
}

// update writes the fields of the mask, or all, and then the transformed ones, of which the database says what came out.
func (c *Change) update(before *Document, to *firestorepb.Document) (*Document, error) {
	old := &firestorepb.Document{Name: to.GetName(), CreateTime: c.At}
	if before != nil {
		if err := proto.Unmarshal(before.Body, old); err != nil {
			return nil, err
		}
	}
	old.UpdateTime = c.Result.GetUpdateTime()
	fields := &firestorepb.MapValue{Fields: old.GetFields()}
	if c.Write.GetUpdateMask() == nil {
		fields.Fields = maps.Clone(to.GetFields())
	}
	for _, text := range c.Write.GetUpdateMask().GetFieldPaths() {
		path, ok := query.ParsePath(text)
		if !ok {
			return nil, errUnknown
		}
		if v := get(to.GetFields(), path.Keys()); v != nil {
			set(fields, path.Keys(), v)
		} else {
			remove(fields, path.Keys())
		}
	}
	for _, v := range fields.GetFields() {
		settle(v)
	}
	if err := c.transform(fields); err != nil {
		return nil, err
	}
	old.Fields = fields.GetFields()
	body, err := proto.Marshal(old)
	return &Document{Name: c.Name, Body: body}, err
}

func (c *Change) transform(fields *firestorepb.MapValue) error {
	results := c.Result.GetTransformResults()
	if len(results) != len(c.Write.GetUpdateTransforms()) {
		return errUnknown
	}
	for i, t := range c.Write.GetUpdateTransforms() {
		path, ok := query.ParsePath(t.GetFieldPath())
		if !ok {
			return errUnknown
		}
		result := results[i]
		held := get(fields.GetFields(), path.Keys()).GetArrayValue().GetValues()
		switch op := t.GetTransformType().(type) {
		case *firestorepb.DocumentTransform_FieldTransform_SetToServerValue, *firestorepb.DocumentTransform_FieldTransform_Increment,
			*firestorepb.DocumentTransform_FieldTransform_Maximum, *firestorepb.DocumentTransform_FieldTransform_Minimum:
		case *firestorepb.DocumentTransform_FieldTransform_AppendMissingElements:
			held = slices.Clone(held)
			for _, v := range op.AppendMissingElements.GetValues() {
				if settle(v); !among(held, v) {
					held = append(held, v)
				}
			}
			result = list(held)
		case *firestorepb.DocumentTransform_FieldTransform_RemoveAllFromArray:
			result = list(slices.DeleteFunc(slices.Clone(held), func(v *firestorepb.Value) bool { return among(op.RemoveAllFromArray.GetValues(), v) }))
		default:
			return errUnknown
		}
		set(fields, path.Keys(), result)
	}
	return nil
}

func list(of []*firestorepb.Value) *firestorepb.Value {
	return &firestorepb.Value{ValueType: &firestorepb.Value_ArrayValue{ArrayValue: &firestorepb.ArrayValue{Values: of}}}
}

// among tells whether an equal value is there; integers and doubles are equal when their numbers are.
func among(values []*firestorepb.Value, v *firestorepb.Value) bool {
	key := order.Value(nil, v)
	return slices.ContainsFunc(values, func(other *firestorepb.Value) bool { return bytes.Equal(order.Value(nil, other), key) })
}

// settle gives a value the form in which it is stored: times have microseconds.
func settle(v *firestorepb.Value) {
	switch v := v.GetValueType().(type) {
	case *firestorepb.Value_TimestampValue:
		v.TimestampValue.Nanos -= v.TimestampValue.GetNanos() % 1000
	case *firestorepb.Value_ArrayValue:
		for _, one := range v.ArrayValue.GetValues() {
			settle(one)
		}
	case *firestorepb.Value_MapValue:
		for _, one := range v.MapValue.GetFields() {
			settle(one)
		}
	}
}

// get finds a value below a map; nil when there is none.
func get(fields map[string]*firestorepb.Value, keys []string) *firestorepb.Value {
	v := fields[keys[0]]
	for _, key := range keys[1:] {
		v = v.GetMapValue().GetFields()[key]
	}
	return v
}

// set puts a value below a map; what stands in the way and is no map gives way to one.
func set(into *firestorepb.MapValue, keys []string, v *firestorepb.Value) {
	for _, key := range keys[:len(keys)-1] {
		next := into.GetFields()[key].GetMapValue()
		if next == nil {
			next = &firestorepb.MapValue{}
			put(into, key, &firestorepb.Value{ValueType: &firestorepb.Value_MapValue{MapValue: next}})
		}
		into = next
	}
	put(into, keys[len(keys)-1], v)
}

func put(into *firestorepb.MapValue, key string, v *firestorepb.Value) {
	if into.GetFields() == nil {
		into.Fields = map[string]*firestorepb.Value{}
	}
	into.Fields[key] = v
}

func remove(from *firestorepb.MapValue, keys []string) {
	for _, key := range keys[:len(keys)-1] {
		if from = from.GetFields()[key].GetMapValue(); from == nil {
			return
		}
	}
	delete(from.GetFields(), keys[len(keys)-1])
}
