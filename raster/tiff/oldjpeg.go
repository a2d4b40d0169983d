package tiff

import (
	"context"
	"encoding/binary"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/jpeg"
)

// Markers of JPEG segments that are read or written here.
const (
	markSOF0 = 0xc0
	markDHT  = 0xc4
	markSOI  = 0xd8
	markSOS  = 0xda
	markDQT  = 0xdb
	markDRI  = 0xdd
)

// oldJPEG holds what the JPEG of TIFF 6.0 (compression 6) keeps apart: tables
// in fields of the directory or in a stream of their own, and blocks of bare
// scan data.
type oldJPEG struct {
	l        *layout
	tables   []byte // DQT, DHT and DRI segments
	frame    []byte // SOF segment of the stream of tables, or nil
	scan     []byte // SOS segment of that stream or of the first block, or nil
	sampling byte   // of the first component: across<<4 | down
	count    [3]int // quantization, DC and AC tables in fields; components beyond use the last
}

// oldJPEGBlocks returns the decoder of old-style JPEG blocks. Each block
// becomes a JPEG stream of its own. As in libtiff colour differences are
// repeated and the directory says how they become colours.
func oldJPEGBlocks(d *directory, l *layout, limits raster.Limits) (planar, error) {
	if l.blockW > 0xffff || l.blockH > 0xffff {
		return nil, raster.Broken(roomName, d.place, "JPEG blocks of %d×%d pixels", l.blockW, l.blockH)
	}
	j := &oldJPEG{l: l, sampling: 0x11}
	if l.samples == 3 {
		j.sampling = 0x22
		if c, err := d.column(tagYCbCrSubSampling); err == nil && c.len() >= 2 {
			j.sampling = byte(c.at(0)&15)<<4 | byte(c.at(1)&15)
		}
	}
	if err := j.readStream(d); err != nil {
		return nil, err
	}
	if j.frame == nil {
		if err := j.readFields(d); err != nil {
			return nil, err
		}
	} else if j.scan == nil {
		if err := j.readScan(d); err != nil {
			return nil, err
		}
	}
	tables := append([]byte{0xff, markSOI}, j.tables...)
	o := jpeg.DecodeOptions{Tables: tables, Colors: jpeg.StoredColors, Rows: l.blockH, Repeat: true, Limits: limits}
	return func(ctx context.Context, s *scratch, in []byte) error {
		if !starts(in, markSOI) {
			scan, data := splitScan(in)
			if scan == nil {
				scan = j.scan
			}
			s.blob = j.stream(s.blob[:0], scan, data)
			in = s.blob
		}
		if err := jpeg.Decode(ctx, in, o, &s.planes); err != nil {
			return err
		}
		return l.checkPlanes(&s.planes)
	}, nil
}

// readStream takes the segments of the stream that JPEGInterchangeFormat points
// to, up to its first scan.
func (j *oldJPEG) readStream(d *directory) error {
	off := d.lenient(tagJPEGInterchange, 0)
	if off <= 0 || off >= d.c.size {
		return nil
	}
	n := min(d.c.size-off, 64<<10)
	data, err := d.c.read(d.place, "JPEG tables", off, n)
	if err != nil {
		return err
	}
	if !starts(data, markSOI) {
		return nil
	}
	for data = data[2:]; len(data) >= 4 && data[0] == 0xff; {
		mark := data[1]
		size := 2 + int(binary.BigEndian.Uint16(data[2:]))
		if size < 4 || size > len(data) {
			break
		}
		switch {
		case mark == markDQT, mark == markDHT, mark == markDRI:
			j.tables = append(j.tables, data[:size]...)
		case mark == markSOF0 || mark == markSOF0+1:
			j.frame = data[:size]
		case mark == markSOS:
			j.scan = data[:size]
			j.onlyBlock(d, off, off+n-int64(len(data)-size))
			return nil
		}
		data = data[size:]
	}
	return nil
}

// onlyBlock puts the only block of an image where the data of the scan are, when
// its offset points into the stream from off on but not behind the header of
// the scan, which ends at scan. The stream's length then counts too.
func (j *oldJPEG) onlyBlock(d *directory, off, scan int64) {
	l := j.l
	if l.offsets.len() != 1 || l.offsets.at(0) <= off || l.offsets.at(0) >= scan {
		return
	}
	end := off + d.lenient(tagJPEGInterchangeLength, 0)
	if l.counts.len() > 0 {
		end = max(end, l.offsets.at(0)+l.counts.at(0))
	}
	l.offsets, l.counts = d.constant(scan), d.constant(max(end-scan, 0))
}

