package parts

import (
	"encoding/binary"
	"io"
	"os"

	"github.com/zeebo/xxh3"
)

// A file of parts is a line that says what it is, and blocks. A block is its
// length in bytes as 32 bits, their XXH3-128, and the bytes: the digest of the
// plan, the version of the program behind its length, and records. Numbers are
// little-endian, lengths of texts and records varints.
const (
	fileFormat = "bandprep parts 2\n"
	blockHead  = 4 + 16
	blockFrame = 16 + 10 // the digest, and the longest length of a version
)

// A block ends after so many items or bytes. A record that is larger than a block
// may be is not kept.
const (
	blockItems = 100_000
	blockBytes = 16 << 20
	maxBlock   = 64 << 20
	maxRecord  = maxBlock - blockBytes - 1<<20
)

// digest is an XXH3-128. The zero digest is none.
type digest [16]byte

// record is what a block holds of an image.
type record struct {
	id     string // of the item
	files  digest // paths, sizes and times of modification of its files and those beside it
	change uint64 // when the system last saw them change
	bytes  digest // what its files and those beside it hold; zero where not all was read
	seen   digest // how it is seen, by which version, and what of the files it is
	holds  byte
	data   []byte
}

// append appends the record to a block.
func (r *record) append(b []byte) []byte {
	b = append(binary.AppendUvarint(b, uint64(len(r.id))), r.id...)
	b = append(b, r.files[:]...)
	b = binary.LittleEndian.AppendUint64(b, r.change)
	b = append(append(b, r.bytes[:]...), r.seen[:]...)
	b = append(b, r.holds)
	return append(binary.AppendUvarint(b, uint64(len(r.data))), r.data...)
}

// cut returns the first n bytes of b and the rest; ok is false where there are
// not so many.
func cut(b []byte, n uint64) (front, rest []byte, ok bool) {
	if n > uint64(len(b)) {
		return nil, nil, false
	}
	return b[:n], b[n:], true
}

// text reads bytes behind their length.
func text(b []byte) (t, rest []byte, ok bool) {
	n, w := binary.Uvarint(b)
	if w <= 0 {
		return nil, nil, false
	}
	return cut(b[w:], n)
}

// readRecord reads the record at the front of b, which it refers to.
func readRecord(b []byte) (r record, rest []byte, ok bool) {
	id, b, ok := text(b)
	if !ok {
		return r, nil, false
	}
	fixed, b, ok := cut(b, 3*16+8+1)
	if !ok {
		return r, nil, false
	}
	r = record{id: string(id), files: digest(fixed), change: binary.LittleEndian.Uint64(fixed[16:]),
		bytes: digest(fixed[24:]), seen: digest(fixed[40:]), holds: fixed[56]}
	r.data, rest, ok = text(b)
	return r, rest, ok
}

// writeBlock writes the format where it is the first block of a file, and the
// block.
func writeBlock(w io.Writer, first bool, plan digest, version string, records []byte) error {
	b := make([]byte, 0, len(fileFormat)+blockHead+blockFrame+len(version))
	if first {
		b = append(b, fileFormat...)
	}
	start := len(b)
	b = append(append(b, make([]byte, blockHead)...), plan[:]...)
	b = append(binary.AppendUvarint(b, uint64(len(version))), version...)
	h := xxh3.New()
	h.Write(b[start+blockHead:])
	h.Write(records)
	sum := h.Sum128().Bytes()
	binary.LittleEndian.PutUint32(b[start:], uint32(len(b)-start-blockHead+len(records)))
	copy(b[start+4:], sum[:])
	if _, err := w.Write(b); err != nil {
		return err
	}
	_, err := w.Write(records)
	return err
}

// scan hands the records of a file to use, each with the place of its data, up to
// the first block that is not whole.
func scan(f *os.File, use func(r *record, at int64)) {
	at := int64(len(fileFormat))
	format := make([]byte, at)
	info, err := f.Stat()
	if _, readErr := f.ReadAt(format, 0); err != nil || readErr != nil || string(format) != fileFormat {
		return
	}
	var buf []byte
	for {
		var head [blockHead]byte
		if _, err := f.ReadAt(head[:], at); err != nil {
			return
		}
		size := int64(binary.LittleEndian.Uint32(head[:]))
		if at += blockHead; size > maxBlock || size > info.Size()-at {
			return
		}
		if int64(cap(buf)) < size {
			buf = make([]byte, size)
		}
		buf = buf[:size]
		if _, err := f.ReadAt(buf, at); err != nil || xxh3.Hash128(buf).Bytes() != [16]byte(head[4:]) {
			return
		}
		at += size
		scanBlock(buf, func(r *record, rest int) { use(r, at-int64(rest)-int64(len(r.data))) })
	}
}

// scanBlock hands the records of a block to use, each with the number of bytes
// behind it, up to the first that is not whole.
func scanBlock(b []byte, use func(r *record, rest int)) {
	_, b, ok := cut(b, 16)
	if ok {
		_, b, ok = text(b)
	}
	for ok && len(b) > 0 {
		var r record
		if r, b, ok = readRecord(b); ok {
			use(&r, len(b))
		}
	}
}
