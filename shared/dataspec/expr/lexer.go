package expr

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

type kind uint8

const (
	end kind = iota
	name
	number
	text
	param
	symbol
)

type token struct {
	kind kind
	text string
	pos  int
}

// Error is a fault in an expression's text; Pos counts bytes from its start.
type Error struct {
	Pos  int
	What string
}

// Error says what is wrong and where.
func (e *Error) Error() string {
	return fmt.Sprintf("%s (at character %d of the expression)", e.What, e.Pos+1)
}

func failf(pos int, format string, args ...any) error {
	return &Error{Pos: pos, What: fmt.Sprintf(format, args...)}
}

var symbols = []string{"||", "!=", "<>", "<=", ">=", "(", ")", ",", "+", "-", "*", "/", "=", "<", ">", "."}

// tokens cuts an expression into tokens; the last one has kind end.
func tokens(src string) ([]token, error) {
	var out []token
	for pos := 0; pos < len(src); {
		c := src[pos]
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			pos++
		case isLetter(c):
			stop := scan(src, pos, func(c byte) bool { return isLetter(c) || isDigit(c) })
			out = append(out, token{name, src[pos:stop], pos})
			pos = stop
		case isDigit(c):
			stop := scan(src, pos, func(c byte) bool { return isDigit(c) || c == '.' })
			out = append(out, token{number, src[pos:stop], pos})
			pos = stop
		case c == '$':
			stop := scan(src, pos+1, func(c byte) bool { return isLetter(c) || isDigit(c) })
			if stop == pos+1 {
				return nil, failf(pos, "a planted number's name must follow $")
			}
			out = append(out, token{param, src[pos+1 : stop], pos})
			pos = stop
		case c == '\'':
			value, stop, err := quoted(src, pos)
			if err != nil {
				return nil, err
			}
			out = append(out, token{text, value, pos})
			pos = stop
		default:
			sym := symbolAt(src[pos:])
			if sym == "" {
				r, _ := utf8.DecodeRuneInString(src[pos:])
				return nil, failf(pos, "unexpected character %q", r)
			}
			out = append(out, token{symbol, sym, pos})
			pos += len(sym)
		}
	}
	return append(out, token{end, "", len(src)}), nil
}

func symbolAt(rest string) string {
	for _, s := range symbols {
		if strings.HasPrefix(rest, s) {
			return s
		}
	}
	return ""
}

// quoted reads a text in single quotes; a quote inside is doubled.
func quoted(src string, start int) (value string, stop int, err error) {
	var b strings.Builder
	for pos := start + 1; pos < len(src); pos++ {
		if src[pos] != '\'' {
			b.WriteByte(src[pos])
			continue
		}
		if pos+1 < len(src) && src[pos+1] == '\'' {
			b.WriteByte('\'')
			pos++
			continue
		}
		return b.String(), pos + 1, nil
	}
	return "", 0, failf(start, "the text that starts here has no closing quote")
}

func scan(src string, pos int, in func(byte) bool) int {
	for pos < len(src) && in(src[pos]) {
		pos++
	}
	return pos
}

func isLetter(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
