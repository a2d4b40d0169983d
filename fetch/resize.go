package fetch

import (
	"context"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/codec"
	"github.com/bandprep/bandprep/transforms"
)

// resize writes a smaller image beside what came: upright, its shorter
// side as asked for, as transforms.Resize does with its bilinear filter. What
// JPEG held without transparency is JPEG again, all else is PNG. What neither can hold
// stays as it came, with a note.
func (g *getter) resize(ctx context.Context, src raster.Source, memory int64, temp string, p *picture) error {
	view := raster.NewView(src, raster.ViewOptions{Normal: true})
	h := view.Header()
	format := "png"
	if h.Format == "jpeg" || h.Format == "webp" && !h.HasMask {
		format = "jpeg"
	}
	if n := len(h.Bands); n != 1 && n != 3 || h.HasMask || h.Type != raster.Uint8 && h.Type != raster.Uint16 ||
		format == "jpeg" && h.Type != raster.Uint8 {
		p.note = "kept at its size: only grey and RGB images without transparency are resized"
		return nil
	}
	if err := fits(&h, h.Window(), part(memory)); err != nil {
		return err
	}
	small, err := transforms.Chain{transforms.Orient{}, transforms.Resize{Width: g.o.Resize}}.Open(view)
	if err != nil {
		return err
	}
	out := small.Header()
	name := temp + smallEnd
	if err := g.encode(ctx, small, name, format); err != nil {
		g.root.Remove(name)
		return err
	}
	if g.o.KeepOriginals {
		p.original = p.extension
	}
	p.extension, p.width, p.height, p.small = extensions[format], out.Width, out.Height, true
	return nil
}

func (g *getter) encode(ctx context.Context, src raster.Source, name, format string) error {
	f, err := g.root.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	h := src.Header()
	w, err := codec.Create(f, format, h, codec.CreateOptions{})
	if err != nil {
		return err
	}
	var block raster.Block
	for _, task := range src.Tasks(h.Window()) {
		if err := raster.Each(ctx, src, task, &block, w.Write); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	return f.Sync()
}
