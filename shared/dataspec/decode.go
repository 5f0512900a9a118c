package dataspec

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// decoder fills Go values from YAML nodes by their `spec` tags and collects every fault on the way. It is the library's strict
// mode, except that it does not stop at the first fault.
type decoder struct {
	faults Faults
	depth  int
}

func (d *decoder) decode(n ast.Node, into any) { d.value("", n, reflect.ValueOf(into).Elem()) }

var (
	scalarType  = reflect.TypeFor[Scalar]()
	weightsType = reflect.TypeFor[Weights]()
	namedType   = reflect.TypeFor[Named]()
)

func (d *decoder) value(path string, n ast.Node, v reflect.Value) {
	if d.depth++; d.depth > maxIndex {
		d.faults.Addf(path, line(n), "", "nested deeper than %d levels", maxIndex)
		return
	}
	defer func() { d.depth-- }()
	switch v.Type() {
	case scalarType:
		var s Scalar
		d.scalar(path, n, &s)
		v.Set(reflect.ValueOf(s))
		return
	case weightsType:
		for _, e := range d.entries(path, n) {
			weight, _ := d.text(path+"."+e.key, e.value)
			v.Set(reflect.Append(v, reflect.ValueOf(Weighted{Value: e.key, Weight: weight})))
		}
		return
	case namedType:
		for _, e := range d.entries(path, n) {
			text, _ := d.text(path+"."+e.key, e.value)
			v.Set(reflect.Append(v, reflect.ValueOf(NamedExpr{Name: e.key, Expr: text})))
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.structure(path, n, v)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(path, n, v.Elem())
	case reflect.Slice:
		d.slice(path, n, v)
	default:
		d.plain(path, n, v)
	}
}

func (d *decoder) structure(path string, n ast.Node, v reflect.Value) {
	v.FieldByName("At").Set(reflect.ValueOf(At{Line: line(n)}))
	fields, names := fieldsOf(v.Type())
	seen := map[string]bool{}
	if _, null := n.(*ast.NullNode); !null || len(fields) == 0 {
		for _, e := range d.entries(path, n) {
			f, ok := fields[e.key]
			if !ok {
				hint := nearest(e.key, names)
				if strings.ContainsAny(e.key, " ()'") {
					hint = "put a text that holds a comma in quotes"
				}
				d.faults.Addf(join(path, e.key), e.line, hint, "unknown field %q", e.key)
				continue
			}
			seen[e.key] = true
			d.value(join(path, e.key), e.value, v.Field(f.index))
		}
	}
	for _, name := range names {
		if fields[name].required && !seen[name] {
			d.faults.Addf(join(path, name), line(n), fields[name].doc, "required field %q is missing", name)
		}
	}
}

func (d *decoder) slice(path string, n ast.Node, v reflect.Value) {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		d.faults.Addf(path, line(n), "write - item, or [item, item]", "expected a list, found %s", describe(n))
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(seq.Values), len(seq.Values)))
	for i, item := range seq.Values {
		d.value(fmt.Sprintf("%s[%d]", path, i), item, v.Index(i))
	}
}

func (d *decoder) plain(path string, n ast.Node, v reflect.Value) {
	text, ok := d.text(path, n)
	if !ok {
		return
	}
	var err error
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		var b bool
		b, err = strconv.ParseBool(text)
		v.SetBool(b)
	case reflect.Int, reflect.Int64:
		var i int64
		i, err = strconv.ParseInt(strings.ReplaceAll(text, "_", ""), 10, 64)
		v.SetInt(i)
	case reflect.Float64:
		var f float64
		f, err = strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
		v.SetFloat(f)
	default:
		panic("dataspec: a field of the language has a type that the decoder does not know: " + v.Type().String())
	}
	if err != nil {
		d.faults.Addf(path, line(n), "", "expected %s, found %q", kindNames[v.Kind()], text)
	}
}

var kindNames = map[reflect.Kind]string{
	reflect.Bool: "true or false", reflect.Int: "a whole number", reflect.Int64: "a whole number", reflect.Float64: "a number",
}

func (d *decoder) scalar(path string, n ast.Node, s *Scalar) {
	if _, null := n.(*ast.NullNode); null {
		s.Null = true
		return
	}
	s.Text, _ = d.text(path, n)
}

// text is the text of a scalar as it is written, without quotes.
func (d *decoder) text(path string, n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	d.faults.Addf(path, line(n), "", "expected a single value, found %s", describe(n))
	return "", false
}

type entry struct {
	key   string
	value ast.Node
	line  int
}

// entries lists the pairs of a mapping in the order of the document.
func (d *decoder) entries(path string, n ast.Node) []entry {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		d.faults.Addf(path, line(n), "write name: value lines", "expected fields, found %s", describe(n))
		return nil
	}
	seen := map[string]bool{}
	out := make([]entry, 0, len(values))
	for _, v := range values {
		key := v.Key.GetToken().Value
		switch {
		case v.Key.IsMergeKey() || v.Value == nil:
			d.faults.Addf(path, line(v), "write the fields out", "merge keys are not part of the language")
		case seen[key]:
			d.faults.Addf(join(path, key), line(v), "remove one of them", "field %q is given twice", key)
		default:
			seen[key] = true
			out = append(out, entry{key, v.Value, line(v)})
		}
	}
	return out
}

func describe(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "fields"
	case *ast.SequenceNode:
		return "a list"
	case *ast.NullNode:
		return "nothing"
	case *ast.AnchorNode, *ast.AliasNode:
		return "an anchor or alias, which is not part of the language"
	case *ast.TagNode:
		return "a tag, which is not part of the language"
	}
	return fmt.Sprintf("%q", n.GetToken().Value)
}

func line(n ast.Node) int {
	if n == nil || n.GetToken() == nil {
		return 0
	}
	return n.GetToken().Position.Line
}

func join(path, field string) string {
	if path == "" {
		return field
	}
	return path + "." + field
}
