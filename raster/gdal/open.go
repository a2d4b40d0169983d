//go:build gdal

package gdal

import (
	"errors"
	"strings"
	"sync"

	"github.com/airbusgeo/godal"

	"github.com/bandprep/bandprep/raster"
)

const format = "gdal"

// ErrUnknown says that no driver of GDAL takes the content of a file.
var ErrUnknown = errors.New("no format that GDAL knows")

// A named file is one that GDAL can open by itself.
type named interface {
	raster.File
	Name() string
}

// lock covers every call into GDAL.
var lock sync.Mutex

var register = sync.OnceFunc(godal.RegisterAll)

// Open opens the file by its name, which f must have: files on disk do. It
// returns [ErrUnknown] where no driver takes it.
func Open(f raster.File, o raster.Options) (raster.Source, error) {
	n, ok := f.(named)
	if !ok {
		return nil, raster.Unsupported(format, "", "GDAL reads files on disk, not members of archives")
	}
	if o.Page != 0 {
		return nil, raster.Unsupported(format, "", "page %d of a file with one image", o.Page)
	}
	lock.Lock()
	defer lock.Unlock()
	register()
	ds, err := godal.Open(n.Name(), godal.RasterOnly(), godal.SiblingFiles(), quiet())
	if err != nil {
		if strings.Contains(err.Error(), "not recognized as") {
			return nil, ErrUnknown
		}
		return nil, raster.Broken(format, "", "%v", err)
	}
	s := &source{file: f, dataset: ds, bands: ds.Bands()}
	if err := s.describe(o); err != nil {
		ds.Close()
		return nil, err
	}
	return s, nil
}

// quiet passes over warnings, which godal takes for errors.
func quiet() interface {
	godal.OpenOption
	godal.BandIOOption
	godal.GetGeoTransformOption
} {
	return godal.ErrLogger(func(category godal.ErrorCategory, _ int, message string) error {
		if category >= godal.CE_Failure {
			return errors.New(message)
		}
		return nil
	})
}
