package jobs

import (
	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/engine"
)

// importOf says how to read a CSV or JSON file of a load job.
func importOf(config *bq.JobConfigurationLoad, source, target string, fields []*bq.TableFieldSchema) engine.Import {
	in := engine.Import{
		Source: source, Target: target, Fields: fields, Format: config.SourceFormat,
		Delimiter: delimiter(config.FieldDelimiter), SkipLines: config.SkipLeadingRows, NullText: config.NullMarker, Quote: `"`,
		Newlines: config.AllowQuotedNewlines, Ragged: config.AllowJaggedRows,
	}
	if config.Quote != nil {
		in.Quote = *config.Quote
	}
	return in
}

// delimiter reads a CSV delimiter; the default is a comma.
func delimiter(text string) string {
	switch text {
	case "":
		return ","
	case `\t`, "tab":
		return "\t"
	}
	return text
}
