package fetch

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestLog holds that rows read back as they were written, and that cutting the
// file off anywhere loses the last rows only.
func TestLog(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		os.Remove(filepath.Join(dir, LogName))
		root, err := os.OpenRoot(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		l, err := openLog(root, []string{"licence", "path"})
		if err != nil {
			t.Fatal(err)
		}
		field := rapid.Custom(func(t *rapid.T) string { return oneLine(rapid.String().Draw(t, "field")) })
		var rows []*row
		seen := map[[2]string]bool{}
		for range rapid.IntRange(0, 6).Draw(t, "rows") {
			w := &row{path: "a/b.jpg", label: field.Draw(t, "label"), rank: rapid.IntRange(1, 9).Draw(t, "rank"), url: field.Draw(t, "url"),
				status: 200, result: rapid.SampledFrom(Classes).Draw(t, "class"), reason: field.Draw(t, "reason"), bytes: 7, sha256: "ab",
				phash: "cd", width: 3, height: 4, note: field.Draw(t, "note"), extra: []string{field.Draw(t, "extra"), ""}}
			if !seen[w.key()] {
				seen[w.key()] = true
				rows = append(rows, w)
				if err := l.add(w); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := l.close(); err != nil {
			t.Fatal(err)
		}
		data, _ := os.ReadFile(filepath.Join(dir, LogName))
		header := strings.IndexByte(string(data), '\n') + 1
		cut := rapid.IntRange(header, len(data)).Draw(t, "cut")
		if err := os.WriteFile(filepath.Join(dir, LogName), data[:cut], 0o644); err != nil {
			t.Fatal(err)
		}
		again, err := openLog(root, nil)
		if err != nil {
			t.Fatalf("%v\n%q", err, data[:cut])
		}
		defer again.close()
		if whole := strings.Count(string(data[:cut]), "\n") - 1; len(again.rows) != whole {
			t.Fatalf("%d rows, want %d", len(again.rows), whole)
		}
		if strings.Join(again.extra, "|") != "licence|list_path" {
			t.Fatalf("columns %q", again.extra)
		}
		for i, r := range again.rows {
			if got, want := strings.Join(r.fields(2), "|"), strings.Join(rows[i].fields(2), "|"); got != want {
				t.Fatalf("row %q, want %q", got, want)
			}
		}
	})
}

// TestLogRefused has tables that are none of ours, and paths that lead out of
// the folder: what the log names is renamed and removed.
func TestLogRefused(t *testing.T) {
	header := strings.Join(columns, ",") + "\n"
	line := func(path, original string) string {
		return path + ",cat,1,https://x/1.jpg,,200,image,,5,ab,,1,1,,," + original + ",,\n"
	}
	for table, want := range map[string]string{
		"url,label\nhttps://x/1.jpg,cat\n":                                 "it is no log of fetch",
		header + line("../x.jpg", ""):                                      "leads out of the folder",
		header + line("/etc/passwd", ""):                                   "leads out of the folder",
		header + line("a.jpg", "a/../../b"):                                "leads out of the folder",
		header + strings.Replace(line("a.jpg", ""), "image", "picture", 1): "is no class",
		header + strings.Replace(line("a.jpg", ""), ",200,", ",many,", 1):  "is no number",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, LogName), []byte(table), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := Run(t.Context(), new(List), dir, Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", table, err, want)
		}
	}
}
