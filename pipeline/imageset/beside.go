package imageset

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/sidecar"
)

// SidecarColumn is the further column of a table that holds the names of the
// files beside an image that count, separated by slashes.
const SidecarColumn = "sidecars"

// wanted returns those of the names beside an image that say something of it, in
// the order of [sidecar.Names]: description, mask, world file, projection; ""
// where there is none. Images in archives and stacks have none.
func wanted(it *dataset.Item, beside []string) (names [4]string) {
	if len(beside) == 0 || it.Stack != nil || it.Member != "" {
		return names
	}
	n := sidecar.NamesOf(filepath.Base(it.Path))
	for i, list := range [...][]string{n.PAM, n.Mask, n.World, n.Projection} {
		for _, name := range list {
			if slices.Contains(beside, name) {
				names[i] = name
				break
			}
		}
	}
	return names
}

// openBeside opens a file in the folder of an item.
func openBeside(it *dataset.Item, name string) (raster.File, error) {
	other := dataset.Item{Path: filepath.Join(filepath.Dir(it.Path), name)}
	f, err := other.Open()
	if err != nil {
		return nil, fmt.Errorf("beside it: %w", err)
	}
	return f, nil
}

// described lays over an image as it is stored what the files beside it say. It
// takes src over. Of a file of several unlike images, they say it of the first.
func described(src raster.Source, it *dataset.Item, page int, beside []string, o *Options) (raster.Source, []string, error) {
	names := wanted(it, beside)
	if names == [4]string{} || page > 0 && src.Header().PagesDiffer {
		return src, nil, nil
	}
	var files [4]raster.File
	fail := func(err error) (raster.Source, []string, error) {
		src.Close()
		return nil, nil, err
	}
	for i, name := range names {
		if name == "" {
			continue
		}
		var err error
		if files[i], err = openBeside(it, name); err != nil {
			sidecar.Files{PAM: files[0], Mask: files[1], World: files[2], Projection: files[3]}.Close()
			return fail(err)
		}
	}
	all := sidecar.Files{PAM: files[0], Mask: files[1], World: files[2], Projection: files[3]}
	out, said, err := sidecar.Apply(src, all, raster.Options{Limits: o.Limits, Workers: 1})
	if err != nil {
		return fail(err)
	}
	return out, said, nil
}

// Sidecars returns the names of the files beside an image that count.
func (s *Set) Sidecars(im *Image) (names []string) {
	all := wanted(im.Item, s.Fact(im).Sidecars)
	return slices.DeleteFunc(all[:], func(name string) bool { return name == "" })
}

// OpenSidecar opens one of them.
func (im *Image) OpenSidecar(name string) (raster.File, error) { return openBeside(im.Item, name) }

// HasSidecars reports whether files beside images count.
func (s *Set) HasSidecars() bool { return s.sidecars }

// saidBeside gathers what files beside images say, for the decisions.
type saidBeside struct {
	images   int
	kinds    [4]int
	example  string
	order    []string
	counts   map[string]int
	examples map[string]string
}

var sidecarWords = [4][2]string{{"description (.aux.xml)", "descriptions (.aux.xml)"}, {"mask (.msk)", "masks (.msk)"},
	{"world file", "world files"}, {"projection (.prj)", "projections (.prj)"}}

func (b *saidBeside) add(r *opened) {
	names := wanted(r.item, r.beside)
	if names == [4]string{} {
		return
	}
	if b.images++; b.images == 1 {
		b.example = r.item.ID
	}
	for i, name := range names {
		if name != "" {
			b.kinds[i]++
		}
	}
	for _, text := range r.said {
		if b.counts == nil {
			b.counts, b.examples = make(map[string]int), make(map[string]string)
		}
		if b.counts[text]++; b.counts[text] == 1 {
			b.order = append(b.order, text)
			b.examples[text] = r.item.ID
		}
	}
}

// decide tells what counts, and each contradiction.
func (b *saidBeside) decide(s *Set) {
	if b.images == 0 {
		return
	}
	s.sidecars = true
	var list []string
	for i, n := range b.kinds {
		if n > 0 {
			list = append(list, words.Count(n, sidecarWords[i][0], sidecarWords[i][1]))
		}
	}
	s.decide(decision.Decision{Kind: "sidecars", Count: int64(b.images), Example: b.example, Effect: decision.Noted,
		Sentence: fmt.Sprintf("files beside %s count: %s", words.Count(b.images, "image", "images"), words.Few(list))})
	for _, text := range b.order {
		s.decide(decision.Decision{Kind: "sidecar_conflict", Count: int64(b.counts[text]), Example: b.examples[text], Effect: decision.Rival, Sentence: text})
	}
}
