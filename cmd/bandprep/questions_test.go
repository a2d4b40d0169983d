package main

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

// askedSets makes what the twelve questions are asked of: photos, grey among
// colour, with duplicates, near duplicates, one without a valid pixel, and times;
// and scenes on the map.
func askedSets(t *testing.T) (photos, scenes string) {
	t.Helper()
	dir := t.TempDir()
	set := filepath.Join(dir, "photos")
	facts := "path,label,time\n"
	add := func(name string, data []byte) {
		write(t, filepath.Join(set, filepath.FromSlash(name)), data)
		label, _, _ := strings.Cut(name, "/")
		facts += fmt.Sprintf("%s,%s,2024-0%d-11T08:00:00Z\n", name, label, 1+len(facts)/60%9)
	}
	for _, label := range []string{"dress", "pants", "shoes"} {
		for i := range 10 {
			name := fmt.Sprintf("%s/%s-%02d.jpg", label, label, i)
			data := read(t, testfile.Project("photos", filepath.FromSlash(name)))
			if add(name, data); i == 3 {
				add(strings.Replace(name, ".jpg", "-again.jpg", 1), data)
			}
		}
	}
	for name, at := range map[string]func(x, y int) color.Color{
		"dress/grey.png":  func(x, y int) color.Color { return color.Gray{uint8(3*x + y*y)} },
		"pants/grey.png":  func(x, y int) color.Color { return color.Gray{uint8(x*y + 7*x)} },
		"shoes/empty.png": func(x, y int) color.Color { return color.NRGBA{uint8(x), uint8(y), 9, 0} },
	} {
		var im interface {
			image.Image
			Set(x, y int, c color.Color)
		} = image.NewGray(image.Rect(0, 0, 50, 40))
		if strings.HasSuffix(name, "empty.png") {
			im = image.NewNRGBA(im.Bounds())
		}
		for y := range 40 {
			for x := range 50 {
				im.Set(x, y, at(x, y))
			}
		}
		file := filepath.Join(dir, "im.png")
		f, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, im); err != nil {
			t.Fatal(err)
		}
		f.Close()
		add(name, read(t, file))
	}
	table := filepath.Join(dir, "facts.csv")
	write(t, table, []byte(facts))
	photos, scenes = filepath.Join(dir, "asked"), filepath.Join(dir, "scenes")
	runs(t, "run", "-q", set, "--table", table, "-o", photos, "--test", "0.2")
	runs(t, "run", "-q", testfile.Project("scenes"), "-o", scenes)
	return photos, scenes
}

// TestTwelveQuestions asks DuckDB, Polars, apache-arrow and pandas the same of a
// manifest, each in its own way, and compares with what bandprep says.
func TestTwelveQuestions(t *testing.T) {
	modules := loaderModules(t)
	photos, scenes := askedSets(t)
	dir := t.TempDir()
	for _, m := range []string{photos, scenes} {
		for _, form := range []string{"parquet", "jsonl"} {
			runs(t, "export", m, "--to", form, "-o", filepath.Join(dir, filepath.Base(m)+"."+form))
		}
	}
	longitude, want := bandprepAnswers(t, photos, scenes)
	ask := func(name string, cmd ...string) {
		t.Run(name, func(t *testing.T) {
			if strings.HasSuffix(cmd[1], ".py") {
				cmd[0] = python(t, "pandas")
			}
			c := exec.Command(cmd[0], append(cmd[1:], longitude)...)
			out, err := c.Output()
			if err != nil {
				if e, ok := err.(*exec.ExitError); ok {
					err = fmt.Errorf("%w: %s", err, e.Stderr)
				}
				t.Fatal(err)
			}
			var got map[string]any
			if err := json.Unmarshal(out, &got); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			for key := range want {
				if path, ok := equalAnswers(got[key], want[key], key); !ok {
					t.Errorf("%s: %v, want %v", path, got[key], want[key])
				}
			}
			if len(got) != 12 {
				t.Errorf("%d answers", len(got))
			}
		})
	}
	ask("DuckDB", "node", filepath.Join(modules, "questions-duckdb.mjs"), filepath.Join(dir, "asked.parquet"), filepath.Join(dir, "scenes.parquet"))
	ask("Polars", "node", filepath.Join(modules, "questions-polars.mjs"), filepath.Join(dir, "asked.parquet"), filepath.Join(dir, "scenes.parquet"))
	ask("apache-arrow", "node", filepath.Join(modules, "questions-arrow.mjs"), filepath.Join(photos, "manifest.arrow"), filepath.Join(scenes, "manifest.arrow"))
	ask("pandas", "python3", filepath.Join(modules, "questions-pandas.py"), filepath.Join(dir, "asked.jsonl"), filepath.Join(dir, "scenes.jsonl"))
}

// equalAnswers compares answers; numbers may differ by 1e-12 of their size.
func equalAnswers(got, want any, path string) (string, bool) {
	switch w := want.(type) {
	case float64:
		g, ok := got.(float64)
		return path, ok && math.Abs(g-w) <= 1e-12*math.Abs(w)
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok || len(g) != len(w) {
			return path, false
		}
		for k := range w {
			if p, ok := equalAnswers(g[k], w[k], path+"."+k); !ok {
				return p, false
			}
		}
		return path, true
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return path, false
		}
		for i := range w {
			if p, ok := equalAnswers(g[i], w[i], fmt.Sprintf("%s[%d]", path, i)); !ok {
				return p, false
			}
		}
		return path, true
	}
	return path, reflect.DeepEqual(got, want)
}

