package rules

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"capidemo.dev/platform/shared/store"
)

// TestEveryQueryIsDeclared reads the code of the store and compares, method by method, what its queries filter and sort by with the
// declared shapes. A new query, a new filter and a shape whose query is gone all fail here.
func TestEveryQueryIsDeclared(t *testing.T) {
	t.Parallel()
	declared := map[string][]string{}
	for _, s := range store.Shapes() {
		if s.Query != store.Listener { // whose code is not Go
			declared[s.Query] = append(declared[s.Query], facets(s)...)
		}
	}
	found := map[string][]string{}
	for name, m := range readStore(t) {
		if m.asks && !m.helper() {
			found[name] = m.facets
		}
	}
	for _, name := range slices.Sorted(maps.Keys(union(declared, found))) {
		got, want := sortedSet(found[name]), sortedSet(declared[name])
		if !slices.Equal(got, want) {
			t.Errorf("shared/store: the queries of %s use %q, shapes.go declares %q", name, got, want)
		}
	}
}

// facets writes a shape as the parts that can be read from code.
func facets(s store.Shape) []string {
	kind := "collection "
	if s.Group {
		kind = "group "
	}
	out := []string{kind + s.Collection}
	for _, field := range slices.Concat(s.Equal, s.Optional) {
		out = append(out, field+" ==")
	}
	if s.Contains != "" {
		out = append(out, s.Contains+" array-contains")
	}
	if s.Range != "" {
		out = append(out, s.Range+" <>")
	}
	for _, o := range s.Order {
		direction := " asc"
		if o.Desc {
			direction = " desc"
		}
		out = append(out, o.Field+direction)
	}
	return out
}

// computed stands for a field that the code does not spell out. A helper may do so: its callers spell it out (see plain). Anywhere else
// it fails the test, because no shape has such a field.
const computed = "a computed field"

// method is what one function of the store does with queries.
type method struct {
	facets []string
	asks   bool     // it builds or runs a query
	calls  []string // functions of its package, by name
}

// helper tells whether the function works on a query of its caller's.
func (m *method) helper() bool {
	return !slices.ContainsFunc(m.facets, func(f string) bool { return strings.HasPrefix(f, "collection ") || strings.HasPrefix(f, "group ") })
}

// readStore reads every function of the store's packages; what helpers add to a query is counted to the functions that call them.
func readStore(t *testing.T) map[string]method {
	t.Helper()
	methods := map[string]method{}
	for _, dir := range []string{"../shared/store", "../shared/store/system"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no code in %s (%v)", dir, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range parsed.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
					methods[nameOf(fn)] = readMethod(fn)
				}
			}
		}
	}
	whole := map[string]method{}
	for name := range methods {
		whole[name] = withHelpers(methods, name)
	}
	return whole
}

// withHelpers adds to a function what the helpers it calls do with its query.
func withHelpers(methods map[string]method, name string) method {
	m := methods[name]
	m.facets = slices.Clone(m.facets)
	for _, callee := range m.calls {
		if callee == name {
			continue
		}
		if called := withHelpers(methods, callee); called.asks && called.helper() {
			m.asks = true
			m.facets = append(m.facets, slices.DeleteFunc(called.facets, func(f string) bool { return f == computed })...)
		}
	}
	return m
}

func nameOf(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return fn.Name.Name
	}
	receiver := fn.Recv.List[0].Type
	if star, ok := receiver.(*ast.StarExpr); ok {
		receiver = star.X
	}
	if ident, ok := receiver.(*ast.Ident); ok {
		return ident.Name + "." + fn.Name.Name
	}
	return fn.Name.Name
}

func readMethod(fn *ast.FuncDecl) method {
	var m method
	steps := map[ast.Node]bool{} // collections that are only a step on the way to a document
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		switch callee := call.Fun.(type) {
		case *ast.SelectorExpr:
			steps[callee.X] = callee.Sel.Name == "Doc"
			if !steps[call] {
				m.selector(callee.Sel.Name, call.Args)
			}
		case *ast.Ident:
			m.plain(callee.Name, call.Args)
		case *ast.IndexExpr: // a generic function with its type written out
			if ident, ok := callee.X.(*ast.Ident); ok {
				m.plain(ident.Name, call.Args)
			}
		}
		return true
	})
	return m
}

// selector reads a call of a method of the Firestore client. Names shared with other types do no harm: they have no collection.
func (m *method) selector(name string, args []ast.Expr) {
	switch name {
	case "Collection", "CollectionGroup":
		kind := map[string]string{"Collection": "collection ", "CollectionGroup": "group "}[name]
		m.facets = append(m.facets, kind+text(args[0]))
		m.asks = m.asks || name == "CollectionGroup"
	case "Where", "WherePath":
		m.asks = true
		field := text(args[0])
		if field == "" {
			m.facets = append(m.facets, computed)
			return
		}
		m.facets = append(m.facets, field+" "+strings.NewReplacer(">=", "<>", "<=", "<>", ">", "<>", "<", "<>").Replace(text(args[1])))
	case "OrderBy", "OrderByPath":
		m.asks = true
		direction := " asc"
		if s, ok := args[1].(*ast.SelectorExpr); ok && s.Sel.Name == "Desc" {
			direction = " desc"
		}
		m.facets = append(m.facets, text(args[0])+direction)
	case "Documents", "Snapshots", "WhereEntity", "NewAggregationQuery", "FindNearest":
		m.asks = true
	}
}

// plain reads a call of a function of the package. The keys of a map handed to where are fields compared for equality.
func (m *method) plain(name string, args []ast.Expr) {
	m.calls = append(m.calls, name)
	for _, arg := range args {
		fields, ok := arg.(*ast.CompositeLit)
		if name != "where" || !ok {
			continue
		}
		for _, element := range fields.Elts {
			m.facets = append(m.facets, text(element.(*ast.KeyValueExpr).Key)+" ==")
		}
	}
}

// text is the value of a string literal, the name of a document's id for firestore.DocumentID, and empty for anything else.
func text(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if value, err := strconv.Unquote(e.Value); err == nil {
			return value
		}
	case *ast.SelectorExpr:
		if e.Sel.Name == "DocumentID" {
			return store.Name
		}
	}
	return ""
}

func sortedSet(in []string) []string {
	out := slices.Sorted(slices.Values(in))
	return slices.Compact(out)
}

func union(a, b map[string][]string) map[string][]string {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}
