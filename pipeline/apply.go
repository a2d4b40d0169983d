package pipeline

import (
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/transforms"
)

// RowWriter writes an image while its rows come in, top to bottom, in blocks
// of full width. Close finishes the image, not the file.
type RowWriter interface {
	Write(*raster.Block) error
	Close() error
}

// Output is where an image is written to.
type Output = io.WriteSeeker

// Creator starts an image in a format ("tiff", "png", …), see raster/codec.
type Creator func(w Output, format string, h raster.Header) (RowWriter, error)

// ApplyOptions say how images are written.
type ApplyOptions struct {
	Create Creator
	// Chain is what happens to every image.
	Chain transforms.Chain
	// Format is the format of the output; empty: TIFF where PNG cannot hold
	// the samples or would lose the georeference, else PNG.
	Format string
	// ByClass puts images into SPLIT/LABEL/NAME; else the path of the id is
	// kept.
	ByClass bool
	// Upright turns images as their EXIF orientation says, first.
	Upright bool
}

// Written is the result of writing one image.
type Written struct {
	Image *Image
	Path  string // below the output folder, slash-separated
	Err   error
}

// Apply writes every image of the set, changed by the chain, below dir. Each
// file is written whole or not at all. Images that cannot be read are skipped
// and listed in s; failing to write ends the work.
func Apply(ctx context.Context, s *Set, dir string, a ApplyOptions, o Options) (int, error) {
	names, err := outputNames(s, a)
	if err != nil {
		return 0, err
	}
	indices := func(yield func(int) bool) {
		for i := range s.Images {
			if !yield(i) {
				return
			}
		}
	}
	o.progress().Start("writing", len(s.Images), 0)
	defer o.progress().Finish()
	n := 0
	for w := range ordered.Map(ctx, o.workers(), indices, func(ctx context.Context, i int) Written {
		im := &s.Images[i]
		w := Written{Image: im, Path: names[i]}
		w.Err = applyOne(ctx, s, im, filepath.Join(dir, filepath.FromSlash(names[i])), a, o)
		return w
	}) {
		o.progress().Done(0)
		switch {
		case w.Err == nil:
			n++
		case ctx.Err() != nil:
			return n, ctx.Err()
		case raster.IsTyped(w.Err) && !o.Strict:
			s.skip(w.Image, w.Err)
		default:
			return n, fmt.Errorf("%s: %w", w.Image.ID, w.Err)
		}
	}
	return n, ctx.Err()
}

func applyOne(ctx context.Context, s *Set, im *Image, name string, a ApplyOptions, o Options) error {
	f, err := im.Open()
	if err != nil {
		return err
	}
	src, err := s.open(f, im, o, 1)
	if err != nil {
		f.Close()
		return err
	}
	defer src.Close()
	chain := a.Chain
	if h := src.Header(); a.Upright && h.Orientation > 1 {
		chain = append(transforms.Chain{transforms.Orient{}}, chain...)
	}
	if s.Forms[im.Form].Grey {
		chain = append(transforms.Chain{transforms.Bands{Select: []string{"1", "1", "1"}}}, chain...)
	}
	out, err := chain.Open(src)
	if err != nil {
		return err
	}
	h := out.Header()
	for i := range h.Bands {
		if h.Bands[i].Name == "" && len(h.Bands) == len(s.Bands) {
			h.Bands[i].Name = s.Bands[i].Name
		}
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return WriteFile(name, func(f *os.File) error {
		w, err := a.Create(f, strings.TrimPrefix(path.Ext(name), "."), h)
		if err != nil {
			return err
		}
		var block raster.Block
		for _, win := range out.Tasks(h.Window()) {
			if err := raster.Each(ctx, out, win, &block, w.Write); err != nil {
				return err
			}
		}
		return w.Close()
	})
}

// outputNames returns the path of every output, all different.
func outputNames(s *Set, a ApplyOptions) ([]string, error) {
	names := make([]string, len(s.Images))
	used := make(map[string]bool, len(s.Images))
	for i := range s.Images {
		im := &s.Images[i]
		format := a.Format
		if format == "" {
			h, err := a.Chain.Header(s.Forms[im.Form].sized(im))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", im.ID, err)
			}
			format = formatFor(&h, im.Place != nil)
		}
		stem := outputStem(im, a.ByClass)
		name := stem + "." + extension(format)
		for n := 2; used[name]; n++ {
			name = fmt.Sprintf("%s-%d.%s", stem, n, extension(format))
		}
		used[name] = true
		names[i] = name
	}
	return names, nil
}

// sized returns the header of the form as the view delivers it, with the size
// of an image.
func (f *Form) sized(im *Image) raster.Header {
	h := f.View.Header(f.Header)
	h.Width, h.Height, h.BlockW, h.BlockH = int(im.Width), int(im.Height), int(im.Width), int(im.Height)
	return h
}

func extension(format string) string {
	switch format {
	case "tiff":
		return "tif"
	case "jpeg":
		return "jpg"
	}
	return format
}

// formatFor returns "png" where PNG holds the image without loss.
func formatFor(h *raster.Header, placed bool) string {
	n := len(h.Bands)
	if placed || h.Type != raster.Uint8 && h.Type != raster.Uint16 || n != 1 && n != 3 {
		return "tiff"
	}
	return "png"
}

// outputStem returns the path of an output without its extension. It never
// leads out of the output folder.
func outputStem(im *Image, byClass bool) string {
	id := strings.NewReplacer("#", "_", ",", "_", ":", "_").Replace(im.ID)
	parts := strings.Split(path.Clean("/" + id)[1:], "/")
	base := parts[len(parts)-1]
	base = strings.TrimSuffix(base, path.Ext(base))
	if at := strings.LastIndexByte(im.ID, '#'); at >= 0 {
		file, part := im.ID[:at], strings.NewReplacer(",", "_").Replace(im.ID[at+1:])
		base = strings.TrimSuffix(path.Base(file), path.Ext(file)) + "_" + part
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
		for _, d := range []string{im.Split, im.Label} {
			if d != "" {
				dirs = append(dirs, strings.NewReplacer("/", "_", `\`, "_").Replace(d))
			}
		}
		dirs = append(dirs, rest...)
	}
	return path.Join(append(append([]string{}, dirs...), base)...)
}

func isSplitFolder(name string) bool {
	s, known := dataset.ParseSplit(name)
	return known && s != ""
}
