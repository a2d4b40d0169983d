package pipeline_test

import (
	"archive/zip"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
)

const (
	secondSAFE = "S2A_MSIL2A_20221015T110751_N0400_R023_T30TXM_20221015T164454"
	levelOne   = "S2A_MSIL1C_20221015T110751_N0400_R023_T30TXM_20221015T164454"
)

// productSums is what GDAL and numpy count in testdata/products, with the nodata of
// the metadata: pixels and their sum of each band, and both where the usual condition
// of the product is true. testdata/products/make.py printed it.
var productSums = []struct {
	id, band          string
	valid, sum        int64
	clear, sumOfClear int64
}{
	{"S2A_MSIL2A_20221005", "B01", 144, 405972, 92, 261004},
	{"S2A_MSIL2A_20221005", "B02", 144, 372139, 92, 244879},
	{"S2A_MSIL2A_20221005", "B04", 144, 372398, 92, 232662},
	{"S2A_MSIL2A_20221005", "B05", 144, 369000, 92, 207348},
	{"S2A_MSIL2A_20221015", "B01", 36, 91944, 16, 40864},
	{"S2A_MSIL2A_20221015", "B02", 108, 273072, 68, 166549},
	{"S2A_MSIL2A_20221015", "B04", 108, 267857, 68, 170795},
	{"S2A_MSIL2A_20221015", "B05", 104, 287428, 68, 206448},
	{"LC08_L2SP_047027_20201204_20210313_02_T1", "B2", 80, 1073097, 30, 408657},
	{"LC08_L2SP_047027_20201204_20210313_02_T1", "B3", 80, 1082083, 30, 405103},
	{"HLS.S30.T30TXM.2022288T110751.v2.0", "B02", 56, 129826, 28, 75840},
	{"HLS.S30.T30TXM.2022288T110751.v2.0", "B8A", 56, 141448, 28, 66979},
	{"20221015_110751_32_2442", "blue", 72, 153793, 33, 62024},
	{"20221015_110751_32_2442", "green", 72, 168521, 33, 84313},
	{"20221015_110751_32_2442", "red", 72, 156228, 33, 69997},
	{"20221015_110751_32_2442", "nir", 72, 157522, 33, 75411},
	{"S1A_IW_GRDH_1SDV_20221015T061051", "VV", 64, 28791, 64, 28791},
	{"S1A_IW_GRDH_1SDV_20221015T061051", "VH", 64, 26508, 64, 26508},
}

func products(elem ...string) string {
	return testfile.Project(append([]string{"products"}, elem...)...)
}

