package main

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

// scene paints a picture of its own for each seed: a sum of slow waves.
func scene(seed uint64) *image.Gray {
	r := rand.New(rand.NewPCG(seed, 7))
	var waves [12][4]float64
	for i := range waves {
		waves[i] = [4]float64{r.Float64() * 4, r.Float64() * 4, r.Float64() * 2 * math.Pi, r.Float64()}
	}
	im := image.NewGray(image.Rect(0, 0, 64, 64))
	for y := range 64 {
		for x := range 64 {
			v := 0.0
			for _, w := range waves {
				v += w[3] * math.Cos(2*math.Pi*(w[0]*float64(x)+w[1]*float64(y))/64+w[2])
			}
			im.SetGray(x, y, color.Gray{uint8(128 + 12*v)})
		}
	}
	return im
}

func mirrored(im *image.Gray) *image.Gray {
	out := image.NewGray(im.Rect)
	for y := range 64 {
		for x := range 64 {
			out.SetGray(63-x, y, im.GrayAt(x, y))
		}
	}
	return out
}

// TestAuditFindsPlantedLeaks plants 20 leaks between train and valid of 60
// pictures: 5 copies, 5 mirror images, 4 groups, 3 times and 3 contradictions of
// the table. The audit finds these and no others.
func TestAuditFindsPlantedLeaks(t *testing.T) {
	dir := t.TempDir()
	table := "path,split,group,time\n"
	planted := make(map[string]string) // valid item → kind
	add := func(name, split, group, moment string, im image.Image) {
		writePNG(t, filepath.Join(dir, "d", name), im)
		table += fmt.Sprintf("%s,%s,%s,%s\n", name, split, group, moment)
	}
	for i := range 30 {
		name := fmt.Sprintf("t%02d.png", i)
		add(name, "train", fmt.Sprintf("g%02d", i), fmt.Sprintf("2024-01-%02d", i+1), scene(uint64(i)))
		valid := fmt.Sprintf("v%02d.png", i)
		group, moment, im := fmt.Sprintf("h%02d", i), fmt.Sprintf("2023-01-%02d", i+1), scene(uint64(100+i))
		switch {
		case i < 5:
			im, planted[valid] = scene(uint64(i)), "exact"
		case i < 10:
			im, planted[valid] = mirrored(scene(uint64(i))), "near"
		case i < 14:
			group, planted[valid] = fmt.Sprintf("g%02d", i), "group"
		case i < 17:
			moment, planted[valid] = fmt.Sprintf("2024-01-%02dT00:30:00", i+1), "time"
		case i < 20:
			table += fmt.Sprintf("%s,train,%s,%s\n", valid, group, moment)
			planted[valid] = "table"
		}
		add(valid, "valid", group, moment, im)
	}
	write(t, filepath.Join(dir, "t.csv"), []byte(table))
	status, out, stderr := bandprep("split", "--audit", "--json", "-q", filepath.Join(dir, "d"), "--table", filepath.Join(dir, "t.csv"), "--within", "1h")
	if status != exitFound {
		t.Fatalf("status %d, %s", status, stderr)
	}
	var doc auditReport
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	found := make(map[string]bool)
	for _, l := range doc.Leaks {
		switch want := planted[l.B]; {
		case want == l.Kind, want == "exact" && l.Kind == "near":
			found[l.B] = true
		default:
			t.Errorf("%s and %s: %s, planted %q", l.A, l.B, l.Kind, want)
		}
	}
	if len(found) != 20 {
		t.Errorf("%d of 20 leaks found", len(found))
	}
	unknown := false
	for _, u := range doc.Certificate.Uncompared {
		unknown = unknown || u.Kind.String() == "footprint"
	}
	if !unknown {
		t.Error("places are not known, and the audit does not say so")
	}
}

// TestWrappingChangesNothing holds that a set in another folder, and its splits
// as inputs of their own, give the same statistics, labels and splits.
func TestWrappingChangesNothing(t *testing.T) {
	one, wrapped := t.TempDir(), t.TempDir()
	for k, split := range []string{"train", "val"} {
		for i, class := range []string{"cat", "dog"} {
			for n := range 3 {
				name := filepath.Join("set", split, class, fmt.Sprintf("%d.png", n))
				im := scene(uint64(100*k + 10*i + n))
				writePNG(t, filepath.Join(one, name), im)
				writePNG(t, filepath.Join(wrapped, "a", "b", name), im)
			}
		}
	}
	outline := func(inputs ...string) string {
		m := filepath.Join(t.TempDir(), "m.arrow")
		if status, _, stderr := bandprep(append([]string{"split", "-q", "-o", m}, inputs...)...); status != exitDone {
			t.Fatalf("%v: %d %s", inputs, status, stderr)
		}
		var all []string
		for _, per := range []string{"label", "split"} {
			_, out, _ := bandprep("stats", "-q", "--per", per, m)
			all = append(all, out)
		}
		return strings.Join(all, "\n")
	}
	want := outline(filepath.Join(one, "set"))
	for _, part := range []string{"label cat: 6 images", "split valid: 6 images"} {
		if !strings.Contains(want, part) {
			t.Fatalf("no %s in\n%s", part, want)
		}
	}
	for _, inputs := range [][]string{
		{filepath.Join(wrapped, "a")}, {filepath.Join(wrapped, "a", "b")}, {filepath.Join(one, "set", "train"), filepath.Join(one, "set", "val")},
		{filepath.Join(one, "set", "val"), filepath.Join(one, "set", "train")},
	} {
		if got := outline(inputs...); got != want {
			t.Errorf("%v:\n%s\nwant\n%s", inputs, got, want)
		}
	}
}

// TestNoFalseAlarm holds the decisions about the project's own images, as read
// by a person: there are none, and the terminal shows nothing.
func TestNoFalseAlarm(t *testing.T) {
	for _, name := range []string{"photos", "scenes"} {
		var doc struct {
			Decisions []struct{ Sentence string } `json:"decisions"`
		}
		_, out, _ := bandprep("inspect", "--json", "-q", testfile.Project(name))
		if err := json.Unmarshal([]byte(out), &doc); err != nil {
			t.Fatal(err)
		}
		if len(doc.Decisions) > 0 {
			t.Errorf("%s: %v", name, doc.Decisions)
		}
		if status, out, _ := bandprep("check", "-q", testfile.Project(name)); name == "photos" && status != exitDone {
			t.Errorf("clean product photos: status %d\n%s", status, out)
		}
	}
}
