package googlesql

import (
	"strings"
	"unicode/utf8"
)

// lexer cuts a statement into tokens. It never looks further back than the token before.
type lexer struct {
	sql    string
	offset int
	last   token
	// beforeDot is the token before last.
	beforeDot token
	tokens    []token
}

// lex returns the tokens of sql from a byte offset on, closed by a tokenEnd. before is the token that ends there, or none.
func lex(sql string, offset int, before token) ([]token, error) {
	l := &lexer{sql: sql, offset: offset, last: before, tokens: make([]token, 0, (len(sql)-offset)/5+2)}
	for {
		if err := l.space(); err != nil {
			return nil, err
		}
		t, err := l.next()
		if err != nil {
			return nil, err
		}
		l.tokens = append(l.tokens, t)
		l.beforeDot, l.last, l.offset = l.last, t, t.end
		if t.kind == tokenEnd {
			return l.tokens, nil
		}
	}
}

func (l *lexer) rest() string { return l.sql[l.offset:] }

// space skips blanks and the three kinds of comments.
func (l *lexer) space() error {
	for l.offset < len(l.sql) {
		rest := l.rest()
		switch {
		case strings.IndexByte(" \t\r\n\f\v\b", rest[0]) >= 0:
			l.offset++
		case strings.HasPrefix(rest, "\u00a0"), strings.HasPrefix(rest, "\u3000"), strings.HasPrefix(rest, "\ufeff"):
			_, size := utf8.DecodeRuneInString(rest)
			l.offset += size
		case rest[0] == '#', strings.HasPrefix(rest, "--"):
			if n := strings.IndexAny(rest, "\r\n"); n >= 0 {
				l.offset += n
			} else {
				l.offset = len(l.sql)
			}
		case strings.HasPrefix(rest, "/*"):
			n := strings.Index(rest[2:], "*/")
			if n < 0 {
				return Errorf(l.sql, l.offset, "Syntax error: Unclosed comment")
			}
			l.offset += n + 4
		default:
			return nil
		}
	}
	return nil
}

func letter(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }

func wordLength(s string) int {
	n := 0
	for n < len(s) && (letter(s[n]) || digit(s[n])) {
		n++
	}
	return n
}

// afterDot reports whether a name is being continued: after "a." even a keyword or a digit starts an identifier.
func (l *lexer) afterDot() bool {
	if !l.last.symbol(".") {
		return false
	}
	before := l.beforeDot
	return before.identifier() || before.kind == tokenKeyword || before.symbol(")") || before.symbol("]") || before.kind == tokenParameter
}

// ends reports whether the token before ends an operand, so that a dot after it is field access and not the start of a number.
func (l *lexer) ends() bool {
	return l.last.end == l.offset && (l.last.identifier() || l.last.symbol(")") || l.last.symbol("]") || l.last.kind == tokenParameter)
}

func (l *lexer) next() (token, error) {
	rest := l.rest()
	if rest == "" {
		return token{kind: tokenEnd, start: l.offset, end: l.offset}, nil
	}
	c := rest[0]
	switch {
	case (letter(c) || digit(c)) && l.afterDot():
		n := wordLength(rest)
		return l.token(tokenIdentifier, n, rest[:n]), nil
	case c == '\'' || c == '"':
		return l.quoted(0)
	case letter(c):
		return l.word()
	case digit(c), c == '.' && len(rest) > 1 && digit(rest[1]) && !l.ends():
		return l.number()
	case c == '`':
		return l.backticked()
	case c == '@':
		return l.parameter()
	case c == '?':
		return l.token(tokenParameter, 1, ""), nil
	}
	return l.symbol()
}

func (l *lexer) token(kind tokenKind, size int, text string) token {
	return token{kind: kind, text: text, start: l.offset, end: l.offset + size}
}

func (l *lexer) word() (token, error) {
	rest := l.rest()
	n := wordLength(rest)
	if n < len(rest) && n <= 2 && (rest[n] == '\'' || rest[n] == '"') {
		switch strings.ToLower(rest[:n]) {
		case "r", "b", "rb", "br":
			return l.quoted(n)
		}
	}
	if upper := strings.ToUpper(rest[:n]); reserved[upper] {
		return l.token(tokenKeyword, n, upper), nil
	}
	return l.token(tokenIdentifier, n, rest[:n]), nil
}

func (l *lexer) number() (token, error) {
	rest := l.rest()
	if len(rest) > 2 && rest[0] == '0' && (rest[1] == 'x' || rest[1] == 'X') {
		n := 2
		for n < len(rest) && strings.IndexByte("0123456789abcdefABCDEF", rest[n]) >= 0 {
			n++
		}
		return l.numeral(tokenInteger, n)
	}
	n := digits(rest, 0)
	kind := tokenInteger
	if n < len(rest) && rest[n] == '.' {
		kind = tokenFloat
		n = digits(rest, n+1)
	}
	if n < len(rest) && (rest[n] == 'e' || rest[n] == 'E') {
		m := n + 1
		if m < len(rest) && (rest[m] == '+' || rest[m] == '-') {
			m++
		}
		if after := digits(rest, m); after > m {
			kind, n = tokenFloat, after
		}
	}
	return l.numeral(kind, n)
}

func digits(s string, from int) int {
	for from < len(s) && digit(s[from]) {
		from++
	}
	return from
}

func (l *lexer) numeral(kind tokenKind, n int) (token, error) {
	rest := l.rest()
	if n < len(rest) && letter(rest[n]) && !l.dashed() {
		return token{}, Errorf(l.sql, l.offset+n, "Syntax error: Missing whitespace between literal and alias")
	}
	if rest[:n] == "0x" || rest[:n] == "0X" {
		return token{}, Errorf(l.sql, l.offset, "Syntax error: Invalid hex integer literal")
	}
	return l.token(kind, n, rest[:n]), nil
}

// dashed reports whether the number may be the middle of a project's name, as in my-project-1.dataset; the parser reads those again.
func (l *lexer) dashed() bool {
	return l.last.symbol("-") && l.last.end == l.offset && l.beforeDot.end == l.last.start && (l.beforeDot.kind == tokenIdentifier || l.beforeDot.kind == tokenInteger || l.beforeDot.kind == tokenFloat)
}

func (l *lexer) parameter() (token, error) {
	rest := l.rest()
	kind, n := tokenParameter, 1
	if strings.HasPrefix(rest, "@@") {
		kind, n = tokenSystemVariable, 2
	}
	size := wordLength(rest[n:])
	if kind == tokenSystemVariable {
		for n+size < len(rest) && rest[n+size] == '.' {
			size += 1 + wordLength(rest[n+size+1:])
		}
	}
	if size == 0 {
		return l.token(tokenSymbol, n, rest[:n]), nil
	}
	return l.token(kind, n+size, rest[n:n+size]), nil
}

// symbols lists the longer ones first, since the first that fits is taken.
var symbols = []string{"<<", ">>", "<=", ">=", "<>", "!=", "||", "|>", "=>", "->", "+=", "-=",
	"(", ")", "[", "]", "{", "}", ",", ".", ";", ":", "+", "-", "*", "/", "=", "<", ">", "&", "|", "^", "~", "!"}

func (l *lexer) symbol() (token, error) {
	rest := l.rest()
	for _, s := range symbols {
		if strings.HasPrefix(rest, s) {
			return l.token(tokenSymbol, len(s), s), nil
		}
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return token{}, Errorf(l.sql, l.offset, "Syntax error: Illegal input character \"%c\"", r)
}
