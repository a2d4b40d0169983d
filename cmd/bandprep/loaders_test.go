package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

// docProgram returns a program out of a page of docs, by the name in the comment
// above it.
func docProgram(t *testing.T, page, name string) string {
	t.Helper()
	text := string(read(t, filepath.Join(testfile.Root(), "docs", page)))
	_, rest, ok := strings.Cut(text, "<!-- "+name+" -->\n```python\n")
	code, _, end := strings.Cut(rest, "\n```\n")
	if !ok || !end {
		t.Fatalf("docs/%s has no program %s", page, name)
	}
	return code
}

// TestLoaders runs the programs of docs/loaders.md in a folder whose test items
// are gone: the loss falls, so they read and train, and what they never read
// cannot have helped.
func TestLoaders(t *testing.T) {
	for _, c := range []struct {
		program, set string
		modules      []string
		prepare      [][]string
	}{
		{"torch-photos.py", "photos", []string{"torch", "torchvision"}, [][]string{{"run", "-q", "photos", "--test", "0.2"}, {"export", "bandprep-out", "--to", "csv", "-o", "items.csv"}}},
		{"torch-chips.py", "scenes", []string{"torch", "rasterio"}, [][]string{{"run", "-q", "scenes", "--chip", "20", "--test", "0.2"}, {"export", "bandprep-out", "--to", "csv", "-o", "items.csv"}}},
		{"torch-shards.py", "photos", []string{"torch", "torchvision"}, [][]string{{"run", "-q", "photos", "--test", "0.2"}, {"apply", "bandprep-out", "-q", "-o", "ready", "--resize", "64x64", "--shards", "8"}}},
		{"pca.py", "scenes", []string{"numpy", "rasterio"}, [][]string{{"run", "-q", "scenes", "--test", "0.2"}, {"export", "bandprep-out", "--to", "csv", "-o", "items.csv"}}},
		{"items.py", "photos", []string{"pandas"}, [][]string{{"run", "-q", "photos"}, {"export", "bandprep-out", "--to", "jsonl", "-o", "items.jsonl"}}},
	} {
		t.Run(c.program, func(t *testing.T) {
			if testing.Short() {
				t.Skip("trains")
			}
			py := python(t, c.modules...)
			dir := t.TempDir()
			copyFolder(t, testfile.Project(c.set), filepath.Join(dir, c.set))
			t.Chdir(dir)
			for _, args := range c.prepare {
				runs(t, args...)
			}
			hidden := hideTest(t, "bandprep-out")
			write(t, c.program, []byte(docProgram(t, "loaders.md", c.program)))
			cmd := exec.Command(py, c.program)
			cmd.Env = append(os.Environ(), "OMP_NUM_THREADS=1")
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			switch c.program {
			case "items.py":
				checkPrintedMean(t, string(out))
			case "pca.py":
				if n := strings.Count(string(out), "(3, 40, 40)"); n == 0 || n+hidden > 12 {
					t.Errorf("%s", out)
				}
			default:
				checkLoss(t, string(out))
			}
			if c.program == "torch-photos.py" {
				checkLosses(t, "losses.csv", 30-hidden)
			}
		})
	}
}

