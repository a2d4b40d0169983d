package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

// source is a set of images, given as images and as the manifest made of them.
type source struct {
	name   string
	inputs []string
	flags  []string // how the images are found and seen
}

// sources makes one set of each kind.
func sources(t *testing.T) []source {
	t.Helper()
	photos := filepath.Join(t.TempDir(), "photos")
	copyFolder(t, testfile.Project("photos"), photos)
	whole := read(t, filepath.Join(photos, "dress", "dress-01.jpg"))
	write(t, filepath.Join(photos, "dress", "cut.jpg"), whole[:len(whole)/2])
	write(t, filepath.Join(photos, "dress", "empty.jpg"), nil)
	write(t, filepath.Join(photos, "dress", "dress-99.jpg"), whole) // a duplicate
	facts := "path,label,group,time\n"
	n := 0
	filepath.WalkDir(photos, func(name string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(photos, name)
			facts += fmt.Sprintf("%s,%s,g%d,2024-05-%02d\n", filepath.ToSlash(rel), filepath.Base(filepath.Dir(rel)), n/4, 1+n/3)
			n++
		}
		return err
	})
	write(t, filepath.Join(photos, "facts.csv"), []byte(facts))

	packed := filepath.Join(t.TempDir(), "photos.tar")
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, name := range []string{"dress/dress-01.jpg", "dress/dress-02.jpg", "shoes/shoes-01.jpg", "shoes/shoes-02.jpg", "shoes/shoes-03.jpg"} {
		data := read(t, filepath.Join(photos, filepath.FromSlash(name)))
		w.WriteHeader(&tar.Header{Name: name, Size: int64(len(data)), Mode: 0o644})
		w.Write(data)
	}
	w.Close()
	write(t, packed, b.Bytes())

	mixed := t.TempDir()
	masked := t.TempDir()
	for i := range 6 {
		colour, grey, mask := image.NewNRGBA(image.Rect(0, 0, 40, 30)), image.NewGray(image.Rect(0, 0, 40, 30)), image.NewGray(image.Rect(0, 0, 40, 30))
		for y := range 30 {
			for x := range 40 {
				v := uint8(x*(i+3) + y*y*(7-i))
				colour.SetNRGBA(x, y, color.NRGBA{v, v / 2, 255 - v, 255})
				grey.SetGray(x, y, color.Gray{v})
				if x > 3*i {
					mask.SetGray(x, y, color.Gray{1})
				}
			}
		}
		writePNG(t, filepath.Join(mixed, fmt.Sprintf("c%d.png", i)), colour)
		writePNG(t, filepath.Join(mixed, fmt.Sprintf("g%d.png", i)), grey)
		writePNG(t, filepath.Join(masked, "images", fmt.Sprintf("i%d.png", i)), colour)
		writePNG(t, filepath.Join(masked, "masks", fmt.Sprintf("i%d.png", i)), mask)
	}
	scenes := testfile.Project("scenes")
	body := t.TempDir()
	for i := range 8 {
		write(t, filepath.Join(body, fmt.Sprintf("s%d.dcm", i)), dicomSlice(fmt.Sprintf("P%d", i/2), i))
	}
	stacks := t.TempDir()
	for i := range 4 {
		for b, band := range []string{"red", "green", "nir", "swir"} {
			chip := fmt.Sprintf("chip-0%d.tif", i)
			write(t, filepath.Join(stacks, fmt.Sprintf("s%d_%s.tif", i, band)), oneBand(t, filepath.Join(scenes, chip), b+1))
		}
	}
	return []source{
		{"photos", []string{photos}, []string{"--label-from", "csv:" + filepath.Join(photos, "facts.csv"), "--group-from", "csv:" + filepath.Join(photos, "facts.csv")}},
		{"table", []string{filepath.Join(photos, "facts.csv")}, nil},
		{"13 bands", []string{scenes}, nil},
		{"three of 13 bands", []string{scenes}, []string{"--bands", "B4,B3,B2"}},
		{"chips", []string{scenes}, []string{"--chip", "16", "--stride", "8"}},
		{"tar", []string{packed}, nil},
		{"dicom", []string{body}, nil},
		{"stacks", []string{stacks}, []string{"--stack", "{scene}_{band}.tif"}},
		{"products", []string{testfile.Project("products", "items.json")}, []string{"--clear", "--bands", "B05,B02"}},
		{"product in an archive", []string{zippedSAFE(t)}, []string{"--keep", "SCL in 4-7"}},
		{"grey beside colour", []string{mixed}, nil},
		{"masks", []string{filepath.Join(masked, "images")}, []string{"--mask-from", "{dir}/../masks/{name}.png"}},
		{"masks counted as images", []string{masked}, []string{"--color", "rgb"}},
	}
}

