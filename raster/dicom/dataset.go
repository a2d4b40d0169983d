package dicom

import (
	"encoding/binary"
	"io"
	"strconv"
	"strings"

	"github.com/klauspost/compress/flate"

	"github.com/bandprep/bandprep/internal/whole"
	"github.com/bandprep/bandprep/raster"
)

// Elements that describe pixels.
const (
	tagMetaLength         tag = 0x00020000
	tagTransferSyntax     tag = 0x00020010
	tagPatientID          tag = 0x00100020
	tagSamples            tag = 0x00280002
	tagPhotometric        tag = 0x00280004
	tagPlanar             tag = 0x00280006
	tagFrames             tag = 0x00280008
	tagRows               tag = 0x00280010
	tagColumns            tag = 0x00280011
	tagBitsAllocated      tag = 0x00280100
	tagBitsStored         tag = 0x00280101
	tagHighBit            tag = 0x00280102
	tagSigned             tag = 0x00280103
	tagPadding            tag = 0x00280120
	tagPaddingLimit       tag = 0x00280121
	tagFloatPadding       tag = 0x00280122
	tagDoublePadding      tag = 0x00280123
	tagFloatPaddingLimit  tag = 0x00280124
	tagDoublePaddingLimit tag = 0x00280125
	tagWindowCenter       tag = 0x00281050
	tagWindowWidth        tag = 0x00281051
	tagIntercept          tag = 0x00281052
	tagSlope              tag = 0x00281053
	tagRescaleType        tag = 0x00281054
	tagRedDescriptor      tag = 0x00281101
	tagRedTable           tag = 0x00281201
	tagRedSegmented       tag = 0x00281221
	tagFrameWindow        tag = 0x00289132 // sequences within the two that follow
	tagPixelTransform     tag = 0x00289145
	tagSharedGroups       tag = 0x52009229
	tagFrameGroups        tag = 0x52009230
	tagFloatPixelData     tag = 0x7fe00008
	tagDoublePixelData    tag = 0x7fe00009
	tagPixelData          tag = 0x7fe00010
	implicitLittle            = "1.2.840.10008.1.2"
	explicitLittle            = "1.2.840.10008.1.2.1"
	deflatedLittle            = "1.2.840.10008.1.2.1.99"
	encapsulatedPlain         = "1.2.840.10008.1.2.1.98"
	explicitBig               = "1.2.840.10008.1.2.2"
	rleLossless               = "1.2.840.10008.1.2.5"
	jpegFamily                = "1.2.840.10008.1.2.4."
	preambleBytes             = 128
)

// dataset is what a file says before and of its pixels.
type dataset struct {
	file     raster.File // the file, or the inflated data set
	syntax   string
	order    binary.ByteOrder
	implicit bool
	values   map[tag][]byte
	perFrame map[int]map[tag][]byte // what holds for one frame only
	pixels   element
}

// wanted reports whether the value of an element is kept.
func wanted(t tag) bool {
	if factTags[t] || t >= tagPadding && t <= tagDoublePaddingLimit {
		return true
	}
	return t>>16 == 0x0028 && (t <= tagSigned || t >= tagRedDescriptor && t < tagRedTable+3 || t >= tagRedSegmented && t < tagRedSegmented+3)
}

// load walks f up to its pixels.
func load(f raster.File, l raster.Limits) (*dataset, error) {
	d := &dataset{file: f, syntax: implicitLittle, values: map[tag][]byte{}}
	w := &walker{file: f, end: f.Size(), order: binary.LittleEndian, left: maxElements}
	head := make([]byte, min(preambleBytes+4, f.Size()))
	if err := raster.ReadFull(format, f, head, 0); err != nil {
		return nil, err
	}
	switch {
	case len(head) == preambleBytes+4 && string(head[preambleBytes:]) == "DICM":
		w.at = preambleBytes + 4
		if err := d.meta(w); err != nil {
			return nil, err
		}
	case !bare(head):
		return nil, raster.Broken(format, "", "no DICOM header")
	case head[0] == 2: // file meta information without a preamble
		if err := d.meta(w); err != nil {
			return nil, err
		}
	case isVR(string(head[4:6])):
		d.syntax = explicitLittle
	}
	if err := d.start(w, l); err != nil {
		return nil, err
	}
	return d, d.walk(w, l)
}

// bare reports whether a file begins with a data set, without a preamble.
func bare(head []byte) bool {
	return len(head) >= 8 && (head[0] == 8 || head[0] == 2) && head[1] == 0 && head[3] == 0 && (head[6] < 64 && head[7] == 0)
}