// hideTest removes the files of test, and shards of it, and returns how many
// items they were.
func hideTest(t *testing.T, made string) (n int) {
	t.Helper()
	shards, _ := filepath.Glob("ready/test-*")
	for _, name := range shards {
		os.Remove(name)
	}
	rows, err := csv.NewReader(strings.NewReader(runs(t, "export", made, "--to", "csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	other := make(map[string]bool)
	for _, r := range rows[1:] {
		if r[2] != "test" {
			other[r[0]] = true
		}
	}
	for _, r := range rows[1:] {
		if r[2] == "test" {
			n++
			if !other[r[0]] { // a scene may have chips of several splits
				os.Remove(r[0])
			}
		}
	}
	return n
}

// checkLoss holds that the loss of the last epoch is well below that of the
// first.
func checkLoss(t *testing.T, out string) {
	t.Helper()
	var losses []float64
	for _, m := range regexp.MustCompile(`loss ([0-9.e+-]+)`).FindAllStringSubmatch(out, -1) {
		var v float64
		fmt.Sscan(m[1], &v)
		losses = append(losses, v)
	}
	if n := len(losses); n != 8 || !(losses[n-1] < 0.95*losses[0]) {
		t.Errorf("losses %v", losses)
	}
	t.Logf("loss %.3f to %.3f", losses[0], losses[len(losses)-1])
}

// checkLosses holds that losses.csv has a row for each item but test, and that
// review takes it.
func checkLosses(t *testing.T, name string, want int) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(string(read(t, name)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows)-1 != want || strings.Join(rows[0], ",") != "id,label,predicted,probability,loss" {
		t.Errorf("%d rows of %v, want %d", len(rows)-1, rows[0], want)
	}
	if _, err := readLosses(name); err != nil {
		t.Errorf("review does not take it: %v", err)
	}
}

func checkPrintedMean(t *testing.T, out string) {
	t.Helper()
	var constants struct{ Mean []float64 }
	if err := json.Unmarshal(read(t, "bandprep-out/normalization.json"), &constants); err != nil {
		t.Fatal(err)
	}
	var mean float64
	fmt.Sscan(strings.TrimPrefix(out, "mean of the first band "), &mean)
	if math.Abs(mean-constants.Mean[0]) > 1e-15 {
		t.Errorf("%s, want %v", out, constants.Mean[0])
	}
}

// docSQL returns the query of docs/manifest.md.
func docSQL(t *testing.T) string {
	t.Helper()
	text := string(read(t, filepath.Join(testfile.Root(), "docs", "manifest.md")))
	_, rest, ok := strings.Cut(text, "```sql\n")
	query, _, end := strings.Cut(rest, "```")
	if !ok || !end {
		t.Fatal("docs/manifest.md has no query")
	}
	return strings.TrimSuffix(strings.TrimSpace(query), ";")
}

// TestConstantsInSQL recomputes the constants of train from Parquet in DuckDB: by
// the obvious formula in float64, and by that of docs/manifest.md.
func TestConstantsInSQL(t *testing.T) {
	loaderModules(t)
	photos, scenes := askedSets(t)
	worst := [2]float64{}
	for _, c := range []struct {
		name, made, band string
	}{{"grey and colour photos", photos, "uint8"}, {"13 bands", scenes, "int16"}} {
		file := filepath.Join(t.TempDir(), "items.parquet")
		runs(t, "export", c.made, "--to", "parquet", "-o", file)
		var want struct {
			Mean, Std []float64
			Scale     float64
		}
		if err := json.Unmarshal(read(t, filepath.Join(c.made, "normalization.json")), &want); err != nil {
			t.Fatal(err)
		}
		bands := fmt.Sprintf("range(1, %d)", len(want.Mean)+1)
		obvious := fmt.Sprintf(`SELECT split, b AS band, sum(sum[b])::DOUBLE / sum(valid[b]) AS mean,
  sqrt(sum(sum_squares[b])::DOUBLE / sum(valid[b]) - (sum(sum[b])::DOUBLE / sum(valid[b])) ** 2) AS stddev
FROM '%s', %s AS bands(b) GROUP BY split, b ORDER BY split, b`, filepath.ToSlash(file), bands)
		exact := strings.NewReplacer("items.parquet", filepath.ToSlash(file), "range(1, 4)", bands).Replace(docSQL(t))
		for k, query := range []string{obvious, exact} {
			n := 0
			for _, r := range duckdb(t, query) {
				if r["split"] != "train" {
					continue
				}
				mean, std := r["mean"].(float64)/want.Scale, r["stddev"].(float64)/want.Scale
				worst[k] = max(worst[k], apart(mean, want.Mean[n]), apart(std, want.Std[n]))
				n++
			}
			if n != len(want.Mean) {
				t.Errorf("%s: %d bands", c.name, n)
			}
		}
	}
	t.Logf("largest relative difference: %.1e by the obvious formula, %.1e by that of the docs", worst[0], worst[1])
	if worst[0] > 1e-12 || worst[1] > 1e-15 {
		t.Errorf("relative differences %v, want at most 1e-12 and 1e-15", worst)
	}
}

// apart returns the relative difference.
func apart(a, b float64) float64 {
	x, y := new(big.Float).SetPrec(200).SetFloat64(a), new(big.Float).SetPrec(200).SetFloat64(b)
	d, _ := x.Quo(x.Sub(x, y), y).Float64()
	return math.Abs(d)
}
