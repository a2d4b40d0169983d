package dicom

import "github.com/bandprep/bandprep/raster"

// Enhanced multi-frame images say of frames in functional groups what others
// say at the top: a sequence of one item for all frames, and one of an item for
// each frame. Groups are sequences of one item.

// isGroup reports whether a functional group holds elements that are kept.
func isGroup(t tag) bool { return t == tagPixelTransform || t == tagFrameWindow }

// group keeps an element of a functional group.
func inGroup(t tag) bool {
	switch t {
	case tagSlope, tagIntercept, tagRescaleType, tagWindowCenter, tagWindowWidth:
		return true
	}
	return false
}

// groups walks the sequence e of functional groups. Keep is called for the
// elements within, with the number of the item that they belong to.
func (d *dataset) groups(w *walker, e element, keep func(w *walker, e element, item int) error) error {
	number := -1
	err := sequence(w, e, func() { number++ }, func(w *walker, e element) error {
		if !isGroup(e.tag) {
			return nil
		}
		look := *w
		err := sequence(&look, e, nil, func(w *walker, e element) error {
			if !inGroup(e.tag) {
				return nil
			}
			return keep(w, e, number)
		})
		w.left = look.left
		return err
	})
	if err == nil && !e.undefined {
		w.at = e.at + e.n
	}
	return err
}

// sequence walks the items of e.
func sequence(w *walker, e element, begin func(), visit func(*walker, element) error) error {
	inner := *w
	if !e.undefined {
		inner.end = e.at + e.n
	}
	err := inner.items(1, begin, visit)
	w.left = inner.left
	if err == nil && e.undefined {
		w.at = inner.at
	}
	return err
}

// frameValues returns the elements of a frame, which is new.
func (d *dataset) frameValues(number int) map[tag][]byte {
	if d.perFrame == nil {
		d.perFrame = map[int]map[tag][]byte{}
	}
	if d.perFrame[number] == nil {
		d.perFrame[number] = map[tag][]byte{}
	}
	return d.perFrame[number]
}

// value returns an element as it holds for a frame.
func (d *dataset) value(t tag, frame int) ([]byte, bool) {
	if v, ok := d.perFrame[frame][t]; ok {
		return v, true
	}
	v, ok := d.values[t]
	return v, ok
}

// elementBytes is what keeping an element takes beside its value.
const elementBytes = 128

// keeper keeps elements within the limit on metadata.
type keeper struct {
	limit, kept int64
}

func (k *keeper) keep(w *walker, e element, to map[tag][]byte) error {
	if e.undefined {
		return nil
	}
	if k.kept += e.n + elementBytes; k.kept > k.limit {
		return raster.TooLarge(format, "", "bytes of elements", k.kept, k.limit)
	}
	value := make([]byte, e.n)
	to[e.tag] = value
	return w.read(value, e.at)
}
