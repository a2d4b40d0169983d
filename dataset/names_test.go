package dataset_test

import (
	"archive/tar"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/bandprep/bandprep/dataset"
)

// again opens an item as a manifest knows it: by its id and the text of its path.
func again(it *dataset.Item) (string, error) {
	l := dataset.NewListing(nil)
	known := dataset.Item{ID: it.ID}
	l.SetPath(&known, dataset.Text(filepath.ToSlash(it.Path)))
	if it.Member != "" {
		l.InArchive(&known, dataset.Text(it.Member))
	}
	return content(&known)
}

// TestFoundAgain opens files and members by what a manifest holds of them,
// whatever their names.
func TestFoundAgain(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"gr\xfcn/s\xf60.jpg", `gr\xfcn/literal.jpg`, "grün/u.jpg", "a#b.jpg"} {
		full := filepath.Join(root, name)
		if os.MkdirAll(filepath.Dir(full), 0o755) != nil || os.WriteFile(full, []byte(name), 0o644) != nil {
			t.Skip("the file system takes UTF-8 only")
		}
	}
	members := []member{{name: "./0.png", content: "zero"}, {name: "a//b.png", content: "one"}, {name: "../x.png", content: "two"},
		{name: "/abs/y.png", content: "three"}, {name: "k\xe4se.png", content: "four"}}
	put(t, filepath.Join(root, "m.tar"), string(tarBytes(t, members...)))
	put(t, filepath.Join(root, "m.zip"), string(zipBytes(t, members...)))
	l := scan(t, dataset.Options{}, root, filepath.Join(root, "m.tar"), filepath.Join(root, "m.zip"))
	if l.Items.Len() != 14 || len(l.Skipped) > 0 {
		t.Fatalf("%d items, skipped %v", l.Items.Len(), l.Skipped)
	}
	for _, it := range l.Items.All() {
		want, err := content(it)
		if got, err2 := again(it); err != nil || err2 != nil || got != want {
			t.Errorf("%s: %q (%v), want %q (%v)", it.ID, got, err2, want, err)
		}
	}
}

// TestRepeatedMembers has the last of several members of one name, as unpacking
// gives it.
func TestRepeatedMembers(t *testing.T) {
	members := []member{{name: "a.png", content: "old"}, {name: "b.png", content: "b"}, {name: "./a.png", content: "new"}}
	for name, data := range map[string][]byte{"m.tar": tarBytes(t, members...), "m.zip": zipBytes(t, members...)} {
		l := pack(t, name, data)
		wantContents(t, name, l, map[string]string{name + "#a.png": "new", name + "#b.png": "b"})
		if l.Passed["repeated"] != 1 || !strings.HasPrefix(decided(l, "archive"), "1 1 member in "+name) {
			t.Errorf("%s: passed over %v, %q", name, l.Passed, decided(l, "archive"))
		}
	}
}

// TestHardLinks reads hard-linked members and names those that lead nowhere.
func TestHardLinks(t *testing.T) {
	l := pack(t, "m.tar", tarBytes(t, member{name: "a.png", content: "one"},
		member{name: "h.png", content: "a.png", kind: tar.TypeLink}, member{name: "g.png", content: "gone.png", kind: tar.TypeLink}))
	if got := ids(l); got != "m.tar#a.png m.tar#h.png" {
		t.Error(got)
	}
	if text, err := content(l.Items.At(1)); text != "one" || err != nil {
		t.Errorf("hard link: %q %v", text, err)
	}
	if len(l.Skipped) != 1 || !strings.Contains(l.Skipped[0].Err.Error(), "a link to gone.png") {
		t.Errorf("skipped %v", l.Skipped)
	}
}

// TestSparseMembers reads members whose zeros are not stored, in the formats of
// GNU tar.
func TestSparseMembers(t *testing.T) {
	gnutar, err := exec.LookPath("tar")
	if err != nil {
		t.Skip("needs GNU tar")
	}
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "s.bmp"))
	if err != nil {
		t.Fatal(err)
	}
	want := make([]byte, 300_000)
	copy(want, "begin")
	copy(want[200_000:], "middle")
	f.WriteAt([]byte("begin"), 0)
	f.WriteAt([]byte("middle"), 200_000)
	f.Truncate(int64(len(want)))
	f.Close()
	put(t, filepath.Join(dir, "z.png"), "after")
	for _, format := range []string{"--format=gnu", "--format=pax --sparse-version=0.0", "--format=pax --sparse-version=0.1", "--format=pax --sparse-version=1.0"} {
		name := filepath.Join(t.TempDir(), "m.tar")
		args := append([]string{"-C", dir, "--sparse", "-cf", name}, strings.Fields(format)...)
		if out, err := exec.Command(gnutar, append(args, "s.bmp", "z.png")...).CombinedOutput(); err != nil {
			t.Skipf("tar cannot do so: %v %s", err, out)
		}
		l := scan(t, dataset.Options{}, name)
		wantContents(t, format, l, map[string]string{"m.tar#s.bmp": string(want), "m.tar#z.png": "after"})
	}
}

// TestLinksInSplits keeps a link in another split than the file that it leads to:
// it is a leak, and an audit wants to see it.
func TestLinksInSplits(t *testing.T) {
	root := tree(t, "train/a.png", "train/b.png", "valid/c.png", "elsewhere.txt")
	for from, to := range map[string]string{"valid/a.png": "../train/a.png", "train/a2.png": "a.png", "0": "train"} {
		if err := os.Symlink(to, filepath.Join(root, from)); err != nil {
			t.Skip(err)
		}
	}
	l := scan(t, dataset.Options{}, root)
	if got := facts(l); got != "train/a.png= train; train/b.png= train; valid/a.png= valid; valid/c.png= valid" {
		t.Error(got)
	}
	if l.Passed["link"] != 1 {
		t.Errorf("passed over %v", l.Passed)
	}
}

