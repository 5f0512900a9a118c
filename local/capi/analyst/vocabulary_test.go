package analyst

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"capidemo.dev/platform/shared/catalog"
)

// TestTheCodeKnowsNoBusiness: names of templates' tables, columns and terms do not stand in the code, because a business's words come from its agent
// only. The names listed here are English for any data, such as the parts of a person's name.
func TestTheCodeKnowsNoBusiness(t *testing.T) {
	t.Parallel()
	everyday := strings.Split("first name,last name,full name,display name,unit cost,base price,delivery time,sign ups,on time,month end,week end,quarter end,year end", ",")
	names := map[string]string{}
	for _, id := range catalog.IDs() {
		spec, err := catalog.Load(id)
		if err != nil {
			t.Fatal(err)
		}
		add := func(name string) {
			if name = strings.ToLower(strings.ReplaceAll(name, "_", " ")); strings.Contains(name, " ") && !slices.Contains(everyday, name) {
				names[name] = id
			}
		}
		for i := range spec.Tables {
			add(spec.Tables[i].Name)
			for j := range spec.Tables[i].Columns {
				add(spec.Tables[i].Columns[j].Name)
			}
		}
		for _, term := range spec.Glossary {
			if term.Term != "Last month" { // the calendar's, not the business's
				add(term.Term)
			}
		}
	}
	for where, text := range literals(t) {
		for name, id := range names {
			if strings.Contains(" "+text+" ", " "+name+" ") {
				t.Errorf("%s says %q, which is a name of template %s", where, name, id)
			}
		}
	}
}

// literals are the texts in the code of this package and those below, by their places.
func literals(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	files := token.NewFileSet()
	err := fs.WalkDir(os.DirFS("."), ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "test/") {
			return err
		}
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil {
					out[files.Position(lit.Pos()).String()] = strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(text, "_", " ")), " "))
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
