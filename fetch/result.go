package fetch

// Result is what became of a list.
type Result struct {
	Links  int // entries asked for, those of earlier runs included
	Images int // of them
	Before int // entries that stood in the log already
	Failed map[Class]Failed
	Bytes  int64 // of the images as they came

	Duplicates, DuplicatesAcross int // images with the bytes of an earlier one; of those, under another label
	Near, NearAcross             int // images that look like an earlier one

	// Retried is how many images came with the first retry of their link,
	// and with the second, in this run.
	Retried [retries]int
	Notes   []string // folders whose names were numbered, images kept at their size
}

// Failed is how many links failed in one way.
type Failed struct {
	Links   int
	Example string // a link
	Reason  string // of the example
}

// Failures returns how many links failed.
func (r *Result) Failures() (n int) {
	for _, f := range r.Failed {
		n += f.Links
	}
	return n
}

// count adds up the rows of the entries asked for.
func (r *Result) count(rows []*row, byPath map[string]*row) {
	r.Failed = map[Class]Failed{}
	seen := map[string]bool{}
	for _, w := range rows {
		r.Links++
		if w.note != "" && !seen[w.note] {
			seen[w.note] = true
			r.Notes = append(r.Notes, w.note)
		}
		if w.result != Image {
			f := r.Failed[w.result]
			if f.Links == 0 {
				f.Example, f.Reason = w.url, w.reason
			}
			f.Links++
			r.Failed[w.result] = f
			continue
		}
		r.Images++
		r.Bytes += w.bytes
		if other := byPath[w.duplicate]; other != nil {
			r.Duplicates++
			if other.label != w.label {
				r.DuplicatesAcross++
			}
		}
		if other := byPath[w.near]; other != nil {
			r.Near++
			if other.label != w.label {
				r.NearAcross++
			}
		}
	}
}
