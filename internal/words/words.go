// Package words writes numbers into sentences.
package words

import (
	"strconv"
	"strings"
)

// Integer is a number of things.
type Integer interface{ ~int | ~int32 | ~int64 }

// Count writes a number with the word that fits it: "1 image", "1,002 images".
func Count[N Integer](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// Number writes an integer with a comma every three digits.
func Number[N Integer](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Few lists names, of many only the first eight.
func Few(names []string) string {
	const most = 8
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}
