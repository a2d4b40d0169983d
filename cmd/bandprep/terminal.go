package main

import (
	"fmt"
	"io"
	"io/fs"
	"strings"
	"unicode"
	"unicode/utf8"
)

// printable returns a text for the terminal: what is not UTF-8, and control
// characters but new lines, which names of files may hold and a terminal would
// obey, are written as \xNN.
func printable(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || unicode.IsControl(r) && r != '\n' {
			for _, c := range []byte(s[i : i+n]) {
				fmt.Fprintf(&b, `\x%02x`, c)
			}
		} else {
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

// oneLine is printable without new lines.
func oneLine(s string) string { return strings.ReplaceAll(printable(s), "\n", `\x0a`) }

// checkedWriter is standard output; it keeps the first error of writing, which those
// who print do not look at.
type checkedWriter struct {
	w   io.Writer
	err error
}

func (o *checkedWriter) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if err != nil && o.err == nil {
		o.err = err
		if e, ok := err.(*fs.PathError); ok {
			o.err = e.Err
		}
	}
	return n, err
}

// terminalKind says how a terminal shows pictures, by what it says of itself in the
// environment: those that know kitty's protocol do, others show blocks. Within tmux
// and screen the protocol does not get through.
func terminalKind(env func(string) string) string {
	term, program := env("TERM"), env("TERM_PROGRAM")
	switch {
	case env("TMUX") != "" || strings.HasPrefix(term, "screen") || strings.HasPrefix(term, "tmux"):
	case term == "xterm-kitty", term == "xterm-ghostty", env("KITTY_WINDOW_ID") != "", program == "WezTerm", program == "ghostty":
		return "kitty"
	}
	return "blocks"
}
