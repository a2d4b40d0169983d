package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/bandprep/bandprep/fetch"
	"github.com/bandprep/bandprep/internal/words"
)

// printFetched prints what became of lists.
func printFetched(w io.Writer, r *fetch.Result, dir string) {
	fmt.Fprintf(w, "%s: %s of %s", printable(dir), words.Count(r.Images, "image", "images"), words.Count(r.Links, "link", "links"))
	if r.Before > 0 {
		fmt.Fprintf(w, "; %s settled by an earlier run", words.Number(r.Before))
	}
	fmt.Fprintln(w)
	if r.Duplicates > 0 {
		fmt.Fprintf(w, "%s the bytes of an earlier one, %s of them under another label\n",
			words.Count(r.Duplicates, "image has", "images have"), words.Number(r.DuplicatesAcross))
	}
	if r.Near > 0 {
		fmt.Fprintf(w, "%s like an earlier one, %s of them under another label\n",
			words.Count(r.Near, "image looks", "images look"), words.Number(r.NearAcross))
	}
	if first, second := r.Retried[0], r.Retried[1]; first+second > 0 {
		fmt.Fprintf(w, "%s with the first retry, %s with the second\n", words.Count(first, "image came", "images came"), words.Number(second))
	}
	if r.Failures() == 0 {
		return
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "failure\tlinks\treason of the first\tfirst link")
	for _, c := range fetch.Classes {
		if f := r.Failed[c]; f.Links > 0 {
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", c, words.Number(f.Links), oneLine(f.Reason), oneLine(f.Example))
		}
	}
	t.Flush()
	fmt.Fprintf(w, "%s/%s has a row for every link\n", printable(dir), fetch.LogName)
}

// fetchDocument is what --json prints.
func fetchDocument(r *fetch.Result) map[string]any {
	failed := []map[string]any{}
	for _, c := range fetch.Classes {
		if f := r.Failed[c]; f.Links > 0 {
			failed = append(failed, map[string]any{"class": c, "links": f.Links, "reason": f.Reason, "example": f.Example})
		}
	}
	return map[string]any{"type": "fetch", "links": r.Links, "images": r.Images, "before": r.Before, "bytes": r.Bytes,
		"duplicates": r.Duplicates, "duplicates_across_labels": r.DuplicatesAcross,
		"near": r.Near, "near_across_labels": r.NearAcross,
		"retried": r.Retried, "failed": failed, "notes": append([]string{}, r.Notes...)}
}

// byteCount is a number of bytes as a flag: 64M, 2GiB, 1000.
type byteCount int64

func (b *byteCount) String() string {
	n := int64(*b)
	for _, unit := range []struct {
		shift int
		name  string
	}{{30, "G"}, {20, "M"}, {10, "K"}} {
		if n > 0 && n%(1<<unit.shift) == 0 {
			return strconv.FormatInt(n>>unit.shift, 10) + unit.name
		}
	}
	return strconv.FormatInt(n, 10)
}

func (b *byteCount) Set(s string) error {
	number := strings.TrimRight(strings.ToUpper(strings.TrimSpace(s)), "IB")
	unit := 1.0
	if i := strings.IndexAny(number, "KMGT"); i >= 0 && i == len(number)-1 {
		unit = float64(int64(1) << (10 * (1 + strings.IndexByte("KMGT", number[i]))))
		number = number[:i]
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || !(v*unit >= 1 && v*unit < math.MaxInt64) {
		return fmt.Errorf("want a number of bytes, as 64M or 2G")
	}
	*b = byteCount(v * unit)
	return nil
}

func (b *byteCount) Type() string { return "bytes" }