// zippedSAFE packs a product of Sentinel-2.
func zippedSAFE(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	if err := w.AddFS(os.DirFS(testfile.Project("products", "S2A_MSIL2A_20221015T110751_N0400_R023_T30TXM_20221015T164454.SAFE"))); err != nil {
		t.Fatal(err)
	}
	w.Close()
	name := filepath.Join(t.TempDir(), "S2A_MSIL2A_20221015T110751_N0400_R023_T30TXM_20221015T164454.SAFE.zip")
	write(t, name, b.Bytes())
	return name
}

// verbs are the commands that take images or a manifest, with flags that both
// take.
var verbs = [][]string{
	{"stats"},
	{"stats", "--per", "label"},
	{"stats", "--per", "group"},
	{"stats", "--sample", "4"},
	{"stats", "--tolerance", "0.2"},
	{"stats", "--average", "image", "--ddof", "1"},
	{"stats", "--batch", "3"},
	{"verify", "--mean", "0.5", "--std", "0.25", "--split", "all"},
	{"advise"},
	{"advise", "--regime", "scratch"},
	{"stats", "--percentiles", "2,50,98"},
	{"stats", "--where", "height > 30 and not (label = 'pants') or group is null"},
	{"check"},
	{"check", "--where", "bytes > 20000"},
	{"split", "-o", "OUT"},
	{"split", "-o", "OUT", "--within", "24h", "--by", "random", "--valid", "0.3"},
	{"split", "-o", "OUT", "--folds", "2"},
	{"split", "-o", "OUT", "--by", "random", "--test-where", "width >= 20 and id < 'dress/dress-04' or id > 'shoes/shoes-05'", "--train-where", "bytes > 100"},
	{"pca", "fit", "-k", "1", "-o", "OUT", "--split", "all"},
	{"pca", "fit", "-k", "1", "-o", "OUT", "--split", "all", "--limits", "sigma"},
	{"run", "-o", "OUT", "--overwrite"},
	{"report", "-o", "OUT"},
}

// outcome is what a command gave.
type outcome struct {
	Status         int
	Stdout, Stderr string
	Files          map[string]string // that it wrote
}

func outcomeOf(t *testing.T, args []string) outcome {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	for i, a := range args {
		if a == "OUT" {
			args[i] = out
		}
	}
	var stdout, stderr bytes.Buffer
	o := outcome{Status: run(context.Background(), args, &stdout, &stderr), Files: make(map[string]string)}
	o.Stdout, o.Stderr = strings.ReplaceAll(stdout.String(), out, "OUT"), strings.ReplaceAll(stderr.String(), out, "OUT")
	filepath.WalkDir(out, func(name string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() && filepath.Ext(name) != ".cache" { // of what was measured; no result
			o.Files[strings.TrimPrefix(name, out)] = string(read(t, name))
		}
		return nil
	})
	return o
}

// TestImagesAndManifestAgree holds that every verb gives the same output,
// warnings, decisions, files and exit status for images and for the manifest
// made of them.
func TestImagesAndManifestAgree(t *testing.T) {
	for k, s := range sources(t) {
		if testing.Short() && k > 1 {
			break
		}
		t.Run(s.name, func(t *testing.T) {
			made := filepath.Join(t.TempDir(), "made")
			first := outcomeOf(t, append(append([]string{"run", "-o", made}, s.inputs...), s.flags...))
			if first.Status != exitDone && first.Status != exitSkipped {
				t.Fatalf("run: %d %s", first.Status, first.Stderr)
			}
			for _, verb := range verbs {
				for _, mode := range []string{"", "--json"} {
					if draws := slices.Contains(verb, "--sample") || slices.Contains(verb, "--tolerance"); draws && first.Status == exitSkipped {
						continue // images that were not drawn are not found damaged
					}
					args := append(append([]string{}, verb...), "-q")
					if mode != "" {
						args = append(args, mode)
					}
					images := outcomeOf(t, append(append(append([]string{}, args...), s.inputs...), s.flags...))
					rows := outcomeOf(t, append(append([]string{}, args...), made))
					if a, b := describe(images), describe(rows); a != b {
						t.Errorf("%s: images give\n%s\nthe manifest gives\n%s", strings.Join(args, " "), a, b)
					}
				}
			}
		})
	}
}

