package dataset

import "strings"

// extensions are the endings of names that are taken for images. The first
// bytes then choose the reader.
var extensions = set(
	"jpg jpeg jpe jfif png tif tiff gtiff bmp dib gif webp " +
		"ppm pgm pbm pnm pam pfm jp2 j2k j2c jpc jpx jpf jph jhc " +
		"dcm dicom npy npz mat nii lan gis heic heif avif jxl" + otherExtensions)

// plainExtensions are those of extensions that no other kind of file ends with.
var plainExtensions = func() map[string]bool {
	m := make(map[string]bool)
	for ext := range extensions {
		m[ext] = !isSidecar("."+ext) && !isArchive("."+ext)
	}
	return m
}()

// kind is what a file is taken for by its name.
type kind uint8

const (
	other kind = iota
	image
	sidecar
	archived // many images in one file
)

// kindOf returns the kind of a file. For most images the extension tells.
func kindOf(name string) kind {
	i := strings.LastIndexByte(name, '.')
	switch {
	case i >= 0 && plainExtensions[name[i+1:]]:
		return image
	case isSidecar(name):
		return sidecar
	case isArchive(name):
		return archived
	case isImageName(name):
		return image
	}
	return other
}

// sidecars accompany an image and are none.
var sidecars = []string{".aux.xml", ".ovr", ".msk", ".tfw", ".tifw", ".jgw", ".pgw", ".wld",
	".prj", ".xml", ".json", ".jsonl", ".geojson", ".txt", ".csv", ".md", ".hdr", "thumbs.db", "desktop.ini"}

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// pairExtensions are endings of files whose header lies beside them (.hdr).
var pairExtensions = set("img dat raw bsq bil bip flt dem")

// hasHeader reports whether name is of a file with a header among the names
// beside it.
func hasHeader(name string, beside map[string]bool) bool {
	lower := strings.ToLower(name)
	i := strings.LastIndexByte(lower, '.')
	if i < 0 {
		return beside[lower+".hdr"]
	}
	return pairExtensions[lower[i+1:]] && (beside[lower[:i]+".hdr"] || beside[lower+".hdr"])
}

// isImageName reports whether a file of this name is taken for an image.
func isImageName(name string) bool {
	lower := strings.ToLower(name)
	i := strings.LastIndexByte(lower, '.')
	if i >= 0 && extensions[lower[i+1:]] {
		return true
	}
	lower = strings.TrimSuffix(lower, ".gz")
	return strings.HasSuffix(lower, "-ubyte") || strings.HasSuffix(lower, ".idx") || strings.HasSuffix(lower, ".nii")
}

func isHidden(name string) bool { return strings.HasPrefix(name, ".") || name == "__MACOSX" }

func isSidecar(name string) bool {
	lower := strings.ToLower(name)
	for _, s := range sidecars {
		if strings.HasSuffix(lower, s) {
			return true
		}
	}
	return false
}

// stem returns a file's name without its extension.
func stem(name string) string { return name[:max(0, strings.LastIndexByte(name, '.'))] }