// bandprepAnswers gives the answers of bandprep's own commands.
func bandprepAnswers(t *testing.T, photos, scenes string) (longitude string, answers map[string]any) {
	t.Helper()
	document := func(args ...string) (doc map[string]any) {
		if err := json.Unmarshal([]byte(runs(t, append(args, "--json")...)), &doc); err != nil {
			t.Fatal(err)
		}
		return doc
	}
	stats := func(where string) map[string]any { return document("stats", photos, "-q", "--where", where) }
	rows := func(m, where string) (list []map[string]any) {
		args := []string{"show", m, "--rows"}
		if where != "" {
			args = append(args, "--where", where)
		}
		for _, r := range document(args...)["rows"].([]any) {
			list = append(list, r.(map[string]any))
		}
		return list
	}
	var classes struct {
		Classes []struct {
			Name   string
			Weight float64
		}
	}
	if err := json.Unmarshal([]byte(runs(t, "export", photos, "--to", "classes")), &classes); err != nil {
		t.Fatal(err)
	}
	a := map[string]any{}
	splits, means, weights, bytes, months := map[string]any{}, map[string]any{}, map[string]any{}, map[string]any{}, map[string]any{}
	for _, split := range []string{"train", "valid", "test"} {
		splits[split] = float64(len(rows(photos, "split = '"+split+"'")))
	}
	for _, c := range classes.Classes {
		weights[c.Name] = c.Weight
		means[c.Name] = stats("split = 'train' and label = '" + c.Name + "'")["bands"].([]any)[0].(map[string]any)["mean"]
		n := 0.0
		for _, r := range rows(photos, "label = '"+c.Name+"'") {
			n += r["bytes"].(float64)
		}
		bytes[c.Name] = n
	}
	for month := range 9 {
		where := fmt.Sprintf("time >= '2024-%02d-01' and time < '2024-%02d-01'", month+1, month+2)
		if status, out, _ := bandprep("show", photos, "--rows", "--json", "--where", where); status == exitDone {
			months[fmt.Sprintf("2024-%02d", month+1)] = float64(strings.Count(out, `{"path":`))
		}
	}
	var empty []any
	equal, smallest, largest := map[string][]any{}, "", ""
	var least, most float64
	all := rows(photos, "")
	for _, r := range all {
		id, area := r["id"].(string), r["width"].(float64)*r["height"].(float64)
		if slices.Max(floatsOf(r["valid"])) == 0 {
			empty = append(empty, id)
		}
		if h, ok := r["pixel_hash"].(string); ok {
			equal[h] = append(equal[h], id)
		}
		if smallest == "" || area < least {
			smallest, least = id, area
		}
		if area > most {
			largest, most = id, area
		}
	}
	var duplicates []any
	for _, ids := range equal {
		if len(ids) > 1 {
			duplicates = append(duplicates, ids)
		}
	}
	slices.SortFunc(duplicates, func(a, b any) int { return strings.Compare(a.([]any)[0].(string), b.([]any)[0].(string)) })
	var near []any
	for _, x := range all {
		for _, y := range all {
			if d := bitsApart(x["phash"], y["phash"]); x["id"].(string) < y["id"].(string) && d <= 6 {
				near = append(near, []any{x["id"], y["id"], float64(d)})
			}
		}
	}
	train := stats("split = 'train'")
	var constants map[string]any
	if err := json.Unmarshal(read(t, filepath.Join(photos, "normalization.json")), &constants); err != nil {
		t.Fatal(err)
	}
	var east []float64
	for _, r := range rows(scenes, "") {
		east = append(east, floatsOf(r["bbox"])[2])
	}
	slices.Sort(east)
	middle := east[len(east)/2]
	var place []any
	for _, r := range rows(scenes, "") {
		if floatsOf(r["bbox"])[2] <= middle {
			place = append(place, r["id"])
		}
	}
	a["splits"], a["means"], a["empty"], a["duplicates"], a["near"], a["weights"] = splits, means, empty, duplicates, near, weights
	a["constants"] = map[string]any{"mean": constants["mean"], "std": constants["std"]}
	a["place"], a["months"], a["bytes"] = place, months, bytes
	a["sizes"] = map[string]any{"smallest": smallest, "largest": largest}
	a["covariance"] = train["covariance"].([]any)[0].([]any)[1]
	if len(empty) != 1 || len(near) < 3 || len(place) == 0 || len(place) == len(east) || len(months) < 5 {
		t.Fatalf("the questions have no answers: empty %v, near %v, place %v, months %v", empty, near, place, months)
	}
	return fmt.Sprint(middle), a
}

func floatsOf(v any) (list []float64) {
	for _, x := range v.([]any) {
		list = append(list, x.(float64))
	}
	return list
}

// bitsApart returns the bits in which two hashes of sixteen hexadecimal digits
// differ; 64 where there is none.
func bitsApart(a, b any) int {
	x, ok := a.(string)
	y, both := b.(string)
	if !ok || !both {
		return 64
	}
	var m, n uint64
	fmt.Sscanf(x, "%x", &m)
	fmt.Sscanf(y, "%x", &n)
	d := 0
	for v := m ^ n; v != 0; v &= v - 1 {
		d++
	}
	return d
}
