package googlesql

import "strings"

type tokenKind int

const (
	tokenEnd tokenKind = iota
	tokenIdentifier
	tokenQuoted // an identifier in backticks
	tokenKeyword
	tokenInteger
	tokenFloat
	tokenString
	tokenBytes
	tokenParameter // @name, or ? (then text is empty)
	tokenSystemVariable
	tokenSymbol
)

// token is one word of the text. text is its value: the name without backticks, the string without quotes and escapes, the keyword in capitals.
type token struct {
	kind       tokenKind
	text       string
	start, end int
}

func (t token) symbol(s string) bool { return t.kind == tokenSymbol && t.text == s }

// word reports whether the token is this word, reserved or not, unquoted.
func (t token) word(w string) bool {
	return (t.kind == tokenKeyword || t.kind == tokenIdentifier) && strings.EqualFold(t.text, w)
}

func (t token) identifier() bool { return t.kind == tokenIdentifier || t.kind == tokenQuoted }

// describe names the token as BigQuery's syntax errors do.
func (t token) describe(sql string) string {
	raw := sql[t.start:t.end]
	switch t.kind {
	case tokenEnd:
		return "end of script"
	case tokenKeyword:
		return "keyword " + t.text
	case tokenIdentifier:
		return `identifier "` + raw + `"`
	case tokenQuoted:
		return "identifier " + raw
	case tokenInteger:
		return `integer literal "` + raw + `"`
	case tokenFloat:
		return `floating point literal "` + raw + `"`
	case tokenString:
		return "string literal " + raw
	case tokenBytes:
		return "bytes literal " + raw
	case tokenParameter, tokenSystemVariable, tokenSymbol:
	}
	return `"` + raw + `"`
}

const reservedWords = `ALL AND ANY ARRAY AS ASC ASSERT_ROWS_MODIFIED AT BETWEEN BY CASE CAST COLLATE CONTAINS CREATE CROSS CUBE CURRENT DEFAULT DEFINE DESC DISTINCT ELSE END ENUM ESCAPE
EXCEPT EXCLUDE EXISTS EXTRACT FALSE FETCH FOLLOWING FOR FROM FULL GROUP GROUPING GROUPS HASH HAVING IF IGNORE IN INNER INTERSECT INTERVAL INTO IS JOIN LATERAL LEFT LIKE LIMIT LOOKUP
MERGE NATURAL NEW NO NOT NULL NULLS OF ON OR ORDER OUTER OVER PARTITION PRECEDING PROTO QUALIFY RANGE RECURSIVE RESPECT RIGHT ROLLUP ROWS SELECT SET SOME STRUCT TABLESAMPLE THEN TO
TREAT TRUE UNBOUNDED UNION UNNEST USING WHEN WHERE WINDOW WITH WITHIN`

var reserved = func() map[string]bool {
	words := map[string]bool{}
	for w := range strings.FieldsSeq(reservedWords) {
		words[w] = true
	}
	return words
}()

// Reserved reports whether a word cannot be a name unless it stands in backticks.
func Reserved(word string) bool { return reserved[strings.ToUpper(word)] }
