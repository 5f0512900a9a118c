package dataspec

import (
	"reflect"
	"strings"
)

// field is what the tags of a struct's field say about it.
type field struct {
	index    int
	required bool
	doc      string
	enum     []string
}

// fieldsOf reads the `spec`, `doc` and `enum` tags of a struct; names are in the order of the struct.
func fieldsOf(t reflect.Type) (map[string]field, []string) {
	fields, names := map[string]field{}, []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, option, _ := strings.Cut(f.Tag.Get("spec"), ",")
		if name == "" {
			continue
		}
		var enum []string
		if e := f.Tag.Get("enum"); e != "" {
			enum = strings.Split(e, ",")
		}
		fields[name] = field{index: i, required: option == "required", doc: f.Tag.Get("doc"), enum: enum}
		names = append(names, name)
	}
	return fields, names
}
