package mirror

import (
	"slices"
	"strings"
	"time"

	"cloud.google.com/go/firestore/apiv1/firestorepb"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"capidemo.dev/platform/local/indexes/query"
)

// Document is a document as it was at one time. It is shared by everybody and never changed.
type Document struct {
	Name string    // relative to the database's documents
	Body []byte    // the marshalled message, as the emulator sends it; a tenth of what the message takes in memory
	Read time.Time // of its last change, when it was read; zero when it was made from a change
}

// has tells whether a document was read with a change in it already.
func (d *Document) has(c *Change) bool {
	return d != nil && !d.Read.IsZero() && !c.At.AsTime().After(d.Read)
}

// parent is the name of the document that has the document's collection; empty when the database has it.
func (d *Document) parent() string {
	collection := d.Name[:strings.LastIndexByte(d.Name, '/')]
	return collection[:max(strings.LastIndexByte(collection, '/'), 0)]
}

func (d *Document) id() string { return d.Name[strings.LastIndexByte(d.Name, '/')+1:] }

// Numbers of the fields of Google's messages.
const (
	documentFields = 2
	valueMap       = 6
	mapFields      = 1
	entryKey       = 1
	entryValue     = 2
)

// value finds the value of a field without reading the others; nil when there is none.
func (d *Document) value(path query.Path) *firestorepb.Value {
	at, number := d.Body, protowire.Number(documentFields)
	keys := path.Keys()
	for i, key := range keys {
		found := entry(at, number, key)
		if found == nil {
			return nil
		}
		if i == len(keys)-1 {
			v := &firestorepb.Value{}
			if proto.Unmarshal(found, v) != nil { // it is part of a message that was read
				return nil
			}
			return v
		}
		if at = last(found, valueMap); at == nil {
			return nil
		}
		number = mapFields
	}
	return nil
}

// entry is the value under a key in a message's map; nil when there is none.
func entry(message []byte, number protowire.Number, key string) (found []byte) {
	each(message, func(n protowire.Number, content []byte) {
		if n == number && string(last(content, entryKey)) == key {
			if found = last(content, entryValue); found == nil {
				found = []byte{}
			}
		}
	})
	return found
}

// last is the content of a message's field; nil when it is not there.
func last(message []byte, number protowire.Number) (found []byte) {
	each(message, func(n protowire.Number, content []byte) {
		if n == number {
			found = content
		}
	})
	return found
}

// each goes over the fields of a message that have bytes as their content.
func each(message []byte, do func(protowire.Number, []byte)) {
	for len(message) > 0 {
		number, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return
		}
		message = message[n:]
		if kind == protowire.BytesType {
			content, n := protowire.ConsumeBytes(message)
			if n < 0 {
				return
			}
			do(number, slices.Clip(content))
			message = message[n:]
			continue
		}
		if n = protowire.ConsumeFieldValue(number, kind, message); n < 0 {
			return
		}
		message = message[n:]
	}
}
