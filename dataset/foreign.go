package dataset

import (
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
)

// foreignKinds are formats that other programs read, by the extensions of their
// files, where these say it.
var foreignKinds = map[string]string{
	".h5": "HDF5", ".hdf5": "HDF5", ".he5": "HDF5", ".hdf": "HDF", ".nc": "NetCDF", ".nc4": "NetCDF", ".grb": "GRIB", ".grib": "GRIB", ".grib2": "GRIB",
	".vrt": "VRT", ".img": "ERDAS Imagine or raw samples (.img)", ".hgt": "SRTM heights (.hgt)", ".asc": "ASCII grids", ".ntf": "NITF", ".nitf": "NITF",
	".pix": "PCIDSK", ".sid": "MrSID", ".ecw": "ECW", ".fits": "FITS", ".fit": "FITS", ".fts": "FITS", ".czi": "Zeiss CZI", ".lif": "Leica LIF", ".nd2": "Nikon ND2",
	".mrc": "MRC", ".nrrd": "NRRD", ".mha": "MetaImage",
}

// foreignKind returns what a file is by its name, "other" where that does not say.
func foreignKind(name string) string {
	if kind := foreignKinds[strings.ToLower(filepath.Ext(name))]; kind != "" {
		return kind
	}
	return "other"
}

// isZarr reports whether a folder with these entries is a Zarr store.
func isZarr(entries []fs.DirEntry) bool {
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		return slices.Contains([]string{".zarray", ".zgroup", "zarr.json"}, e.Name())
	})
}

// zarr is the kind of folders that are Zarr stores.
const zarr = "Zarr"

// decideForeign says how many files of formats that others read were passed over.
func (l *Listing) decideForeign() {
	var kinds []string
	known := slices.Collect(maps.Values(foreignKinds))
	n := 0
	for _, kind := range slices.Sorted(maps.Keys(l.Passed)) {
		if kind == zarr || slices.Contains(known, kind) {
			n += l.Passed[kind]
			kinds = append(kinds, fmt.Sprintf("%d %s", l.Passed[kind], kind))
		}
	}
	if n > 0 {
		l.decide(decision.Decision{Kind: "foreign", Count: int64(n), Effect: decision.LeftOut,
			Sentence: fmt.Sprintf("passed over %s of formats that other programs read (%s): name one as the input to be told what to do", words.Count(n, "file", "files"), words.Few(kinds))})
	}
}

// address returns an error where an input is the address of something that is not
// on this machine, else nil.
func address(in string) error {
	scheme, _, ok := strings.Cut(in, "://")
	vsi := strings.HasPrefix(in, "/vsi")
	switch {
	case vsi:
		return fmt.Errorf("%s: a path of GDAL's virtual file systems, which only GDAL opens: copy it to this machine first (gdal_translate %[1]s out.tif)", names.Text(in))
	case !ok || strings.ContainsAny(scheme, "/\\ "):
		return nil
	case strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https"):
		return fmt.Errorf("%s: an address, not a file: write it into a list, download that with bandprep fetch LIST -o DIR, and name the folder", names.Text(in))
	}
	return fmt.Errorf("%s: an address, not a file: copy it to this machine first (aws s3 cp, gsutil cp, azcopy, …)", names.Text(in))
}
