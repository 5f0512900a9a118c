package googlesql

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// tabWidth is how far a tab moves the column: BigQuery counts columns as a terminal shows them.
const tabWidth = 8

// Location is a place in a statement, counted from 1: lines, and columns in characters.
type Location struct {
	Line, Column int
}

// String gives the place as BigQuery writes it: [line:column].
func (l Location) String() string { return fmt.Sprintf("[%d:%d]", l.Line, l.Column) }

// Locate turns a byte offset of sql into a line and a column.
func Locate(sql string, offset int) Location {
	offset = min(max(offset, 0), len(sql))
	head := strings.ReplaceAll(strings.ReplaceAll(sql[:offset], "\r\n", "\n"), "\r", "\n")
	line := 1 + strings.Count(head, "\n")
	head = head[strings.LastIndexByte(head, '\n')+1:]
	column := 1
	for head != "" {
		r, size := utf8.DecodeRuneInString(head)
		if r == '\t' {
			column += tabWidth - (column-1)%tabWidth
		} else {
			column++
		}
		head = head[size:]
	}
	return Location{Line: line, Column: column}
}

// Error is a fault in a statement's text. Its message reads as BigQuery's does.
type Error struct {
	// Message names the fault without its place, for example: Syntax error: Unexpected end of script.
	Message string
	// Offset is the byte in the statement where the fault was seen.
	Offset int
	// Location is the same place as line and column.
	Location Location
}

// Error gives the message followed by the place: "... at [1:8]".
func (e *Error) Error() string { return e.Message + " at " + e.Location.String() }

// Errorf makes an Error at a byte offset of sql. The format is the message without its place.
func Errorf(sql string, offset int, format string, args ...any) *Error {
	return &Error{Message: fmt.Sprintf(format, args...), Offset: offset, Location: Locate(sql, offset)}
}
