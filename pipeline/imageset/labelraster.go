package imageset

import (
	"fmt"
	"os"
	"strings"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/raster"
)

// OpenLabelRaster opens the label raster of an image: one band with a class for
// each of its pixels, as they are stored, and of a chip its window. It returns nil
// where the image has none.
func (s *Set) OpenLabelRaster(im *Image) (raster.Source, error) {
	name := s.Fact(im).LabelRaster
	if name == "" {
		return nil, nil
	}
	item := dataset.Item{Path: name}
	if at := strings.LastIndexByte(name, '#'); at > 0 {
		if _, err := os.Stat(name); err != nil { // a member of an archive
			item.Path = name[:at]
			s.listing.InArchive(&item, name[at+1:])
		}
	}
	f, err := item.Open()
	if err != nil {
		return nil, fmt.Errorf("its label raster: %w", err)
	}
	src, err := openFile(f, raster.Options{Limits: s.options.Limits, Indices: true}, &s.options)
	if err != nil {
		return nil, fmt.Errorf("its label raster %s: %w", dataset.Text(name), err)
	}
	if h := src.Header(); len(h.Bands) != 1 || h.Width != int(im.SceneW) || h.Height != int(im.SceneH) {
		src.Close()
		return nil, raster.Broken(h.Format, "", "the label raster %s has %d×%d pixels of %d bands, where the image has %d×%d and a class is one band",
			dataset.Text(name), h.Width, h.Height, len(h.Bands), im.SceneW, im.SceneH)
	}
	if im.Window != (raster.Window{}) {
		src = raster.NewCrop(src, im.Window)
	}
	return src, nil
}
