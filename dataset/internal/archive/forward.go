package archive

import "io"

// forward reads a file from its beginning on: in large pieces while what is
// passed over is small, in small ones otherwise. The first large ones are kept.
type forward struct {
	file   io.ReaderAt
	at     int64  // of the next byte
	data   []byte // read ahead, from at on
	buf    []byte
	passed int64 // bytes passed over last
	err    error
	kept   []piece
}

// piece is a part of a file.
type piece struct {
	at   int64
	data []byte
}

const (
	largePiece = 256 << 10
	smallPiece = 4 << 10
	keptPieces = 64
)

// peek returns the next n bytes, or as many as there are.
func (f *forward) peek(n int) []byte {
	if len(f.data) < n {
		if f.buf == nil {
			f.buf = make([]byte, largePiece)
		}
		size := largePiece
		if f.passed > 4*smallPiece {
			size = smallPiece
		}
		var got int
		got, f.err = f.file.ReadAt(f.buf[:size], f.at)
		f.data = f.buf[:got]
		if size == largePiece && got > n && len(f.kept) < keptPieces {
			f.kept, f.buf = append(f.kept, piece{f.at, f.data}), nil
		}
	}
	return f.data[:min(n, len(f.data))]
}

// skip passes over n bytes.
func (f *forward) skip(n int64) {
	f.at, f.data, f.passed = f.at+n, f.data[min(n, int64(len(f.data))):], n
}

// Read implements io.Reader.
func (f *forward) Read(p []byte) (int, error) {
	n := copy(p, f.peek(min(len(p), smallPiece)))
	if n == 0 && len(p) > 0 {
		return 0, f.err
	}
	f.at, f.data = f.at+int64(n), f.data[n:]
	return n, nil
}

// Seek implements io.Seeker as package tar uses it: offset is from here on.
func (f *forward) Seek(offset int64, _ int) (int64, error) {
	f.skip(offset)
	return f.at, nil
}
