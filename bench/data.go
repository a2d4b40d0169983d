//go:build linux

package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// recipe writes one set of data to a path.
type recipe func(b *bench, to string) error

// recipes make the data of the jobs, by name in the work folder.
func recipes() map[string]recipe {
	return map[string]recipe{
		"photos": func(b *bench, to string) error { // 1002 photos in three class folders
			return b.copies(to, 3, filepath.Join(b.data, "photos/imagenet-sample"))
		},
		"chips": func(b *bench, to string) error { // 312 chips
			return b.copies(to, 13, filepath.Join(b.data, "multispectral/water-12band"))
		},
		"small": func(b *bench, to string) error { // 60,000 JPEGs of 32×32
			if err := b.prepare("photos"); err != nil {
				return err
			}
			return b.script("cut.py", b.path("photos/00"), to, "60000")
		},
		"small5000": func(b *bench, to string) error { // the first 5,000 of them
			if err := b.prepare("small"); err != nil {
				return err
			}
			for i := range 5 {
				name := fmt.Sprintf("%02d", i)
				if err := os.CopyFS(filepath.Join(to, name), os.DirFS(filepath.Join(b.path("small"), name))); err != nil {
					return err
				}
			}
			return nil
		},
		"small5000.tar": func(b *bench, to string) error {
			if err := b.prepare("small5000"); err != nil {
				return err
			}
			_, err := output(b.ctx, "tar", "--create", "--sort=name", "--file", to, "--directory", b.path("small5000"), ".")
			return err
		},
		"photos.list": func(b *bench, to string) error { return b.list("photos", to) },
		"small.list":  func(b *bench, to string) error { return b.list("small", to) },
		"png": func(b *bench, to string) error { // 200 PNGs
			return b.script("png.py", filepath.Join(b.data, "photos/clothing"), to, "200")
		},
		"raw.tif": func(b *bench, to string) error { // 13 bands, 6656×6656, uint16, tiled
			chip, err := filepath.Glob(filepath.Join(b.data, "multispectral/floods-13band/*.tif"))
			if err != nil || len(chip) == 0 {
				return fmt.Errorf("no 13-band chip in %s", b.data)
			}
			_, err = output(b.ctx, python, filepath.Join(b.peers, "mkbig.py"), chip[0], to)
			return err
		},
		"deflate.tif": func(b *bench, to string) error { return b.translate(to, "COMPRESS=DEFLATE", "PREDICTOR=2") },
		"lzw.tif":     func(b *bench, to string) error { return b.translate(to, "COMPRESS=LZW", "PREDICTOR=2") },
		"zstd.tif":    func(b *bench, to string) error { return b.translate(to, "COMPRESS=ZSTD", "PREDICTOR=2") },
		"band.tif": func(b *bench, to string) error {
			return b.translate(to, "COMPRESS=DEFLATE", "PREDICTOR=2", "INTERLEAVE=BAND")
		},
		"b01.jp2": func(b *bench, to string) error { // 1830×1830, as delivered
			return os.Symlink(filepath.Join(b.data, "multispectral/sentinel2-jp2/B01.jp2"), to)
		},
		"null.raw": func(_ *bench, to string) error { return os.Symlink(os.DevNull, to) },
		"tile.jp2": func(b *bench, to string) error { // 10980×10980, tiles of 1024, lossless
			return b.script("jp2.py", filepath.Join(b.data, "multispectral/sentinel2-jp2/B01.jp2"), to)
		},
		"items1000":    func(b *bench, to string) error { return items(to, 1000) },
		"items10000":   func(b *bench, to string) error { return items(to, 10_000) },
		"items100000":  func(b *bench, to string) error { return items(to, 100_000) },
		"items1000000": func(b *bench, to string) error { return items(to, 1_000_000) },
	}
}

// prepare makes what is not there yet. What breaks off leaves nothing behind
// under the name.
func (b *bench) prepare(name string) error {
	to := b.path(name)
	if _, err := os.Stat(to); err == nil {
		return nil
	}
	fmt.Fprintln(os.Stderr, "bench: preparing", name)
	part := b.path("part-" + name)
	if err := os.RemoveAll(part); err != nil {
		return err
	}
	if err := recipes()[name](b, part); err != nil {
		return fmt.Errorf("preparing %s: %w", name, err)
	}
	return os.Rename(part, to)
}

const python = "/usr/bin/python3" // Debian's, which sees Debian's packages

func (b *bench) script(name string, args ...string) error {
	_, err := output(b.ctx, append([]string{python, b.own(name)}, args...)...)
	return err
}

func (b *bench) own(script string) string { return filepath.Join(b.root, "bench/scripts", script) }

func (b *bench) translate(to string, options ...string) error {
	if err := b.prepare("raw.tif"); err != nil {
		return err
	}
	args := []string{"gdal_translate", "-q", "-co", "TILED=YES", "-co", "NUM_THREADS=2"}
	for _, o := range options {
		args = append(args, "-co", o)
	}
	_, err := output(b.ctx, append(args, b.path("raw.tif"), to)...)
	return err
}

// copies makes n folders with the content of another.
func (b *bench) copies(to string, n int, from string) error {
	for i := range n {
		if err := os.CopyFS(filepath.Join(to, fmt.Sprintf("%02d", i)), os.DirFS(from)); err != nil {
			return err
		}
	}
	return nil
}

// list writes the paths of the JPEGs of a folder, one a line.
func (b *bench) list(name, to string) error {
	if err := b.prepare(name); err != nil {
		return err
	}
	var s strings.Builder
	err := filepath.WalkDir(b.path(name), func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			s.WriteString(p + "\n")
		}
		return err
	})
	if err != nil {
		return err
	}
	return os.WriteFile(to, []byte(s.String()), 0o644)
}

// items writes n greymaps of 4×4 pixels, a thousand in a folder.
func items(to string, n int) error {
	for i := range n {
		dir := filepath.Join(to, fmt.Sprintf("%03d", i/1000))
		if i%1000 == 0 {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return err
			}
		}
		image := []byte("P5 4 4 255\n")
		for k := range 16 {
			image = append(image, byte((uint32(i)*2654435761)>>(k%4*8))+byte(17*k))
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%06d.pgm", i)), image, 0o644); err != nil {
			return err
		}
	}
	return nil
}
