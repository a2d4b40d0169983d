package parts

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
)

// CacheName returns the name of the cache of a manifest.
func CacheName(manifest string) string {
	return strings.TrimSuffix(manifest, filepath.Ext(manifest)) + ".cache"
}

// WriteCache writes the cache of a manifest of the rows of t, which were measured
// of images of a set. Rows that do not hold all that was measured, such as those
// of very many bands, are not in it.
func (s *Store) WriteCache(manifest string, t *table.Table, set *imageset.Set) error {
	images := set.Images.Sorted()
	return output.WriteFile(CacheName(manifest), true, func(f *os.File) error {
		first, at, buf := true, 0, []byte(nil)
		block := func() (err error) {
			if len(buf) > 0 || first {
				err = writeBlock(f, first, s.plans.whole, s.o.Version, buf)
			}
			first, buf = false, buf[:0]
			return err
		}
		for _, row := range t.Rows.All() {
			var im *imageset.Image
			for ; at < images.Len(); at++ {
				if im = images.At(at); im.ID >= row.ID {
					break
				}
			}
			if im == nil || im.ID != row.ID {
				continue
			}
			r, ok := s.record(set, im, row.ContentHash)
			data, holds := measure.RowRecord(row, &set.Layouts[im.Layout])
			if !ok || data == nil {
				continue
			}
			r.data, r.holds = data, byte(holds)
			if buf = r.append(buf); len(buf) >= blockBytes {
				if err := block(); err != nil {
					return err
				}
			}
		}
		if len(s.totals) > 0 && len(s.totals) <= maxRecord {
			buf = append(buf, s.totals...)
		}
		return block()
	})
}
