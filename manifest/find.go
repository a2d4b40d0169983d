package manifest

import (
	"os"
	"path/filepath"
	"strings"
)

// Find returns the manifest that a name means: an Arrow file, by its ending or its
// first bytes; a Parquet file or a folder of parts, by what their headers say, since
// others hold images; of any other folder the file called inFolder, where there is one.
// It returns "" where the name means none.
func Find(name, inFolder string) string {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return ""
	case info.IsDir():
		file := filepath.Join(name, inFolder)
		if _, err := os.Stat(file); err == nil {
			return file
		}
		if _, err := os.Stat(filepath.Join(name, PartsName)); err != nil {
			return ""
		}
	case filepath.Ext(name) == ".arrow":
		return name
	case !strings.EqualFold(filepath.Ext(name), ".parquet") && !begins(name, "ARROW1"):
		return ""
	}
	if f, err := Open(name); err != nil || f.Close() != nil {
		return ""
	}
	return name
}

// begins reports whether a regular file begins with some bytes.
func begins(name, magic string) bool {
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		return false // opening a pipe would wait
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(magic))
	n, _ := f.ReadAt(head, 0)
	return string(head[:n]) == magic
}