// TestDeepFolders walks folders nested 1,500 deep in little time.
func TestDeepFolders(t *testing.T) {
	const deep = 1500
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, strings.Repeat("d/", deep)), 0o755); err != nil {
		t.Skip(err)
	}
	dir, images := root, 0
	for i := range deep {
		if dir += "/d"; i%100 != 0 {
			continue
		}
		images++
		if err := os.WriteFile(dir+"/a.png", nil, 0o644); err != nil {
			t.Skip(err)
		}
	}
	begin := time.Now()
	l := scan(t, dataset.Options{}, root)
	if l.Items.Len() != images {
		t.Errorf("%d items", l.Items.Len())
	}
	if d := time.Since(begin); d > 20*time.Second {
		t.Errorf("took %v", d)
	}
}

// TestSidecars has the files that belong to an image, found without further looks
// at the disk.
func TestSidecars(t *testing.T) {
	root := tree(t, "x.tif", "x.tif.msk", "x.tif.aux.xml", "x.tfw", "x.PRJ", "y.tif", "y.jpg", "y.wld", "z.tif", "x.txt", "s/x.tif")
	l := scan(t, dataset.Options{}, root)
	want := map[string]string{"x.tif": "[x.tif.aux.xml x.tif.msk x.PRJ x.tfw] x.tif.msk", "y.tif": "[y.wld] ", "y.jpg": "[y.wld] ", "z.tif": "[] ", "s/x.tif": "[] "}
	for i, it := range l.Items.All() {
		f := l.Fact(i)
		masks := ""
		for _, m := range f.Masks {
			masks += strings.TrimPrefix(m, root+"/")
		}
		if got := fmt.Sprint(f.Sidecars, " ", masks); got != want[it.ID] {
			t.Errorf("%s: %s, want %s", it.ID, got, want[it.ID])
		}
	}
}

// TestHints points out names that look like groups or bands, and rare labels; it
// is silent about all others.
func TestHints(t *testing.T) {
	for _, c := range []struct{ files, kind, want string }{
		{"photo p{00-05}_0.png\nphoto p{00-05}_1.png", "group", "6 names look like 6 groups"},
		{"photo t{0-5}_B2.tif\nphoto t{0-5}_B3.tif\nphoto t{0-5}_B4.tif", "group", "names of 18 images end in bands"},
		{"photo IMG_{0001-0030}.jpg", "group", ""},
		{"photo cat/{0001-0010}.jpg\nphoto dog/{0001-0010}.jpg", "group", ""},
		{"photo cat_{01-10}.jpg\nphoto dog_{01-10}.jpg", "group", ""},
		{"photo 2020010{1-9}_1234.jpg", "group", ""},
		{"photo x{0-9}.jpg", "group", ""},
		{"photo maj/{00-29}.png\nphoto big/{00-19}.png\nphoto two/{0-1}.png\nphoto one/0.png", "rare_labels", "2 labels have fewer than 5 images and may miss a split: one (1), two (2)"},
		{"photo a1/{0-2}.png\nphoto b1/{0-2}.png\nphoto c1/{0-2}.png", "rare_labels", ""},
	} {
		root := t.TempDir()
		build(t, root, c.files)
		if got := decided(scan(t, dataset.Options{Peek: peek}, root), c.kind); got == "" != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%q: %q, want %q", c.files, got, c.want)
		}
	}
}

// TestLying names tables and annotations among the images.
func TestLying(t *testing.T) {
	root := tree(t, "train/a.png", "val/b.png", "data.yaml", "train/metadata.jsonl", "train.csv", "annotations/instances_train2017.json", "labels/a.txt", "x.json")
	l := scan(t, dataset.Options{}, root)
	var got []string
	for _, f := range l.Lying {
		got = append(got, f.Path+": "+f.What+" "+strings.ReplaceAll(f.Flag, root+"/", ""))
	}
	if s := strings.Join(got, "; "); s != "annotations/instances_train2017.json: COCO annotations ; data.yaml: YOLO description of splits and classes ; train/metadata.jsonl: table --table train/metadata.jsonl; train.csv: table --table train.csv" {
		t.Error(s)
	}
}

// TestFilesOneByOne has ids below the folder that the files share, and labels and
// splits from the folders in between.
func TestFilesOneByOne(t *testing.T) {
	root := tree(t, "train/cat/a.png", "train/dog/b.png", "val/cat/a.png", "val/dog/c.png")
	var files []string
	for _, n := range []string{"train/cat/a.png", "train/dog/b.png", "val/cat/a.png", "val/dog/c.png"} {
		files = append(files, filepath.Join(root, n))
	}
	l := scan(t, dataset.Options{}, files...)
	if got := facts(l); got != "train/cat/a.png=cat train; train/dog/b.png=dog train; val/cat/a.png=cat valid; val/dog/c.png=dog valid" {
		t.Error(got)
	}
	folders := scan(t, dataset.Options{}, filepath.Join(root, "train"), filepath.Join(root, "val"))
	if got := summary(folders); got != summary(l) {
		t.Errorf("as folders: %s, as files %s", got, summary(l))
	}
	classes, _ := filepath.Glob(filepath.Join(root, "*", "*"))
	if got := summary(scan(t, dataset.Options{}, classes...)); got != summary(l) {
		t.Errorf("as class folders: %s, as files %s", got, summary(l))
	}
	if got := summary(scan(t, dataset.Options{}, filepath.Join(root, "*", "*", "*.png"))); got != summary(l) {
		t.Errorf("as a glob: %s, as files %s", got, summary(l))
	}
}
