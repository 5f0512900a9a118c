package googlesql

import (
	"maps"
	"strings"
)

// references collects tables while it follows scopes.
type references struct {
	found []Reference
}

// names is a chain of scopes: what a first name can mean at one place besides a table.
type names struct {
	outer   *names
	ctes    map[string]bool
	aliases map[string]bool
}

func (n *names) child() *names {
	return &names{outer: n, ctes: map[string]bool{}, aliases: map[string]bool{}}
}

func (n *names) cte(name string) bool {
	return n != nil && (n.ctes[strings.ToLower(name)] || n.outer.cte(name))
}

func (n *names) alias(name string) bool {
	return n != nil && (n.aliases[strings.ToLower(name)] || n.outer.alias(name))
}

// correlated is the scope of a subquery in FROM: it sees what its whole query sees, but not its neighbours.
func (n *names) correlated() *names {
	return &names{outer: n.outer, ctes: n.ctes, aliases: map[string]bool{}}
}

// uncorrelated is the scope of a common table expression: it sees those before it, and no alias of any query around it.
func (n *names) uncorrelated() *names {
	out := (*names)(nil).child()
	for ; n != nil; n = n.outer {
		maps.Copy(out.ctes, n.ctes)
	}
	return out
}

func (r *references) target(path TablePath, alias *Ident, scope *names) {
	r.found = append(r.found, Reference{TablePath: path, Write: true})
	name := path.Parts[len(path.Parts)-1]
	if alias != nil {
		name = alias.Name
	}
	scope.aliases[strings.ToLower(name)] = true
}
