package where

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Error is an error in an expression, at a position: bytes from its beginning.
type Error struct {
	Text string
	At   int
	Msg  string
}

// Error shows the expression with a mark below the position.
func (e *Error) Error() string {
	column := utf8.RuneCountInString(e.Text[:e.At])
	if strings.ContainsAny(e.Text, "\n\r\t") {
		return fmt.Sprintf("%s at character %d of %q", e.Msg, column+1, e.Text)
	}
	return fmt.Sprintf("%s\n  %s\n  %s^", e.Msg, e.Text, strings.Repeat(" ", column))
}

type kind uint8

const (
	end kind = iota
	word
	quoted // a column in double quotes
	text
	number
	mark // an operator, parenthesis or comma
)

type token struct {
	kind kind
	text string // words as written, texts without quotes
	at   int
}

// is reports whether the token is a keyword.
func (t token) is(keyword string) bool { return t.kind == word && strings.EqualFold(t.text, keyword) }

// tokens cuts an expression into tokens; the last one is end.
func tokens(s string) ([]token, error) {
	var out []token
	for i := 0; ; {
		for i < len(s) && strings.IndexByte(" \t\r\n", s[i]) >= 0 {
			i++
		}
		if i == len(s) {
			return append(out, token{end, "", i}), nil
		}
		t, n := token{at: i}, 0
		switch c := s[i]; {
		case c == '\'' || c == '"':
			if t.text, n = unquote(s[i:]); n == 0 {
				return nil, &Error{s, i, "a quote that does not end"}
			}
			if t.kind = text; c == '"' {
				t.kind = quoted
			}
		case digit(c) || (c == '.' || c == '-' || c == '+') && i+1 < len(s) && (digit(s[i+1]) || s[i+1] == '.'):
			t.kind, n = number, numberLen(s[i:])
		case strings.IndexByte("()=,<>!", c) >= 0:
			t.kind, n = mark, 1
			if i+1 < len(s) {
				switch s[i : i+2] {
				case "<=", ">=", "!=", "<>", "==":
					n = 2
				}
			}
		default:
			t.kind = word
			for n < len(s[i:]) {
				r, size := utf8.DecodeRuneInString(s[i+n:])
				if r == utf8.RuneError && size < 2 || !(r == '_' || r == '.' && n > 0 || unicode.IsLetter(r) || unicode.IsDigit(r) && n > 0) {
					break
				}
				n += size
			}
			if n == 0 {
				r, _ := utf8.DecodeRuneInString(s[i:])
				return nil, &Error{s, i, fmt.Sprintf("unexpected character %q", r)}
			}
		}
		if t.kind != text && t.kind != quoted {
			t.text = s[i : i+n]
		}
		out, i = append(out, t), i+n
	}
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// numberLen returns how many bytes may belong to a number.
func numberLen(s string) int {
	n := 1
	for n < len(s) && (digit(s[n]) || s[n] == '.' || s[n]|0x20 == 'e' || (s[n] == '-' || s[n] == '+') && s[n-1]|0x20 == 'e') {
		n++
	}
	return n
}

// unquote returns what stands between quotes, and how many bytes it takes; none
// where the quote does not end.
func unquote(s string) (string, int) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != s[0] {
			b.WriteByte(s[i])
			continue
		}
		if i+1 == len(s) || s[i+1] != s[0] {
			return b.String(), i + 1
		}
		b.WriteByte(s[0])
		i++
	}
	return "", 0
}
