package dataset

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
)

// hints points out what names and counts suggest and nobody has said.
func (l *Listing) hints(o *Options) {
	if o.Stack != NoStack && o.GroupFrom != NoGroups {
		l.hintGroups()
	}
	l.hintRareLabels()
}

// fewItems is how many images of a label are too few to be in every split: at one
// fifth for valid, four give none.
const fewItems = 5

// hintRareLabels names labels with very few images where most have many.
func (l *Listing) hintRareLabels() {
	counts := make(map[string]int)
	for i := range l.Items.list {
		if label := l.Items.heads[l.Items.list[i].head].Label; label != "" {
			counts[label]++
		}
		for _, label := range l.Facts.labels.list(i) {
			counts[label]++
		}
	}
	var rare []string
	sizes := make([]int, 0, len(counts))
	for _, label := range slices.Sorted(maps.Keys(counts)) {
		sizes = append(sizes, counts[label])
		if counts[label] < fewItems {
			rare = append(rare, fmt.Sprintf("%s (%d)", label, counts[label]))
		}
	}
	slices.Sort(sizes)
	if len(rare) == 0 || 2*len(rare) > len(sizes) && sizes[len(sizes)-1] < 2*fewItems {
		return
	}
	l.decide(decision.Decision{Kind: "rare_labels", Count: int64(len(rare)), Effect: decision.Rival,
		Sentence: fmt.Sprintf("%s fewer than %d images and may miss a split: %s", words.Count(len(rare), "label has", "labels have"), fewItems, words.Few(rare))})
}

// hintGroups points out names that look like groups (p00_0, p00_1) or like bands
// of scenes (t0_B2, t0_B3) where no group is known. Items come in the order of
// their ids, so that those of one group follow each other.
func (l *Listing) hintGroups() {
	var runs nameRuns
	for i := range l.Items.list {
		if h := &l.Items.heads[l.Items.list[i].head]; h.Group != "" || h.Stack != nil {
			return
		}
	}
	for i, it := range l.Items.All() {
		if runs.add(it.ID); i == 1000 && 2*runs.inRuns < i { // names of another kind
			return
		}
	}
	runs.end()
	n := l.Items.Len()
	if 10*runs.inRuns < 9*n || runs.runs < 3 {
		return
	}
	d := decision.Decision{Kind: "group", Count: int64(runs.runs), Example: runs.example, Effect: decision.Rival}
	if runs.bands == n {
		d.Flag = "--stack '{scene}_B{band}" + path.Ext(runs.example) + "'"
		d.Sentence = fmt.Sprintf("names of %s end in bands: bands of one scene in several files count as images of one band each, and splits may tear them apart",
			words.Count(n, "image", "images"))
	} else {
		d.Flag = `--group-from 'regex:([^/]*)_\w+\.\w+$'`
		d.Sentence = fmt.Sprintf("names look like %s, which splits may tear apart", words.Count(runs.runs, "group", "groups"))
	}
	l.decide(d)
}

// nameRuns counts runs of names that differ in a last number only.
type nameRuns struct {
	key, first   string
	size         int
	runs, inRuns int
	bands        int
	example      string
}

// add takes the next id.
func (r *nameRuns) add(id string) {
	dir, base := path.Split(id)
	s := names.Stem(base)
	cut := strings.LastIndexAny(s, "_-")
	last := s[cut+1:]
	band := len(last) > 1 && len(last) <= 3 && last[0]|0x20 == 'b' && digits(last[1:]) > 0
	if band {
		r.bands++
	}
	key := ""
	if cut > 0 && (band || digits(last) == len(last) && len(last) <= 4) && strings.ContainsAny(s[:cut], "0123456789") {
		key = dir + s[:cut]
	}
	if key == "" || key != r.key {
		r.end()
		r.key, r.first = key, id
	}
	r.size++
}

// end closes the run.
func (r *nameRuns) end() {
	if r.key != "" && r.size > 1 {
		r.runs++
		if r.inRuns += r.size; r.example == "" {
			r.example = r.first
		}
	}
	r.size = 0
}

// digits returns how many digits a text starts with.
func digits(s string) int { return len(s) - len(strings.TrimLeft(s, "0123456789")) }
