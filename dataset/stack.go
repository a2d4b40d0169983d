package dataset

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/internal/product"
	"github.com/bandprep/bandprep/internal/words"
)

// NoStack, as [Options.Stack], counts bands that lie in several files singly.
const NoStack = "none"

// Stack is an item that lies in several files, one or more bands in each.
type Stack struct {
	Paths []string // or members of the archive that the item lies in
	Names []string // of the band in each file; of several bands, separated by commas
	// Product is what the stack is, where its producer describes it; see
	// [Stack.Choose]. Bands are then those of it that are taken, and Masks those that
	// say which pixels count.
	Product *product.Product
	Bands   []product.Band
	Masks   []Mask
	files   []productFile
}

// String writes the stack as [Item.Path] holds it: BAND=PATH, separated by "|".
func (s *Stack) String() string {
	parts := make([]string, len(s.Paths))
	for i := range parts {
		parts[i] = s.Names[i] + "=" + s.Paths[i]
	}
	return strings.Join(parts, "|")
}

// stacker finds the scene and the band in a path below the root.
type stacker struct {
	regex  *regexp.Regexp
	folder bool
}

// Landsat surface reflectance and level-1 products, and Sentinel-2 as
// delivered (.SAFE), by the names that their producers give.
const (
	landsatPattern   = `^(?P<scene>(?:.*/)?L[A-Z]\d\d_[^/]*?)_B(?P<band>\d+)\.(?i:tif|tiff)$`
	sentinel2Pattern = `^(?P<scene>(?:.*/)?[^/]+\.SAFE)/.*_(?P<band>B\d[\dA])(?:_(?P<metres>\d\d)m)?\.jp2$`
)

// newStacker parses "folder", "landsat", "sentinel2" or a pattern such as
// "{scene}_B{band}.tif", in which * stands for anything but a slash.
func newStacker(spec string) (*stacker, error) {
	switch spec {
	case "folder":
		return &stacker{folder: true}, nil
	case "landsat":
		return &stacker{regex: regexp.MustCompile(landsatPattern)}, nil
	case "sentinel2":
		return &stacker{regex: regexp.MustCompile(sentinel2Pattern)}, nil
	}
	if strings.Count(spec, "{scene}") != 1 || strings.Count(spec, "{band}") != 1 {
		return nil, fmt.Errorf("--stack %q: want folder, landsat, sentinel2, or a pattern with {scene} and {band}, as {scene}_B{band}.tif", spec)
	}
	expr := regexp.QuoteMeta(spec)
	expr = strings.ReplaceAll(expr, `\*`, `[^/]*`)
	expr = strings.Replace(expr, `\{scene\}`, `(?P<scene>.+)`, 1)
	expr = strings.Replace(expr, `\{band\}`, `(?P<band>[A-Za-z0-9]+)`, 1)
	r, err := regexp.Compile("^" + expr + "$")
	if err != nil {
		return nil, fmt.Errorf("--stack %q: %w", spec, err)
	}
	return &stacker{regex: r}, nil
}

// match returns scene and band of a path, or false.
func (s *stacker) match(rel string) (scene, band string, metres int, ok bool) {
	if s.folder {
		stem := strings.TrimSuffix(path.Base(rel), path.Ext(rel))
		return path.Dir(rel), stem[strings.LastIndexByte(stem, '_')+1:], 0, path.Dir(rel) != "."
	}
	m := s.regex.FindStringSubmatch(rel)
	if m == nil {
		return "", "", 0, false
	}
	scene, band = m[s.regex.SubexpIndex("scene")], m[s.regex.SubexpIndex("band")]
	if i := s.regex.SubexpIndex("metres"); i > 0 && m[i] != "" {
		fmt.Sscan(m[i], &metres)
	}
	return scene, band, metres, true
}

// bandFile is one file of a stack.
type bandFile struct {
	found
	band   string
	metres int
}

// stack turns files into one item per scene. Scenes that lack a band that
// others have are skipped; files that belong to no scene are passed over. Two
// files for one band, and scenes of bands under other names, are errors that name
// both.
func (s *stacker) stack(l *Listing, all []found) ([]found, error) {
	type key struct {
		root  int32
		scene string
	}
	scenes := make(map[key][]bandFile)
	var order []key
	var out []found
	for _, f := range all {
		if f.product() != nil {
			out = append(out, f)
			continue
		}
		scene, band, metres, ok := s.match(f.rel())
		if !ok {
			l.Passed["unstacked"]++
			continue
		}
		k := key{f.root, scene}
		if scenes[k] == nil {
			order = append(order, k)
		}
		var err error
		if scenes[k], err = addBandFile(scenes[k], bandFile{f, bandName(band), metres}); err != nil {
			return nil, err
		}
	}
	full := 0
	for _, m := range scenes {
		full = max(full, len(m))
	}
	var first *Stack // of a whole scene
	for _, k := range order {
		m := scenes[k]
		slices.SortFunc(m, func(a, b bandFile) int { return product.CompareNames(a.band, b.band) })
		st := &Stack{}
		for _, f := range m {
			st.Paths, st.Names = append(st.Paths, f.path()), append(st.Names, f.band)
		}
		if len(m) < full {
			l.Skipped = append(l.Skipped, Skipped{st.Paths[0],
				fmt.Errorf("scene %s has %s (%s), others have %d", k.scene, words.Count(len(m), "band", "bands"), strings.Join(st.Names, ", "), full)})
			continue
		}
		if first == nil {
			first = st
		} else if !slices.Equal(first.Names, st.Names) {
			return nil, fmt.Errorf("--stack: bands are %s in %s and the others of its scene, and %s in %s: --include or --exclude chooses files",
				strings.Join(first.Names, ", "), first.Paths[0], strings.Join(st.Names, ", "), st.Paths[0])
		}
		out = append(out, found{place: &place{path: st.String(), rel: k.scene, root: k.root}, more: &origin{stack: st}})
	}
	return out, nil
}

// addBandFile adds a file; of one band in several resolutions that the names
// tell the finest stays.
func addBandFile(list []bandFile, m bandFile) ([]bandFile, error) {
	for i := range list {
		if list[i].band != m.band {
			continue
		}
		if m.metres == list[i].metres {
			return nil, fmt.Errorf("--stack: two files for band %s of one scene: %s and %s: --include or --exclude chooses one", m.band, list[i].path(), m.path())
		}
		if m.metres < list[i].metres {
			list[i] = m
		}
		return list, nil
	}
	return append(list, m), nil
}

// bandName puts a B in front of a bare number.
func bandName(s string) string {
	if strings.Trim(s, "0123456789") == "" {
		return "B" + s
	}
	return s
}
