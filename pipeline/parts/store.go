package parts

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
)

// Options say where parts lie and what else is taken over. The zero value keeps
// nothing.
type Options struct {
	Dir     string        // folder of the parts; "": none are written
	Every   time.Duration // a part is written at least as often; 0: every 30 s
	Reuse   string        // manifest whose rows are taken over; "": none
	ByHash  bool          // its files are known by their bytes, whatever their times
	Cached  bool          // a cache is going to be written
	Version string        // of the program: what another one measured is not taken over
}

// interval is how often a part is written at least.
const interval = 30 * time.Second

// Store is what is known of the images of a listing. It implements
// [measure.Known]; but for Expects its methods are for one goroutine. A nil Store
// knows and keeps nothing.
type Store struct {
	o       Options
	looks   []look    // of the items of the listing
	hashes  []digest  // of what their files hold, where these are known by their bytes
	beside  beside    // what lies beside an item
	plans   plans     // how images are seen
	parts   *index    // of the interrupted command
	earlier *index    // of the manifest whose rows are taken over
	buf     []byte    // records of the part that is being filled
	items   int       // in it
	last    time.Time // when a part was written, or the first one begun
	written int       // parts
	totals  []byte    // records of the sums of whole passes
	taken   int
	err     error // why parts are not written any more
	early   early
}

// Open looks at the files of all items of a listing and reads what is known of
// them. Damaged parts are read as far as they are whole. Where nothing is to be
// kept or taken over, there is no Store.
func Open(ctx context.Context, l *dataset.Listing, io *imageset.Options, o Options) (s *Store, err error) {
	if o.Dir == "" && o.Reuse == "" && !o.Cached {
		return nil, nil
	}
	masks, workers := &io.View.Masks, max(io.Workers, 1)
	if o.Every == 0 {
		o.Every = interval
	}
	s = &Store{o: o, last: time.Now(), beside: beside{looker: looker{listing: l, masks: masks}}, plans: plans{version: o.Version, alone: make(map[*imageset.Layout]digest)}}
	if s.looks, err = lookAt(ctx, l, masks, workers); err != nil {
		return nil, err
	}
	if o.Reuse != "" {
		name := CacheName(o.Reuse)
		if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: %s, which is written beside a manifest of images, does not exist", o.Reuse, name)
		}
		s.earlier = openIndex([]string{name}, o.ByHash)
		if o.ByHash {
			s.hashes, err = hashAll(ctx, l, workers)
		}
	}
	if err == nil && o.Dir != "" {
		var names []string
		names, err = partNames(o.Dir)
		s.parts = openIndex(names, false)
	}
	return s, err
}

// Known returns the store as what a pass asks and tells; nil where there is none.
func (s *Store) Known() measure.Known {
	if s == nil {
		return nil
	}
	return s
}

// Expects implements [measure.Known].
func (s *Store) Expects(item int) bool {
	files := s.looks[item].files
	if s.parts.expects(files) {
		return true
	}
	if s.hashes != nil { // what lies beside it may not be known yet
		return s.earlier != nil && len(s.earlier.places) > 0
	}
	return s.earlier.expects(files)
}

// Has implements [measure.Known].
func (s *Store) Has(set *imageset.Set, im *imageset.Image, wants measure.Holds) bool {
	x, _ := s.find(set, im, wants)
	return x != nil
}

// Get implements [measure.Known].
func (s *Store) Get(set *imageset.Set, im *imageset.Image, wants measure.Holds) []byte {
	x, p := s.find(set, im, wants)
	if x == nil {
		return nil
	}
	b, err := x.read(p)
	if err != nil {
		return nil
	}
	return b
}

