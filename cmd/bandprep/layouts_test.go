package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

// splitsOf returns the contents of the items of each split, from the manifest.
func splitsOf(t *testing.T, made string) map[string][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(runs(t, "export", made, "--to", "csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) int { return slices.Index(rows[0], name) }
	by := make(map[string][]string)
	for _, r := range rows[1:] {
		by[r[at("split")]] = append(by[r[at("split")]], r[at("label")]+" "+string(read(t, r[at("path")])))
	}
	for _, list := range by {
		slices.Sort(list)
	}
	return by
}

// labelledFolder reads a folder of classes as torchvision's ImageFolder does:
// classes are the folders, items all files below them.
func labelledFolder(t *testing.T, dir string) (list []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(dir, name)
			class, _, _ := strings.Cut(filepath.ToSlash(rel), "/")
			list = append(list, class+" "+string(read(t, name)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

// madePhotos splits photos whose names clash: every label has the same names.
func madePhotos(t *testing.T) (made string) {
	t.Helper()
	dir := t.TempDir()
	for _, label := range []string{"dress", "shoes", "pants"} {
		for i := range 10 {
			data := read(t, testfile.Project("photos", label, fmt.Sprintf("%s-%02d.jpg", label, i)))
			write(t, filepath.Join(dir, "photos", label, fmt.Sprintf("sub%d", i%2), fmt.Sprintf("%d.jpg", i/2)), data)
		}
	}
	made = filepath.Join(dir, "out")
	runs(t, "run", "-q", filepath.Join(dir, "photos"), "-o", made, "--test", "0.2")
	return made
}

// TestLayouts reads what is exported by the rules of torchvision and Ultralytics,
// fastai and Hugging Face: they train on exactly the items of train.
func TestLayouts(t *testing.T) {
	made := madePhotos(t)
	want := splitsOf(t, made)
	for _, how := range []string{"copy", "hard", "symbolic"} {
		dir := filepath.Join(t.TempDir(), how)
		for range 2 { // a second time everything is there
			runs(t, "export", made, "--to", "imagefolder", "-o", dir, "--link", how)
		}
		for split, name := range map[string]string{"train": "train", "valid": "val", "test": "test"} {
			if got := labelledFolder(t, filepath.Join(dir, name)); !slices.Equal(got, want[split]) {
				t.Errorf("--link %s: %s holds %d items, want the %d of %s", how, name, len(got), len(want[split]), split)
			}
		}
	}
	// fastai: valid is where is_valid is true, train all else.
	rows, err := csv.NewReader(strings.NewReader(runs(t, "export", made, "--to", "fastai"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := make(map[string][]string)
	for _, r := range rows[1:] {
		part := "train"
		if r[2] == "True" {
			part = "valid"
		}
		got[part] = append(got[part], r[1]+" "+string(read(t, r[0])))
	}
	for _, part := range []string{"train", "valid"} {
		if slices.Sort(got[part]); !slices.Equal(got[part], want[part]) {
			t.Errorf("fastai: %d items of %s, want %d", len(got[part]), part, len(want[part]))
		}
	}
}

// TestHuggingFace reads metadata.parquet with an independent reader and matches
// file_name with the files beside it, as package datasets does.
func TestHuggingFace(t *testing.T) {
	made, dir := madePhotos(t), filepath.Join(t.TempDir(), "hf")
	runs(t, "export", made, "--to", "huggingface", "-o", dir, "--license", "cc0-1.0", "--link", "hard")
	want := splitsOf(t, made)
	readme := string(read(t, filepath.Join(dir, "README.md")))
	front, _, ok := strings.Cut(strings.TrimPrefix(readme, "---\n"), "\n---\n")
	if !ok || !strings.Contains(front, "license: \"cc0-1.0\"") {
		t.Errorf("front matter: %s", readme)
	}
	for split, name := range map[string]string{"train": "train", "valid": "validation", "test": "test"} {
		if !strings.Contains(front, fmt.Sprintf("- split: %s\n    path: %s/**", name, name)) {
			t.Errorf("front matter without %s: %s", name, front)
		}
		out := duckdb(t, fmt.Sprintf("SELECT file_name, label, split FROM '%s'", filepath.ToSlash(filepath.Join(dir, name, "metadata.parquet"))))
		var got []string
		for _, r := range out {
			got = append(got, fmt.Sprint(r["label"])+" "+string(read(t, filepath.Join(dir, name, filepath.FromSlash(fmt.Sprint(r["file_name"]))))))
			if r["split"] != split {
				t.Errorf("%v in %s", r, name)
			}
		}
		if slices.Sort(got); !slices.Equal(got, want[split]) {
			t.Errorf("%s: %d items, want %d", name, len(got), len(want[split]))
		}
		files, _ := os.ReadDir(filepath.Join(dir, name))
		if len(files) != len(want[split])+1 {
			t.Errorf("%s: %d files beside metadata.parquet, want %d", name, len(files)-1, len(want[split]))
		}
	}
}

// TestChipsAreDistinct holds that every chip of a scene is told apart in the
// tables that loaders read.
func TestChipsAreDistinct(t *testing.T) {
	made := filepath.Join(t.TempDir(), "out")
	runs(t, "run", "-q", testfile.Project("scenes"), "-o", made, "--chip", "20")
	for _, form := range []string{"csv", "fastai"} {
		rows, err := csv.NewReader(strings.NewReader(runs(t, "export", made, "--to", form))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		path, window := slices.Index(rows[0], "path"), slices.Index(rows[0], "window")
		seen := make(map[string]bool)
		for _, r := range rows[1:] {
			if seen[r[path]+r[window]] || r[window] == "" {
				t.Errorf("%s: %v is there twice, or without its window", form, r)
			}
			seen[r[path]+r[window]] = true
		}
		if form == "csv" && len(seen) != 48 {
			t.Errorf("%d chips, want 4 of each of 12 scenes", len(seen))
		}
	}
	if status, _, stderr := bandprep("export", made, "--to", "imagefolder", "-o", filepath.Join(t.TempDir(), "x")); status != exitFailed || !strings.Contains(stderr, "bandprep apply") {
		t.Errorf("imagefolder of chips: status %d, %s", status, stderr)
	}
}

// TestCOCO divides an annotation file and holds that the parts have what it has,
// each annotation with its image.
func TestCOCO(t *testing.T) {
	made, dir := madePhotos(t), t.TempDir()
	doc := map[string]any{"info": map[string]any{"year": 2026}, "categories": []any{map[string]any{"id": 1, "name": "cloth"}}}
	var images, notes []any
	n := 0
	for _, label := range []string{"dress", "shoes", "pants"} {
		for i := range 10 {
			n++
			images = append(images, map[string]any{"id": n, "file_name": fmt.Sprintf("%s/sub%d/%d.jpg", label, i%2, i/2), "width": 160})
			for k := range i % 3 {
				notes = append(notes, map[string]any{"id": 10*n + k, "image_id": n, "category_id": 1, "bbox": []int{1, 2, 3, 4}})
			}
		}
	}
	images = append(images, map[string]any{"id": 99, "file_name": "elsewhere.jpg"})
	doc["images"], doc["annotations"] = images, notes
	text, _ := json.Marshal(doc)
	whole := filepath.Join(dir, "instances.json")
	write(t, whole, text)
	runs(t, "export", made, "--to", "coco", "--annotations", whole, "-o", filepath.Join(dir, "parts"))
	want := splitsOf(t, made)
	allImages, allNotes := 0, 0
	for split, name := range map[string]string{"train": "train", "valid": "val", "test": "test"} {
		var part struct {
			Info        map[string]int
			Categories  []any
			Images      []struct{ ID int }
			Annotations []struct {
				Image int `json:"image_id"`
			}
		}
		if err := json.Unmarshal(read(t, filepath.Join(dir, "parts", "instances_"+name+".json")), &part); err != nil {
			t.Fatal(err)
		}
		ids := make(map[int]bool)
		for _, im := range part.Images {
			ids[im.ID] = true
		}
		for _, a := range part.Annotations {
			if !ids[a.Image] {
				t.Errorf("%s: an annotation of image %d, which is elsewhere", name, a.Image)
			}
		}
		if len(part.Images) != len(want[split]) || part.Info["year"] != 2026 || len(part.Categories) != 1 {
			t.Errorf("%s: %d images, want %d; %v", name, len(part.Images), len(want[split]), part.Info)
		}
		allImages, allNotes = allImages+len(part.Images), allNotes+len(part.Annotations)
	}
	if allImages != 30 || allNotes != len(notes) {
		t.Errorf("%d images and %d annotations, want 30 and %d", allImages, allNotes, len(notes))
	}
	write(t, whole, []byte(strings.Replace(string(text), "dress/sub0/0.jpg", "0.jpg", 1)))
	if status, _, stderr := bandprep("export", made, "--to", "coco", "--annotations", whole, "-o", filepath.Join(dir, "two")); status != exitFailed || !strings.Contains(stderr, "0.jpg may be") {
		t.Errorf("a name that fits six images: status %d, %s", status, stderr)
	}
}

// TestYOLO resolves data.yaml and the lists as Ultralytics does.
func TestYOLO(t *testing.T) {
	made, dir := madePhotos(t), filepath.Join(t.TempDir(), "y")
	runs(t, "export", made, "--to", "yolo", "-o", dir, "--classes", "a,b: c")
	want := splitsOf(t, made)
	yaml := string(read(t, filepath.Join(dir, "data.yaml")))
	if !strings.Contains(yaml, "train: train.txt\nval: val.txt\ntest: test.txt\nnames:\n  0: \"a\"\n  1: \"b: c\"\n") {
		t.Errorf("data.yaml: %s", yaml)
	}
	for split, name := range map[string]string{"train": "train", "valid": "val", "test": "test"} {
		var got []string
		for line := range strings.Lines(string(read(t, filepath.Join(dir, name+".txt")))) {
			path := strings.TrimSuffix(line, "\n")
			got = append(got, filepath.Base(filepath.Dir(filepath.Dir(path)))+" "+string(read(t, path)))
		}
		if slices.Sort(got); !slices.Equal(got, want[split]) {
			t.Errorf("%s.txt: %d items, want %d", name, len(got), len(want[split]))
		}
	}
}

// TestCroissant holds the required keys of Croissant 1.1, that every reference
// leads to something in the document, and that the digest is that of the file.
func TestCroissant(t *testing.T) {
	made, dir := madePhotos(t), filepath.Join(t.TempDir(), "c")
	args := []string{"export", made, "--to", "croissant", "-o", dir, "--name", "photos", "--description", "Photos of clothes", "--license", "https://creativecommons.org/publicdomain/zero/1.0/",
		"--url", "https://example.org/photos", "--creator", "A. Person"}
	if status, _, stderr := bandprep(args...); status != exitFailed || !strings.Contains(stderr, "give --date") {
		t.Errorf("without a date: status %d, %s", status, stderr)
	}
	runs(t, append(args, "--date", "2026-01-31")...)
	var doc map[string]any
	if err := json.Unmarshal(read(t, filepath.Join(dir, "croissant.json")), &doc); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"@context", "@type", "conformsTo", "name", "description", "license", "url", "creator", "datePublished"} {
		if doc[key] == nil {
			t.Errorf("no %s", key)
		}
	}
	if context := doc["@context"].(map[string]any); context["@vocab"] != "https://schema.org/" || doc["conformsTo"] != "http://mlcommons.org/croissant/1.1" {
		t.Errorf("context %v, conforms to %v", context["@vocab"], doc["conformsTo"])
	}
	ids, refs := make(map[string]bool), make(map[string]bool)
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			id, named := v["@id"].(string)
			_, typed := v["@type"]
			if named && typed {
				if ids[id] {
					t.Errorf("@id %s twice", id)
				}
				ids[id] = true
			} else if named {
				refs[id] = true
			}
			for key, e := range v {
				if key != "@context" && key != "data" {
					walk(e)
				}
			}
		}
	}
	walk(doc)
	for ref := range refs {
		if !ids[ref] {
			t.Errorf("%s is referred to and not there", ref)
		}
	}
	if len(refs) < 3 || !ids["items/label"] || !ids["splits/name"] {
		t.Errorf("%d references, ids %v", len(refs), slices.Sorted(maps.Keys(ids)))
	}
	file := doc["distribution"].([]any)[0].(map[string]any)
	out, err := exec.Command("sha256sum", filepath.Join(dir, file["contentUrl"].(string))).Output()
	if err == nil && !strings.HasPrefix(string(out), file["sha256"].(string)) {
		t.Errorf("sha256 %v, of the file %s", file["sha256"], out)
	}
	t.Run("rdflib", func(t *testing.T) {
		py := python(t, "rdflib")
		out, err := exec.Command(py, "-c", `import sys, rdflib
g = rdflib.Graph().parse(sys.argv[1], format="json-ld")
cr, sc = rdflib.Namespace("http://mlcommons.org/croissant/"), rdflib.Namespace("https://schema.org/")
data = list(g.subjects(rdflib.RDF.type, sc.Dataset))
print(len(data), g.value(data[0], sc.name), len(list(g.subjects(rdflib.RDF.type, cr.RecordSet))), len(list(g.subjects(rdflib.RDF.type, cr.Field))) > 10, len(list(g.objects(None, cr.references))))`,
			filepath.Join(dir, "croissant.json")).CombinedOutput()
		if err != nil || strings.TrimSpace(string(out)) != "1 photos 2 True 1" {
			t.Errorf("%v: %s", err, out)
		}
	})
}

// TestAuxXML compares what GDAL reports of an image beside an exported .aux.xml,
// which it then does not read, with what it computes itself.
func TestAuxXML(t *testing.T) {
	if _, err := exec.LookPath("gdalinfo"); err != nil {
		t.Skip("needs gdalinfo")
	}
	dir := t.TempDir()
	made := filepath.Join(dir, "out")
	runs(t, "run", "-q", testfile.Project("scenes"), "-o", made)
	runs(t, "export", made, "--to", "aux-xml", "-o", filepath.Join(dir, "aux"))
	name := "chip-12.tif"
	write(t, filepath.Join(dir, "plain", name), read(t, testfile.Project("scenes", name)))
	write(t, filepath.Join(dir, "with", name), read(t, testfile.Project("scenes", name)))
	aux := read(t, filepath.Join(dir, "aux", name+".aux.xml"))
	write(t, filepath.Join(dir, "with", name+".aux.xml"), aux)
	type info struct {
		Bands []struct {
			Metadata map[string]map[string]string
		}
	}
	get := func(file string, args ...string) (i info) {
		out, err := exec.Command("gdalinfo", append(args, "-json", file)...).Output()
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out, &i); err != nil {
			t.Fatal(err)
		}
		return i
	}
	with, computed := get(filepath.Join(dir, "with", name)), get(filepath.Join(dir, "plain", name), "-stats")
	if len(with.Bands) != 13 || len(computed.Bands) != 13 {
		t.Fatal("13 bands expected")
	}
	for b := range with.Bands {
		ours, theirs := with.Bands[b].Metadata[""], computed.Bands[b].Metadata[""]
		for _, key := range []string{"STATISTICS_MINIMUM", "STATISTICS_MAXIMUM", "STATISTICS_MEAN", "STATISTICS_STDDEV", "STATISTICS_VALID_PERCENT"} {
			var x, y float64
			fmt.Sscan(ours[key], &x)
			fmt.Sscan(theirs[key], &y)
			if ours[key] == "" || math.Abs(x-y) > 1e-9*math.Max(1, math.Abs(y)) {
				t.Errorf("band %d: %s is %q, and GDAL computes %q", b+1, key, ours[key], theirs[key])
			}
		}
		var sd, variance float64
		fmt.Sscan(ours["STATISTICS_STDDEV"], &sd)
		fmt.Sscan(strings.Split(ours["STATISTICS_COVARIANCES"], ",")[b], &variance)
		if math.Abs(variance-sd*sd) > 1e-9*sd*sd {
			t.Errorf("band %d: covariance with itself %v, variance %v", b+1, variance, sd*sd)
		}
	}
	if err := xml.NewDecoder(bytes.NewReader(aux)).Decode(new(struct{ XMLName xml.Name })); err != nil {
		t.Error(err)
	}
}
