package fetch

import (
	"path"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// TestElement holds for any text that it becomes one path element that leads
// nowhere, and that it stays what it is.
func TestElement(t *testing.T) {
	for text, want := range map[string]string{
		"cat": "cat", "grizzly bear": "grizzly bear", "..": "_", "": "_", ".hidden": "hidden", "../../etc": "_.._etc",
		`..\x`: "_x", "a/b": "a_b", "nul": "_nul", "NUL.txt": "_NUL.txt", "com¹": "_com¹", "console": "console",
		"x\x00y": "x_y", "tab\ty": "tab_y", "end. ": "end", "\u202egnp.exe": "_gnp.exe", "\xff": "_", "ours#1": "ours_1", "naïve Bär 熊": "naïve Bär 熊",
	} {
		if got := element(text, 100); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	check := func(t rapid.TB, text string, most int) {
		got := element(text, most)
		switch {
		case got == "" || got == "." || got == ".." || len(got) > most+1:
			t.Fatalf("%q becomes %q", text, got)
		case strings.ContainsAny(got, "/\\:*?\"<>|#\x00") || strings.ContainsFunc(got, unicode.IsControl) || !utf8.ValidString(got):
			t.Fatalf("%q becomes %q", text, got)
		case strings.HasPrefix(got, ".") || strings.TrimRight(got, ". ") != got:
			t.Fatalf("%q becomes %q", text, got)
		case !filepath.IsLocal(got) || path.Clean(got) != got:
			t.Fatalf("%q becomes %q, which is not local", text, got)
		case element(got, most+1) != got:
			t.Fatalf("%q becomes %q, then %q", text, got, element(got, most+1))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		check(t, rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"..", "/", "CON", "aux.", " . ."})).Draw(t, "text"), rapid.IntRange(1, 40).Draw(t, "most"))
	})
}

// TestNamer gives no name twice, also for file systems that take A and a for
// one, and keeps each label in a folder of its own.
func TestNamer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := newNamer()
		folders, stems := map[string]string{}, map[string]bool{}
		for i, label := range rapid.SliceOfN(rapid.SampledFrom([]string{"", "a", "A", "a/b", "a_b", "a_b-2", "..", "_", "ß", "SS", "ẞ", ".fetch", "fetch", "fetch.csv"}), 1, 30).Draw(t, "labels") {
			stem, _ := n.stem(&Entry{Label: label, URL: "http://x/../y.jpg", Rank: 1 + i/3})
			if !filepath.IsLocal(stem) || stems[strings.ToLower(stem)] {
				t.Fatalf("label %q: %q", label, stem)
			}
			stems[strings.ToLower(stem)] = true
			folder := strings.ToLower(path.Dir(stem))
			if other, ok := folders[folder]; ok && other != label {
				t.Fatalf("labels %q and %q share %q", other, label, folder)
			}
			folders[folder] = label
		}
	})
}

func TestBaseName(t *testing.T) {
	for link, want := range map[string]string{
		"https://x.org/a/b/photo.jpg?w=1": "photo", "https://x.org/": "", "https://x.org": "", "https://x.org/..": "",
		"https://x.org/a%2f..%2f..%2fpasswd.png": "passwd", "https://x.org/a%00b": "a_b", "https://x.org/Bear%20in%20wood.JPEG": "Bear_in_wood",
		`https://x.org/..\..\win.ini`: "win", "https://x.org/no.extension-at-all": "no.extension-at-all", "https://x.org/CON.jpg": "_CON",
	} {
		if got := baseName(link); got != want {
			t.Errorf("%s: %q, want %q", link, got, want)
		}
	}
}