// readScan takes the SOS segment that the first block begins with, if it does:
// it counts for all blocks.
func (j *oldJPEG) readScan(d *directory) error {
	if j.l.offsets.len() == 0 {
		return nil
	}
	const longest = 2 + 2 + 1 + 2*4 + 3
	off := j.l.offsets.at(0)
	data, err := d.c.read(d.place, "JPEG scan", off, min(longest, max(d.c.size-off, 0)))
	if err == nil {
		j.scan, _ = splitScan(data)
	}
	return err
}

// starts reports whether data begin with a marker.
func starts(data []byte, mark byte) bool {
	return len(data) >= 2 && data[0] == 0xff && data[1] == mark
}

// splitScan splits off the SOS segment that data begin with, if they do.
func splitScan(data []byte) (scan, rest []byte) {
	if !starts(data, markSOS) || len(data) < 4 {
		return nil, data
	}
	size := 2 + int(binary.BigEndian.Uint16(data[2:]))
	if size > len(data) {
		return nil, data
	}
	return data[:size], data[size:]
}

// readFields makes segments of the tables that fields of the directory point
// to: 64 factors each, 16 counts and as many symbols each.
func (j *oldJPEG) readFields(d *directory) error {
	for kind, f := range []struct {
		id    uint16
		mark  byte
		class byte
	}{{tagJPEGQTables, markDQT, 0}, {tagJPEGDCTables, markDHT, 0}, {tagJPEGACTables, markDHT, 0x10}} {
		offsets, err := d.column(f.id)
		if err != nil {
			return err
		}
		j.count[kind] = min(offsets.len(), 4)
		for i := range j.count[kind] {
			size := int64(64)
			if f.mark == markDHT {
				counts, err := d.c.read(d.place, "JPEG tables", offsets.at(i), 16)
				if err != nil {
					return err
				}
				size = 16
				for _, n := range counts {
					size += int64(n)
				}
			}
			table, err := d.c.read(d.place, "JPEG tables", offsets.at(i), size)
			if err != nil {
				return err
			}
			j.tables = append(j.tables, 0xff, f.mark, byte((size+3)>>8), byte(size+3), f.class|byte(i))
			j.tables = append(j.tables, table...)
		}
	}
	if n := d.lenient(tagJPEGRestartInterval, 0); n > 0 && n < 1<<16 {
		j.tables = append(j.tables, 0xff, markDRI, 0, 4, byte(n>>8), byte(n))
	}
	if len(j.tables) == 0 {
		return raster.Broken(roomName, d.place, "old JPEG without tables")
	}
	return nil
}

// table returns the number of the table of a kind that component i uses.
func (j *oldJPEG) table(kind, i int) byte { return byte(max(min(i, j.count[kind]-1), 0)) }

// stream appends a JPEG stream, without its tables, around the data of a scan
// whose header may be nil.
func (j *oldJPEG) stream(dst, scan, data []byte) []byte {
	l := j.l
	dst = append(dst, 0xff, markSOI)
	n := l.pixelSamples()
	if j.frame != nil {
		at := len(dst)
		dst = append(dst, j.frame...)
		if len(j.frame) >= 9 {
			binary.BigEndian.PutUint16(dst[at+5:], uint16(l.blockH))
			binary.BigEndian.PutUint16(dst[at+7:], uint16(l.blockW))
		}
	} else {
		dst = append(dst, 0xff, markSOF0, 0, byte(8+3*n), 8, byte(l.blockH>>8), byte(l.blockH), byte(l.blockW>>8), byte(l.blockW), byte(n))
		for i := range n {
			sampling := byte(0x11)
			if i == 0 {
				sampling = j.sampling
			}
			dst = append(dst, byte(i+1), sampling, j.table(0, i))
		}
	}
	if scan != nil {
		dst = append(dst, scan...)
	} else {
		dst = append(dst, 0xff, markSOS, 0, byte(6+2*n), byte(n))
		for i := range n {
			dst = append(dst, byte(i+1), j.table(1, i)<<4|j.table(2, i))
		}
		dst = append(dst, 0, 63, 0)
	}
	return append(dst, data...)
}
