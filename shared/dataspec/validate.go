package dataspec

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Limits of the data: what the engine makes on one machine in minutes and BigQuery loads at once.
const (
	MaxRows    = 1_000_000_000
	MaxTables  = 100
	MaxColumns = 200
	MaxYears   = 10
)

// Validate checks the meaning of a specification and reports every fault it finds: names, numbers, generators, expressions with
// their types, circles, and golden queries. What only the ledger can tell, generate.Check adds.
func Validate(s *Spec) Faults {
	c := &checker{spec: s, reads: map[string][]string{}}
	c.document()
	c.enums("", reflect.ValueOf(s).Elem())
	c.lists()
	c.curves()
	c.planted()
	c.tables()
	c.circles()
	c.stories()
	slices.SortStableFunc(c.faults, func(a, b Fault) int { return a.Line - b.Line })
	return c.faults
}

type checker struct {
	spec   *Spec
	faults Faults
	reads  map[string][]string // which columns a column reads, both as table.column
}

func (c *checker) faultf(path string, at At, hint, format string, args ...any) {
	c.faults.Addf(path, at.Line, hint, format, args...)
}

var (
	templateID = regexp.MustCompile(`^[a-z][a-z0-9]{1,29}$`)
	identifier = regexp.MustCompile(`^[a-z][a-z0-9_]{0,99}$`)
)

// reserved are GoogleSQL's reserved words, which cannot name a table or column without quotes.
var reserved = strings.Fields(`all and any array as asc assert_rows_modified at between by case cast collate contains create cross cube
	current default define desc distinct else end enum escape except exclude exists extract false fetch following for from full group
	grouping groups hash having if ignore in inner intersect interval into is join lateral left like limit lookup merge natural new no
	not null nulls of on or order outer over partition preceding proto qualify range recursive respect right rollup rows select set
	some struct tablesample then to treat true unbounded union unnest using when where window with within`)

// name checks an identifier and that it is not given twice.
func (c *checker) name(path string, at At, kind, name string, seen map[string]bool) {
	lower := strings.ToLower(name)
	switch {
	case !identifier.MatchString(name):
		c.faultf(path, at, "use lower case letters, digits and underscores, beginning with a letter", "%q cannot name a %s", name, kind)
	case slices.Contains(reserved, lower):
		c.faultf(path, at, "choose another name, or add a word to it", "%q is a reserved word of SQL", name)
	case seen[lower]:
		c.faultf(path, at, "rename one of them", "there are two %ss named %q", kind, name)
	}
	seen[lower] = true
}

func (c *checker) document() {
	s := c.spec
	if !readable(s.Language) {
		major, _, _ := strings.Cut(LanguageVersion, ".")
		c.faultf("spec", s.At, "write spec: \""+LanguageVersion+"\"", "version %q of the language is not %s.x up to %s", s.Language, major, LanguageVersion)
	}
	if !templateID.MatchString(s.ID) {
		c.faultf("id", s.At, "use 2 to 30 lower case letters and digits", "%q cannot name a template", s.ID)
	}
	if s.Version < 1 {
		c.faultf("version", s.At, "", "a version is 1 or more")
	}
	if s.HistoryMonths < 1 || s.HistoryMonths > 12*MaxYears {
		c.faultf("history_months", s.At, "", "the history has 1 to %d months", 12*MaxYears)
	}
	for path, text := range map[string]string{"display_name": s.DisplayName, "industry": s.Industry, "description": s.Description} {
		c.text(path, s.At, text, 2000)
	}
	c.text("instructions", s.At, s.Instructions, 20_000)
	for i, tag := range s.Tags {
		c.text(fmt.Sprintf("tags[%d]", i), s.At, tag, 40)
	}
}

// readable reports whether this package reads a version of the language: the same major version, and no greater minor one.
func readable(version string) bool {
	major, minor, _ := strings.Cut(LanguageVersion, ".")
	wantMajor, wantMinor, found := strings.Cut(version, ".")
	given, err := strconv.Atoi(wantMinor)
	newest, _ := strconv.Atoi(minor) // a constant
	return found && err == nil && wantMajor == major && given >= 0 && given <= newest && strconv.Itoa(given) == wantMinor
}

// text checks a text that people read: there, not too long, no control characters.
func (c *checker) text(path string, at At, text string, most int) {
	control := func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t' || r == unicode.ReplacementChar
	}
	switch {
	case strings.TrimSpace(text) == "":
		c.faultf(path, at, "", "a text is missing")
	case len(text) > most:
		c.faultf(path, at, "", "the text has %d characters, more than %d", len(text), most)
	case strings.ContainsFunc(text, control):
		c.faultf(path, at, "", "the text holds control characters")
	}
}

// enums checks, in the whole document, that fields with an enumeration hold one of its values.
func (c *checker) enums(path string, v reflect.Value) {
	fields, names := fieldsOf(v.Type())
	for _, name := range names {
		f, value, at := fields[name], v.Field(fields[name].index), join(path, name)
		if len(f.enum) > 0 && value.String() != "" && !slices.Contains(f.enum, value.String()) {
			c.faultf(at, At{Line: int(v.FieldByName("At").FieldByName("Line").Int())}, nearest(value.String(), f.enum), "%q is not possible here", value.String())
		}
		c.enumsBelow(at, value)
	}
}

func (c *checker) enumsBelow(path string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			c.enumsBelow(path, v.Elem())
		}
	case reflect.Struct:
		c.enums(path, v)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Struct {
			for i := range v.Len() {
				c.enumsBelow(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
			}
		}
	default: // scalars have no fields
	}
}
