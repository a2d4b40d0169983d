package names

import (
	"fmt"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Bytes undoes [Text]: \xNN becomes the byte NN where it is no part of UTF-8.
func Bytes(s string) string {
	if !strings.Contains(s, `\x`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if i+4 <= len(s) && s[i] == '\\' && s[i+1] == 'x' {
			if v, err := strconv.ParseUint(s[i+2:i+4], 16, 8); err == nil && v >= 0x80 {
				b.WriteByte(byte(v))
				i += 3
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// Text returns s with every byte that is not UTF-8 written as \xNN.
func Text(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&b, `\x%02x`, s[i])
		} else {
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

// Absolute returns a name, which lies below the folder here where it is relative,
// as a slash-separated path from the root on.
func Absolute(here, name string) string {
	if !filepath.IsAbs(name) {
		name = filepath.Join(here, name)
	}
	return path.Join("/", filepath.ToSlash(filepath.Clean(name)))
}

// InFolder returns a path as it is, or below a folder where it is no absolute one.
func InFolder(dir, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}
