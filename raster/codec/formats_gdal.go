//go:build gdal

package codec

import (
	"errors"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/gdal"
)

// openOther opens through GDAL a file on disk that no reader of the list takes.
// It returns nil where GDAL does not know it either.
func openOther(f raster.File, o raster.Options) (raster.Source, error) {
	if _, ok := f.(interface{ Name() string }); !ok {
		return nil, nil
	}
	src, err := gdal.Open(f, o)
	if errors.Is(err, gdal.ErrUnknown) {
		return nil, nil
	}
	return src, err
}
