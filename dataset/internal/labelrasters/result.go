package labelrasters

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/folders"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
)

// result pairs files and says what was decided.
func (s *search) result(t *folders.Tree, decide func(decision.Decision)) (rasters map[int32]bool, of map[int32]int32) {
	if len(s.list) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(s.list, func(a, b *unit) int { return a.rank() - b.rank() })
	rasters, of = make(map[int32]bool), make(map[int32]int32)
	var places []string
	for _, u := range s.list {
		for _, i := range u.files {
			rasters[i] = true
		}
		place := strings.TrimSuffix(t.Where(u.in), "/")
		if len(u.files) < len(u.in.Files) || place == "" {
			place = strings.TrimPrefix(place+"/*"+u.suffix(), "/")
		}
		if !slices.Contains(places, place) {
			places = append(places, place)
		}
		for _, to := range s.targets[u] {
			theirs := to.images.keysOf(to.by.theirs, s.all)
			for i, f := range u.files {
				if at, ok := theirs[u.key(to.by.mine, i)]; ok && at >= 0 {
					if _, has := of[to.images.files[at]]; !has {
						of[to.images.files[at]] = f
					}
				}
			}
		}
	}
	for i := range of {
		if rasters[i] {
			delete(of, i)
		}
	}
	slices.Sort(places)
	example := s.list[0].files[0]
	evidence := "names"
	if s.look != nil {
		evidence = "names and pixels"
	}
	decide(decision.Decision{Kind: "label_rasters", Count: int64(len(rasters)), Example: s.all.Rel(example), Flag: "--label-rasters images", Effect: decision.LeftOut,
		Sentence: fmt.Sprintf("passed over %s in %s: by %s the targets of %s", words.Count(len(rasters), "label raster", "label rasters"),
			words.Few(places), evidence, words.Count(len(of), "image", "images"))})
	return rasters, of
}

// rank puts the raster of classes before those of instances and colours, where an
// image has several.
func (u *unit) rank() int {
	name := strings.ToLower(u.ending + " " + u.in.Name)
	switch {
	case strings.Contains(name, "labelid"):
		return 0
	case strings.Contains(name, "class"), strings.Contains(name, "label"), strings.Contains(name, "mask"):
		return 1
	}
	return 2
}

// suffix returns how the names of the unit end.
func (u *unit) suffix() string {
	if u.ending != "" && len(u.names) > 0 {
		return u.names[0][len(u.names[0])-len(u.ending)-1:] + u.ext
	}
	return u.ext
}
