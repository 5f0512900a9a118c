package mirror

import (
	"google.golang.org/protobuf/encoding/protowire"

	"capidemo.dev/platform/local/indexes/query"
)

// Projection is which fields of documents are asked for: by their keys, what is asked for below each; nil is all that is there.
type Projection map[string]Projection

// NewProjection is made of the paths of the fields.
func NewProjection(paths []query.Path) Projection {
	all := Projection{}
	for _, path := range paths {
		at, keys := all, path.Keys()
		for i, key := range keys {
			below, there := at[key]
			if there && below == nil {
				break // a longer path says nothing new
			}
			if i == len(keys)-1 {
				at[key] = nil
				break
			}
			if !there {
				below = Projection{}
				at[key] = below
			}
			at = below
		}
	}
	return all
}

// Of is a document's message with the fields that are asked for. They are copied as they are kept: reading and writing the message as a message
// made lists half as fast.
func (p Projection) Of(d *Document) []byte {
	return p.append(make([]byte, 0, len(d.Body)), d.Body, documentFields)
}

// append copies what is asked for of the map under a field's number, and everything else of the message.
func (p Projection) append(to, message []byte, of protowire.Number) []byte {
	for len(message) > 0 {
		number, kind, tag := protowire.ConsumeTag(message)
		if tag < 0 {
			return to
		}
		length := protowire.ConsumeFieldValue(number, kind, message[tag:])
		if length < 0 {
			return to
		}
		field := message[:tag+length]
		message = message[tag+length:]
		if number != of || kind != protowire.BytesType {
			to = append(to, field...)
			continue
		}
		entry, _ := protowire.ConsumeBytes(field[tag:])
		key := last(entry, entryKey)
		below, asked := p[string(key)]
		switch {
		case !asked:
		case below == nil:
			to = append(to, field...)
		default:
			if part := below.append(nil, last(last(entry, entryValue), valueMap), mapFields); len(part) > 0 {
				to = appendMap(to, of, key, part)
			}
		}
	}
	return to
}

// appendMap appends a map's entry whose value is a map.
func appendMap(to []byte, of protowire.Number, key, fields []byte) []byte {
	value := protowire.AppendBytes(protowire.AppendTag(nil, valueMap, protowire.BytesType), fields)
	entry := protowire.AppendBytes(protowire.AppendTag(nil, entryKey, protowire.BytesType), key)
	entry = protowire.AppendBytes(protowire.AppendTag(entry, entryValue, protowire.BytesType), value)
	return protowire.AppendBytes(protowire.AppendTag(to, of, protowire.BytesType), entry)
}
