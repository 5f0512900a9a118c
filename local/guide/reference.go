package guide

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"capidemo.dev/platform/local/operations"
)

const referenceIntro = `# API reference

Generated from the OpenAPI document by ` + "`make generate`" + `; [api.md](api.md) says how the parts belong together. Every example is run by
` + "`go test ./local/guide`" + `. In the examples ` + "`$API`" + ` is an installation's ` + "`https://.../api/v1`" + `, ` + "`$KEY`" + ` an API key, ` + "`$TOKEN`" + ` the ID token of a sign-in, ` + "`$ETAG`" + `
the ETag of the object as it was read; the other variables are ids from earlier replies. Errors are RFC 9457 problem documents.
`

// Reference writes the reference.
func Reference(document *operations.Document, calls map[string]operations.Call) string {
	var b strings.Builder
	b.WriteString(referenceIntro)
	for i := range document.Operations {
		op := &document.Operations[i]
		who := "permission `" + op.Permission + "`"
		switch {
		case op.Public():
			who = "public"
		case op.Permission == operations.SignedIn:
			who = "anybody who signed in"
		}
		fmt.Fprintf(&b, "\n## %s\n\n`%s %s`: %s. Needs: %s. Answers %s.\n", op.ID, op.Method, op.Path, op.Summary, who, strings.Trim(fmt.Sprint(op.Answers), "[]"))
		b.WriteString(fields(document, op))
		fmt.Fprintf(&b, "\n```sh\n%s\n```\n", Example(op, calls[op.ID]))
	}
	return b.String()
}

// fields lists what can be sent.
func fields(document *operations.Document, op *operations.Operation) string {
	var b strings.Builder
	line := func(in, name string, required bool, s *operations.Schema, about string) {
		if required {
			in += ", required"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", name, in, limits(document.Resolve(s)), strings.ReplaceAll(about, "|", "\\|"))
	}
	for _, p := range op.Parameters {
		line(p.In, p.Name, p.Required, &p.Schema, p.Description)
	}
	if body := document.Resolve(op.Body); body != nil {
		names := make([]string, 0, len(body.Properties))
		for name := range body.Properties {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			line("body", name, slices.Contains(body.Required, name), body.Properties[name], body.Properties[name].Description)
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "\n| name | in | form | |\n| --- | --- | --- | --- |\n" + b.String()
}

// limits says in a few words what a value may be.
func limits(s *operations.Schema) string {
	if s == nil {
		return ""
	}
	words := []string{strings.ReplaceAll(strings.Trim(fmt.Sprint(s.Type), "[]"), " <nil>", "")}
	if len(s.Enum) > 0 {
		values := make([]string, len(s.Enum))
		for i, value := range s.Enum {
			values[i] = fmt.Sprintf("`%v`", value)
		}
		words = []string{strings.Join(values, " ")}
	}
	if s.Format != "" && s.Format != "int64" && s.Format != "double" {
		words = append(words, s.Format)
	}
	if s.Minimum != nil && s.Maximum != nil {
		words = append(words, fmt.Sprintf("%g to %g", *s.Minimum, *s.Maximum))
	}
	if s.MaxLength != nil {
		words = append(words, fmt.Sprintf("at most %d characters", *s.MaxLength))
	}
	if s.MaxItems != nil {
		words = append(words, fmt.Sprintf("at most %d items", *s.MaxItems))
	}
	return strings.Join(words, ", ")
}

var parameter = regexp.MustCompile(`\{([a-z_]+)\}`)

// Variable is the shell's name of a thing.
func Variable(thing string) string { return strings.ToUpper(thing) }

// Example is an operation's call as a command.
func Example(op *operations.Operation, call operations.Call) string {
	path := parameter.ReplaceAllStringFunc(op.Path+call.Query, func(name string) string { return "$" + Variable(strings.Trim(name, "{}")) })
	var b strings.Builder
	b.WriteString("curl -sS")
	if op.Method != http.MethodGet {
		b.WriteString(" -X " + op.Method)
	}
	fmt.Fprintf(&b, ` "$API%s"`, path)
	switch {
	case op.Public():
	case op.Permission == operations.SignedIn, op.InPerson:
		b.WriteString(` -H "Authorization: Bearer $TOKEN"`)
	default:
		b.WriteString(` -H "X-API-Key: $KEY"`)
	}
	if call.Version != "" {
		b.WriteString(` -H "If-Match: $ETAG"`)
	}
	if call.Body == nil {
		return b.String()
	}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(call.Body(names(op, call))); err != nil {
		panic(err) // it is made of texts
	}
	return b.String() + " -H 'Content-Type: application/json' -d @- <<JSON\n" + strings.TrimSpace(body.String()) + "\nJSON"
}

// names stand for things in a body: the shell puts the things there.
func names(*operations.Operation, operations.Call) operations.Things {
	things := operations.Things{}
	for _, name := range operations.Names() {
		things[name] = "$" + Variable(name)
	}
	return things
}