// measureTable measures inputs and returns their table.
func measureTable(t *testing.T, o setup, inputs ...string) *table.Table {
	t.Helper()
	s := inspect(t, o, inputs...)
	made, err := measure.Table(context.Background(), s.Set, s.Images, o.Measure, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(made.Skipped) > 0 {
		t.Fatalf("skipped %+v", made.Skipped)
	}
	return made
}

// productInputs are the products of testdata/products by the folder that they lie in.
var productInputs = []string{"S2A_MSIL2A_20221005T110751_N0400_R023_T30TXM_20221005T164454.SAFE", secondSAFE + ".SAFE", "LC08_L2SP_047027_20201204_20210313_02_T1",
	"hls", "planet", "S1A_IW_GRDH_1SDV_20221015T061051_20221015T061116_045426_056E8B_7C1B.SAFE"}

// TestProducts compares the statistics of every product with those of GDAL and
// numpy: of all valid pixels, and of those that are clear.
func TestProducts(t *testing.T) {
	for _, clear := range []bool{false, true} {
		for _, name := range productInputs {
			if clear && strings.HasPrefix(name, "S1A") {
				continue
			}
			o := options()
			o.Images.View.Masks.Clear = clear
			made := measureTable(t, o, products(name))
			row := made.Rows.At(0)
			if made.Rows.Len() != 1 {
				t.Fatalf("%s: %d rows", name, made.Rows.Len())
			}
			n := 0
			for _, want := range productSums {
				if !strings.HasPrefix(row.ID, want.id) {
					continue
				}
				at := -1
				for i, band := range made.Bands {
					if band == want.band {
						at = i
					}
				}
				if n++; at < 0 {
					t.Errorf("%s: no band %s among %v", name, want.band, made.Bands)
					continue
				}
				valid, sum := want.valid, want.sum
				if clear {
					valid, sum = want.clear, want.sumOfClear
				}
				if got := int64(row.Sum[at].Int().Lo); row.Valid[at] != valid || got != sum {
					t.Errorf("%s, band %s, clear %t: %d valid, sum %d, want %d, %d", name, want.band, clear, row.Valid[at], got, valid, sum)
				}
			}
			if n != len(made.Bands) || row.Time.IsZero() {
				t.Errorf("%s: bands %v, %d expected; taken at %v", name, made.Bands, n, row.Time)
			}
		}
	}
}

// zipped packs a folder under a name in the archive.
func zipped(t *testing.T, folder, as, file string) string {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), file))
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(f)
	if err := filepath.WalkDir(folder, func(name string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(folder, name)
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		m, err := w.Create(as + filepath.ToSlash(rel))
		if err == nil {
			_, err = m.Write(data)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f.Close()
	return f.Name()
}

// TestProductForms holds that a product gives one row, whatever leads to it: its
// folder, the folder above, itself from inside, archives, its STAC item. Only where
// its files lie differs.
func TestProductForms(t *testing.T) {
	safe := products(secondSAFE + ".SAFE")
	parent := t.TempDir()
	if err := os.CopyFS(filepath.Join(parent, secondSAFE+".SAFE"), os.DirFS(safe)); err != nil {
		t.Fatal(err)
	}
	inside := filepath.Join(parent, secondSAFE+".SAFE", "GRANULE", "..")
	for _, clear := range []bool{false, true} {
		o := options()
		o.Images.View.Masks.Clear = clear
		var want table.Row
		for i, in := range []string{safe, parent, inside, zipped(t, safe, secondSAFE+".SAFE/", "any.zip"), zipped(t, safe, "", secondSAFE+".SAFE.zip"), products("item.json")} {
			made := measureTable(t, o, in)
			if made.Rows.Len() != 1 {
				t.Fatalf("%s: %d rows", in, made.Rows.Len())
			}
			row := *made.Rows.At(0)
			for i := range row.Files {
				row.Files[i] = filepath.Base(row.Files[i])
			}
			row.Path, row.Member = "", ""
			if i == 0 {
				want = row
			} else if !reflect.DeepEqual(row, want) {
				t.Errorf("%s:\n%+v, want\n%+v", in, row, want)
			}
		}
	}
}

// TestProductColumns reads what the metadata say of products in further columns.
func TestProductColumns(t *testing.T) {
	made := measureTable(t, options(), products("items.json"))
	var got []string
	for _, r := range made.Rows.All() {
		line := r.Time.Format("2006-01-02T15:04:05.000")
		for i, c := range made.Columns {
			if c.Type == manifest.Text {
				line += " " + c.Name + "=" + r.Extra[i].Text()
			} else {
				line += fmt.Sprint(" ", c.Name, "=", r.Extra[i].Float64())
			}
		}
		got = append(got, line)
	}
	want := "2022-10-05T11:07:51.024 product=Sentinel-2 L2A tile=30TXM baseline=04.00 cloud_cover=12.5|2022-10-15T11:07:51.024 product=Sentinel-2 L2A tile=30TXM baseline=04.00 cloud_cover=40"
	if text := strings.Join(got, "|"); text != want {
		t.Errorf("%s, want %s", text, want)
	}
}

// TestProductMixtures refuses products of two kinds and of two offsets, and takes
// the bands that two levels share where they are named.
func TestProductMixtures(t *testing.T) {
	one, two := products(levelOne+".SAFE"), products(secondSAFE+".SAFE")
	o := options()
	if _, err := openProducts(o, one, two); err == nil || !strings.Contains(err.Error(), "is a product of Sentinel-2 L1C, and") {
		t.Errorf("two levels: %v", err)
	}
	o.Images.View.Bands = "B04,B02"
	if made := measureTable(t, o, one, two); made.Rows.Len() != 2 || strings.Join(made.Bands, " ") != "B04 B02" {
		t.Errorf("bands that both levels have: %d rows, %v", made.Rows.Len(), made.Bands)
	}
	older := filepath.Join(t.TempDir(), strings.Replace(secondSAFE, "N0400", "N0301", 1)+".SAFE")
	if err := os.CopyFS(older, os.DirFS(two)); err != nil {
		t.Fatal(err)
	}
	xml := filepath.Join(older, "MTD_MSIL2A.xml")
	data, err := os.ReadFile(xml)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(xml, []byte(strings.ReplaceAll(string(data), ">-1000<", ">0<")), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := openProducts(options(), two, older); err == nil || !strings.Contains(err.Error(), "band B01 has offset") {
		t.Errorf("two offsets: %v", err)
	}
	o = options()
	o.Images.View.Bands, o.Images.View.Masks.Keep = "SCL,B05", "SCL != 0"
	made := measureTable(t, o, two)
	if m := made.Rows.At(0); strings.Join(made.Bands, " ") != "SCL B05" || m.Valid[0] != 26 || m.Valid[1] != 26 {
		t.Errorf("classes that are named: %v, %v", made.Bands, m.Valid)
	}
	o.Images.View.Masks.Keep = "QA == 1"
	if _, err := openProducts(o, two); err == nil || !strings.Contains(err.Error(), "--keep: the product has no QA: it has SCL") {
		t.Errorf("a mask that is not there: %v", err)
	}
	o = options()
	o.Images.View.Masks.Clear = true
	if _, err := openProducts(o, one); err == nil || !strings.Contains(err.Error(), "nothing in it says which pixels are clear") {
		t.Errorf("--clear of level 1: %v", err)
	}
}

func openProducts(o setup, inputs ...string) (*pipeline.Input, error) {
	return pipeline.Open(context.Background(), inputs, o.Options)
}
