package pipeline_test

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
)

// HMAC-SHA-256 of the bytes P0, from printf P0 | openssl dgst -sha256 -hmac KEY.
const (
	digestBandprep = "597eb234245f5f7e7f6355939637e5d5f0b35804354c5978000b0abe97872280"
	digestSecret   = "c8bfd318d1dc8b7091f6df4c367206f6615af241ae0d805a872cb8c88b0e90e6"
)

// TestPatientIDs holds that rows have digests of the ids of patients, that nothing
// of a manifest holds the ids, and that those of different keys do not meet.
func TestPatientIDs(t *testing.T) {
	const patient = 0x00100020
	dir := t.TempDir()
	for i := range 4 { // DICOM fills a text of odd length with a space
		writeDICOM(t, filepath.Join(dir, fmt.Sprintf("%d.dcm", i)), i, map[uint32]string{patient: []string{"P0", "P0 ", "Miller^Anna", "P0"}[i]})
	}
	measured := func(ids imageset.PatientIDs) (*table.Table, []byte) {
		o := options()
		o.Images.PatientIDs = ids
		s := inspect(t, o, dir)
		tab, err := measure.Table(context.Background(), s.Set, s.Images, o.Measure, nil)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := tab.Write(&b, nil); err != nil {
			t.Fatal(err)
		}
		return tab, b.Bytes()
	}
	known, knownBytes := measured(imageset.PatientIDs{})
	secret, secretBytes := measured(imageset.PatientIDs{Key: []byte("secret")})
	kept, _ := measured(imageset.PatientIDs{Keep: true})
	for i := range 4 {
		for _, c := range []struct {
			t    *table.Table
			want string
		}{{known, digestBandprep}, {secret, digestSecret}, {kept, "P0"}} {
			if got := c.t.Rows.At(i).Group; (got == c.want) != (i != 2) {
				t.Errorf("row %d: group %q, that of P0 is %q", i, got, c.want)
			}
		}
	}
	if kept.Rows.At(2).Group != "Miller^Anna" {
		t.Errorf("kept %q", kept.Rows.At(2).Group)
	}
	for _, data := range [][]byte{knownBytes, secretBytes} {
		if bytes.Contains(data, []byte("Miller")) || bytes.Contains(data, []byte("secret")) {
			t.Error("the manifest holds an id, or the key")
		}
	}
	if _, again := measured(imageset.PatientIDs{Key: []byte("secret")}); !bytes.Equal(secretBytes, again) {
		t.Error("the same key gives other bytes")
	}
	tables := []*table.Table{known, secret, kept}
	for i, a := range tables {
		for k, b := range tables {
			if _, err := table.Merge([]*table.Table{a, b}, []string{"a", "b"}, true); (err == nil) != (i == k) {
				t.Errorf("%d and %d merge: %v", i, k, err)
			}
		}
	}
}

// TestPatientIDsOfPlan holds that a plan is not followed with another key.
func TestPatientIDsOfPlan(t *testing.T) {
	dir := t.TempDir()
	writeDICOM(t, filepath.Join(dir, "a.dcm"), 1, map[uint32]string{0x00100020: "P0"})
	o := options()
	o.Images.PatientIDs.Key = []byte("secret")
	s := inspect(t, o, dir)
	l, err := dataset.Scan(context.Background(), []string{dir}, dataset.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"secret", "another"} {
		p := o.Images
		p.PatientIDs.Key = []byte(key)
		_, err := measure.Item(context.Background(), &s.Plan, *l.Items.At(0), p, measure.Options{})
		switch {
		case key == "secret" && err != nil:
			t.Errorf("%v", err)
		case key != "secret" && (err == nil || !strings.Contains(err.Error(), "--id-key")):
			t.Errorf("%s: %v", key, err)
		}
	}
}
