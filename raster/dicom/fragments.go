package dicom

import (
	"encoding/binary"

	"github.com/bandprep/bandprep/raster"
)

// span is a part of the file.
type span struct{ at, n int64 }

// readFragments lists the fragments of encapsulated pixel data and the first one
// of each frame.
func (p *description) readFragments(l raster.Limits) (all []span, starts []int, err error) {
	w := &walker{file: p.file, at: p.pixels.at, end: p.file.Size(), order: binary.LittleEndian, implicit: true, left: maxElements}
	var offsets []byte
	for first := true; w.at < w.end; first = false {
		item, err := w.next()
		if err != nil {
			return nil, nil, err
		}
		if item.tag == tagSequenceEnd {
			break
		}
		if item.tag != tagItem || item.undefined {
			return nil, nil, raster.Broken(format, "", "element %08x among the fragments at byte %d", uint32(item.tag), item.at)
		}
		if first {
			if err := raster.TooLarge(format, "offset table", "bytes", item.n, l.TagBytes); err != nil {
				return nil, nil, err
			}
			offsets = make([]byte, item.n)
			if err := w.read(offsets, item.at); err != nil {
				return nil, nil, err
			}
		} else {
			all = append(all, span{item.at, item.n})
		}
		w.at += item.n
	}
	if p.frames > len(all) {
		return nil, nil, raster.Broken(format, "", "%d frames in %d fragments", p.frames, len(all))
	}
	starts, err = p.frameStarts(all, offsets)
	return all, starts, err
}

// frameStarts finds the first fragment of each frame.
func (p *description) frameStarts(all []span, offsets []byte) ([]int, error) {
	starts := make([]int, 0, p.frames)
	switch {
	case p.frames == 1:
		return append(starts, 0), nil
	case p.frames == len(all):
		for i := range all {
			starts = append(starts, i)
		}
		return starts, nil
	case len(offsets) >= 4*p.frames:
		// Offsets count from the item tag of the first fragment.
		origin, k := all[0].at-8, 0
		for i := range p.frames {
			at := origin + 8 + int64(binary.LittleEndian.Uint32(offsets[4*i:]))
			for k < len(all) && all[k].at < at {
				k++
			}
			if k == len(all) || all[k].at != at {
				return nil, raster.Broken(format, "offset table", "frame %d begins within a fragment", i)
			}
			starts = append(starts, k)
		}
		return starts, nil
	}
	for i, s := range all { // a frame begins with the first marker of its stream
		var b [2]byte
		if s.n < 2 {
			continue
		}
		if err := raster.ReadFull(format, p.file, b[:], s.at); err != nil {
			return nil, err
		}
		if b == [2]byte{0xff, 0xd8} || b == [2]byte{0xff, 0x4f} {
			starts = append(starts, i)
		}
	}
	if len(starts) != p.frames {
		return nil, raster.Broken(format, "", "%d frames, but %d streams in %d fragments", p.frames, len(starts), len(all))
	}
	return starts, nil
}

// data returns the stream of frame i.
func (s *series) data(i int) ([]byte, error) {
	end := len(s.fragments)
	if i+1 < len(s.starts) {
		end = s.starts[i+1]
	}
	parts := s.fragments[s.starts[i]:end]
	n := int64(0)
	for _, p := range parts {
		n += p.n
	}
	if err := raster.TooLarge(format, "", "bytes of a frame", n, s.options.Limits.BlockBytes); err != nil {
		return nil, err
	}
	data := make([]byte, 0, n)
	for _, p := range parts {
		data = data[:len(data)+int(p.n)]
		if err := raster.ReadFull(format, s.file, data[len(data)-int(p.n):], p.at); err != nil {
			return nil, err
		}
	}
	return data, nil
}
