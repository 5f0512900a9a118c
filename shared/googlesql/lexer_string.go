package googlesql

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// quoted reads a string or bytes literal whose prefix (r, b, rb) has the given length.
func (l *lexer) quoted(prefix int) (token, error) {
	rest := l.rest()
	marks := strings.ToLower(rest[:prefix])
	raw, bytes := strings.Contains(marks, "r"), strings.Contains(marks, "b")
	noun, kind := "string", tokenString
	if bytes {
		noun, kind = "bytes", tokenBytes
	}
	quote := rest[prefix : prefix+1]
	if strings.HasPrefix(rest[prefix:], strings.Repeat(quote, 3)) {
		quote = strings.Repeat(quote, 3)
	}
	body := prefix + len(quote)
	n := body
	for {
		switch {
		case n >= len(rest), len(quote) == 1 && (rest[n] == '\n' || rest[n] == '\r'):
			triple := ""
			if len(quote) == 3 {
				triple = "triple-quoted "
			}
			return token{}, Errorf(l.sql, l.offset, "Syntax error: Unclosed %s%s literal", triple, noun)
		case rest[n] == '\\':
			n += 2
			continue
		case strings.HasPrefix(rest[n:], quote):
			text := strings.ReplaceAll(strings.ReplaceAll(rest[body:n], "\r\n", "\n"), "\r", "\n")
			if !raw {
				var err error
				if text, err = l.unescape(text, l.offset+body, bytes); err != nil {
					return token{}, err
				}
			}
			if !bytes && !utf8.ValidString(text) {
				return token{}, Errorf(l.sql, l.offset, "Syntax error: Structurally invalid UTF8 string literal")
			}
			return l.token(kind, n+len(quote), text), nil
		}
		n++
	}
}

// backticked reads an identifier in backticks; its escapes are those of strings.
func (l *lexer) backticked() (token, error) {
	rest := l.rest()
	for n := 1; n < len(rest) && rest[n] != '\n'; n++ {
		switch rest[n] {
		case '\\':
			n++
		case '`':
			if n == 1 {
				return token{}, Errorf(l.sql, l.offset, "Syntax error: Invalid empty identifier")
			}
			text, err := l.unescape(rest[1:n], l.offset+1, false)
			if err != nil {
				return token{}, err
			}
			return l.token(tokenQuoted, n+1, text), nil
		}
	}
	return token{}, Errorf(l.sql, l.offset, "Syntax error: Unclosed identifier literal")
}

const simpleEscapes = "a\ab\bf\fn\nr\rt\tv\v\\\\??\"\"''``"

// unescape resolves the backslash sequences of a literal that starts at a byte offset of the statement.
func (l *lexer) unescape(s string, offset int, bytes bool) (string, error) {
	if !strings.Contains(s, `\`) {
		return s, nil
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			i++
			continue
		}
		if i+1 >= len(s) {
			return "", Errorf(l.sql, offset+i, "Syntax error: Illegal escape sequence: \\")
		}
		size, err := l.escape(&b, s[i+1:], offset+i, bytes)
		if err != nil {
			return "", err
		}
		i += 1 + size
	}
	return b.String(), nil
}

// escape writes what one sequence (without its backslash) stands for and returns its length.
func (l *lexer) escape(b *strings.Builder, s string, offset int, bytes bool) (int, error) {
	for i := 0; i < len(simpleEscapes); i += 2 {
		if s[0] == simpleEscapes[i] {
			b.WriteByte(simpleEscapes[i+1])
			return 1, nil
		}
	}
	from, size, base := 1, 0, 16
	switch s[0] {
	case 'x', 'X':
		size = 2
	case 'u':
		size = 4
	case 'U':
		size = 8
	case '0', '1', '2', '3':
		from, size, base = 0, 3, 8
	}
	unicode := s[0] == 'u' || s[0] == 'U'
	if size > 0 && from+size <= len(s) && (!unicode || !bytes) {
		v, err := strconv.ParseUint(s[from:from+size], base, 32)
		switch {
		case err != nil:
		case unicode && (v > utf8.MaxRune || v >= 0xD800 && v <= 0xDFFF):
		case bytes:
			b.WriteByte(byte(v))
			return from + size, nil
		default:
			// In a string every numeric escape names a code point, not a byte.
			b.WriteRune(rune(v))
			return from + size, nil
		}
	}
	_, width := utf8.DecodeRuneInString(s)
	return 0, Errorf(l.sql, offset, "Syntax error: Illegal escape sequence: \\%s", s[:max(width, min(from+size, len(s)))])
}