// TestManifestWithoutImages holds that what needs no pixels does not miss them,
// and what does names those that are gone.
func TestManifestWithoutImages(t *testing.T) {
	photos := filepath.Join(t.TempDir(), "photos")
	copyFolder(t, testfile.Project("photos"), photos)
	made := filepath.Join(t.TempDir(), "made")
	if o := outcomeOf(t, []string{"run", "-q", photos, "-o", made}); o.Status != exitDone {
		t.Fatal(o.Stderr)
	}
	if err := os.Rename(photos, photos+".away"); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"stats", made}, {"stats", made, "--sample", "5"}, {"stats", made, "--batch", "5"}, {"split", made, "-o", "OUT"}, {"split", "--audit", made},
		{"pca", "fit", made, "-k", "1", "--limits", "sigma", "-o", "OUT"}, {"run", made, "-o", "OUT"},
	} {
		if o := outcomeOf(t, append(args, "-q")); o.Status != exitDone {
			t.Errorf("%v: %d %s", args, o.Status, o.Stderr)
		}
	}
	for _, args := range [][]string{
		{"stats", made, "--percentiles", "50"}, {"stats", made, "--as", "resize=32"}, {"stats", made, "--mask-from", "{dir}/{name}.png", "--per", "class"},
		{"pca", "fit", made, "-k", "1", "-o", "OUT"}, {"pca", "fit", made, "-k", "1", "--method", "mnf", "-o", "OUT"}, {"run", made, "--percentiles", "50", "-o", "OUT"},
		{"apply", made, "-o", "OUT"},
	} {
		o := outcomeOf(t, append(args, "-q"))
		if o.Status != exitFailed || !strings.Contains(o.Stderr, "dress/dress-0") || !strings.Contains(o.Stderr, "cannot be read") && args[0] != "apply" {
			t.Errorf("%v: %d %s", args, o.Status, o.Stderr)
		}
	}
}

// describe writes an outcome so that two compare. The inputs that a manifest
// names are its own affair.
func describe(o outcome) string {
	text, _ := json.MarshalIndent(o, "", " ")
	return strings.ReplaceAll(string(text), `\n`, "\n  ")
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func writePNG(t *testing.T, name string, im image.Image) {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, im); err != nil {
		t.Fatal(err)
	}
	write(t, name, b.Bytes())
}

func copyFolder(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// oneBand returns a TIFF of one band of an image.
func oneBand(t *testing.T, name string, band int) []byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "one")
	if o := outcomeOf(t, []string{"run", "-q", name, "--bands", strconv.Itoa(band), "-o", filepath.Join(out, "made"), "--valid", "0"}); o.Status != exitDone {
		t.Fatal(o.Stderr)
	}
	if o := outcomeOf(t, []string{"apply", "-q", filepath.Join(out, "made"), "--format", "tiff", "-o", filepath.Join(out, "ready")}); o.Status != exitDone {
		t.Fatal(o.Stderr)
	}
	return read(t, filepath.Join(out, "ready", "train", strings.TrimSuffix(filepath.Base(name), ".tif")+".tif"))
}

// dicomSlice returns a DICOM file of 24×20 pixels of 16 bits of a patient, explicit
// little endian (PS3.10, PS3.5).
func dicomSlice(patient string, n int) []byte {
	b := append(make([]byte, 128), "DICM"...)
	element := func(group, number uint16, vr string, value []byte) {
		if len(value)%2 == 1 {
			value = append(value, 0)
		}
		b = binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(b, group), number)
		b = append(b, vr...)
		if vr == "OW" {
			b = binary.LittleEndian.AppendUint32(append(b, 0, 0), uint32(len(value)))
		} else {
			b = binary.LittleEndian.AppendUint16(b, uint16(len(value)))
		}
		b = append(b, value...)
	}
	number := func(v uint16) []byte { return binary.LittleEndian.AppendUint16(nil, v) }
	element(2, 0x10, "UI", []byte("1.2.840.10008.1.2.1"))
	element(8, 0x60, "CS", []byte("CT"))
	element(0x10, 0x20, "LO", []byte(patient))
	element(0x28, 2, "US", number(1))
	element(0x28, 4, "CS", []byte("MONOCHROME2"))
	element(0x28, 0x10, "US", number(20))
	element(0x28, 0x11, "US", number(24))
	element(0x28, 0x100, "US", number(16))
	element(0x28, 0x101, "US", number(12))
	element(0x28, 0x102, "US", number(11))
	element(0x28, 0x103, "US", number(0))
	var pixels []byte
	for i := range 20 * 24 {
		pixels = binary.LittleEndian.AppendUint16(pixels, uint16((i*i*(n+3)+i*7)%4096))
	}
	element(0x7fe0, 0x10, "OW", pixels)
	return b
}
