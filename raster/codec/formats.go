package codec

import (
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/bmp"
	"github.com/bandprep/bandprep/raster/dicom"
	"github.com/bandprep/bandprep/raster/ehdr"
	"github.com/bandprep/bandprep/raster/envi"
	"github.com/bandprep/bandprep/raster/gif"
	"github.com/bandprep/bandprep/raster/idx"
	"github.com/bandprep/bandprep/raster/jp2"
	"github.com/bandprep/bandprep/raster/jpeg"
	"github.com/bandprep/bandprep/raster/lan"
	"github.com/bandprep/bandprep/raster/mat"
	"github.com/bandprep/bandprep/raster/nifti"
	"github.com/bandprep/bandprep/raster/npy"
	"github.com/bandprep/bandprep/raster/png"
	"github.com/bandprep/bandprep/raster/pnm"
	"github.com/bandprep/bandprep/raster/tiff"
	"github.com/bandprep/bandprep/raster/webp"
)

// formats are tried in this order: those with a long signature first, those
// that two bytes make out last. DICOM comes before TIFF, since its preamble may
// be the header of a TIFF of the same pixels.
var formats = []format{
	{"png", png.Sniff, png.Open},
	{"jpeg", jpeg.Sniff, jpeg.Open},
	{"dicom", dicom.Sniff, dicom.Open},
	{"tiff", tiff.Sniff, tiff.Open},
	{"jp2", jp2.Sniff, jp2.Open},
	{"webp", webp.Sniff, webp.Open},
	{"gif", gif.Sniff, gif.Open},
	{"npy", npy.Sniff, npy.Open},
	{"mat", mat.Sniff, mat.Open},
	{"lan", lan.Sniff, lan.Open},
	{"nifti", nifti.Sniff, nifti.Open},
	{"nifti", nifti.SniffPacked, nifti.Open},
	{"npz", npy.SniffArchive, npy.Open},
	{"envi", envi.Sniff, envi.Open},
	{"bmp", bmp.Sniff, bmp.Open},
	{"pnm", pnm.Sniff, pnm.Open},
	{"idx", idx.Sniff, idx.Open},
}

// pairs are the formats whose samples stand in a file without a signature, with
// a header beside it that tells.
var pairs = []struct {
	sniff func(head []byte) bool // of the header
	open  func(data, header raster.File, o raster.Options) (raster.Source, error)
}{
	{envi.Sniff, envi.OpenPair},
	{nifti.Sniff, nifti.OpenPair},
	{ehdr.Sniff, ehdr.OpenPair},
}
