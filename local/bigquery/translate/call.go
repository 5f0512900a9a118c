package translate

import (
	"sort"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

func callName(c *googlesql.Call) string {
	parts := make([]string, len(c.Name))
	for i, part := range c.Name {
		parts[i] = part.Name
	}
	return strings.Join(parts, ".")
}

// call translates a function call by the table.
func (t *translator) call(c *googlesql.Call, s *scope) operand {
	name := strings.ToUpper(callName(c))
	bare, safe := strings.CutPrefix(name, "SAFE.")
	patterns, ok := functions()[bare]
	if !ok {
		t.failf(c, "Function not found: %s%s", callName(c), functionSuggestion(bare))
	}
	if safe && patterns[0].use != scalarUse {
		t.failf(c, "Function %s does not support SAFE error mode", bare)
	}
	if safe {
		plain := *c
		plain.Name = c.Name[1:]
		c = &plain
	}
	t.placement(c, bare, patterns[0].use)
	if s.rowless && patterns[0].use != scalarUse {
		t.failf(c, "%s function %s not allowed in SELECT without FROM clause", map[bool]string{true: "Aggregate", false: "Analytic"}[c.Over == nil], bare)
	}
	for _, arg := range c.Args {
		if arg.Name != nil {
			t.failf(arg.Name, "Named argument %s is not supported by the local warehouse", arg.Name.Name)
		}
	}
	o := t.dispatch(c, bare, patterns, s)
	if safe {
		o.sql = "TRY(" + o.sql + ")"
	}
	return o
}

func (t *translator) dispatch(c *googlesql.Call, name string, patterns []pattern, s *scope) operand {
	if patterns[0].build != nil {
		return patterns[0].build(t, c, s)
	}
	inner := s
	if patterns[0].use == aggregate || patterns[0].use == unorderable {
		inner = s.aggregate()
	}
	args := t.arguments(c, inner)
	p, typ := t.choose(c, name, patterns, args)
	if (name == "MIN" || name == "MAX") && !typ.ordered() {
		t.failf(c, "%s is not defined for arguments of type %s", name, typ)
	}
	for i := range args {
		if want, ok := p.param(i); ok && want.Kind != anyKind && want.Kind != Array {
			if want.Kind == genericKind {
				want = typ
			}
			args[i] = as(args[i], want)
		}
	}
	sql := fill(p.sql, args)
	if p.use != scalarUse {
		sql = t.modifiers(c, sql, s, inner)
	} else {
		t.noModifiers(c, name)
	}
	return operand{sql: sql, typ: p.resultType(typ)}
}

func (t *translator) arguments(c *googlesql.Call, s *scope) []operand {
	args := make([]operand, len(c.Args))
	for i, arg := range c.Args {
		args[i] = t.expr(arg.Value, s)
	}
	return args
}

// choose picks the first signature that the arguments fit. When the arguments' types are not known and several differ in their result, the result is not known either.
func (t *translator) choose(c *googlesql.Call, name string, patterns []pattern, args []operand) (chosen pattern, generic Type) {
	unknown := false
	for _, arg := range args {
		unknown = unknown || !arg.typ.known() && !arg.null()
	}
	found := false
	for i := range 2 * len(patterns) {
		p, exact := patterns[i%len(patterns)], i < len(patterns)
		if found && !exact {
			break
		}
		if c.Star != (p.form == "* -> INT64") {
			continue
		}
		if c.Star {
			return p, Type{}
		}
		g, ok := p.match(args, exact)
		switch {
		case !ok:
		case !found:
			chosen, generic, found = p, g, true
			if !unknown {
				return chosen, generic
			}
		case p.result.Kind != chosen.result.Kind:
			chosen.result = Type{}
		}
	}
	if !found {
		t.noSignature(c, name, patterns, args)
	}
	return chosen, generic
}

func (t *translator) noSignature(c *googlesql.Call, name string, patterns []pattern, args []operand) {
	forms := make([]string, len(patterns))
	for i, p := range patterns {
		forms[i] = p.usage()
	}
	what := "argument types: " + typesOf(args)
	if len(args) == 0 {
		what = "no arguments"
	} else if len(args) == 1 {
		what = "argument type: " + typesOf(args)
	}
	t.failf(c, "No matching signature for function %s for %s. Supported signature%s: %s", name, what, plural(len(forms)), strings.Join(forms, "; "))
}

// usage is how the documentation writes the signature.
func (p *pattern) usage() string {
	args, _, _ := strings.Cut(p.form, "->")
	return p.name + "(" + strings.TrimSpace(args) + ")"
}

// fill puts arguments into a template.
func fill(template string, args []operand) string {
	var b strings.Builder
	for i := 0; i < len(template); i++ {
		if template[i] != '$' || i+1 == len(template) {
			b.WriteByte(template[i])
			continue
		}
		i++
		from := 0
		if template[i] != '*' {
			from = int(template[i] - '1')
		}
		switch {
		case template[i] == '*', i+1 < len(template) && template[i+1] == '*':
			if template[i] != '*' {
				i++
			}
			b.WriteString(join(args[min(from, len(args)):], ", "))
		default:
			b.WriteString(args[from].sql)
		}
	}
	return b.String()
}

func functionSuggestion(name string) string {
	var names []string
	for candidate := range functions() {
		if distance(name, candidate) <= min(2, len(name)/3) {
			names = append(names, candidate)
		}
	}
	if len(names) == 0 {
		return ""
	}
	sort.Slice(names, func(i, j int) bool {
		a, b := distance(name, names[i]), distance(name, names[j])
		return a < b || a == b && names[i] < names[j]
	})
	return "; Did you mean " + strings.ToLower(names[0]) + "?"
}
