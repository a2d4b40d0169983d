package report_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"html"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster/codec"
	"github.com/bandprep/bandprep/report"
	"github.com/bandprep/bandprep/report/pictures"
	"github.com/bandprep/bandprep/split"
)

// content measures and splits a folder and returns what a page shows of it.
func content(t *testing.T, workers int, inputs ...string) *report.Content {
	t.Helper()
	return contentSplit(t, workers, split.Options{Valid: split.Share{Fraction: 0.2}, Seed: 42}, inputs...)
}

func contentSplit(t *testing.T, workers int, s split.Options, inputs ...string) *report.Content {
	t.Helper()
	var o pipeline.Options
	o.Images.Open, o.Images.Workers = codec.Open, workers
	in, err := pipeline.Open(context.Background(), inputs, o)
	if err != nil {
		t.Fatal(err)
	}
	d, err := pipeline.Run(context.Background(), in, derive.Options{Split: s}, pipeline.LimitsSigma)
	if err != nil {
		t.Fatal(err)
	}
	found, err := derive.Check(d.Table, nil, 6)
	if err != nil {
		t.Fatal(err)
	}
	c := &report.Content{Data: d, Findings: found, Choice: report.Choose(d, found), Patients: report.FromPatients(d.Table)}
	if c.Patients {
		return c
	}
	if c.Pictures, err = pictures.Look(context.Background(), in, d, c.Choice, false, pictures.Options{Workers: workers}); err != nil {
		t.Fatal(err)
	}
	return c
}

func write(t *testing.T, c *report.Content) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The bytes do not depend on the number of workers.
func TestSameBytes(t *testing.T) {
	for _, set := range []string{"photos", "scenes"} {
		one, many := write(t, content(t, 1, testfile.Project(set))), write(t, content(t, max(4, runtime.GOMAXPROCS(0)), testfile.Project(set)))
		if one != many {
			t.Errorf("%s: the number of workers shows", set)
		}
		if n := len(one); n > 3_000_000 {
			t.Errorf("%s: %d bytes", set, n)
		}
	}
}

var numbers = regexp.MustCompile(`[−-]?\d+(\.\d+)?(e[−-]?\d+)?`)

// The constants that are pasted are those of the dataset to the last bit, and
// the table shows its statistics to six digits.
func TestNumbers(t *testing.T) {
	c := content(t, 2, testfile.Project("scenes"))
	text := write(t, c)
	pasted := text[strings.Index(text, "<pre"):]
	pasted = pasted[strings.Index(pasted, "mean"):strings.Index(pasted, "</pre>")]
	list := numbers.FindAllString(pasted, -1)
	n := c.Data.Normalization
	want := append(append([]derive.Number{}, n.Mean...), n.Std...)
	if len(list) != len(want) {
		t.Fatalf("%d numbers, want %d", len(list), len(want))
	}
	for i, w := range want {
		if v, err := strconv.ParseFloat(list[i], 64); err != nil || v != float64(w) {
			t.Errorf("number %d is %s, want %v", i, list[i], w)
		}
	}
	row := regexp.MustCompile(`<th scope="row">B8A</th>(.*)</tr>`).FindStringSubmatch(text)[1]
	cells := numbers.FindAllString(strings.ReplaceAll(row, "<td>", " "), -1)
	for b, name := range c.Data.Table.Bands {
		if name != "B8A" {
			continue
		}
		x := c.Data.Summaries["train"].Bands[b]
		for i, w := range map[int]float64{1: x.Minimum, 2: x.Maximum, 3: x.Mean, 6: x.StdDev, 7: x.StdDevImageMean, 8: x.StdDevWithin} {
			if v, _ := strconv.ParseFloat(cells[i], 64); math.Abs(v-w) > 5e-6*math.Abs(w) {
				t.Errorf("cell %d is %v, want %v", i, v, w)
			}
		}
	}
}

// The policy names script and style by their hashes, and the page holds nothing
// that asks for something.
func TestPolicy(t *testing.T) {
	text := write(t, content(t, 2, testfile.Project("photos")))
	policy := html.UnescapeString(regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(text)[1])
	for _, kind := range []string{"script", "style"} {
		parts := regexp.MustCompile(`(?s)<`+kind+`[^>]*>(.*?)</`+kind+`>`).FindAllStringSubmatch(text, -1)
		if len(parts) != 1 {
			t.Fatalf("%d of %s", len(parts), kind)
		}
		sum := sha256.Sum256([]byte(parts[0][1]))
		if want := kind + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, want) {
			t.Errorf("the policy %s lacks %s", policy, want)
		}
		if kind == "script" && len(parts[0][1]) > 10_000 {
			t.Errorf("the script has %d bytes", len(parts[0][1]))
		}
	}
	if !strings.HasPrefix(policy, "default-src 'none'; img-src data:;") {
		t.Error(policy)
	}
	for _, word := range []string{"http:", "https:", " style=", " onclick", "@import", "url("} {
		if strings.Contains(text, word) {
			t.Errorf("the page holds %q", word)
		}
	}
}