// find returns where a record lies.
func (s *Store) find(set *imageset.Set, im *imageset.Image, wants measure.Holds) (*index, *place) {
	seen, ok := s.plans.seen(set, im)
	if !ok {
		return nil, nil
	}
	look := &s.looks[im.Number()]
	holds := func(p *place) bool { return p.holds != holdsSum && measure.Holds(p.holds)&wants == wants }
	if p := s.parts.find(key{look.files, seen}, func(p *place) bool { return p.change == look.change && holds(p) }); p != nil {
		return s.parts, p
	}
	files := look.files
	if s.hashes != nil {
		files = s.beside.with(im.Number(), measure.ContentHash(im, s.hashes[im.Number()]))
	}
	if p := s.earlier.find(key{files, seen}, holds); p != nil {
		return s.earlier, p
	}
	return nil, nil
}

// Put implements [measure.Known]. It writes a part where it is time to.
func (s *Store) Put(set *imageset.Set, im *imageset.Image, holds measure.Holds, hash [16]byte, data []byte) {
	if s.o.Dir == "" || s.err != nil {
		return
	}
	if r, ok := s.record(set, im, hash); ok && len(data) <= maxRecord && !s.wasEarly(im.Number(), r.seen) {
		r.holds, r.data = byte(holds), data
		s.add(&r)
	}
}

// add adds a record to the part that is being filled, and writes it where it is
// time to.
func (s *Store) add(r *record) {
	if s.err != nil {
		return
	}
	s.buf = r.append(s.buf)
	s.items++
	if s.items >= blockItems || len(s.buf) >= blockBytes || time.Since(s.last) >= s.o.Every {
		s.Flush()
	}
}

// record returns the record of an image without data; ok is false where it could
// not be found again.
func (s *Store) record(set *imageset.Set, im *imageset.Image, hash [16]byte) (r record, ok bool) {
	look := &s.looks[im.Number()]
	if r.seen, ok = s.plans.seen(set, im); !ok || look.files == (digest{}) || len(im.ID) > 1<<16 {
		return r, false
	}
	r.id, r.files, r.change, r.bytes = im.ID, look.files, look.change, s.beside.with(im.Number(), hash)
	return r, true
}

// Take implements [measure.Known].
func (s *Store) Take(images int) { s.taken += images }

// Taken returns of how many images nothing had to be read.
func (s *Store) Taken() int {
	if s == nil {
		return 0
	}
	return s.taken
}

// Found returns of how many images interrupted commands left records, whether these
// can be taken over or not.
func (s *Store) Found() (n int) {
	if s == nil || s.parts == nil {
		return 0
	}
	for i := range s.parts.places {
		if s.parts.places[i].holds != holdsSum {
			n++
		}
	}
	return n
}

// Flush writes what was measured since the last part into one.
func (s *Store) Flush() {
	if s.items > 0 && s.err == nil {
		if s.err = s.write(); s.err == nil {
			s.written++
		}
	}
	s.buf, s.items, s.last = s.buf[:0], 0, time.Now()
}

func (s *Store) write() error {
	if err := os.MkdirAll(s.o.Dir, 0o755); err != nil {
		return err
	}
	sum := xxh3.Hash128(s.buf).Bytes()
	name := filepath.Join(s.o.Dir, fmt.Sprintf("%s%x%s", partPrefix, sum, partExtension))
	return output.WriteFile(name, true, func(f *os.File) error { return writeBlock(f, true, s.plans.whole, s.o.Version, s.buf) })
}

// Pause writes what was measured into a part where others were written before:
// the command is interrupted. It reports whether the same command will go on from
// parts.
func (s *Store) Pause() bool {
	if s == nil || s.written == 0 {
		return false
	}
	s.Flush()
	return true
}

// Done removes the parts, also those of interrupted commands: the results are
// written. The error says why parts could not be written or removed.
func (s *Store) Done() error {
	if s == nil {
		return nil
	}
	s.parts.close()
	s.earlier.close()
	if s.o.Dir == "" {
		return s.err
	}
	names, err := partNames(s.o.Dir)
	for _, name := range names {
		err = errors.Join(err, output.RemoveIfThere(name))
	}
	output.RemoveLeftovers(s.o.Dir)
	os.Remove(s.o.Dir) // fails where something else is in it
	return errors.Join(s.err, err)
}
