package fuzz

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"capidemo.dev/platform/local/operations"
)

// tooMuch is a body far beyond what any operation takes.
const tooMuch = 10 << 20

// bodies are the ways to spoil a JSON body.
func bodies() []Mutation {
	field := func(spoil func(m *Maker, body map[string]any, name string)) func(*Maker, *Request) bool {
		return func(m *Maker, r *Request) bool { return m.spoil(r, spoil) }
	}
	raw := func(instead func(m *Maker, body []byte) []byte) func(*Maker, *Request) bool {
		return func(m *Maker, r *Request) bool {
			if m.Op.Method == http.MethodGet || m.Op.Method == http.MethodDelete {
				return false
			}
			r.Body = instead(m, r.Body)
			return true
		}
	}
	return []Mutation{
		{"as meant", func(*Maker, *Request) bool { return true }},
		{"by schema", func(m *Maker, r *Request) bool {
			if m.Op.Body == nil {
				return false
			}
			r.Body = encode(m.value(m.Op.Body, 0))
			return true
		}},
		{"without a field", field(func(_ *Maker, body map[string]any, name string) { delete(body, name) })},
		{"with a field more", field(func(m *Maker, body map[string]any, _ string) {
			body[pick(m.Random, []string{"tenant", "tenant_id", "created_by", "role", "owner", "status", "version", "__proto__", "", "id", "uid", "dataset"})] = m.any()
		})},
		{"of another type", field(func(m *Maker, body map[string]any, name string) { body[name] = m.any() })},
		{"null", field(func(_ *Maker, body map[string]any, name string) { body[name] = nil })},
		{"hostile text", field(func(m *Maker, body map[string]any, name string) { body[name] = m.hostile() })},
		{"in capitals", field(func(_ *Maker, body map[string]any, name string) {
			body[strings.ToUpper(name)] = body[name]
			delete(body, name)
		})},
		{"given twice", raw(func(_ *Maker, body []byte) []byte {
			inner := bytes.TrimSuffix(bytes.TrimPrefix(body, []byte("{")), []byte("}"))
			return slices.Concat([]byte("{"), inner, []byte(","), inner, []byte("}"))
		})},
		{"deep", raw(func(m *Maker, _ []byte) []byte {
			n := pick(m.Random, []int{31, 33, 200, 5000})
			return []byte(strings.Repeat(`{"a":[`, n) + "1" + strings.Repeat("]}", n))
		})},
		{"broken off", raw(func(m *Maker, body []byte) []byte { return body[:m.Random.IntN(len(body)+1)] })},
		{"no UTF-8", raw(func(m *Maker, body []byte) []byte {
			at := m.Random.IntN(len(body) + 1)
			return slices.Concat(body[:at], []byte(pick(m.Random, []string{"\xff\xfe", "\xc0\xaf", `"\ud800"`, "\xed\xa0\x80", "\x00"})), body[at:])
		})},
		{"no object", raw(func(m *Maker, _ []byte) []byte {
			return []byte(pick(m.Random, []string{"", "null", "[]", `"x"`, "0", "true", "{}", "[{}]", "1e999", "-", "{} {}", "\xef\xbb\xbf{}", "NaN", "//", "<a/>"}))
		})},
		{"ten megabytes", raw(func(*Maker, []byte) []byte {
			return []byte(`{"x":"` + strings.Repeat("x", tooMuch) + `"}`)
		})},
		{"of another media type", func(m *Maker, r *Request) bool {
			r.Header["Content-Type"] = pick(m.Random, []string{"text/plain", "application/xml", "multipart/form-data", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "application/cbor", "", "x"})
			return len(r.Body) > 0
		}},
	}
}

// spoil changes one field of an object body.
func (m *Maker) spoil(r *Request, change func(m *Maker, body map[string]any, name string)) bool {
	schema := m.Document.Resolve(m.Op.Body)
	if schema == nil || m.Call.Body == nil {
		return false
	}
	body := m.Call.Body(m.Things)
	names := slices.Sorted(maps.Keys(schema.Properties))
	change(m, body, pick(m.Random, names))
	r.Body = encode(body)
	return true
}

func encode(value any) []byte {
	raw, err := json.Marshal(value)
	if err != nil {
		panic(err) // it is made of what JSON has
	}
	return raw
}

// any is a value of any type.
func (m *Maker) any() any {
	return pick(m.Random, []any{
		nil, true, 0, -1, 1.5, 1e308, json.Number("1e400"), json.Number("99999999999999999999999"), json.Number("-0"), "", "text", []any{}, []any{nil}, map[string]any{},
		map[string]any{"a": []any{1}}, []any{"a", 1, nil}, slices.Repeat([]any{"x"}, 2000),
	})
}

// value is one that a schema allows, often at its edges.
func (m *Maker) value(s *operations.Schema, depth int) any {
	s = m.Document.Resolve(s)
	if s == nil || depth > 6 {
		return nil
	}
	if len(s.Enum) > 0 {
		return pick(m.Random, s.Enum)
	}
	switch kindOf(s) {
	case "object":
		out := map[string]any{}
		for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
			if slices.Contains(s.Required, name) || m.Random.IntN(2) == 0 {
				out[name] = m.value(s.Properties[name], depth+1)
			}
		}
		return out
	case "array":
		list := make([]any, m.between(s.MinItems, s.MaxItems, 3))
		for i := range list {
			list[i] = m.value(s.Items, depth+1)
		}
		return list
	case "integer", "number":
		return m.number(s)
	case "boolean":
		return m.Random.IntN(2) == 0
	default:
		return m.text(s)
	}
}

func kindOf(s *operations.Schema) string {
	switch kind := s.Type.(type) {
	case string:
		return kind
	case []any:
		if len(kind) > 0 {
			name, _ := kind[0].(string)
			return name
		}
	}
	return ""
}

func (m *Maker) number(s *operations.Schema) int64 {
	low, high := int64(-1000), int64(1)<<53
	if s.Minimum != nil {
		low = int64(*s.Minimum)
	}
	if s.Maximum != nil {
		high = int64(*s.Maximum)
	}
	return pick(m.Random, []int64{low, high, low + (high-low)/2})
}

// text is often one of the things that there are, and else of the lengths that are allowed.
func (m *Maker) text(s *operations.Schema) string {
	switch m.Random.IntN(4) {
	case 0:
		return strings.Repeat(pick(m.Random, []string{"a", "é", "😀"}), m.between(s.MinLength, s.MaxLength, 60))
	case 1:
		return m.hostile()
	case 2:
		return "2026-01-02T03:04:05Z"
	default:
		return pick(m.Random, slices.Sorted(maps.Values(m.Things)))
	}
}

func (m *Maker) between(low, high *int, most int) int {
	from, to := 0, most
	if low != nil {
		from = *low
	}
	if high != nil {
		to = *high
	}
	return pick(m.Random, []int{from, to, min(to, from+1)})
}
