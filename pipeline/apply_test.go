package pipeline_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/apply"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/codec"
	"github.com/bandprep/bandprep/raster/tiff"
	"github.com/bandprep/bandprep/transforms"
	"io"
)

func create(w io.WriteSeeker, format string, h raster.Header, workers int) (apply.RowWriter, error) {
	return codec.Create(w, format, h, codec.CreateOptions{Workers: workers})
}

// scene writes an image that is large enough to be worked on in pieces, with a
// nodata border, tiled or as rows.
func scene(t *testing.T, dir, format string) (name string, all *raster.Block) {
	t.Helper()
	const w, h, bands = 1300, 1100, 12
	zero := 0.0
	head := raster.Header{Width: w, Height: h, Type: raster.Uint16, Geo: &raster.GeoReference{Transform: [6]float64{600000, 10, 0, 4300000, 0, -10}, EPSG: 32630, CRS: "EPSG:32630"}}
	for b := range bands {
		head.Bands = append(head.Bands, raster.Band{Name: fmt.Sprint("B", b+1), NoData: &zero})
	}
	all = new(raster.Block)
	all.Reset(head.Window(), bands, raster.StoreU16)
	for b := range bands {
		var across [w]float64
		for x := range w {
			across[x] = 2000 + 900*math.Sin(float64(x)/40+float64(b)/3)
		}
		down := 0.0
		for p := range w * h {
			x, y := p%w, p/w
			if x == 0 {
				down = 500 * math.Cos(float64(y*(b%4))/25)
			}
			if x+y/3 < 200 {
				all.U16[b*w*h+p] = 0
				continue
			}
			all.U16[b*w*h+p] = uint16(across[x] + down + float64((x*7+y*13+b*29)%97))
		}
	}
	name = filepath.Join(dir, "scene-"+format+".tif")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := create(f, format, head, 1)
	if err == nil {
		err = rows.Write(all)
	}
	if err == nil {
		err = rows.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return name, all
}

func fitScene(t *testing.T, o setup, s *looked) *pca.Model {
	t.Helper()
	r, err := fit(context.Background(), s, o, pipeline.FitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Model
}

// A large scene gives the same model and the same bytes for any number of
// workers, and the samples are those of the definition: nodata where a band is
// nodata, else the scaled component.
func TestApplyLargeScene(t *testing.T) {
	dir := t.TempDir()
	name, all := scene(t, dir, "cog")
	var models, files []string
	for _, workers := range []int{1, 2, 5} {
		o := opening(codec.Open, workers)
		s := inspect(t, o, name)
		m := fitScene(t, o, s)
		text, _ := json.Marshal(m)
		models = append(models, string(text))
		out := filepath.Join(dir, fmt.Sprint("out", workers))
		a := apply.Options{Create: create, Chain: transforms.Chain{transforms.Project{Model: m, To: raster.Uint8, Low: m.Output.Low, High: m.Output.High}}}
		done, err := apply.Apply(context.Background(), s.Set, out, a)
		if err != nil {
			t.Fatal(err)
		}
		if len(done.Items) != 1 || done.Items[0].Path != "scene-cog.tif" {
			t.Fatalf("%+v", done)
		}
		data, err := os.ReadFile(filepath.Join(out, "scene-cog.tif"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, string(data))
		if workers == 2 {
			checkProjected(t, m, all, filepath.Join(out, "scene-cog.tif"))
		}
	}
	for i := range models {
		if models[i] != models[0] || files[i] != files[0] {
			t.Fatal("the number of workers shows")
		}
	}
}

// rowsOnly hides that a writer takes pieces.
type rowsOnly struct{ apply.RowWriter }

// Pieces give the file that rows give, whether the blocks of the image are
// smaller or larger than those of the output, or as wide as the image.
func TestApplyPiecesEqualRows(t *testing.T) {
	dir := t.TempDir()
	for _, tile := range []int{0, 256, 512} {
		name, _ := scene(t, dir, "tiff")
		if tile != 512 {
			name = retile(t, name, tile)
		}
		var files []string
		for _, rows := range []bool{false, true} {
			o := opening(codec.Open, 3)
			s := inspect(t, o, name)
			a := apply.Options{Format: "cog", Chain: transforms.Chain{transforms.Bands{Select: []string{"3", "1"}}}}
			a.Create = func(w io.WriteSeeker, format string, h raster.Header, workers int) (apply.RowWriter, error) {
				to, err := create(w, format, h, workers)
				if _, ok := to.(raster.PieceWriter); !ok && err == nil {
					t.Fatal("no pieces")
				}
				if rows {
					to = rowsOnly{to}
				}
				return to, err
			}
			out := filepath.Join(dir, fmt.Sprint("out", tile, rows))
			if _, err := apply.Apply(context.Background(), s.Set, out, a); err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(filepath.Join(out, filepath.Base(name)))
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, string(data))
		}
		if files[0] != files[1] {
			t.Errorf("blocks of %d: pieces give another file", tile)
		}
	}
}

// retile copies an image into uncompressed tiles, or strips for 0.
func retile(t *testing.T, name string, tile int) string {
	t.Helper()
	in, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	src, err := codec.Open(raster.Bytes(in), raster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var all raster.Block
	h := src.Header()
	if err := src.Read(context.Background(), h.Window(), &all); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(filepath.Dir(name), fmt.Sprintf("tiles%d.tif", tile))
	f, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := tiff.NewWriter(f, h, tiff.WriteOptions{Tile: tile, Strips: tile == 0})
	if err == nil {
		err = w.Write(&all)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// full is an output that takes so many bytes.
type full struct {
	io.WriteSeeker
	room int
}

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errFull
	}
	return f.WriteSeeker.Write(p)
}

func checkProjected(t *testing.T, m *pca.Model, all *raster.Block, name string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	src, err := codec.Open(raster.Bytes(data), raster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b raster.Block
	if err := src.Read(context.Background(), all.Window, &b); err != nil {
		t.Fatal(err)
	}
	n := all.Window.Pixels()
	for p := 0; p < n; p += 37 {
		for c, row := range m.Components {
			want := 0.0
			if all.U16[p] != 0 {
				y := 0.0
				for band, weight := range row {
					y += weight * (float64(all.U16[band*n+p]) - m.Mean[band])
				}
				want = min(max(1+(y-m.Output.Low[c])/(m.Output.High[c]-m.Output.Low[c])*254, 1), 255)
			}
			if got := float64(b.U8[c*n+p]); math.Abs(got-want) > 0.5+1e-6 || (got == 0) != (want == 0) {
				t.Fatalf("pixel %d, component %d: %v, want %v", p, c+1, got, want)
			}
		}
	}
}

// failing breaks off after some rows.
type failing struct {
	apply.RowWriter
	rows int
}

var errFull = errors.New("no space left on device")

func (f *failing) Write(b *raster.Block) error {
	if f.rows -= b.Window.H; f.rows < 0 {
		return errFull
	}
	return f.RowWriter.Write(b)
}

// A write that fails in the middle ends the work and leaves neither a half
// file nor a temporary one.
func TestApplyFailingWrite(t *testing.T) {
	dir := t.TempDir()
	large, _ := scene(t, dir, "tiff")
	for _, input := range []string{large, testfile.Project("scenes")} {
		for _, workers := range []int{1, 3} {
			inPieces := workers == 3 && input == large
			o := opening(codec.Open, workers)
			s := inspect(t, o, input)
			out := filepath.Join(t.TempDir(), "out")
			a := apply.Options{Chain: transforms.Chain{transforms.Bands{Select: []string{"1-3"}}}}
			a.Create = func(w io.WriteSeeker, format string, h raster.Header, workers int) (apply.RowWriter, error) {
				if inPieces {
					return create(&full{w, h.Width * h.Height / 3}, format, h, workers)
				}
				rows, err := create(w, format, h, workers)
				return &failing{rows, h.Height / 2}, err
			}
			_, err := apply.Apply(context.Background(), s.Set, out, a)
			if !errors.Is(err, errFull) {
				t.Fatalf("%v", err)
			}
			filepath.WalkDir(out, func(name string, d os.DirEntry, err error) error {
				if err == nil && !d.IsDir() {
					t.Errorf("left behind: %s", name)
				}
				return nil
			})
		}
	}
}

func TestApplyCanceled(t *testing.T) {
	dir := t.TempDir()
	name, _ := scene(t, dir, "tiff")
	o := opening(codec.Open, 2)
	s := inspect(t, o, name)
	ctx, cancel := context.WithCancel(context.Background())
	a := apply.Options{Create: func(w io.WriteSeeker, format string, h raster.Header, workers int) (apply.RowWriter, error) {
		cancel()
		return create(w, format, h, workers)
	}}
	if _, err := apply.Apply(ctx, s.Set, filepath.Join(dir, "out"), a); !errors.Is(err, context.Canceled) {
		t.Fatalf("%v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "out", "*")); len(left) > 0 {
		t.Fatalf("left behind: %v", left)
	}
}

type gdalInfo struct {
	GeoTransform     []float64
	CoordinateSystem struct{ WKT string }
	Bands            []struct {
		NoDataValue any
		Description string
		Overviews   []any
	}
}

func gdal(t *testing.T, name string) (g gdalInfo) {
	t.Helper()
	out, err := exec.Command("gdalinfo", "-json", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

// GDAL is the oracle: geotransform and CRS of what is written are those of the
// input; nodata is declared and stands where the input has none.
func TestApplyKeepsThePlace(t *testing.T) {
	if _, err := exec.LookPath("gdalinfo"); err != nil {
		t.Skip("needs GDAL's command-line tools")
	}
	dir := t.TempDir()
	name, _ := scene(t, dir, "tiff")
	inputs := []string{name, testfile.Project("scenes", "chip-00.tif"), testfile.Project("landsat", "chip-0.tif")}
	if more, _ := filepath.Glob(filepath.Join(testfile.Root(), "..", "shared", "data", "multispectral", "naip-two-years", "*.tif")); len(more) > 0 {
		inputs = append(inputs, more[0])
	}
	for _, input := range inputs {
		o := opening(codec.Open, 2)
		s := inspect(t, o, input)
		m, valid := fitScene(t, o, s), validPixels(t, input)
		for _, to := range []raster.SampleType{raster.Uint8, raster.Uint16, raster.Float32} {
			p := transforms.Project{Model: m, To: to}
			if to != raster.Float32 {
				p.Low, p.High = m.Output.Low, m.Output.High
			}
			out := filepath.Join(t.TempDir(), "out")
			format := ""
			if to == raster.Uint8 {
				format = "cog"
			}
			done, err := apply.Apply(context.Background(), s.Set, out, apply.Options{Create: create, Chain: transforms.Chain{p}, Format: format})
			if err != nil {
				t.Fatal(err)
			}
			was, is := gdal(t, input), gdal(t, filepath.Join(out, done.Items[0].Path))
			if !reflect.DeepEqual(was.GeoTransform, is.GeoTransform) || !sameCRS(was, is) {
				t.Errorf("%s as %s: %v %s, was %v %s", input, to, is.GeoTransform, is.CoordinateSystem.WKT, was.GeoTransform, was.CoordinateSystem.WKT)
			}
			want := any(0.0)
			if to == raster.Float32 {
				want = was.Bands[0].NoDataValue
			}
			if is.Bands[0].NoDataValue != want || is.Bands[0].Description != "PC1" {
				t.Errorf("%s as %s: nodata %v, want %v, band %s", input, to, is.Bands[0].NoDataValue, want, is.Bands[0].Description)
			}
			if input == name && to == raster.Uint8 && len(is.Bands[0].Overviews) == 0 {
				t.Errorf("%s as %s: no overviews", input, to)
			}
			if n := validPixels(t, filepath.Join(out, done.Items[0].Path)); n != valid {
				t.Errorf("%s as %s: %d valid pixels, was %d", input, to, n, valid)
			}
		}
	}
}

func sameCRS(a, b gdalInfo) bool {
	x, y := strings.Split(a.CoordinateSystem.WKT, "\n"), strings.Split(b.CoordinateSystem.WKT, "\n")
	return len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] // the code
}

// validPixels counts the pixels that are valid in all bands.
func validPixels(t *testing.T, name string) int64 {
	t.Helper()
	o := opening(codec.Open, 2)
	r, err := fit(context.Background(), inspect(t, o, name), o, pipeline.FitOptions{Limits: pipeline.LimitsSigma})
	if err != nil {
		t.Fatal(err)
	}
	return r.Pixels
}
