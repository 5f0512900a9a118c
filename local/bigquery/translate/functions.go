package translate

import (
	"slices"
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
		{"Aggregate functions", aggregateFunctions()}, {"Window functions", windowFunctions()}, {"Conditional functions", conditionalFunctions()}, {"String functions", stringFunctions()}, {"Regular expressions", regexpFunctions()},
		{"Mathematical functions", mathFunctions()}, {"Mathematical functions of FLOAT64", realFunctions()}, {"Date functions", dateFunctions()}, {"Datetime functions", datetimeFunctions()}, {"Time functions", timeFunctions()},
		{"Timestamp functions", timestampFunctions()}, {"Array functions", arrayFunctions()}, {"JSON functions", jsonFunctions()}, {"Hash and other functions", otherFunctions()},
	}
}

func (p *pattern) read() {
	args, result, _ := strings.Cut(p.form, "->")
	p.result = typeOfForm(result)
	for arg := range strings.SplitSeq(args, ",") {
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
// With exact, constants count as their own type: strings do not adapt to dates, nor floating-point numbers to NUMERIC among arguments that have none.
func (p *pattern) match(args []operand, exact bool) (generic Type, ok bool) {
	least := len(p.params)
	if p.variadic {
		least--
	}
	if len(args) < least {
		return Type{}, false
	}
	for i := range args {
		if _, ok := p.param(i); !ok {
			return Type{}, false
		}
	}
	decimals := slices.ContainsFunc(args, func(o operand) bool { return o.typ.decimal() })
	for _, i := range constantsLast(args) {
		arg := args[i]
		want, _ := p.param(i)
		if exact && (arg.text() && want.temporal() || !decimals && arg.literal != nil && arg.typ.Kind == Float64 && want.decimal()) {
			return Type{}, false
		}
		if generic, ok = fits(arg, want, generic); !ok {
			return Type{}, false
		}
	}
	return generic, true
}

// constantsLast orders arguments so that a constant meets a T that the others have settled, and adapts to it.
func constantsLast(args []operand) []int {
	order := make([]int, 0, len(args))
	for _, constants := range []bool{false, true} {
		for i, arg := range args {
			if (arg.literal != nil) == constants {
				order = append(order, i)
			}
		}
	}
	return order
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
	default:
	}
	return p.result
}
