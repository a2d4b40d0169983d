package dataset_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/dataset"
)

// tree makes empty files, and folders where a name ends in a slash, and returns
// their root.
func tree(t *testing.T, names ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, name := range names {
		full := filepath.Join(root, filepath.FromSlash(name))
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(full, 0o755); err != nil {
				t.Fatal(err)
			}
			continue
		}
		put(t, full, "")
	}
	return root
}

func put(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func scan(t *testing.T, o dataset.Options, inputs ...string) *dataset.Listing {
	t.Helper()
	l, err := dataset.Scan(context.Background(), inputs, o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func ids(l *dataset.Listing) string {
	var list []string
	for _, it := range l.Items.All() {
		list = append(list, it.ID)
	}
	return strings.Join(list, " ")
}

func wantIDs(t *testing.T, what string, l *dataset.Listing, want string) {
	t.Helper()
	if got := ids(l); got != want {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// TestWalk passes over what is no image and counts it.
func TestWalk(t *testing.T) {
	root := tree(t, "b.png", "a.JPG", "z/y/x.tif", "deep.tif/in.png",
		".hidden.png", "._b.png", ".git/x.png", "__MACOSX/b.png", ".DS_Store",
		"b.png.aux.xml", "b.tfw", "b.ovr", "Thumbs.db", "notes.txt", "meta.json", "list.csv",
		"program.exe", "noextension", "cube.img", "cube.hdr", "alone.raw",
		"masks/b.png", "z/Labels/x.png", "z/gt/", "old/manifest.arrow", "old/b.png", "more.zip", "x.tar",
		"train-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte")
	l := scan(t, dataset.Options{}, root)
	wantIDs(t, "walk", l, "a.JPG b.png cube.img deep.tif/in.png t10k-labels-idx1-ubyte train-images-idx3-ubyte.gz z/y/x.tif")
	want := map[string]int{"hidden": 5, "sidecar": 8, "other": 3, "archive": 2, "label raster": 2}
	if !maps.Equal(l.Passed, want) {
		t.Errorf("passed over %v, want %v", l.Passed, want)
	}
	notices := ""
	for _, d := range l.Decisions {
		notices += d.String() + "\n"
	}
	for _, part := range []string{"2 label rasters in masks, z/Labels", "old: it holds a bandprep manifest", "passed over 2 archives"} {
		if !strings.Contains(notices, part) {
			t.Errorf("notices %q lack %q", notices, part)
		}
	}
	// What is named explicitly is taken.
	wantIDs(t, "masks as an input", scan(t, dataset.Options{}, filepath.Join(root, "masks")), "b.png")
	wantIDs(t, "hidden file as an input", scan(t, dataset.Options{}, filepath.Join(root, ".hidden.png")), ".hidden.png")
	wantIDs(t, "any file as an input", scan(t, dataset.Options{}, filepath.Join(root, "noextension")), "noextension")
}

// TestMasksBesideImages passes over files named as masks beside an image; no
// other ones.
func TestMasksBesideImages(t *testing.T) {
	root := tree(t, "a.jpg", "a_mask.png", "x/b.png", "x/b-Seg.png", "x/b.seg.tif", "x/c_labels.png",
		"mask.png", "d_mask.txt", "x/._b_gt.png", "mustang_gt.jpg", "y/e.png", "y/e_gt.png")
	all := scan(t, dataset.Options{}, root)
	wantIDs(t, "masks", all, "a.jpg mask.png mustang_gt.jpg x/b.png x/c_labels.png y/e.png")
	for i, it := range all.Items.All() {
		want := map[string]string{"a.jpg": "a_mask.png", "x/b.png": "x/b-Seg.png", "y/e.png": "y/e_gt.png"}[it.ID]
		if got := strings.TrimPrefix(all.Fact(i).LabelRaster, root+"/"); got != want {
			t.Errorf("%s: label raster %q, want %q", it.ID, got, want)
		}
	}
	if n := scan(t, dataset.Options{LabelRasters: dataset.LabelRastersImages}, root).Items.Len(); n != 10 {
		t.Errorf("label rasters as images: %d items, want 10", n)
	}
	wantIDs(t, "masks chosen", scan(t, dataset.Options{Include: []string{"*_mask.png"}}, root), "a_mask.png")
}

// TestLinks follows links, cuts loops and names those that lead nowhere.
func TestLinks(t *testing.T) {
	root := tree(t, "real/a.png", "real/b.png")
	link := func(to, from string) {
		t.Helper()
		if err := os.Symlink(to, filepath.Join(root, from)); err != nil {
			t.Skip(err)
		}
	}
	link(".", "loop")
	link("..", "real/up")
	link("real/a.png", "one.png")
	link("nowhere.png", "gone.png")
	link("nowhere", "gone")
	l := scan(t, dataset.Options{}, root)
	wantIDs(t, "links", l, "real/a.png real/b.png")
	if len(l.Skipped) != 1 || !strings.HasSuffix(l.Skipped[0].Path, "gone.png") {
		t.Errorf("skipped %v", l.Skipped)
	}
}

// TestUnreadableFolder skips it by name and reads the rest.
func TestUnreadableFolder(t *testing.T) {
	if os.Geteuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("everything is readable")
	}
	root := tree(t, "a.png", "closed/b.png")
	os.Chmod(filepath.Join(root, "closed"), 0)
	defer os.Chmod(filepath.Join(root, "closed"), 0o755)
	l := scan(t, dataset.Options{}, root)
	wantIDs(t, "unreadable", l, "a.png")
	if len(l.Skipped) != 1 || !strings.Contains(l.Skipped[0].Err.Error(), "permission denied") {
		t.Errorf("skipped %v", l.Skipped)
	}
}

// TestNotUTF8 writes other bytes as \xNN and opens the file all the same.
func TestNotUTF8(t *testing.T) {
	root := t.TempDir()
	name := filepath.Join(root, "k\xe4se", "b\xff.png")
	if os.MkdirAll(filepath.Dir(name), 0o755) != nil || os.WriteFile(name, []byte("x"), 0o644) != nil {
		t.Skip("the file system takes UTF-8 only")
	}
	put(t, filepath.Join(root, "ä", "c.png"), "y")
	l := scan(t, dataset.Options{}, root)
	wantIDs(t, "names", l, `k\xe4se/b\xff.png ä/c.png`)
	if l.Items.At(0).Label != `k\xe4se` || l.Items.At(1).Label != "ä" {
		t.Errorf("labels %q %q", l.Items.At(0).Label, l.Items.At(1).Label)
	}
	for i := range l.Items.All() {
		f, err := l.Items.At(i).Open()
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
}

// TestFolders has the rules of labels and splits from folders: splits lie beside
// splits; the label is the first folder below the split, else below the root.
func TestFolders(t *testing.T) {
	for _, c := range []struct{ files, want string }{
		{"a.png cat/b.png dog/black/c.png", ":/ cat:/ dog:/"},
		{"train/cat/a.png val/dog/b.png", "cat:train dog:valid"},
		{"Training/cat/x/a.png TEST/dog/b.png", "dog:test cat:train"},
		{"train/cat/a.png validation/dog/b.png test/c.png", ":test cat:train dog:valid"},
		{"train/a.png dev/b.png testing/c.png", ":valid :test :train"},
		{"images/train/a.png images/val/b.png", ":train :valid"},
		{"trains/a.png cars/b.png", "cars: trains:"},
		{"train2017/a.png val2017/b.png test2017/c.png", ":test :train :valid"},
		{"images_train/a.png images_val/b.png", ":train :valid"},
		{"train_images/a.png test_images/b.png", ":test :train"},
		{"training_set/cats/a.png test_set/dogs/b.png", "dogs:test cats:train"},
		{"imagesTr/a.png imagesTs/b.png", ":train :test"},
		{"seg_train/seg_train/sea/a.png seg_test/seg_test/street/b.png", "street:test sea:train"},
		{"train/train/a.png train/bus/b.png test/train/c.png test/bus/d.png", "bus:test train:test bus:train train:train"},
		{"airplane/a.png bus/b.png train/c.png ship/d.png", "airplane: bus: ship: train:"},
		{"negative/a.png test/b.png", "negative: test:"},
		{"train/a.png unlabeled/b.png", ":train :"},
		{"train/cat/a.png train/dog/b.png notes/c.png", ": cat:train dog:train"},
		{"cat/train/a.png cat/test/b.png dog/train/c.png dog/test/d.png", "cat:test cat:train dog:test dog:train"},
		{"cat/test/a.png dog/b.png", "cat: dog:"},
		{"cat/train/a.png dog/train/b.png", "cat:train dog:train"},
		{"set/train/x/a.png set/train/y/b.png set/valid/x/c.png", "x:train y:train x:valid"},
		{"set/images/cat/a.png set/images/dog/b.png", "cat: dog:"},
		{"A/1.png A/2.png B/1.png B/2.png", ": : : :"},
		{"train/A/1.png train/B/1.png test/A/2.png test/B/2.png", ":test :test :train :train"},
		{"test1/a.png test2/b.png test3/c.png", "test1: test2: test3:"},
	} {
		l := scan(t, dataset.Options{}, tree(t, strings.Fields(c.files)...))
		var got []string
		for _, it := range l.Items.All() {
			got = append(got, it.Label+":"+it.Split)
		}
		if s := strings.Join(got, " "); s != strings.ReplaceAll(c.want, "/", "") {
			t.Errorf("%s: %s, want %s", c.files, s, c.want)
		}
	}
	for _, it := range scan(t, dataset.Options{}, tree(t, "cat/a.png", "cat/b.png")).Items.All() {
		if it.Label != "" {
			t.Errorf("one label is none, but %s has %q", it.ID, it.Label)
		}
	}
}

// TestSources takes labels and groups from expressions and tables.
func TestSources(t *testing.T) {
	root := tree(t, "x/p1_cat_3.png", "x/p2_dog_1.png")
	table := filepath.Join(t.TempDir(), "t.csv")
	put(t, table, "\xef\xbb\xbfFilename;Class;Group;Split\nx/p1_cat_3.png;one;ga;train\np2_dog_1.png;two;gb;val\n")
	for _, c := range []struct{ labels, groups, want string }{
		{"", "", "/ /"},
		{"folder", "folder", "/x /x"},
		{`regex:_([a-z]+)_`, `regex:(p\d)`, "cat/p1 dog/p2"},
		{`regex:(p\d)_(?P<label>[a-z]+)`, `regex:_([a-z]+)_(?P<group>\d)`, "cat/3 dog/1"},
		{"csv:" + table, "csv:" + table, "one/ga two/gb"},
	} {
		var got []string
		for _, it := range scan(t, dataset.Options{LabelFrom: c.labels, GroupFrom: c.groups}, root).Items.All() {
			got = append(got, it.Label+"/"+it.Group)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s, %s: %v, want %s", c.labels, c.groups, got, c.want)
		}
	}
	for _, it := range scan(t, dataset.Options{LabelFrom: "csv:" + table}, root).Items.All() {
		if want := map[string]string{"x/p1_cat_3.png": "train", "x/p2_dog_1.png": "valid"}[it.ID]; it.Split != want {
			t.Errorf("%s: split %q, want %q", it.ID, it.Split, want)
		}
	}
	for source, reason := range map[string]string{
		"regex:abc": "no group in parentheses", "regex:(": "missing closing", "csv:nowhere.csv": "no such file",
		"column": "want folder, regex:EXPR or csv:FILE", `regex:(q\d)`: "does not match",
	} {
		if _, err := dataset.Scan(context.Background(), []string{root}, dataset.Options{LabelFrom: source}); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %v, want %q", source, err, reason)
		}
	}
}

// TestIdentity has paths below the root as ids, with the root's name in front
// where two roots hold the same path; a file that is named twice is one item.
func TestIdentity(t *testing.T) {
	root := tree(t, "one/a.png", "one/s/b.png", "two/a.png", "two/c.png", "deep/one/a.png")
	at := func(names ...string) []string {
		for i := range names {
			names[i] = filepath.Join(root, names[i])
		}
		return names
	}
	wantIDs(t, "two roots", scan(t, dataset.Options{}, at("one", "two")...), "c.png one/a.png s/b.png two/a.png")
	wantIDs(t, "other order", scan(t, dataset.Options{}, at("two", "one")...), "c.png one/a.png s/b.png two/a.png")
	wantIDs(t, "roots of one name", scan(t, dataset.Options{}, at("one", "deep/one")...),
		filepath.Base(root)+"/one/a.png deep/one/a.png s/b.png")
	wantIDs(t, "twice", scan(t, dataset.Options{}, at("one", "one", "one/a.png")...), "a.png s/b.png")
	if _, err := dataset.Scan(context.Background(), at("nowhere"), dataset.Options{}); err == nil {
		t.Error("an input that does not exist is no error")
	}
}

// TestChoosing has globs as inputs and as filters.
func TestChoosing(t *testing.T) {
	root := tree(t, "a1.png", "a2.jpg", "b1.png", "sub/a3.png", "sub/note.txt")
	glob := func(p string) string { return filepath.Join(root, p) }
	wantIDs(t, "glob", scan(t, dataset.Options{}, glob("a*")), "a1.png a2.jpg")
	wantIDs(t, "glob over folders", scan(t, dataset.Options{}, glob("s*")), "sub/a3.png")
	wantIDs(t, "glob in folders", scan(t, dataset.Options{}, glob("*/*.png")), "sub/a3.png")
	wantIDs(t, "include", scan(t, dataset.Options{Include: []string{"*.png"}}, root), "a1.png b1.png sub/a3.png")
	wantIDs(t, "include path", scan(t, dataset.Options{Include: []string{"sub/*"}}, root), "sub/a3.png")
	wantIDs(t, "include folder", scan(t, dataset.Options{Include: []string{"sub"}}, root), "sub/a3.png")
	wantIDs(t, "exclude", scan(t, dataset.Options{Exclude: []string{"a*"}}, root), "b1.png")
	wantIDs(t, "both", scan(t, dataset.Options{Include: []string{"*.png"}, Exclude: []string{"sub"}}, root), "a1.png b1.png")
	if err := (&dataset.Options{Include: []string{"["}}).Validate(); err == nil {
		t.Error("a malformed glob is no error")
	}
}

// TestLists has list files, CSV tables and JSON Lines as inputs.
func TestLists(t *testing.T) {
	root := tree(t, "im/a.png", "im/b.png", "c.png")
	at := func(name, content string) string {
		put(t, filepath.Join(root, name), content)
		return filepath.Join(root, name)
	}
	wantIDs(t, "list", scan(t, dataset.Options{}, "@"+at("l.txt", "# a comment\r\nim/b.png\r\n\nc.png\n")), "c.png im/b.png")
	rows := func(l *dataset.Listing) (out []string) {
		for _, it := range l.Items.All() {
			out = append(out, strings.Join([]string{it.ID, it.Label, it.Group, it.Split}, ":"))
		}
		return out
	}
	want := []string{"c.png:y:g2:valid", "im/a.png:x:g1:train"}
	for _, name := range []string{
		at("comma.csv", "path,label,group,split\nim/a.png,x,g1,training\nc.png,y,g2,dev\n"),
		at("semicolon.csv", "\xef\xbb\xbfsplit;LABEL;image;group\ntrain;x;im/a.png;g1\nval;y;c.png;g2\n"),
		at("tab.csv", "file_name\tclass\tgroup\tsplit\nim/a.png\tx\tg1\ttrain\nc.png\ty\tg2\tvalid\n"),
		at("rows.jsonl", `{"file_name":"im/a.png","label":"x","group":"g1","split":"train","more":[1]}`+"\n\n"+`{"file_name":"c.png","label":"y","group":"g2","split":"val"}`+"\n"),
	} {
		if got := rows(scan(t, dataset.Options{}, name)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", filepath.Base(name), got, want)
		}
	}
	if got := rows(scan(t, dataset.Options{}, at("n.jsonl", `{"path":"c.png","label":3}`+"\n"+`{"path":"im/a.png","label":7}`))); got[0] != "c.png:3::" {
		t.Errorf("numbers as labels: %q", got)
	}
	for content, reason := range map[string]string{
		"":                                "the table is empty",
		"name,label\na,b\n":               "no column named path",
		"path,split\na.png,holdout\n":     "line 2: split \"holdout\" is none of",
		"path,label\n\"a.png,x\n":         "extraneous or missing",
		"path,split\na.png,\nb.png,exam,": "line 3: split \"exam\"",
	} {
		if _, err := dataset.Scan(context.Background(), []string{at("bad.csv", content)}, dataset.Options{}); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%q: %v, want %q", content, err, reason)
		}
	}
	for _, content := range []string{"{", `{"label":"x"}`, `{"path":"a","split":"exam"}`, "[1]"} {
		if _, err := dataset.Scan(context.Background(), []string{at("bad.jsonl", content)}, dataset.Options{}); err == nil || !strings.Contains(err.Error(), "line 1") && !strings.Contains(err.Error(), "no column named path") {
			t.Errorf("%q: %v", content, err)
		}
	}
}

// TestStacks has the names of producers, folders and patterns.
func TestStacks(t *testing.T) {
	root := tree(t,
		"l/LC08_L2SP_1_B2.TIF", "l/LC08_L2SP_1_B10.TIF", "l/LC08_L2SP_1_QA.TIF",
		"s/S2A_X.SAFE/GRANULE/g/IMG_DATA/R10m/T_B02_10m.jp2", "s/S2A_X.SAFE/GRANULE/g/IMG_DATA/R20m/T_B02_20m.jp2",
		"s/S2A_X.SAFE/GRANULE/g/IMG_DATA/R20m/T_B8A_20m.jp2", "s/S2A_X.SAFE/GRANULE/g/IMG_DATA/R60m/T_B09_60m.jp2",
		"f/p1/p1_B01.tif", "f/p1/p1_B02.tif", "f/p2/p2_B02.tif", "f/p2/p2_B01.tif", "f/p3/p3_B01.tif",
		"b/x/B8.tif", "b/x/B8A.tif", "b/x/B11.tif", "b/x/B9.tif")
	for _, c := range []struct{ folder, stack, want string }{
		{"l", "landsat", "LC08_L2SP_1[B2 B10]"},
		{"l", "{scene}_B{band}.TIF", "LC08_L2SP_1[B2 B10]"},
		{"s", "sentinel2", "S2A_X.SAFE[B02 B8A B09]"},
		{"f", "folder", "p1[B01 B02] p2[B01 B02]"},
		{"b", "{scene}/{band}.tif", "x[B8 B8A B9 B11]"},
		{"f", "*/{scene}_{band}.tif", "p1[B01 B02] p2[B01 B02]"},
	} {
		l := scan(t, dataset.Options{Stack: c.stack}, filepath.Join(root, c.folder))
		var got []string
		for _, it := range l.Items.All() {
			got = append(got, it.ID+"["+strings.Join(it.Stack.Names, " ")+"]")
			for _, p := range it.Stack.Paths {
				if _, err := os.Stat(p); err != nil || strings.Contains(p, "B02_20m") {
					t.Errorf("%s: %s %v", c.stack, p, err)
				}
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s of %s: %v, want %s", c.stack, c.folder, got, c.want)
		}
		if c.folder == "f" && len(l.Skipped) != 1 {
			t.Errorf("the scene that lacks a band: skipped %v", l.Skipped)
		}
	}
	if _, err := dataset.Scan(context.Background(), []string{root}, dataset.Options{Stack: "{scene}.tif"}); err == nil {
		t.Error("a pattern without a band is no error")
	}
}
