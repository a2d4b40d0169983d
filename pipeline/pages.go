package pipeline

import (
	"context"

	"github.com/bandprep/bandprep/raster"
)

// pagesOf returns how many of the images, from the first on, are pages of one
// file; 1 where the first stands alone.
func pagesOf(images []Image) int {
	n := 1
	for images[0].Paged && n < len(images) && images[n].Paged && images[n].Path == images[0].Path {
		n++
	}
	return n
}

// pageTasks yields the pages of one file that is opened once. Done is false
// where the file's format opens every page by itself.
func (m *measurer) pageTasks(pages []Image, yield func(task) bool) (more, done bool) {
	src, _, err := openItem(pages[0].Item, int(pages[0].Page), m.o, 1)
	if err != nil {
		return true, false // each page says so itself
	}
	file, ok := src.(raster.Paged)
	if !ok {
		src.Close()
		return true, false
	}
	m.keep(file)
	for i := range pages {
		if !yield(task{image: &pages[i], pages: file, hash: i == 0, last: true, closes: i == len(pages)-1}) {
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