// meta reads group 2, which is explicit and little endian. It ends where its
// first element says, or before the first element of another group.
func (d *dataset) meta(w *walker) error {
	end := w.end
	for w.at < end {
		var group [2]byte
		if err := w.read(group[:], w.at); err != nil {
			return err
		}
		if group != [2]byte{2, 0} {
			return nil
		}
		e, err := w.next()
		if err != nil {
			return err
		}
		value := make([]byte, min(e.n, 64))
		if err := w.read(value, e.at); err != nil {
			return err
		}
		switch {
		case e.tag == tagMetaLength && len(value) == 4:
			end = min(end, e.at+4+int64(w.order.Uint32(value)))
		case e.tag == tagTransferSyntax:
			d.syntax = text(value)
		}
		if err := w.skip(e, 0); err != nil {
			return err
		}
	}
	if w.at < w.end {
		return nil
	}
	return raster.Broken(format, "", "no data set behind the file meta information")
}

// start prepares w for the data set.
func (d *dataset) start(w *walker, l raster.Limits) error {
	switch d.syntax {
	case implicitLittle:
		w.implicit = true
	case explicitBig:
		w.order = binary.BigEndian
	case deflatedLittle:
		data, err := inflate(w, l.BlockBytes)
		if err != nil {
			return err
		}
		d.file = raster.Bytes(data)
		w.file, w.at, w.end, w.ahead = d.file, 0, int64(len(data)), nil
	default:
		// Some writers declare explicit VR and write implicit; every
		// other reader takes that.
		var head [6]byte
		if w.read(head[:], w.at) == nil && !isVR(string(head[4:])) {
			w.implicit = true
		}
	}
	d.order, d.implicit = w.order, w.implicit
	return nil
}

// inflate returns a deflated data set. Its size is stated nowhere, so it is
// unpacked twice: once to count.
func inflate(w *walker, limit int64) ([]byte, error) {
	const place = "deflated data set"
	packed := w.end - w.at
	stream := func() io.ReadCloser { return flate.NewReader(io.NewSectionReader(w.file, w.at, packed)) }
	r := stream()
	defer r.Close()
	n, err := io.Copy(io.Discard, io.LimitReader(r, limit+1))
	if err != nil {
		return nil, raster.Broken(format, place, "%v", err)
	}
	return whole.Packed{Format: format, Place: place, Bytes: packed, Size: n, Limit: limit,
		Stream: func() (io.ReadCloser, error) { return stream(), nil }}.Unpack()
}

// walk keeps what is wanted of the elements up to the pixels.
func (d *dataset) walk(w *walker, l raster.Limits) error {
	k := keeper{limit: l.TagBytes}
	for w.at < w.end {
		e, err := w.next()
		if err != nil {
			return err
		}
		switch {
		case e.tag == tagPixelData || e.tag == tagFloatPixelData || e.tag == tagDoublePixelData:
			d.pixels = e
			return nil
		case e.tag == tagSharedGroups || e.tag == tagFrameGroups:
			err := d.groups(w, e, func(w *walker, in element, item int) error {
				if e.tag == tagSharedGroups {
					return k.keep(w, in, d.values)
				}
				k.kept += elementBytes // of the frame's table
				return k.keep(w, in, d.frameValues(item))
			})
			if err != nil {
				return err
			}
			continue
		case wanted(e.tag):
			if err := k.keep(w, e, d.values); err != nil {
				return err
			}
		}
		if err := w.skip(e, 0); err != nil {
			return err
		}
	}
	return raster.Unsupported(format, "", "no pixel data")
}

// text returns a string without its padding.
func text(b []byte) string { return strings.Trim(string(b), " \x00") }

// integer returns the first value of an element of type US or SS, or IS.
func (d *dataset) integer(t tag, def int64) int64 {
	b, ok := d.values[t]
	if !ok || len(b) < 2 {
		return def
	}
	if t == tagFrames {
		n, err := strconv.ParseInt(text(b), 10, 32)
		if err != nil {
			return def
		}
		return n
	}
	return int64(d.order.Uint16(b))
}

// decimal returns the first value of an element of type DS as it holds for a
// frame, or nil.
func (d *dataset) decimal(t tag, frame int) *float64 {
	value, _ := d.value(t, frame)
	first, _, _ := strings.Cut(text(value), "\\")
	v, err := strconv.ParseFloat(strings.TrimSpace(first), 64)
	if err != nil || v-v != 0 { // NaN and infinite are no decimal strings
		return nil
	}
	return &v
}
