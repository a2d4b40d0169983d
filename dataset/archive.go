package dataset

import (
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/archive"
	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/product"
	"github.com/bandprep/bandprep/internal/words"
)

// readArchive lists the images of an archive. Of members of one name the last
// counts, as when the archive is unpacked.
func readArchive(name string, o *Options, l *Listing) ([]found, error) {
	root := l.addRoot(name)
	a, err := l.archives.Get(name)
	if err != nil {
		l.Skipped = append(l.Skipped, Skipped{name, err})
		return nil, nil
	}
	base := filepath.ToSlash(filepath.Base(name))
	var out []found
	samples := make(map[string]*memberFacts) // key of a WebDataset sample → what is said of it
	at := make(map[string]int)               // clean name → index in out
	repeated, example := 0, ""
	err = a.List(func(m archive.Member) {
		clean := archive.Clean(m.Name)
		kind := names.KindOf(clean)
		f := found{place: &place{path: name, rel: base + "#" + clean, root: root}, more: &origin{inside: clean, member: m.Name}}
		switch {
		case names.AnyHidden(clean):
			l.Passed["hidden"]++
		case kind != names.Image && product.IsMetadata(path.Base(clean)):
			l.Passed["sidecar"]++
			l.metadata = append(l.metadata, f)
		case m.Text != nil:
			key := sampleKey(clean)
			if samples[key] == nil {
				samples[key] = new(memberFacts)
			}
			samples[key].read(clean, m.Text)
			if kind == names.Sidecar {
				l.Passed["sidecar"]++
			}
		case kind == names.Sidecar:
			l.Passed["sidecar"]++
		case kind != names.Image && m.Labels == nil && !names.IsParquet(name):
			l.Passed["other"]++
		case !o.wants(clean):
			l.Passed["excluded"]++
		case m.Err != nil:
			l.Skipped = append(l.Skipped, Skipped{name + "#" + clean, m.Err})
		default:
			if m.Labels != nil {
				f.more.about = &memberFacts{labels: m.Labels}
			}
			if i, twice := at[clean]; twice {
				repeated++
				example, out[i] = clean, f
				return
			}
			at[clean] = len(out)
			out = append(out, f)
		}
	})
	if err != nil {
		l.Skipped = append(l.Skipped, Skipped{name, err})
	}
	for i := range out {
		if about := samples[sampleKey(out[i].more.inside)]; about != nil {
			out[i].more.about = about
		}
	}
	if repeated > 0 {
		l.Passed["repeated"] += repeated
		l.decide(decision.Decision{Kind: "archive", Count: int64(repeated), Example: example, Effect: decision.LeftOut,
			Sentence: fmt.Sprintf("%s in %s whose names occur again later: the last of a name counts", words.Count(repeated, "member", "members"), names.Text(base))})
	}
	return out, nil
}

// sampleKey is what the files of one WebDataset sample share: the name up to
// the first dot of its last part.
func sampleKey(name string) string {
	dir, base := path.Split(name)
	key, _, _ := strings.Cut(base, ".")
	return dir + key
}
