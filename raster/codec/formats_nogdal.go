//go:build !gdal

package codec

import "github.com/bandprep/bandprep/raster"

// openOther is where the build tag gdal has its reader.
func openOther(raster.File, raster.Options) (raster.Source, error) { return nil, nil }
