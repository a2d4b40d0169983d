package parts_test

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline/table"
)

// killMoments is how often each job is killed; BANDPREP_KILLS sets it.
func killMoments() int {
	if n, err := strconv.Atoi(os.Getenv("BANDPREP_KILLS")); err == nil {
		return n
	}
	if testing.Short() {
		return 1
	}
	return 4
}

// jobs are commands over photos, an archive, a scene in chips and DICOM files of
// several frames.
func jobs(t *testing.T) []job {
	dir := t.TempDir()
	small := filepath.Join(dir, "small")
	for i := range 200 {
		write(t, filepath.Join(small, fmt.Sprintf("im%d.npy", i)), array(9, 11, 3, uint64(i)))
	}
	photos, archive, scene, dicom := filepath.Join(dir, "photos"), filepath.Join(dir, "photos.tar"), filepath.Join(dir, "scene"), filepath.Join(dir, "dicom")
	if err := os.CopyFS(photos, os.DirFS(testfile.Project("photos"))); err != nil {
		t.Fatal(err)
	}
	writeTar(t, archive, photos)
	write(t, filepath.Join(scene, "scene.npy"), array(120, 100, 13, 1))
	frames := read(t, filepath.Join(testfile.Root(), "raster", "dicom", "testdata", "frames-rle.dcm"))
	for i := range 8 {
		write(t, filepath.Join(dicom, fmt.Sprintf("p%d.dcm", i)), frames)
	}
	age(t, dir)
	const delay, every = 3 * time.Millisecond, 10 * time.Millisecond
	list := []job{
		{Command: "run", Input: photos},
		{Command: "stats", Input: photos},
		{Command: "run", Input: small, Early: true},
		{Command: "run", Input: archive},
		{Command: "fit", Input: archive},
		{Command: "run", Input: dicom},
		{Command: "stats", Input: dicom},
		{Command: "run", Input: scene, Chips: table.Chips{W: 16, H: 16}},
		{Command: "stats", Input: scene, Chips: table.Chips{W: 16, H: 16}},
		{Command: "fit", Input: scene, Chips: table.Chips{W: 16, H: 16, StrideX: 12, StrideY: 12}},
	}
	for i := range list {
		list[i].Delay, list[i].Every = delay, every
	}
	return list
}

// TestKilled kills commands at random moments and gives them again: the results
// are those of commands that nothing disturbed, nothing is left, and what was in a
// finished part is not decoded again.
func TestKilled(t *testing.T) {
	random := rand.New(rand.NewPCG(16, 1))
	for _, j := range jobs(t) {
		t.Run(j.Command+" "+filepath.Base(j.Input), func(t *testing.T) {
			j.Dir = filepath.Join(t.TempDir(), "out")
			start := time.Now()
			whole, err := j.do(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			took := time.Since(start)
			want := j.results(t)
			midst := 0
			for range killMoments() {
				j.Dir = filepath.Join(t.TempDir(), "out")
				j.kill(t, time.Duration(random.Int64N(int64(took))))
				known := j.inParts(t)
				again, err := j.do(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				got := j.results(t)
				for name, text := range want {
					if got[name] != text {
						t.Errorf("%s is not that of an undisturbed command", name)
					}
				}
				if len(got) != len(want) {
					t.Errorf("%d files, want %d", len(got), len(want))
				}
				if n := again.Begun["images"]; again.Taken != known || n != whole.Images-known {
					t.Errorf("of %d images, %d in finished parts: %d taken over, %d measured", whole.Images, known, again.Taken, n)
				}
				if most := int64(whole.Images - known); j.Chips.W == 0 && j.Command != "fit" && again.Decoded > most {
					t.Errorf("%d images decoded of %d", again.Decoded, most)
				}
				if known > 0 && known < whole.Images {
					midst++
				}
			}
			t.Logf("%d of %d moments in the midst of the first pass", midst, killMoments())
		})
	}
}

// writeTar writes the files of a folder into an archive.
func writeTar(t testing.TB, name, dir string) {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := w.AddFS(os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, name, b.Bytes())
}

// array returns a NumPy array of random uint16 samples, bands last.
func array(height, width, bands int, seed uint64) []byte {
	head := fmt.Sprintf("{'descr': '<u2', 'fortran_order': False, 'shape': (%d, %d, %d), }", height, width, bands)
	head += strings.Repeat(" ", 117-len(head)) + "\n"
	b := append([]byte("\x93NUMPY\x01\x00"), byte(len(head)), byte(len(head)>>8))
	b = append(b, head...)
	r := rand.New(rand.NewPCG(seed, 2))
	for range height * width * bands {
		v := r.IntN(3000)
		b = append(b, byte(v), byte(v>>8))
	}
	return b
}
