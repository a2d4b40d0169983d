//go:build linux

package main

import (
	"os"
	"path/filepath"
)

// job is a group of measurements that share data and a table.
type job struct {
	name, title string
	note        string   // under the table
	needs       []string // recipes
	pairs       []pair
	peaks       []peak
}

// pair is bandprep against one peer.
type pair struct {
	ours, theirs program
	target       float64 // how many times faster bandprep shall be; 0: for comparison only
	tolerance    float64 // relative, of the answers; 0: one in a million
}

// program is a command that is timed.
type program struct {
	name   string
	args   []string
	answer answer   // nil: it prints none
	check  []string // prints the answer instead, once and not timed
	needs  []string // programs and Debian packages without which it is left out
}

// peak is a limit on memory.
type peak struct {
	program
	limit float64 // MB; 0: none
	items int     // of tiny images; 0: it is not about items
}

// limitPerItem is what an item may cost in stats, in bytes.
const limitPerItem = 200

func (b *bench) jobs() []job {
	all := []job{b.photos(), b.small()}
	all = append(all, b.scenes()...)
	all = append(all, b.chips(), b.fit(), b.apply(), b.png(), b.jp2(), b.tar(), b.workers(), b.memory())
	return all
}

// stats is bandprep stats as a whole process, with the covariance of bands.
func (b *bench) stats(input string, flags ...string) program {
	args := append([]string{b.bin("bandprep"), "stats", "--quiet", "--json"}, flags...)
	return program{name: "bandprep stats", args: append(args, b.path(input)), answer: statistics}
}

// peer is a Python program of the peers, or one of our own scripts.
func (b *bench) peer(name, script string, a answer, args ...string) program {
	path := filepath.Join(b.peers, script)
	if _, err := os.Stat(b.own(script)); err == nil {
		path = b.own(script)
	}
	return program{name: name, args: append([]string{python, path}, args...), answer: a, needs: []string{path}}
}

// on names the packages that a program needs.
func (p program) on(packages ...string) program {
	p.needs = append(p.needs, packages...)
	return p
}

// against compares one run of ours with several rivals.
func against(ours program, rivals ...pair) []pair {
	for i := range rivals {
		rivals[i].ours = ours
	}
	return rivals
}

func (b *bench) photos() job {
	in := b.path("photos")
	return job{
		name: "jpeg", title: "1002 photos (JPEG, 206 million pixels): mean and standard deviation",
		note:  "bandprep also computes the covariance of the bands, minimum and maximum.",
		needs: []string{"photos", "photos.list"},
		pairs: against(b.stats("photos"),
			pair{theirs: b.tjdec("photos.list"), target: 1.2},
			pair{theirs: b.peer("OpenCV meanStdDev, 2 threads", "jpeg_cv.py", quoted(6, 1), in, "2", "threads").on("python3-opencv"), target: 2},
			pair{theirs: b.peer("Pillow + numpy, 2 processes", "jpeg_pil.py", quoted(6, 1), in, "2", "numpy").on("python3-pil"), target: 5},
			pair{theirs: b.peer("Pillow histogram, 2 processes", "jpeg_pil.py", quoted(6, 1), in, "2", "hist").on("python3-pil")},
			pair{theirs: b.peer("torchvision DataLoader, 2 workers", "jpeg_torch.py", quoted(6, 255), in, "2").on("python3-torchvision"), target: 10},
		),
	}
}

func (b *bench) small() job {
	return job{
		name: "small", title: "60,000 JPEGs of 32×32 pixels: mean and standard deviation",
		needs: []string{"small", "small.list"},
		pairs: against(b.stats("small"),
			pair{theirs: b.tjdec("small.list"), target: 1},
			pair{theirs: b.peer("OpenCV meanStdDev, 2 processes", "jpeg_cv.py", quoted(6, 1), b.path("small"), "2").on("python3-opencv"), target: 3},
			pair{theirs: b.peer("Pillow histogram, 2 processes", "jpeg_pil.py", quoted(6, 1), b.path("small"), "2", "hist").on("python3-pil")},
		),
	}
}

func (b *bench) tjdec(list string) program {
	return program{name: "C, libjpeg-turbo, 2 threads", args: []string{b.bin("tjdec"), "2", "rgbsum", b.path(list)}, answer: tjdec, needs: []string{b.bin("tjdec")}}
}

func (b *bench) scenes() []job {
	scene := func(name, kind string, pairs ...pair) job {
		file := name + ".tif"
		if name == "scene" {
			file = "raw.tif"
		}
		return job{name: name, title: "Scene of 6656×6656 pixels, 13 bands, uint16 (1.15 GB of pixels), " + kind + ": mean, standard deviation, extremes",
			note:  "bandprep also computes the full covariance of the bands. vips divides by n − 1, hence its difference.",
			needs: []string{file}, pairs: against(b.stats(file), pairs...)}
	}
	vips := func(file string, target float64) pair {
		mat := b.path("vips.mat")
		return pair{target: target, theirs: program{name: "vips stats", args: []string{"vips", "stats", b.path(file), mat},
			answer: vips, check: []string{"cat", mat}, needs: []string{"libvips-tools"}}}
	}
	gdal := func(file string, target float64) pair {
		return pair{target: target, theirs: program{name: "gdalinfo -stats", args: []string{"gdalinfo", "-stats", b.path(file)},
			answer: gdalinfo, needs: []string{"gdal-bin"}}}
	}
	numpy := func(file string, target float64) pair {
		return pair{target: target, theirs: b.peer("GDAL + numpy, 2 threads", "ras_gdal_np.py", quoted(26, 1), b.path(file), "2").on("python3-gdal")}
	}
	rasterio := pair{theirs: b.peer("rasterio + numpy, 2 threads", "ras_rio.py", quoted(26, 1), b.path("raw.tif"), "2").on("python3-rasterio")}
	raw := []pair{vips("raw.tif", 3), gdal("raw.tif", 3), rasterio}
	if b.all {
		xml := b.path("otb.xml")
		raw = append(raw, pair{theirs: program{name: "Orfeo ComputeImagesStatistics",
			args: []string{"otbcli_ComputeImagesStatistics", "-il", b.path("raw.tif"), "-out.xml", xml}, needs: []string{"otb-bin"}}})
	}
	return []job{
		scene("scene", "tiled, uncompressed", raw...),
		scene("deflate", "Deflate with predictor 2", vips("deflate.tif", 1.3), gdal("deflate.tif", 1.3), numpy("deflate.tif", 0)),
		scene("lzw", "LZW with predictor 2", vips("lzw.tif", 1.5), gdal("lzw.tif", 1.5)),
		scene("zstd", "zstd with predictor 2", gdal("zstd.tif", 2), vips("zstd.tif", 0)),
		scene("band", "band-interleaved Deflate (vips does not read it)", numpy("band.tif", 1.3), gdal("band.tif", 0)),
	}
}

func (b *bench) chips() job {
	in := b.path("chips")
	return job{
		name: "chips", title: "312 chips of 128×128 pixels, 12 bands, int16 (GeoTIFF): mean and standard deviation",
		needs: []string{"chips"},
		pairs: against(b.stats("chips"),
			pair{theirs: b.peer("tifffile + numpy, 2 processes", "chips.py", quoted(24, 1), in, "2", "tifffile").on("python3-tifffile"), target: 5},
			pair{theirs: b.peer("GDAL + numpy, 2 processes", "chips.py", quoted(24, 1), in, "2", "gdal").on("python3-gdal")},
		),
	}
}
