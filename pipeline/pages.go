package pipeline

import (
	"context"

	"github.com/bandprep/bandprep/raster"
)

// pagesOf returns how many of the images, from the first on, are pages of one
// file; 1 where the first stands alone.
func pagesOf(first *Image, images Images) int {
	n := 1
	for ; first.Paged && n < images.Len(); n++ {
		if im := images.At(n); !im.Paged || im.Path != first.Path {
			break
		}
	}
	return n
}

// pageTasks yields the pages of one file that is opened once. Done is false
// where there is one only, or the file's format opens every page by itself.
func (m *measurer) pageTasks(pages Images, yield func(task) bool) (more, done bool) {
	if pages.Len() < 2 {
		return true, false
	}
	first := pages.At(0)
	src, _, err := openItem(first.Item, int(first.Page), m.o, 1)
	if err != nil {
		return true, false // each page says so itself
	}
	file, ok := src.(raster.Paged)
	if !ok {
		src.Close()
		return true, false
	}
	m.keep(file)
	for i, im := range pages.All() {
		if !yield(task{image: im, pages: file, hash: i == 0, last: true, closes: i == pages.Len()-1}) {
			return false, true
		}
	}
	return true, true
}

// openPage opens one page of a file that is open already.
func (m *measurer) openPage(ctx context.Context, p *partial) (raster.Source, error) {
	if p.task.hash && m.hashes(p.image) {
		var err error
		if p.hash, err = hashFile(ctx, p.image); err != nil {
			return nil, err
		}
	}
	page, err := p.pages.Page(int(p.image.Page))
	if err != nil {
		return nil, err
	}
	return m.set.seen(page, p.image, m.o)
}
