// Package narrate says a result in one paragraph.
//
// Every number in the text is a cell of the result or a difference or ratio of two of them; nothing else is ever stated, and where
// rows are missing the text says so. TestEveryNumberComesFromTheRows holds it. To change how a shape reads, edit its function; which
// shape a result has is package result's business.
package narrate
