package main

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

// TestAuditFindsPartsOfPhotos plants 20 leaks between train and valid of the photos
// of the repository, recompressed: 6 parts, 2 of them mirrored, 4 frames, 4 mirror
// images, 3 half turns and 3 copies. The audit finds 16 of them at least, all
// mirror images, turns and copies, and nothing else.
func TestAuditFindsPartsOfPhotos(t *testing.T) {
	dir := t.TempDir()
	planted := make(map[string]string) // valid item → kind
	names, err := filepath.Glob(testfile.Project("photos", "*", "*.jpg"))
	if err != nil || len(names) != 30 {
		t.Fatal(len(names), err)
	}
	for i, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		im, err := jpeg.Decode(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		if i >= 25 { // 25 in train, 5 of their own in valid
			writeJPEG(t, filepath.Join(dir, "valid", filepath.Base(name)), im)
			continue
		}
		writeJPEG(t, filepath.Join(dir, "train", filepath.Base(name)), im)
		b := im.Bounds()
		w, h := b.Dx(), b.Dy()
		middle := image.Rect(w/16, h/16, w-w/16, h-h/16)
		kind, from := "crop", image.Image(nil)
		switch {
		case i < 4:
			from = placed(im, middle, middle, middle, 1)
		case i < 6:
			from = placed(im, middle, middle, middle, -1)
		case i < 10:
			from = placed(im, b, b.Inset(-w/10), b, 1)
		case i < 14:
			kind, from = "near", placed(im, b, b, b, -1)
		case i < 17:
			kind, from = "near", placed(im, b, b, b, 2)
		case i < 20:
			kind, from = "near", im
		default:
			continue
		}
		planted[fmt.Sprintf("valid/p%02d.jpg", i)] = kind
		writeJPEG(t, filepath.Join(dir, "valid", fmt.Sprintf("p%02d.jpg", i)), from)
	}
	status, out, stderr := bandprep("split", "--audit", "--json", "-q", dir)
	if status != exitFound {
		t.Fatalf("status %d, %s", status, stderr)
	}
	var doc auditReport
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	found := make(map[string]bool)
	for _, l := range doc.Leaks {
		if planted[l.B] == "" {
			t.Errorf("%s and %s: %s, which nobody planted", l.A, l.B, l.Kind)
		}
		found[l.B] = true
	}
	for name, kind := range planted {
		if kind == "near" && !found[name] {
			t.Errorf("%s is not found", name)
		}
	}
	if t.Logf("%d of 20 found", len(found)); len(found) < 16 {
		t.Errorf("%d of 20 leaks found", len(found))
	}
}

// placed cuts the part of an image, puts it at a place of a grey canvas, and
// mirrors it (−1) or turns it by half a turn (2).
func placed(im image.Image, part, canvas, at image.Rectangle, turn int) image.Image {
	to := image.NewRGBA(canvas)
	draw.Draw(to, canvas, image.NewUniform(color.Gray{40}), image.Point{}, draw.Src)
	draw.Draw(to, at, im, part.Min, draw.Src)
	if turn == 1 {
		return to
	}
	out := image.NewRGBA(canvas)
	for y := canvas.Min.Y; y < canvas.Max.Y; y++ {
		for x := canvas.Min.X; x < canvas.Max.X; x++ {
			v := y
			if turn == 2 {
				v = canvas.Min.Y + canvas.Max.Y - 1 - y
			}
			out.Set(canvas.Min.X+canvas.Max.X-1-x, v, to.At(x, y))
		}
	}
	return out
}

func writeJPEG(t *testing.T, name string, im image.Image) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(f, im, &jpeg.Options{Quality: 80}); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
