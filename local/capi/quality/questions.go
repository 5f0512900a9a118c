package quality

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"capidemo.dev/platform/shared/dataspec"
)

// The files of a template's folder that this package reads.
const (
	specFile         = "template.yaml"
	questionsFile    = "questions.txt"
	unanswerableFile = "unanswerable.txt"
)

// Question is a conversation whose last question counts, and the results that are right for it; none if it must not be answered by a figure.
type Question struct {
	Line   int // of the file, from 1
	Asked  []string
	Expect []dataspec.Expect
}

// String is the conversation on one line.
func (q Question) String() string { return strings.Join(q.Asked, " / ") }

// ratios are compared within this relative tolerance, everything else exactly.
const ratioTolerance = 0.001

// Templates lists the templates of a catalog folder that have questions, in alphabetical order.
func Templates(folder fs.FS) ([]string, error) {
	found, err := fs.Glob(folder, "*/"+questionsFile)
	for i := range found {
		found[i] = strings.TrimSuffix(found[i], "/"+questionsFile)
	}
	return found, err
}

// Load reads a template and its questions from a catalog folder. A template that has no file of unanswerable questions yet has none of them.
func Load(folder fs.FS, id string) (spec *dataspec.Spec, questions []Question, unanswerable []Question, err error) {
	document, err := fs.ReadFile(folder, id+"/"+specFile)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("template %s: %w", id, err)
	}
	if spec, err = dataspec.ParseAndValidate(document); err != nil {
		return nil, nil, nil, fmt.Errorf("template %s: %w", id, err)
	}
	text, err := readOptional(folder, id+"/"+questionsFile)
	if err != nil {
		return nil, nil, nil, err
	}
	if questions, err = parseQuestions(text); err != nil {
		return nil, nil, nil, fmt.Errorf("%s/%s: %w", id, questionsFile, err)
	}
	if text, err = readOptional(folder, id+"/"+unanswerableFile); err != nil {
		return nil, nil, nil, err
	}
	return spec, questions, parseUnanswerable(text), nil
}

func readOptional(folder fs.FS, name string) (string, error) {
	raw, err := fs.ReadFile(folder, name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return string(raw), err
}

// parseUnanswerable reads one conversation a line, its questions separated by " / ".
func parseUnanswerable(text string) []Question {
	var out []Question
	n := 0
	for line := range strings.Lines(text) {
		n++
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, Question{Line: n, Asked: strings.Split(line, " / ")})
		}
	}
	return out
}

// parseQuestions reads blocks between empty lines; the head of shopify's file describes them.
func parseQuestions(text string) ([]Question, error) {
	var out []Question
	var open *block
	var faults []error
	end := func() {
		if open != nil {
			faults = append(faults, open.fault())
			out = append(out, open.question)
			open = nil
		}
	}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			end()
		case strings.HasPrefix(line, "#"):
		default:
			if open == nil {
				open = newBlock(n)
			}
			if err := open.read(line); err != nil {
				faults = append(faults, fmt.Errorf("line %d: %w", n, err))
			}
		}
	}
	end()
	return out, errors.Join(faults...)
}

// block is a question while it is read.
type block struct {
	question Question
	stage    *dataspec.Stage // that the lines describe
}

func newBlock(line int) *block {
	b := &block{question: Question{Line: line}}
	b.another()
	return b
}

// another begins a further right result.
func (b *block) another() {
	b.question.Expect = append(b.question.Expect, dataspec.Expect{})
	b.stage = &b.current().Result
}

func (b *block) current() *dataspec.Expect { return &b.question.Expect[len(b.question.Expect)-1] }

func (b *block) read(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	name, text, named := strings.Cut(rest, ": ")
	switch word {
	case "by", "measure", "compute":
		if !named {
			return fmt.Errorf("%q lacks its name: write %q", line, word+" NAME: EXPRESSION")
		}
	}
	expression := dataspec.NamedExpr{Name: name, Expr: text}
	switch word {
	case "?":
		b.question.Asked = append(b.question.Asked, rest)
	case "or":
		b.another()
	case "stage":
		e := b.current()
		e.With = append(e.With, dataspec.Stage{Name: rest})
		b.stage = &e.With[len(e.With)-1]
	case "result":
		b.stage = &b.current().Result
	case "from":
		b.stage.From = rest
	case "where":
		b.stage.Where = rest
	case "by":
		b.stage.By = append(b.stage.By, expression)
	case "measure":
		b.stage.Measures = append(b.stage.Measures, expression)
		b.tolerate(text)
	case "compute":
		b.stage.Compute = append(b.stage.Compute, expression)
		b.current().Tolerance = ratioTolerance
	case "having":
		b.stage.Having = rest
	case "filter":
		b.stage.Filter = rest
	case "order":
		b.stage.Order = strings.Split(rest, ", ")
	case "columns":
		b.stage.Columns = strings.Split(rest, ", ")
	case "limit":
		limit, err := strconv.Atoi(rest)
		b.stage.Limit = limit
		return err
	default:
		return fmt.Errorf("cannot read %q: a line begins with ?, or, stage, result, from, where, by, measure, compute, having, filter, order, columns or limit", line)
	}
	return nil
}

func (b *block) tolerate(measure string) {
	if strings.Contains(measure, "avg") || strings.Contains(measure, "/") {
		b.current().Tolerance = ratioTolerance
	}
}

func (b *block) fault() error {
	switch {
	case len(b.question.Asked) == 0:
		return fmt.Errorf("line %d: a block without a question (a line that begins with ?)", b.question.Line)
	case b.current().Result.From == "":
		return fmt.Errorf("line %d: %q has no result (a line that begins with from)", b.question.Line, b.question)
	}
	return nil
}
