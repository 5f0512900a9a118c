package jobs

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
	"capidemo.dev/platform/local/bigquery/translate"
	"capidemo.dev/platform/shared/googlesql"
)

// script is a text of several statements while it runs: DECLARE and SET change its variables, every other statement is a job of its own
// with the script as its parent, so what one of them did stays when a later one fails, as in BigQuery.
type script struct {
	*task
	text      string
	variables map[string]translate.Parameter // by name in lower case
	last      *Job                           // the statement whose rows are the script's
}

// scriptOf gives the statements of a query text that is a script. A text that cannot be read is not one: translation says what is wrong.
func scriptOf(sql string) []googlesql.Statement {
	statements, err := googlesql.Parse(sql)
	if err != nil || len(statements) == 0 {
		return nil
	}
	switch statements[0].(type) {
	case *googlesql.Declare, *googlesql.Set:
		return statements
	}
	if len(statements) > 1 {
		return statements
	}
	return nil
}

// runScript runs the statements one after the other.
func (t *task) runScript(ctx context.Context, statements []googlesql.Statement) (effect, error) {
	config := t.job.Configuration.Query
	if config.DestinationTable != nil && config.DestinationTable.TableId != "" {
		return nil, apierror.Invalid("configuration.query.destinationTable cannot be set for scripts")
	}
	s := &script{task: t, text: config.Query, variables: map[string]translate.Parameter{}}
	stats := &bq.JobStatistics2{StatementType: string(googlesql.KindScript)}
	t.job.Statistics.Query = stats
	declarations := true
	for _, statement := range statements {
		_, declares := statement.(*googlesql.Declare)
		if declares && !declarations {
			return nil, apierror.InvalidQuery("Variable declarations are allowed only at the start of a block or script")
		}
		declarations = declarations && declares
		if err := s.step(ctx, statement); err != nil {
			return nil, err
		}
	}
	stats.TotalBytesProcessed = t.job.Statistics.TotalBytesProcessed
	t.last = s.last
	return func(*catalog.Tx) error { return nil }, nil
}

func (s *script) step(ctx context.Context, statement googlesql.Statement) error {
	switch node := statement.(type) {
	case *googlesql.Declare:
		return s.declare(ctx, node)
	case *googlesql.Set:
		return s.set(ctx, node)
	case *googlesql.Other:
		return apierror.InvalidQuery("Scripts of the local warehouse are DECLARE, SET and statements in sequence; %s is not part of them", strings.ReplaceAll(string(node.What), "_", " "))
	}
	return s.child(ctx, statement)
}

// child runs a statement as a job and waits for it.
func (s *script) child(ctx context.Context, statement googlesql.Statement) error {
	config := Clone(s.job.Configuration)
	place := statement.Place()
	config.Query.Query = s.text[place.Start:place.End]
	var before int64
	if s.last != nil {
		before = s.last.Snapshot().Statistics.CreationTime
	}
	job, err := s.Start(ctx, Submission{
		Project: s.job.JobReference.ProjectId, ID: "script_job_" + s.NewID(), Config: config, Parameters: s.parameters,
		parent: s.job.JobReference.JobId, variables: s.variables, text: inPlace(s.text, place), frame: frameOf(s.text, place), after: before,
	})
	if err != nil {
		return err
	}
	s.job.Statistics.NumChildJobs++
	for !job.Wait(ctx, time.Hour) {
		if ctx.Err() != nil {
			job.Cancel()
			return context.Cause(ctx)
		}
	}
	done := job.Snapshot()
	s.job.Statistics.TotalBytesProcessed += done.Statistics.TotalBytesProcessed
	if stats := done.Statistics.Query; stats != nil { // one that cannot be read has none
		s.job.Statistics.Query.TotalBytesBilled += stats.TotalBytesBilled
	}
	s.last = job
	_, err = job.Result()
	return err
}

// frameOf tells where a piece of a text begins and ends; lines and columns count from 1.
func frameOf(text string, place googlesql.Span) *bq.ScriptStackFrame {
	line := func(offset int) (line, column int64) {
		before := text[:offset]
		return int64(strings.Count(before, "\n") + 1), int64(utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1)
	}
	frame := &bq.ScriptStackFrame{Text: text[place.Start:place.End]}
	frame.StartLine, frame.StartColumn = line(place.Start)
	frame.EndLine, frame.EndColumn = line(place.End)
	return frame
}

// inPlace blanks everything of a text but one piece, so that errors in it name its place in the whole.
func inPlace(text string, place googlesql.Span) string {
	var b strings.Builder
	for _, r := range text[:place.Start] {
		switch {
		case r == '\n':
			b.WriteByte('\n')
		case utf8.ValidRune(r):
			b.WriteByte(' ')
		}
	}
	return b.String() + text[place.Start:place.End]
}
