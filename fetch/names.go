package fetch

import (
	"fmt"
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Longest path elements in bytes. Files may get a number and an extension yet.
const (
	folderBytes = 100
	stemBytes   = 60
)

// element returns text as a path element that every file system takes and that
// leads nowhere: no separators, control or direction characters, none of the
// characters that Windows or our own ids use, no dot or space at an end, no
// reserved name of Windows. It is never empty.
func element(text string, most int) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r),
			strings.ContainsRune(`/\:*?"<>|#`, r):
			r = '_'
		case unicode.IsSpace(r):
			r = ' '
		}
		if b.Len()+utf8.RuneLen(r) > most {
			break
		}
		b.WriteRune(r)
	}
	s := strings.Trim(b.String(), ". ")
	if s == "" {
		return "_"
	}
	if base, _, _ := strings.Cut(s, "."); reserved[strings.ToUpper(strings.TrimSpace(base))] {
		s = "_" + s
	}
	return s
}

// reserved are names of devices in Windows, with any extension.
var reserved = func() map[string]bool {
	m := map[string]bool{"CON": true, "PRN": true, "AUX": true, "NUL": true, "CONIN$": true, "CONOUT$": true}
	for _, n := range strings.Split("0123456789¹²³", "") {
		m["COM"+n], m["LPT"+n] = true, true
	}
	return m
}()

// fold returns what is equal for names that some file systems take for one.
func fold(name string) string { return strings.ToLower(strings.ToUpper(name)) }

// namer gives out folders and names, none twice.
type namer struct {
	folders map[string]string // label → folder
	taken   map[string]bool   // folded
}

func newNamer() *namer {
	return &namer{map[string]string{}, map[string]bool{fold(tempFolder): true, fold(originals): true, fold(LogName): true}}
}

// know notes a label's folder and a file of an earlier run.
func (n *namer) know(label, file string) {
	folder := path.Dir(file)
	if folder == "." {
		folder = ""
	}
	if _, ok := n.folders[label]; !ok && label != "" {
		n.folders[label] = folder
		n.taken[fold(folder)] = true
	}
	n.taken[fold(strings.TrimSuffix(file, path.Ext(file)))] = true
}

// folder returns the folder of a label; the label "" has none. The note says
// so where the label gave another name, which an earlier label has.
func (n *namer) folder(label string) (name, note string) {
	if label == "" {
		return "", ""
	}
	want := element(label, folderBytes)
	name, ok := n.folders[label]
	if !ok {
		name = n.free("", want)
		n.folders[label] = name
	}
	if name != want {
		note = fmt.Sprintf("label %q is in folder %s: another label has %s", label, name, want)
	}
	return name, note
}

// stem returns the path of an entry's file, without its extension.
func (n *namer) stem(e *Entry) (stem, note string) {
	folder, note := n.folder(e.Label)
	name := fmt.Sprintf("%05d", e.Rank)
	if base := baseName(e.URL); base != "" {
		name += "_" + base
	}
	return n.free(folder, name), note
}

// free returns folder/name, numbered where that is taken.
func (n *namer) free(folder, name string) string {
	for i := 1; ; i++ {
		s := path.Join(folder, name)
		if i > 1 {
			s = fmt.Sprintf("%s-%d", s, i)
		}
		if !n.taken[fold(s)] {
			n.taken[fold(s)] = true
			return s
		}
	}
}

// baseName returns the last element of a link's path as part of a name, without
// its extension, or "".
func baseName(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	base := path.Base(strings.ReplaceAll(u.Path, `\`, "/"))
	if ext := path.Ext(base); len(ext) <= 5 {
		base = strings.TrimSuffix(base, ext)
	}
	if base = element(base, stemBytes); base == "_" {
		return ""
	}
	return strings.ReplaceAll(base, " ", "_")
}
