package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"

	"capidemo.dev/platform/local/bigquery/apierror"
)

// unmarshal reads JSON as Google's API does: an integer of 64 bits may be a text or a number, and so may other scalars. The generated
// types take one form only, so a body that they refuse is brought into that form and tried again.
func unmarshal(data []byte, into any) error {
	strict := json.Unmarshal(data, into)
	if strict == nil {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return strict
	}
	formed, err := json.Marshal(inForm(value, reflect.TypeOf(into), false))
	if err != nil || json.Unmarshal(formed, into) != nil {
		return strict
	}
	return nil
}

// inForm brings a decoded value into the form that a type's tags ask for; quoted tells that a number must be a text.
func inForm(value any, typ reflect.Type, quoted bool) any {
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			if member, innerQuoted := memberType(typ, name); member != nil {
				v[name] = inForm(inner, member, innerQuoted)
			}
		}
	case []any:
		if typ.Kind() == reflect.Slice || typ.Kind() == reflect.Array {
			for i := range v {
				v[i] = inForm(v[i], typ.Elem(), false)
			}
		}
	case json.Number:
		if quoted {
			return v.String()
		}
	case string:
		switch {
		case quoted:
		case typ.Kind() == reflect.Bool && (v == "true" || v == "false"):
			return v == "true"
		case typ.Kind() >= reflect.Int && typ.Kind() <= reflect.Float64 && isNumber(v):
			return json.Number(v)
		}
	}
	return value
}

// memberType gives the type of what lies under a name in a JSON object, and whether its tag quotes it; nil when the type has none.
func memberType(typ reflect.Type, name string) (member reflect.Type, quoted bool) {
	if typ.Kind() == reflect.Map {
		return typ.Elem(), false
	}
	if typ.Kind() != reflect.Struct {
		return nil, false
	}
	for field := range typ.Fields() {
		tag, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if tag == name {
			return field.Type, strings.Contains(options, "string")
		}
	}
	return nil, false
}

func isNumber(text string) bool {
	var n json.Number
	return json.Unmarshal([]byte(text), &n) == nil
}

// invalidJSON says what is wrong with a body.
func invalidJSON(err error) error {
	if typeError, isType := errors.AsType[*json.UnmarshalTypeError](err); isType {
		return apierror.Invalid("Invalid JSON payload received. Invalid value at '%s' (%s)", typeError.Field, typeError.Value)
	}
	failure := apierror.Invalid("Invalid JSON payload received. %v", err)
	failure.Reason = "parseError"
	return failure
}
