package apply

import (
	"context"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
)

// Void is the class of pixels of a label raster that no class is known of, such
// as what padding adds: training code ignores 255.
const Void = 255

// The folders of a split in which images and their label rasters lie.
const (
	imagesFolder = "images"
	labelsFolder = "labels"
)

// unlabelled counts images without a label raster, where others have one.
type unlabelled struct {
	images  int
	example string
}

func (u *unlabelled) add(id string) {
	if u.images++; u.images == 1 {
		u.example = id
	}
}

func (u *unlabelled) decision() decision.Decision {
	return decision.Decision{Kind: "label_rasters", Count: int64(u.images), Example: u.example, Stage: decision.Found, Effect: decision.Rival,
		Sentence: words.Count(u.images, "image has", "images have") + " no label raster, where others have one: written without"}
}

// hasClasses reports whether some image of the set has a label raster.
func hasClasses(s *imageset.Set) bool {
	for _, im := range s.Images.All() {
		if s.Fact(im).LabelRaster != "" {
			return true
		}
	}
	return false
}

// labelPath returns where the label raster of an image is written that is written to
// SPLIT/images/NAME.ext: SPLIT/labels/NAME.ext.
func labelPath(image, format string) string {
	dir, rest, _ := strings.Cut("/"+image, "/"+imagesFolder+"/")
	return path.Join(dir, labelsFolder, strings.TrimSuffix(rest, path.Ext(rest)))[1:] + "." + extension(format)
}

// labelFormat is "tiff" where the image is written so, with its place on the map, or
// where classes are neither of 8 bits nor of 16 without sign; else "png".
func labelFormat(image string, t raster.SampleType) string {
	if image == "tiff" || image == "cog" || t != raster.Uint8 && t != raster.Uint16 {
		return "tiff"
	}
	return "png"
}

// planClasses adds to a target where its label raster goes.
func (w *applier) planClasses(o *target) error {
	if w.set.Fact(o.image).LabelRaster == "" {
		w.done.without.add(o.image.ID)
		return nil
	}
	if !w.knows {
		src, err := w.set.OpenLabelRaster(o.image)
		if err != nil {
			return fmt.Errorf("%s: %w", o.image.ID, err)
		}
		w.knows, w.classes = true, src.Header().Type
		src.Close()
	}
	o.labelFormat = labelFormat(o.format, w.classes)
	o.label = labelPath(o.path, o.labelFormat)
	return nil
}

// encodeClasses writes the label raster of an image that was written with header h.
func (w *applier) encodeClasses(ctx context.Context, o *target, h *raster.Header, to io.WriteSeeker, workers int) error {
	src, err := w.set.OpenLabelRaster(o.image)
	if err != nil {
		return readError{err}
	}
	in := src.Header()
	in.Bands, in.Palette, in.Geo = []raster.Band{{Color: raster.Gray}}, nil, nil
	in.Orientation = w.set.Layouts[o.image.Layout].Header.Orientation
	out, err := o.chain.OnClasses().Open(classes{src, in})
	if err != nil {
		src.Close()
		return err
	}
	defer out.Close()
	last := out.Header()
	if last.Width != h.Width || last.Height != h.Height {
		return fmt.Errorf("its label raster becomes %d×%d pixels, the image %d×%d", last.Width, last.Height, h.Width, h.Height)
	}
	last.HasMask, last.Geo, last.Orientation = false, h.Geo, 0
	filled := void{classes{out, last}}
	rows, err := w.a.Create(to, o.labelFormat, last, workers)
	if err != nil {
		return err
	}
	if err := writeRows(ctx, filled, workers, rows, nil); err != nil {
		rows.Close()
		return err
	}
	return rows.Close()
}

// classes is a label raster whose header says what it is written as.
type classes struct {
	raster.Source
	header raster.Header
}

func (c classes) Header() raster.Header { return c.header }

// void gives pixels that are not valid the class [Void].
type void struct{ classes }

func (v void) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	if err := v.Source.Read(ctx, w, dst); err != nil || dst.Valid == nil {
		return err
	}
	for i, ok := range dst.Valid {
		switch {
		case ok:
		case dst.U8 != nil:
			dst.U8[i] = Void
		case dst.U16 != nil:
			dst.U16[i] = uint16(Void + v.header.Type.Bias())
		default:
			dst.F64[i] = Void
		}
	}
	dst.Valid = nil
	return nil
}
