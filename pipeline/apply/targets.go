package apply

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/transforms"
)

// target is one image that is to be written.
type target struct {
	image  *imageset.Image
	path   string // below the output folder, slash-separated
	format string
	chain  transforms.Chain
	// of its label raster, where it has one
	label, labelFormat string
}

// outputs plans the output of every image, all with different paths. It fails
// where the chain does not fit an image, or the format not what comes out.
func (w *applier) outputs() ([]target, error) {
	s, a := w.set, &w.a
	w.labelled = a.ByClass && hasClasses(s)
	list := make([]target, s.Images.Len())
	used := make(map[string]bool, s.Images.Len())
	tried := make(map[int32]bool)
	arrays, lack := true, lackingOf(a.Table)
	chains := make(map[string]transforms.Chain) // most images share one
	for i, im := range s.Images.All() {
		chain, in := a.chainFor(s, im), header(s, im)
		h, err := chain.Header(in)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", im.ID, err)
		}
		format := a.Format
		if format == "" {
			format = a.formatFor(&h, im.Place() != nil, mayLack(s, im) || h.HasMask)
		}
		if t, ok := lack.declare(im.ID, &in, &h, chain, format); ok {
			chain = append(slices.Clone(chain), t)
			w.done.declared.add(im.ID, t, lack.moved && t.NoData == lack.value)
			if h, err = t.Header(h); err != nil {
				return nil, fmt.Errorf("%s: %w", im.ID, err)
			}
		}
		if same, ok := chains[chain.String()]; ok {
			chain = same
		} else {
			chains[chain.String()] = chain
		}
		if i == 0 {
			w.done.bands = imageset.BandNames(h.Bands)
		}
		arrays = arrays && format == "npy"
		if !tried[im.Layout] {
			tried[im.Layout] = true
			if _, err := a.Create(new(nowhere), format, h, 1); err != nil {
				return nil, fmt.Errorf("%s: %w", im.ID, err)
			}
		}
		first := outputStem(im, a.ByClass, w.labelled)
		stem := first
		for n := 2; used[w.key(stem, format)]; n++ {
			stem = fmt.Sprintf("%s-%d", first, n)
		}
		used[w.key(stem, format)] = true
		list[i] = target{image: im, path: stem + "." + extension(format), format: format, chain: chain}
		if w.labelled {
			if err := w.planClasses(&list[i]); err != nil {
				return nil, err
			}
		}
	}
	if arrays && len(w.done.bands) > 1 {
		w.done.axes = "hwc"
	}
	return list, nil
}

// key returns what has to differ between outputs: the path of a file, the key of
// an item in shards, the name that an image and its label raster share.
func (w *applier) key(stem, format string) string {
	switch {
	case w.a.Shards > 0:
		return shardKey(stem)
	case w.labelled:
		return stem
	}
	return stem + "." + extension(format)
}

// nowhere forgets what is written.
type nowhere struct{}

func (*nowhere) Write(p []byte) (int, error)    { return len(p), nil }
func (*nowhere) Seek(int64, int) (int64, error) { return 0, nil }

var _ io.WriteSeeker = (*nowhere)(nil)

// header returns the header of an image with the bands of the set.
func header(s *imageset.Set, im *imageset.Image) raster.Header {
	f := &s.Layouts[im.Layout]
	h := f.View.Header(f.Header)
	h.Width, h.Height, h.BlockW, h.BlockH = int(im.Width), int(im.Height), int(im.Width), int(im.Height)
	if f.Grey {
		one := h.Bands[0]
		one.Color = raster.Undefined
		h.Bands = nil
		for _, name := range s.BandNames() {
			one.Name = name
			h.Bands = append(h.Bands, one)
		}
	}
	return h
}

// mayLack reports whether samples of an image may be no data.
func mayLack(s *imageset.Set, im *imageset.Image) bool {
	f := &s.Layouts[im.Layout]
	return f.View.Header(f.Header).HasMask || imageset.DeclaresNoData(f.Seen)
}

func extension(format string) string {
	switch format {
	case "tiff", "cog":
		return "tif"
	case "jpeg":
		return "jpg"
	}
	return format
}

// overviewSide is the side from which on integer images, which are for looking
// at, get overviews.
const overviewSide = 512

// formatFor returns "png" where PNG holds the image without loss, else "tiff",
// or "cog" for large images of integers. For class folders, which loaders read,
// floats without a place on the map become "npy", but for TIFFs of one band, which
// Pillow reads; in shards all do, since the WebDataset library decodes no TIFF.
func (a *Options) formatFor(h *raster.Header, placed, mayLack bool) string {
	n := len(h.Bands)
	small := int64(h.Width)*int64(h.Height) <= 1<<26
	switch {
	case a.ByClass && h.Type.IsFloat() && (a.Shards > 0 || n > 1 && !placed):
		return "npy"
	case !placed && !mayLack && small && (h.Type == raster.Uint8 || h.Type == raster.Uint16) && (n == 1 || n == 3):
		return "png"
	case h.Type.IsInteger() && max(h.Width, h.Height) > overviewSide:
		return "cog"
	}
	return "tiff"
}

// outputStem returns the path of an output without its extension. It never
// leads out of the output folder. Images with label rasters lie in a folder of
// their own in each split.
func outputStem(im *imageset.Image, byClass, labelled bool) string {
	id := strings.NewReplacer("#", "_", ",", "_", ":", "_").Replace(im.ID)
	parts := strings.Split(path.Clean("/" + id)[1:], "/")
	base := parts[len(parts)-1]
	base = strings.TrimSuffix(base, path.Ext(base))
	if at := strings.LastIndexByte(im.ID, '#'); at >= 0 {
		file, part := im.ID[:at], strings.NewReplacer(",", "_").Replace(im.ID[at+1:])
		base = strings.TrimSuffix(path.Base(file), path.Ext(file)) + "_" + path.Base(part)
	}
	dirs := parts[:len(parts)-1]
	if byClass {
		rest := dirs
		if len(rest) > 0 && im.Split != "" && isSplitFolder(rest[0]) {
			rest = rest[1:]
		}
		if len(rest) > 0 && rest[0] == im.Label {
			rest = rest[1:]
		}
		dirs = nil
		under := []string{im.Split, im.Label}
		if labelled {
			under[1] = imagesFolder
			if len(rest) > 0 && rest[0] == imagesFolder {
				rest = rest[1:]
			}
		}
		for _, d := range under {
			if d != "" {
				dirs = append(dirs, folderName(d))
			}
		}
		dirs = append(dirs, rest...)
	}
	return path.Join(append(append([]string{}, dirs...), base)...)
}

// folderName makes a label the name of one folder.
func folderName(label string) string {
	name := strings.NewReplacer("/", "_", `\`, "_", "\x00", "_").Replace(label)
	if name == "." || name == ".." {
		return "_" + name
	}
	return name
}

func isSplitFolder(name string) bool {
	s, known := dataset.ParseSplit(name)
	return known && s != ""
}
