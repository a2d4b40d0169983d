package dataset

import (
	"encoding/json"
	"path"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/names"
)

// memberFacts is what an archive says of a member: the class beside it (.cls), or
// what bandprep writes into the .json of a shard.
type memberFacts struct {
	class, group, split string
	labels              []string
}

// read reads a text member of a WebDataset sample.
func (m *memberFacts) read(name string, text []byte) {
	if strings.EqualFold(path.Ext(name), ".cls") {
		m.class = names.Text(strings.TrimSpace(string(text)))
		return
	}
	var about struct{ Label, Group, Split string }
	if json.Unmarshal(text, &about) != nil {
		return // of another make
	}
	if about.Label != "" {
		m.labels = []string{about.Label}
	}
	m.group = about.Group
	m.split, _ = names.ParseSplit(about.Split)
}

// apply sets what the archive says, but for what the options take from elsewhere.
func (m *memberFacts) apply(it *Item, f *Fact, o *Options) {
	if o.LabelFrom == "" {
		switch {
		case len(m.labels) == 1:
			it.Label = m.labels[0]
		case len(m.labels) > 1:
			it.Label, f.Labels = "", m.labels
		case m.class != "":
			it.Label = m.class
		}
	}
	if m.group != "" {
		it.Group = m.group
	}
	if m.split != "" {
		it.Split = m.split
	}
}
