package fetch

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
)

// row is one row of the log: what became of an entry.
type row struct {
	path       string // below the folder, slash-separated; "" where there is no image
	label      string
	rank       int
	url, final string // as listed; where it led, when it led elsewhere
	status     int    // of HTTP, of the last answer; 0: none
	result     Class  // "" until known
	reason     string
	bytes      int64  // of what came
	sha256     string // of what came, as hex digits
	phash      string // perceptual hash, hex digits; "" where the image has too little structure
	width      int    // of what is stored
	height     int
	duplicate  string // path of an earlier image with the same bytes
	near       string // path of an earlier image that looks alike
	original   string // path of the original of a resized image
	robots     string // "ignored" where rules were not looked at
	note       string
	extra      []string

	stem string // path without extension, for an entry to fetch
}

// columns of the log, before those that are carried over from the lists.
var columns = []string{"path", "label", "rank", "url", "final_url", "status", "result", "reason", "bytes", "sha256", "phash",
	"width", "height", "duplicate_of", "near", "original", "robots", "note"}

// fields returns the row as written.
func (r *row) fields(further int) []string {
	out := []string{r.path, r.label, number(r.rank), r.url, r.final, number(r.status), string(r.result), r.reason,
		number(int(r.bytes)), r.sha256, r.phash, number(r.width), number(r.height), r.duplicate, r.near, r.original, r.robots, r.note}
	for i := range further {
		v := ""
		if i < len(r.extra) {
			v = r.extra[i]
		}
		out = append(out, v)
	}
	return out
}

// number writes 0 as "".
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// parseRow reads a row; at tells where the columns stand.
func parseRow(rec []string, at []int, further []int) (*row, error) {
	field := func(i int) string {
		if i < 0 || i >= len(rec) {
			return ""
		}
		return rec[i]
	}
	var err error
	integer := func(i int) int64 {
		s := field(at[i])
		if s == "" {
			return 0
		}
		n, e := strconv.ParseInt(s, 10, 64)
		if e != nil || n < 0 {
			err = fmt.Errorf("column %s: %q is no number", columns[i], s)
		}
		return n
	}
	r := &row{path: field(at[0]), label: field(at[1]), rank: int(integer(2)), url: field(at[3]), final: field(at[4]), status: int(integer(5)),
		result: Class(field(at[6])), reason: field(at[7]), bytes: integer(8), sha256: field(at[9]), phash: field(at[10]),
		width: int(integer(11)), height: int(integer(12)), duplicate: field(at[13]), near: field(at[14]), original: field(at[15]),
		robots: field(at[16]), note: field(at[17])}
	for _, i := range further {
		r.extra = append(r.extra, field(i))
	}
	if err == nil && !slices.Contains(Classes, r.result) {
		err = fmt.Errorf("column result: %q is no class", r.result)
	}
	return r, err
}

// key tells entries apart.
func (r *row) key() [2]string { return [2]string{r.label, r.url} }

// temp is the name of the row's temporary file.
func (r *row) temp() string {
	sum := sha256.Sum256([]byte(r.label + "\x00" + r.url))
	return tempFolder + "/" + hex.EncodeToString(sum[:12])
}
