// Package names reads the names of files and folders: which files are images,
// sidecars or archives, which words stand for a split, and how a name is written as
// text. It asks the file system nothing.
package names

import (
	"path/filepath"
	"strings"
)

// extensions are the endings of names that are taken for images. The first
// bytes then choose the reader.
var extensions = Set(
	"jpg jpeg jpe jfif png tif tiff gtiff bmp dib gif webp " +
		"ppm pgm pbm pnm pam pfm jp2 j2k j2c jpc jpx jpf jph jhc " +
		"dcm dicom npy npz mat nii lan gis heic heif avif jxl" + otherExtensions)

// plainExtensions are those of extensions that no other kind of file ends with.
var plainExtensions = func() map[string]bool {
	m := make(map[string]bool)
	for ext := range extensions {
		m[ext] = !isSidecar("."+ext) && !IsArchive("."+ext)
	}
	return m
}()

// Kind is what a file is taken for by its name.
type Kind uint8

// The kinds of files.
const (
	Other Kind = iota
	Image
	Sidecar
	Archive // many images in one file
)

// KindOf returns the kind of a file. For most images the extension tells.
func KindOf(name string) Kind {
	i := strings.LastIndexByte(name, '.')
	switch {
	case i >= 0 && plainExtensions[name[i+1:]]:
		return Image
	case isSidecar(name):
		return Sidecar
	case IsArchive(name):
		return Archive
	case IsImage(name):
		return Image
	}
	return Other
}

// sidecars are endings of files that accompany an image and are none.
var sidecars = []string{".aux.xml", ".ovr", ".msk", ".tfw", ".tifw", ".jgw", ".pgw", ".wld",
	".prj", ".xml", ".json", ".jsonl", ".geojson", ".txt", ".csv", ".md", ".hdr", "thumbs.db", "desktop.ini"}

// Set returns the words of a text, which are separated by blanks, as a set.
func Set(words string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// pairExtensions are endings of files whose header lies beside them (.hdr).
var pairExtensions = Set("img dat raw bsq bil bip flt dem")

// HasHeader reports whether name is of a file with a header among the names
// beside it.
func HasHeader(name string, beside map[string]bool) bool {
	lower := strings.ToLower(name)
	i := strings.LastIndexByte(lower, '.')
	if i < 0 {
		return beside[lower+".hdr"]
	}
	return pairExtensions[lower[i+1:]] && (beside[lower[:i]+".hdr"] || beside[lower+".hdr"])
}

// Paired reports whether files with this extension, in lower case and without its
// dot, may have their header beside them.
func Paired(extension string) bool { return pairExtensions[extension] }

// IsImage reports whether a file of this name is taken for an image.
func IsImage(name string) bool {
	lower := strings.ToLower(name)
	i := strings.LastIndexByte(lower, '.')
	if i >= 0 && extensions[lower[i+1:]] {
		return true
	}
	lower = strings.TrimSuffix(lower, ".gz")
	return strings.HasSuffix(lower, "-ubyte") || strings.HasSuffix(lower, ".idx") || strings.HasSuffix(lower, ".nii")
}

// IsHidden reports whether the name of a file or folder hides it.
func IsHidden(name string) bool { return strings.HasPrefix(name, ".") || name == "__MACOSX" }

// AnyHidden reports whether a part of a slash-separated path is hidden.
func AnyHidden(path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		if IsHidden(part) {
			return true
		}
	}
	return false
}

// IsArchive reports whether a file of this name is read as an archive.
func IsArchive(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".tar", ".zip", ".parquet":
		return true
	}
	return IsCompressedTar(name)
}

// IsCompressedTar reports whether a file of this name is a tar that cannot be read
// in place.
func IsCompressedTar(name string) bool {
	lower := strings.ToLower(name)
	for _, ext := range []string{".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar.zst"} {
		if strings.HasSuffix(lower, ext) {
			return true
		}
	}
	return false
}

// IsParquet reports whether a file of this name is a Parquet file.
func IsParquet(name string) bool { return strings.EqualFold(filepath.Ext(name), ".parquet") }

func isSidecar(name string) bool {
	lower := strings.ToLower(name)
	for _, s := range sidecars {
		if strings.HasSuffix(lower, s) {
			return true
		}
	}
	return false
}

// Stem returns a file's name without its extension.
func Stem(name string) string { return name[:max(0, strings.LastIndexByte(name, '.'))] }
