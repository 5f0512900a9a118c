package dataspec

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Limits of a document: what a person or a modeler writes stays far below, and a hostile one costs little.
const (
	MaxBytes = 1 << 20
	maxLines = 20_000
	maxIndex = 64 // levels of nesting
)

// Parse reads a specification from YAML and checks its form: known fields, right types, required fields, no anchors, aliases,
// tags or repeated keys. The error is [Faults] with every fault; the meaning is checked by [Validate].
func Parse(document []byte) (*Spec, error) {
	root, err := parseYAML(document)
	if err != nil {
		return nil, err
	}
	var spec Spec
	d := decoder{}
	d.decode(root, &spec)
	return &spec, append(d.faults, fillLists(&spec)...).OrNil()
}

// ParseAndValidate is Parse followed by Validate; the document's form must be right for its meaning to be looked at.
func ParseAndValidate(document []byte) (*Spec, error) {
	spec, err := Parse(document)
	if err != nil {
		return nil, err
	}
	return spec, Validate(spec).OrNil()
}

func parseYAML(document []byte) (ast.Node, error) {
	var faults Faults
	text := string(document)
	switch {
	case len(document) > MaxBytes:
		faults.Addf("", 0, "split the data over several demos", "the document has %d bytes, more than %d", len(document), MaxBytes)
	case strings.Count(text, "\n") > maxLines:
		faults.Addf("", 0, "", "the document has more than %d lines", maxLines)
	case nestedFlow(text) > maxIndex:
		faults.Addf("", 0, "", "the document nests brackets deeper than %d levels", maxIndex)
	}
	if len(faults) > 0 {
		return nil, faults
	}
	file, err := safely(func() (*ast.File, error) { return parser.ParseBytes(document, 0) })
	if err != nil {
		line := 0
		if syntax := yaml.Error(nil); errors.As(err, &syntax) && syntax.GetToken() != nil {
			line = syntax.GetToken().Position.Line
			err = errors.New(syntax.GetMessage())
		}
		faults.Addf("", line, "check the indentation and quotes of this line and the one above", "this is not YAML: %v", err)
		return nil, faults
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		faults.Addf("", 0, "", "the file must hold exactly one YAML document, found %d", len(file.Docs))
		return nil, faults
	}
	return file.Docs[0].Body, nil
}

// safely turns a panic of the YAML parser on a malformed document into an error: specifications come from outside.
func safely(parse func() (*ast.File, error)) (file *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("malformed document (%v)", r)
		}
	}()
	return parse()
}

// nestedFlow is the deepest nesting of brackets in any place, in or out of quotes; a bound, not a count.
func nestedFlow(text string) int {
	depth, deepest := 0, 0
	for i := range len(text) {
		switch text[i] {
		case '[', '{':
			depth++
			deepest = max(deepest, depth)
		case ']', '}':
			depth = max(0, depth-1)
		}
	}
	return deepest
}
