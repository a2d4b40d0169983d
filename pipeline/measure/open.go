package measure

import (
	"context"
	"encoding/binary"
	"io"

	"github.com/zeebo/xxh3"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
)

// wholeFile is the size up to which a file is read into memory once, to be
// hashed and decoded from there.
const wholeFile = 16 << 20

// laid lays what the pass wants over an opened image.
func (m *pass[S, R]) laid(src raster.Source, im *imageset.Image, err error) (raster.Source, error) {
	if err != nil || m.over == nil {
		return src, err
	}
	return m.over(src, im)
}

// open opens an image for several tasks.
func (m *pass[S, R]) open(im *imageset.Image) (raster.Source, error) {
	src, err := m.set.Open(im, 1)
	return m.laid(src, im, err)
}

// whole opens, hashes and reads a small image.
func (m *pass[S, R]) whole(ctx context.Context, p *partial[S, R]) {
	src, free, err := m.openSmall(ctx, p)
	defer free()
	if err != nil {
		p.err = err
		return
	}
	defer src.Close()
	for _, w := range windows(src) {
		if p.err = m.readWindow(ctx, src, w, p); p.err != nil {
			return
		}
	}
}

// openSmall opens an image that is read in one go. A small file is read into
// memory once, to be hashed and decoded from there, until free is called.
func (m *pass[S, R]) openSmall(ctx context.Context, p *partial[S, R]) (src raster.Source, free func(), err error) {
	free = func() {}
	im := p.image
	if p.pages != nil {
		src, err = m.openPage(ctx, p)
		return src, free, err
	}
	if im.Bytes > wholeFile || im.Page != 0 || im.Stack != nil || m.set.Layouts[im.Layout].Header.ByName {
		if m.hashes && p.task.hash {
			if p.hash, err = HashItem(ctx, im.Item); err != nil {
				return nil, free, err
			}
		}
		src, err = m.open(im)
		return src, free, err
	}
	buf := m.buffers.Get()
	free = func() { m.buffers.Put(buf) }
	data, err := im.ReadWhole(*buf, im.Bytes)
	if err != nil {
		return nil, free, err
	}
	*buf = data[:0]
	if m.hashes {
		p.hash = xxh3.Hash128(data).Bytes()
	}
	src, err = m.set.OpenBytes(data, im)
	src, err = m.laid(src, im, err)
	return src, free, err
}

// openPage opens one page of a file that is open already.
func (m *pass[S, R]) openPage(ctx context.Context, p *partial[S, R]) (raster.Source, error) {
	if p.task.hash && m.hashes {
		var err error
		if p.hash, err = HashItem(ctx, p.image.Item); err != nil {
			return nil, err
		}
	}
	page, err := p.pages.Page(int(p.image.Page))
	if err != nil {
		return nil, err
	}
	src, err := m.set.Viewed(page, p.image)
	return m.laid(src, p.image, err)
}

// hashOf returns the content hash; the pages of one file share it.
func (m *pass[S, R]) hashOf(p *partial[S, R]) [16]byte {
	if p.task.hash || p.hash != [16]byte{} {
		if p.image.Paged {
			m.pageHash[p.image.Path] = p.hash
		}
		return p.hash
	}
	return m.pageHash[p.image.Path]
}

// ContentHash returns what the images of equal files share: the XXH3-128 of the
// bytes of their file, or where it holds several images, that hash and the page
// hashed again. It is zero where that of the file is.
func ContentHash(im *imageset.Image, file [16]byte) [16]byte {
	if !im.Paged || file == [16]byte{} {
		return file
	}
	return xxh3.Hash128(binary.BigEndian.AppendUint32(file[:], uint32(im.Page))).Bytes()
}

// HashItem returns the XXH3-128 of the bytes of an item's file, or of the files of
// a stack one after the other.
func HashItem(ctx context.Context, it *dataset.Item) (hash [16]byte, err error) {
	h := xxh3.New()
	n := 1
	if it.Stack != nil {
		n = len(it.Stack.Paths)
	}
	for i := range n {
		f, err := it.Open()
		if it.Stack != nil {
			f, err = it.OpenBand(i)
		}
		if err != nil {
			return hash, err
		}
		err = hashInto(ctx, h, f)
		f.Close()
		if err != nil {
			return hash, err
		}
	}
	return h.Sum128().Bytes(), nil
}

func hashInto(ctx context.Context, h io.Writer, f raster.File) error {
	buf := make([]byte, 1<<20)
	for at := int64(0); at < f.Size(); {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := f.ReadAt(buf[:min(int64(len(buf)), f.Size()-at)], at)
		h.Write(buf[:n])
		at += int64(n)
		if err != nil && err != io.EOF {
			return err
		}
		if n == 0 {
			return io.ErrUnexpectedEOF
		}
	}
	return nil
}
