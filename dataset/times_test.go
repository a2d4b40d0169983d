package dataset_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/bandprep/bandprep/dataset"
)

// TestTimeFrom reads times out of names in the forms that products and cameras use.
func TestTimeFrom(t *testing.T) {
	for name, c := range map[string]struct{ expr, want string }{
		"T30TXM_20221015T110751_B02.tif":       {`_(\d{8}T\d{6})_`, "2022-10-15T11:07:51Z"},
		"HLS.S30.T30TXM.2022288T110751.v2.tif": {`\.(\d{7}T\d{6})\.`, "2022-10-15T11:07:51Z"},
		"a_2022288.tif":                        {`_(\d{7})`, "2022-10-15T00:00:00Z"},
		"IMG_20221015_110751.jpg":              {`(?P<time>\d{8}_\d{6})`, "2022-10-15T11:07:51Z"},
		"x 2022-10-15.png":                     {`(\d+-\d+-\d+)`, "2022-10-15T00:00:00Z"},
		"2022-10-15T13:07:51+02:00.png":        {`^(.*)\.png`, "2022-10-15T11:07:51Z"},
		"m_2018.tif":                           {`_(\d{4})`, "2018-01-01T00:00:00Z"},
		"m_20181399.tif":                       {`_(\d+)`, "is no time"},
		"m.tif":                                {`_(\d+)`, "does not match"},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
		l, err := dataset.Scan(context.Background(), []string{dir}, dataset.Options{TimeFrom: "regex:" + c.expr})
		got := ""
		if err == nil {
			got = l.Fact(0).Time.Format(time.RFC3339)
		} else {
			got = err.Error()
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	for _, source := range []string{"folder", "regex:(", "regex:x"} {
		if (&dataset.Options{TimeFrom: source}).Validate() == nil {
			t.Errorf("%s is accepted", source)
		}
	}
}
