package pipeline_test

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/decision"
)

// writeDICOM writes an image of 8×8 pixels with some elements of type text
// (PS3.5 and PS3.6, explicit little endian), by tag.
func writeDICOM(t *testing.T, name string, seed int, elements map[uint32]string) {
	t.Helper()
	all := map[uint32]string{0x00280004: "MONOCHROME2"}
	for k, v := range elements {
		all[k] = v
	}
	numbers := map[uint32]uint16{0x00280002: 1, 0x00280010: 8, 0x00280011: 8, 0x00280100: 16, 0x00280101: 16, 0x00280102: 15, 0x00280103: 0}
	var tags []uint32
	for k := range all {
		tags = append(tags, k)
	}
	for k := range numbers {
		tags = append(tags, k)
	}
	slices.Sort(tags)
	element := func(b []byte, tag uint32, vr string, value []byte) []byte {
		if len(value)%2 == 1 {
			value = append(value, ' ')
		}
		b = binary.LittleEndian.AppendUint16(b, uint16(tag>>16))
		b = binary.LittleEndian.AppendUint16(b, uint16(tag))
		b = append(b, vr...)
		if vr == "OW" {
			b = binary.LittleEndian.AppendUint32(append(b, 0, 0), uint32(len(value)))
		} else {
			b = binary.LittleEndian.AppendUint16(b, uint16(len(value)))
		}
		return append(b, value...)
	}
	syntax := element(nil, 0x00020010, "UI", []byte("1.2.840.10008.1.2.1\x00"))
	b := append(make([]byte, 128), "DICM"...)
	b = append(element(b, 0x00020000, "UL", binary.LittleEndian.AppendUint32(nil, uint32(len(syntax)))), syntax...)
	for _, tag := range tags {
		if v, ok := numbers[tag]; ok {
			b = element(b, tag, "US", binary.LittleEndian.AppendUint16(nil, v))
		} else {
			vr := map[uint32]string{0x00100020: "LO", 0x00281052: "DS", 0x00281053: "DS", 0x0020000d: "UI", 0x0020000e: "UI"}[tag]
			if vr == "" {
				vr = "CS"
			}
			b = element(b, tag, vr, []byte(all[tag]))
		}
	}
	var pixels []byte
	for i := range 64 {
		pixels = binary.LittleEndian.AppendUint16(pixels, uint16(i*i*(seed+3)%997))
	}
	if err := os.WriteFile(name, element(b, 0x7fe00010, "OW", pixels), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestPatients groups images by PatientID, by study where that is a dummy, absent
// or spaces, by series where there is no study, and not at all on request.
func TestPatients(t *testing.T) {
	const patient, study, series = 0x00100020, 0x0020000d, 0x0020000e
	for _, c := range []struct {
		name     string
		elements func(i int) map[uint32]string
		groups   int
		decided  bool
	}{
		{"patients", func(i int) map[uint32]string {
			return map[uint32]string{patient: fmt.Sprint("P", i/2), study: fmt.Sprint("1.2.", i)}
		}, 3, false},
		{"one dummy", func(i int) map[uint32]string {
			return map[uint32]string{patient: "ANONYMOUS", study: fmt.Sprint("1.2.", i/3), series: fmt.Sprint("1.2.9.", i)}
		}, 2, true},
		{"spaces", func(i int) map[uint32]string { return map[uint32]string{patient: "  ", study: fmt.Sprint("1.2.", i/3)} }, 2, true},
		{"no study", func(i int) map[uint32]string { return map[uint32]string{series: fmt.Sprint("1.2.", i/2)} }, 3, true},
		{"one study", func(i int) map[uint32]string { return map[uint32]string{patient: "0", study: "1.2"} }, 1, true},
		{"nothing", func(i int) map[uint32]string { return nil }, 0, true},
		{"some", func(i int) map[uint32]string {
			if i < 2 {
				return map[uint32]string{study: "1.2"}
			}
			return map[uint32]string{patient: fmt.Sprint("P", i/3)}
		}, 3, true},
	} {
		dir := t.TempDir()
		for i := range 6 {
			writeDICOM(t, filepath.Join(dir, fmt.Sprintf("%d.dcm", i)), i, c.elements(i))
		}
		count := func(s *looked) int {
			groups := make(map[string]bool)
			for _, im := range s.Images.All() {
				if im.Group != "" {
					groups[im.Group] = true
				}
			}
			return len(groups)
		}
		s := inspect(t, options(), dir)
		decided := false
		for _, d := range s.Decisions {
			decided = decided || d.Kind == "patients"
		}
		if n := count(s); n != c.groups || decided != c.decided || s.Images.Len() != 6 {
			t.Errorf("%s: %d groups of %d images, want %d; decisions %v", c.name, n, s.Images.Len(), c.groups, s.Decisions)
		}
		if n := count(look(t, dataset.Options{GroupFrom: dataset.NoGroups}, options(), dir)); n != 0 {
			t.Errorf("%s: %d groups where none are wanted", c.name, n)
		}
	}
}

// TestRescaleDiffers names series whose stored values mean different things, and
// keeps slope and intercept in the rows.
func TestRescaleDiffers(t *testing.T) {
	const slope, intercept = 0x00281053, 0x00281052
	dir := t.TempDir()
	for i := range 4 {
		writeDICOM(t, filepath.Join(dir, fmt.Sprintf("%d.dcm", i)), i, map[uint32]string{slope: []string{"1", "1.0", "1", "2.5"}[i], intercept: "-1024"})
	}
	o := options()
	s := inspect(t, o, dir)
	at := slices.IndexFunc(s.Decisions, func(d decision.Decision) bool { return d.Kind == "rescale" })
	if at < 0 || s.Decisions[at].Count != 1 || s.Decisions[at].Example != "3.dcm" || len(s.Warnings) > 0 {
		t.Fatalf("decisions %v, warnings %q", s.Decisions, s.Warnings)
	}
	got, _, _, err := statistics(s, o, allItems)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Columns) != 2 || got.Columns[0].Name != "rescale_slope" || got.Rows.At(3).Extra[0].Float64() != 2.5 || got.Rows.At(0).Extra[1].Float64() != -1024 {
		t.Errorf("columns %v, cells %v", got.Columns, got.Rows.At(3).Extra)
	}
}
