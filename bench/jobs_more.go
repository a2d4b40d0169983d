//go:build linux

package main

import "strconv"

func (b *bench) fit() job {
	model := b.path("model.json")
	ours := program{name: "bandprep pca fit", answer: variances,
		args: []string{b.bin("bandprep"), "pca", "fit", "--quiet", "--json", "--limits", "sigma", "-k", "3", "-o", model, b.path("raw.tif")}}
	return job{
		name: "pca", title: "PCA of the uncompressed scene, three components: fit",
		note: "`--limits sigma`: without the second pass that finds percentiles of the components, which the others do not give. " +
			"IncrementalPCA approximates: it keeps three components from block to block.",
		needs: []string{"raw.tif"},
		pairs: against(ours,
			pair{theirs: b.peer("numpy covariance in blocks, eigh", "pca_fit.py", quoted(3, 1), b.path("raw.tif"), "numpy").on("python3-gdal"), target: 5},
			pair{theirs: b.peer("scikit-learn IncrementalPCA", "pca_fit.py", quoted(3, 1), b.path("raw.tif"), "incremental").on("python3-sklearn"), target: 20, tolerance: 0.02},
		),
	}
}

func (b *bench) apply() job {
	in, model, out := b.path("raw.tif"), b.path("model.json"), b.path("components")
	tif := b.path("peer.tif")
	ours := func(samples string) program {
		dir := out + "-" + samples
		return program{name: "bandprep pca fit and apply, " + samples, answer: components,
			args: []string{"sh", "-c", `"$0" pca fit --quiet --limits sigma -k 3 -o "$1" "$2" && "$0" pca apply --quiet --to ` + samples + ` -o "$3" "$1" "$2"`,
				b.bin("bandprep"), model, in, dir},
			check: b.spread(dir + "/raw.tif")}
	}
	rival := func(p program) program {
		p.answer, p.check = components, b.spread(tif)
		return p
	}
	numpy := rival(b.peer("numpy covariance and projection in blocks", "pca_np.py", nil, in, tif, "1").on("python3-gdal"))
	sk := rival(b.peer("scikit-learn IncrementalPCA", "pca_sk.py", nil, in, tif, "inc").on("python3-sklearn"))
	pairs := against(ours("float32"), pair{theirs: numpy, target: 2.5}, pair{theirs: sk, target: 10, tolerance: 0.02})
	if b.all {
		otb := rival(program{name: "Orfeo DimensionalityReduction", needs: []string{"otb-bin"},
			args: []string{"otbcli_DimensionalityReduction", "-in", in, "-out", tif, "float", "-method", "pca", "-method.pca.whiten", "false", "-nbcomp", "3"}})
		pairs = append(pairs, pair{ours: ours("float32"), theirs: otb, target: 10})
	}
	eight := ours("uint8")
	eight.answer, eight.check = nil, nil
	pairs = append(pairs, pair{ours: eight, theirs: numpy})
	return job{
		name: "apply", title: "PCA of the uncompressed scene: fit, apply, and write three components as GeoTIFF",
		note:  "All write float32 but in the last row, where bandprep writes its default, uint8. Compared are the standard deviations of the written components.",
		needs: []string{"raw.tif"}, pairs: pairs,
		peaks: []peak{{program: ours("float32"), limit: 300}},
	}
}

// spread prints mean and standard deviation of the three bands of a file.
func (b *bench) spread(file string) []string {
	return b.peer("", "ras_gdal_np.py", nil, file).args
}

// components reads the standard deviations that spread prints; the means are
// zero but for rounding.
func components(out []byte) ([]float64, error) {
	v, err := quoted(6, 1)(out)
	if err != nil {
		return nil, err
	}
	return v[3:], nil
}

func (b *bench) png() job {
	in := b.path("png")
	return job{
		name: "png", title: "200 photos as PNG: mean and standard deviation",
		note:  "Decoding alone leaves the pixels unused.",
		needs: []string{"png"},
		pairs: against(b.stats("png"),
			pair{theirs: b.peer("Pillow decoding alone, 2 processes", "decode.py", nil, in, "2").on("python3-pil"), target: 1.2},
			pair{theirs: b.peer("Pillow histogram, 2 processes", "jpeg_pil.py", quoted(6, 1), in, "2", "hist").on("python3-pil")},
			pair{theirs: b.peer("OpenCV meanStdDev, 2 processes", "jpeg_cv.py", quoted(6, 1), in, "2").on("python3-opencv")},
		),
	}
}

func (b *bench) jp2() job {
	decode := func(file string) program {
		return program{name: "opj_decompress, all cores: " + file, needs: []string{"libopenjp2-tools"}, answer: gdalinfo,
			args:  []string{"opj_decompress", "-quiet", "-threads", "ALL_CPUS", "-i", b.path(file), "-o", b.path("null.raw")},
			check: []string{"gdalinfo", "-stats", b.path(file)}}
	}
	return job{
		name: "jp2", title: "JPEG 2000: a Sentinel-2 band (1830×1830) and 10980×10980 pixels in lossless tiles of 1024",
		note:  "opj_decompress decodes and writes to /dev/null; bandprep decodes and computes. Answers are compared with GDAL's, which decodes with the same library.",
		needs: []string{"b01.jp2", "tile.jp2", "null.raw"},
		pairs: []pair{
			{ours: b.stats("b01.jp2"), theirs: decode("b01.jp2"), target: 0.5},
			{ours: b.stats("tile.jp2"), theirs: decode("tile.jp2"), target: 0.5},
		},
	}
}

func (b *bench) tar() job {
	packed, plain := b.stats("small5000.tar"), b.stats("small5000")
	packed.name, plain.name = "bandprep stats, tar", "bandprep stats, folder"
	return job{
		name: "tar", title: "5,000 JPEGs of 32×32 pixels in a tar against the folder that it holds",
		needs: []string{"small5000", "small5000.tar"},
		pairs: []pair{{ours: packed, theirs: plain, target: 1}},
	}
}

func (b *bench) workers() job {
	compare := func(input, what string, target float64) pair {
		two, one := b.stats(input, "--workers", "2"), b.stats(input, "--workers", "1")
		two.name, one.name = what+", two workers", what+", one worker"
		return pair{ours: two, theirs: one, target: target}
	}
	return job{
		name: "workers", title: "Two workers against one",
		needs: []string{"photos", "raw.tif"},
		pairs: []pair{compare("photos", "photos", 1.85), compare("raw.tif", "scene", 1.6)},
	}
}

func (b *bench) memory() job {
	j := job{
		name: "memory", title: "Peak memory of bandprep stats",
		note:  "Items are greymaps of 4×4 pixels; bytes an item are those above the run with the fewest.",
		needs: []string{"photos", "raw.tif"},
	}
	add := func(input, what string, limit float64, items int) {
		p := b.stats(input)
		p.name = what
		j.peaks = append(j.peaks, peak{p, limit, items})
	}
	add("photos", "1002 photos", 100, 0)
	add("raw.tif", "scene of 1.15 GB", 150, 0)
	for n := 1000; n <= 1_000_000 && b.all; n *= 10 {
		name := "items" + strconv.Itoa(n)
		j.needs = append(j.needs, name)
		add(name, strconv.Itoa(n)+" items", 0, n)
	}
	return j
}