// grey writes an image whose pixels depend on seed.
func grey(t *testing.T, name string, seed int) {
	t.Helper()
	im := image.NewGray(image.Rect(0, 0, 24, 16))
	for i := range im.Pix {
		im.Pix[i] = uint8(i*(seed+3) + i*i%(seed+7))
	}
	im.SetGray(0, 0, color.Gray{uint8(seed)})
	var b bytes.Buffer
	if err := png.Encode(&b, im); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Names of files and folders are texts, whatever they hold.
func TestHostileNames(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("such names cannot be had")
	}
	dir := t.TempDir()
	names := []string{`"><img src=x onerror=alert(1)>`, `'});alert(1);('`, `&lt;b&gt;`, "a\x01\x1b[31mb", "\xff\xfe", `javascript:alert(1)`, `{{.Title}}`, `-->`, "]]>"}
	for i, name := range names {
		grey(t, filepath.Join(dir, "<u>label "+strconv.Itoa(i%2)+"<", name+".png"), i)
		grey(t, filepath.Join(dir, "<u>label "+strconv.Itoa(i%2)+"<", name+" again.png"), i) // a duplicate
	}
	os.WriteFile(filepath.Join(dir, "<u>label 0<", "<i>broken.png"), []byte("<script>alert(1)</script>"), 0o644)
	text := write(t, content(t, 2, dir))
	if n := strings.Count(text, "<script"); n != 1 {
		t.Errorf("%d scripts", n)
	}
	for _, word := range []string{"<img src=x", "<u>", "<i>", "<b>broken", "alert(1)</script>"} {
		if strings.Contains(text, word) {
			t.Errorf("the page holds %s", word)
		}
	}
	for _, want := range []string{"&lt;i&gt;broken.png", "&amp;lt;b&amp;gt;", "{{.Title}}"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// A page about DICOM files names none of them, shows none, and has no place
// that a name could have come from.
func TestPatients(t *testing.T) {
	dir := t.TempDir()
	data, err := os.ReadFile(filepath.Join(testfile.Root(), "raster", "dicom", "testdata", "s16-big.dcm"))
	if err != nil {
		t.Skip(err)
	}
	for i, name := range []string{"Miller Anna/one.dcm", "Miller Anna/four.dcm", "Smith Joe/two.dcm", "Smith Joe/three.dcm"} {
		for k := range 40 * i { // other pixels
			data[len(data)-2-2*k] ^= byte(i)
		}
		os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755)
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	os.WriteFile(filepath.Join(dir, "Smith Joe", "cut.dcm"), data[:len(data)/2], 0o644)
	o := split.Options{Valid: split.Share{Fraction: 0.25}, Seed: 42} // the files are of one patient
	if err := o.Off.Set("group,exact,near"); err != nil {
		t.Fatal(err)
	}
	c := contentSplit(t, 2, o, dir)
	if !c.Patients {
		t.Fatal("not seen")
	}
	text := write(t, c)
	for _, word := range []string{"<img", "three.dcm", "two.dcm", "one.dcm", "cut.dcm", "Miller", "Smith", dir} {
		if strings.Contains(text, word) {
			t.Errorf("the page holds %s", word)
		}
	}
	if !strings.Contains(text, "This page contains no pictures, paths, groups, dates or names of labels") {
		t.Error("the page does not say so")
	}
}

// Without script, pictures and tags the page tells constants, split and
// warnings.
func TestReadAloud(t *testing.T) {
	c := content(t, 2, testfile.Project("photos"))
	c.Data.Warnings = append(c.Data.Warnings, "a warning of the test")
	text := write(t, c)
	text = regexp.MustCompile(`(?s)<(script|style).*?</(script|style)>`).ReplaceAllString(text, "")
	text = html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(text, ""))
	for _, want := range []string{"mean = [0.53", "std = [0.26", c.Data.Splitter.Sentence, "No items that are known to belong together lie in different parts", "a warning of the test", "This page contains pictures"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %s", want)
		}
	}
}

// A dark rim that nothing declares as nodata is among the warnings, with the flag
// that masks it.
func TestCollarIsAWarning(t *testing.T) {
	c := content(t, 2, testfile.Project("photos"))
	c.Data.Table.Decisions = append(c.Data.Table.Decisions, decision.Decision{Kind: table.UndeclaredNoData, Sentence: "about 11 % of the pixels are 0", Flag: "--nodata 0", Count: 1})
	text := write(t, c)
	short := text[strings.Index(text, `<section id="short"`):strings.Index(text, `<section id="decisions"`)]
	if !strings.Contains(short, "about 11 % of the pixels are 0: if that means no data, give --nodata 0") || strings.Contains(short, "None.") {
		t.Error(short)
	}
}
