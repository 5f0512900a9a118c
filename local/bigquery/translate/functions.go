package translate

import (
	"sort"
	"strings"
	"sync"

	"capidemo.dev/platform/shared/googlesql"
)

// use tells where a function may stand.
type use int

const (
	scalarUse   use = iota
	aggregate       // with or without OVER
	analytic        // only with OVER
	unorderable     // an aggregate whose OVER takes no ORDER BY
)

// signature is one row of the function table.
type signature struct {
	name string
	// form is "STRING, INT64 -> STRING". T is any one type, ANY any type at all, a trailing ... repeats the last argument, no or many times.
	// A word in lower case (part, format) is not a value; such rows have a build function.
	form string
	// sql is the DuckDB expression: $1 $2 ... are the arguments, $* all of them, $2* from the second on.
	// In aggregates {d} is DISTINCT, {s} the ORDER BY, {n} IGNORE NULLS and {o} what follows the closing parenthesis; a modifier without its place is refused.
	sql   string
	use   use
	build func(t *translator, c *googlesql.Call, s *scope) operand
}

// pattern is a signature's form, read.
type pattern struct {
	signature
	params   []Type
	variadic bool
	result   Type
}

const (
	anyKind     Kind = "ANY"
	genericKind Kind = "T"
)

// table is the function table, read on first use and never changed after. It is not a plain variable because its rows lead back to it through their build functions.
var table struct {
	once   sync.Once
	byName map[string][]pattern
}

// functions maps a name in capitals to its signatures, in the order they are tried.
func functions() map[string][]pattern {
	table.once.Do(func() {
		table.byName = map[string][]pattern{}
		for _, family := range families() {
			for _, row := range family.rows {
				p := pattern{signature: row}
				if row.build == nil {
					p.read()
				}
				table.byName[row.name] = append(table.byName[row.name], p)
			}
		}
	})
	return table.byName
}

// family is a group of functions that the documentation shows together.
type family struct {
	title string
	rows  []signature
}

func families() []family {
	return []family{
		{"Aggregate functions", aggregateFunctions()}, {"Window functions", windowFunctions()}, {"Conditional functions", conditionalFunctions()}, {"String functions", stringFunctions()},
		{"Mathematical functions", mathFunctions()}, {"Date functions", dateFunctions()}, {"Datetime functions", datetimeFunctions()}, {"Time functions", timeFunctions()},
		{"Timestamp functions", timestampFunctions()}, {"Array functions", arrayFunctions()}, {"JSON functions", jsonFunctions()}, {"Hash and other functions", otherFunctions()},
	}
}

func (p *pattern) read() {
	args, result, _ := strings.Cut(p.form, "->")
	p.result = typeOfForm(result)
	for _, arg := range strings.Split(args, ",") {
		arg = strings.TrimSpace(arg)
		if rest, ok := strings.CutSuffix(arg, "..."); ok {
			p.variadic = true
			arg = rest
		}
		if arg != "" {
			p.params = append(p.params, typeOfForm(arg))
		}
	}
}

func typeOfForm(s string) Type {
	s = strings.TrimSpace(s)
	if inner, ok := strings.CutPrefix(s, "ARRAY<"); ok {
		return ArrayOf(typeOfForm(strings.TrimSuffix(inner, ">")))
	}
	return scalar(Kind(s))
}

// param is the type that the argument at a position must have; ok is false when there is no such argument.
func (p *pattern) param(i int) (Type, bool) {
	if i < len(p.params) {
		return p.params[i], true
	}
	if p.variadic && len(p.params) > 0 {
		return p.params[len(p.params)-1], true
	}
	return Type{}, false
}

// match reports whether the arguments fit, and what T then is.
// With exact, string constants count as STRING only and do not adapt to dates.
func (p *pattern) match(args []operand, exact bool) (generic Type, ok bool) {
	least := len(p.params)
	if p.variadic {
		least--
	}
	if len(args) < least {
		return Type{}, false
	}
	for i, arg := range args {
		want, ok := p.param(i)
		if !ok {
			return Type{}, false
		}
		if exact && arg.text() && want.temporal() {
			return Type{}, false
		}
		if generic, ok = fits(arg, want, generic); !ok {
			return Type{}, false
		}
	}
	return generic, true
}

func fits(arg operand, want, generic Type) (Type, bool) {
	switch {
	case arg.null() || arg.typ.Kind == Unknown || want.Kind == anyKind:
		return generic, true
	case want.Kind == genericKind:
		if generic.Kind != Unknown && adapts(arg, generic) {
			return generic, true
		}
		return supertype(generic, arg.typ)
	case want.Kind == Array:
		if arg.typ.Kind != Array {
			return generic, false
		}
		return fits(operand{typ: arg.typ.element()}, want.element(), generic)
	case want.Kind == Timestamp && arg.typ.Kind != Timestamp:
		return generic, arg.text() && adaptsText(arg, want)
	default:
		return generic, coerces(arg.typ, want) || adapts(arg, want) && (!arg.text() || adaptsText(arg, want))
	}
}

// adaptsText reports whether a string constant has the form of a type.
func adaptsText(arg operand, typ Type) bool {
	_, ok := constant(typ.Kind, arg.literal.Text)
	return ok
}

func (p *pattern) resultType(generic Type) Type {
	switch p.result.Kind {
	case genericKind:
		return generic
	case Array:
		if p.result.element().Kind == genericKind {
			return ArrayOf(generic)
		}
	}
	return p.result
}

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
		t.fail(c, "Function not found: %s%s", callName(c), functionSuggestion(bare))
	}
	if safe && patterns[0].use != scalarUse {
		t.fail(c, "Function %s does not support SAFE error mode", bare)
	}
	if safe {
		plain := *c
		plain.Name = c.Name[1:]
		c = &plain
	}
	t.placement(c, bare, patterns[0].use)
	for _, arg := range c.Args {
		if arg.Name != nil {
			t.fail(arg.Name, "Named argument %s is not supported by the local warehouse", arg.Name.Name)
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
	t.fail(c, "No matching signature for function %s for %s. Supported signature%s: %s", name, what, plural(len(forms)), strings.Join(forms, "; "))
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
