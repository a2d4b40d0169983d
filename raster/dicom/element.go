package dicom

import (
	"encoding/binary"
	"errors"
	"io"

	"github.com/bandprep/bandprep/raster"
)

const format = "dicom"

// tag is group and number of a data element.
type tag uint32

const (
	tagItem          tag = 0xfffee000
	tagItemEnd       tag = 0xfffee00d
	tagSequenceEnd   tag = 0xfffee0dd
	undefinedLength      = 0xffffffff
	maxSequenceDepth     = 64
)

// element is the head of a data element, whose value of n bytes begins at at.
type element struct {
	tag       tag
	vr        string // "" in implicit VR
	at, n     int64
	undefined bool // the length is: the value ends with a delimiter
}

// walker walks data elements.
type walker struct {
	file     raster.File
	at       int64
	end      int64
	implicit bool
	order    binary.ByteOrder
	left     int64 // elements that may still be walked

	ahead   []byte // bytes of the file from aheadAt on, so that heads cost few reads
	aheadAt int64
}

// next reads the head of the next element and leaves w.at at its value.
func (w *walker) next() (e element, err error) {
	var b [12]byte
	if w.left--; w.left < 0 {
		return e, raster.TooLarge(format, "", "data elements", maxElements+1, maxElements)
	}
	if err := w.read(b[:8], w.at); err != nil {
		return e, err
	}
	group, number := w.order.Uint16(b[:]), w.order.Uint16(b[2:])
	e.tag = tag(group)<<16 | tag(number)
	size, n := int64(8), uint32(0)
	switch {
	case w.implicit || group == 0xfffe:
		n = w.order.Uint32(b[4:])
	default:
		e.vr = string(b[4:6])
		if !isVR(e.vr) {
			return e, raster.Broken(format, "", "value representation %q at byte %d", e.vr, w.at)
		}
		if !longVR(e.vr) {
			n = uint32(w.order.Uint16(b[6:]))
			break
		}
		if err := w.read(b[8:], w.at+8); err != nil {
			return e, err
		}
		size, n = 12, w.order.Uint32(b[8:])
	}
	w.at += size
	e.at, e.n, e.undefined = w.at, int64(n), n == undefinedLength
	if !e.undefined && e.n > w.end-w.at {
		if e.tag == tagPixelData {
			e.n = w.end - w.at // a cut file; whoever reads pixels says so
			return e, nil
		}
		return e, raster.Broken(format, "", "element %08x of %d bytes at byte %d ends behind the file", uint32(e.tag), e.n, w.at)
	}
	return e, nil
}

// maxElements bounds the walk through a hostile file.
const maxElements = 1 << 20

func isVR(vr string) bool {
	return vr[0] >= 'A' && vr[0] <= 'Z' && vr[1] >= 'A' && vr[1] <= 'Z'
}

// longVR reports whether the length of a value has four bytes, behind two of
// padding.
func longVR(vr string) bool {
	switch vr {
	case "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV":
		return true
	}
	return false
}

// skip passes over the value of e.
func (w *walker) skip(e element, depth int) error {
	if !e.undefined {
		w.at = e.at + e.n
		return nil
	}
	inner := *w
	inner.implicit = w.implicit || e.vr == "UN" // PS3.5, 6.2.2, note 2
	if e.vr == "UN" {
		inner.order = binary.LittleEndian
	}
	err := inner.items(depth, nil, nil)
	w.at, w.left = inner.at, inner.left
	return err
}

// items walks the items of a sequence of undefined length up to its delimiter.
// Begin, if not nil, is called for each item, and visit, if not nil, for their
// elements.
func (w *walker) items(depth int, begin func(), visit func(*walker, element) error) error {
	if depth > maxSequenceDepth {
		return raster.Broken(format, "", "sequences nested deeper than %d", maxSequenceDepth)
	}
	for w.at < w.end {
		item, err := w.next()
		if err != nil {
			return err
		}
		switch {
		case item.tag == tagSequenceEnd:
			return nil
		case item.tag != tagItem:
			return raster.Broken(format, "", "element %08x in a sequence at byte %d", uint32(item.tag), item.at)
		case !item.undefined && visit == nil:
			w.at += item.n
			continue
		}
		if begin != nil {
			begin()
		}
		if err := w.item(item, depth, visit); err != nil {
			return err
		}
	}
	return nil
}

// item walks the elements of one item.
func (w *walker) item(item element, depth int, visit func(*walker, element) error) error {
	end := w.end
	if !item.undefined {
		end = item.at + item.n
	}
	for w.at < end {
		e, err := w.next()
		if err != nil {
			return err
		}
		if e.tag == tagItemEnd {
			return nil
		}
		if visit != nil {
			if err := visit(w, e); err != nil {
				return err
			}
		}
		if err := w.skip(e, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// read fills b from byte at.
func (w *walker) read(b []byte, at int64) error {
	const page = 16 << 10
	from := at - w.aheadAt
	if len(b) <= page/4 && (from < 0 || from+int64(len(b)) > int64(len(w.ahead))) {
		ahead := make([]byte, page)
		n, err := w.file.ReadAt(ahead, at)
		if n < len(b) && err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		w.ahead, w.aheadAt, from = ahead[:n], at, 0
	}
	if from >= 0 && from+int64(len(b)) <= int64(len(w.ahead)) {
		copy(b, w.ahead[from:])
		return nil
	}
	return raster.ReadFull(format, w.file, b, at)
}
