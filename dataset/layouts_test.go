package dataset_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg"
	"image/png"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/raster"
)

// peek looks into an image with the decoders of the standard library.
func peek(it *dataset.Item) (dataset.Peek, error) {
	text, err := content(it)
	if err != nil {
		return dataset.Peek{}, err
	}
	im, _, err := image.Decode(strings.NewReader(text))
	if err != nil {
		return dataset.Peek{}, err
	}
	w, h := im.Bounds().Dx(), im.Bounds().Dy()
	p := dataset.Peek{Width: w, Height: h, Bands: 3, Type: raster.Uint8}
	switch im.(type) {
	case *image.Gray:
		p.Bands = 1
	case *image.Paletted:
		p.Palette = true
	}
	b := raster.Block{Window: raster.Window{W: w, H: h}, Bands: 3, U8: make([]uint8, 3*w*h)}
	for y := range h {
		for x := range w {
			c := color.NRGBAModel.Convert(im.At(x, y)).(color.NRGBA)
			b.U8[y*w+x], b.U8[w*h+y*w+x], b.U8[2*w*h+y*w+x] = c.R, c.G, c.B
		}
	}
	p.Count(&b, make(map[uint64]bool))
	return p, nil
}

// picture returns a PNG of 16×16 pixels: photo and grey are noise, the others
// blocks of a few values as label rasters have them.
func picture(kind string, seed uint64) string {
	const n = 16
	r := rand.New(rand.NewPCG(seed, 7))
	area := image.Rect(0, 0, n, n)
	var im image.Image
	class := func(x, y int) int { return (x/8 + y/8 + int(seed)) % 3 }
	switch kind {
	case "photo":
		rgb := image.NewNRGBA(area)
		r0 := make([]byte, 4*n*n)
		for i := range r0 {
			r0[i] = byte(r.Uint32() | uint32(b2i(i%4 == 3))*255)
		}
		rgb.Pix, im = r0, rgb
	case "rgblabel":
		rgb := image.NewNRGBA(area)
		for y := range n {
			for x := range n {
				rgb.Set(x, y, color.NRGBA{byte(class(x, y) * 90), 30, byte(200 - class(x, y)*60), 255})
			}
		}
		im = rgb
	case "palette":
		p := image.NewPaletted(area, color.Palette{color.Black, color.NRGBA{128, 0, 0, 255}, color.NRGBA{0, 128, 0, 255}})
		for y := range n {
			for x := range n {
				p.SetColorIndex(x, y, uint8(class(x, y)))
			}
		}
		im = p
	default:
		g := image.NewGray(area)
		for y := range n {
			for x := range n {
				v := byte(r.Uint32())
				switch kind {
				case "label":
					v = byte(class(x, y))
				case "binary":
					v = byte(class(x, y)/2) * 255
				}
				g.SetGray(x, y, color.Gray{Y: v})
			}
		}
		im = g
	}
	var b bytes.Buffer
	if err := png.Encode(&b, im); err != nil {
		panic(err)
	}
	return b.String()
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// build makes the files of a layout: lines of a kind and a name, in which {a-b}
// stands for numbers, written as wide as a.
func build(t *testing.T, root, layout string) {
	t.Helper()
	for line := range strings.Lines(layout) {
		kind, name, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			continue
		}
		front, rest, many := strings.Cut(name, "{")
		if !many {
			text := picture(kind, uint64(len(name)))
			if kind == "text" {
				name, text, _ = strings.Cut(name, " ")
				text = strings.ReplaceAll(text, `\n`, "\n")
			}
			put(t, filepath.Join(root, name), text)
			continue
		}
		span, back, _ := strings.Cut(rest, "}")
		from, to, _ := strings.Cut(span, "-")
		a, _ := strconv.Atoi(from)
		b, _ := strconv.Atoi(to)
		for i := a; i <= b; i++ {
			put(t, filepath.Join(root, fmt.Sprintf("%s%0*d%s", front, len(from), i, back)), picture(kind, uint64(i)))
		}
	}
}

// summary is how many images there are of each label and split, how many have a
// label raster, and how many label rasters were passed over.
func summary(l *dataset.Listing) string {
	counts := make(map[string]int)
	paired := 0
	for i, it := range l.Items.All() {
		f := l.Fact(i)
		counts[strings.Join(f.Labels, "+")+"/"+it.Split]++
		if f.LabelRaster != "" {
			paired++
		}
	}
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprint(k, ":", counts[k]))
	}
	return fmt.Sprintf("%s; %d paired, %d rasters", strings.Join(parts, " "), paired, l.Passed["label raster"])
}

// layouts has published datasets as their descriptions lay them out, small, with
// what counts in each.
var layouts = []struct{ name, files, want string }{
	{"ImageFolder", "photo cat/{0-3}.png\nphoto dog/{0-3}.png", "cat/:4 dog/:4; 0 paired, 0 rasters"},
	{"ImageFolder with splits", "photo train/cat/{0-3}.png\nphoto train/dog/{0-3}.png\nphoto val/cat/{0-1}.png\nphoto val/dog/{0-1}.png",
		"cat/train:4 cat/valid:2 dog/train:4 dog/valid:2; 0 paired, 0 rasters"},
	{"COCO", "photo train2017/{000-005}.jpg\nphoto val2017/{006-007}.jpg\ntext annotations/instances_train2017.json {}", "/train:6 /valid:2; 0 paired, 0 rasters"},
	{"COCO stuff", "photo train2017/{000-005}.jpg\nphoto val2017/{006-007}.jpg\nlabel stuffthingmaps/train2017/{000-005}.png\nlabel stuffthingmaps/val2017/{006-007}.png",
		"/train:6 /valid:2; 8 paired, 8 rasters"},
	{"YOLO", "photo images/train/{0-3}.jpg\nphoto images/val/{4-5}.jpg\ntext labels/train/0.txt 0 .5 .5 1 1\ntext data.yaml train: images/train", "/train:4 /valid:2; 0 paired, 0 rasters"},
	{"YOLO by Roboflow", "photo train/images/{0-3}.jpg\nphoto valid/images/{4-5}.jpg\nphoto test/images/{6-7}.jpg\ntext train/labels/0.txt 0", "/test:2 /train:4 /valid:2; 0 paired, 0 rasters"},
	{"VOC", "photo JPEGImages/{2007_000000-2007_000000}.jpg\nphoto JPEGImages/{0-9}.jpg\npalette SegmentationClass/{0-3}.png\npalette SegmentationObject/{0-3}.png\ntext Annotations/0.xml <a/>",
		"/:11; 4 paired, 8 rasters"},
	{"Cityscapes", `photo leftImg8bit/train/aachen/aachen_{000000-000003}_leftImg8bit.png
		photo leftImg8bit/val/munster/munster_{000000-000001}_leftImg8bit.png
		label gtFine/train/aachen/aachen_{000000-000003}_gtFine_labelIds.png
		rgblabel gtFine/train/aachen/aachen_{000000-000003}_gtFine_color.png
		label gtFine/val/munster/munster_{000000-000001}_gtFine_labelIds.png
		rgblabel gtFine/val/munster/munster_{000000-000001}_gtFine_color.png`, "aachen/train:4 munster/valid:2; 6 paired, 12 rasters"},
	{"CamVid", "photo train/{0-3}.png\nlabel trainannot/{0-3}.png\nphoto val/{0-1}.png\nlabel valannot/{0-1}.png\nphoto test/{0-1}.png\nlabel testannot/{0-1}.png",
		"/test:2 /train:4 /valid:2; 8 paired, 8 rasters"},
	{"CamVid with _L", "photo images/f_{0-5}.png\nrgblabel labels/f_{0-5}_L.png", "/:6; 6 paired, 6 rasters"},
	{"ADE20K", "photo images/training/{0-3}.jpg\nphoto images/validation/{0-1}.jpg\nlabel annotations/training/{0-3}.png\nlabel annotations/validation/{0-1}.png",
		"/train:4 /valid:2; 6 paired, 6 rasters"},
	{"LoveDA", `photo Train/Rural/images_png/{0-3}.png
		label Train/Rural/masks_png/{0-3}.png
		photo Train/Urban/images_png/{4-7}.png
		label Train/Urban/masks_png/{4-7}.png
		photo Val/Rural/images_png/{8-9}.png
		label Val/Rural/masks_png/{8-9}.png`, "Rural/train:4 Rural/valid:2 Urban/train:4; 10 paired, 10 rasters"},
	{"LEVIR-CD", "photo train/A/{0-3}.png\nphoto train/B/{0-3}.png\nbinary train/label/{0-3}.png\nphoto test/A/{4-5}.png\nphoto test/B/{4-5}.png\nbinary test/label/{4-5}.png",
		"/test:4 /train:8; 12 paired, 6 rasters"},
	{"xView2", `photo train/images/x_{00000000-00000003}_pre_disaster.png
		photo train/images/x_{00000000-00000003}_post_disaster.png
		label train/targets/x_{00000000-00000003}_pre_disaster_target.png
		label train/targets/x_{00000000-00000003}_post_disaster_target.png
		photo test/images/x_{00000004-00000005}_pre_disaster.png
		label test/targets/x_{00000004-00000005}_pre_disaster_target.png`, "/test:2 /train:8; 10 paired, 10 rasters"},
	{"DeepGlobe", "photo train/{000-005}_sat.jpg\nrgblabel train/{000-005}_mask.png\nphoto valid/{006-007}_sat.jpg\nphoto test/{008-009}_sat.jpg", "/test:2 /train:6 /valid:2; 6 paired, 6 rasters"},
	{"mmsegmentation", "photo img_dir/train/{0-3}.jpg\nphoto img_dir/val/{0-1}.jpg\nlabel ann_dir/train/{0-3}.png\nlabel ann_dir/val/{0-1}.png", "/train:4 /valid:2; 6 paired, 6 rasters"},
	{"CaFFe", "grey sar_images/train/{0-3}.png\nlabel zones/train/{0-3}_zones.png\ngrey sar_images/test/{0-1}.png\nlabel zones/test/{0-1}_zones.png", "/test:2 /train:4; 6 paired, 6 rasters"},
	{"Carvana", "photo train/c_{00-05}.jpg\nbinary train_masks/c_{00-05}_mask.gif\nphoto test/c_{06-07}.jpg", "/test:2 /train:6; 6 paired, 6 rasters"},
	{"Data Science Bowl 2018", "photo stage1_train/00a/images/00a.png\nbinary stage1_train/00a/masks/m{0-3}.png\nphoto stage1_train/11b/images/11b.png\nbinary stage1_train/11b/masks/n{0-3}.png",
		"00a/:1 11b/:1; 0 paired, 8 rasters"},
	{"MVTec AD", `photo train/good/{000-003}.png
		photo test/good/{000-001}.png
		photo test/scratch/{000-001}.png
		binary ground_truth/scratch/{000-001}_mask.png`, "good/test:2 good/train:4 scratch/test:2; 2 paired, 2 rasters"},
	{"nnU-Net", "grey imagesTr/case_{000-003}_0000.png\nlabel labelsTr/case_{000-003}.png\ngrey imagesTs/case_{004-005}_0000.png", "/test:2 /train:4; 4 paired, 4 rasters"},
	{"Oxford pets", "photo images/beagle_{0-3}.jpg\nphoto images/pug_{0-3}.jpg\nlabel annotations/trimaps/beagle_{0-3}.png\nlabel annotations/trimaps/pug_{0-3}.png", "/:8; 8 paired, 8 rasters"},
	{"Kvasir-SEG", "photo images/k{0-5}.jpg\nbinary masks/k{0-5}.jpg", "/:6; 6 paired, 6 rasters"},
	{"ISIC 2018", "photo ISIC2018_Task1-2_Training_Input/ISIC_{000-005}.jpg\nbinary ISIC2018_Task1_Training_GroundTruth/ISIC_{000-005}_segmentation.png", "/:6; 6 paired, 6 rasters"},
	{"BUSI", "grey benign/benign ({1-4}).png\nbinary benign/benign ({1-4})_mask.png\ngrey malignant/malignant ({1-3}).png\nbinary malignant/malignant ({1-3})_mask.png", "benign/:4 malignant/:3; 7 paired, 7 rasters"},
	{"Suim", "photo train_val/images/d_{0-3}.jpg\nrgblabel train_val/masks/d_{0-3}.bmp\nphoto TEST/images/d_{4-5}.jpg\nrgblabel TEST/masks/d_{4-5}.bmp", "TEST/:2 train_val/:4; 6 paired, 6 rasters"},
	{"EuroSAT", "photo AnnualCrop/AnnualCrop_{1-4}.jpg\nphoto Forest/Forest_{1-4}.jpg\nphoto River/River_{1-4}.jpg", "AnnualCrop/:4 Forest/:4 River/:4; 0 paired, 0 rasters"},
	{"UC Merced in a wrapper", "photo UCMerced_LandUse/Images/beach/beach{00-03}.png\nphoto UCMerced_LandUse/Images/forest/forest{00-03}.png\ntext UCMerced_LandUse/readme.txt x",
		"beach/:4 forest/:4; 0 paired, 0 rasters"},
	{"Intel scenes", "photo seg_train/seg_train/sea/{0-3}.jpg\nphoto seg_train/seg_train/forest/{4-7}.jpg\nphoto seg_test/seg_test/sea/{8-9}.jpg\nphoto seg_test/seg_test/forest/{1-2}.jpg\nphoto seg_pred/seg_pred/{3-4}.jpg",
		"/:2 forest/test:2 forest/train:4 sea/test:2 sea/train:4; 0 paired, 0 rasters"},
	{"CIFAR-100 in folders", "photo train/train/{0-3}.png\nphoto train/bus/{0-3}.png\nphoto test/train/{0-1}.png\nphoto test/bus/{0-1}.png", "bus/test:2 bus/train:4 train/test:2 train/train:4; 0 paired, 0 rasters"},
	{"vehicles", "photo airplane/{0-3}.png\nphoto bus/{0-3}.png\nphoto train/{0-3}.png\nphoto ship/{0-3}.png", "airplane/:4 bus/:4 ship/:4 train/:4; 0 paired, 0 rasters"},
	{"face masks", "photo mask/{0-3}.png\nphoto no_mask/{0-3}.png", "mask/:4 no_mask/:4; 0 paired, 0 rasters"},
	{"face masks with splits", "photo train/mask/{0-3}.png\nphoto train/without_mask/{0-3}.png\nphoto val/mask/{0-1}.png\nphoto val/without_mask/{0-1}.png",
		"mask/train:4 mask/valid:2 without_mask/train:4 without_mask/valid:2; 0 paired, 0 rasters"},
	{"MNIST in folders", "label 0/{0-9}.png\nlabel 1/{0-9}.png\nlabel 2/{0-9}.png", "0/:10 1/:10 2/:10; 0 paired, 0 rasters"},
	{"binary glyphs beside photos of them", "binary glyph/{0-9}.png\nphoto picture/{10-19}.png", "glyph/:10 picture/:10; 0 paired, 0 rasters"},
	{"chest X-rays", "grey train/NORMAL/{0-3}.jpeg\ngrey train/PNEUMONIA/{0-3}.jpeg\ngrey test/NORMAL/{0-1}.jpeg\ngrey test/PNEUMONIA/{0-1}.jpeg\ngrey val/NORMAL/{0-1}.jpeg\ngrey val/PNEUMONIA/{0-1}.jpeg",
		"NORMAL/test:2 NORMAL/train:4 NORMAL/valid:2 PNEUMONIA/test:2 PNEUMONIA/train:4 PNEUMONIA/valid:2; 0 paired, 0 rasters"},
	{"SVHN extra", "photo train/{0-3}.png\nphoto test/{4-5}.png\nphoto extra/{6-9}.png", "/:4 /test:2 /train:4; 0 paired, 0 rasters"},
	{"STL-10 unlabeled", "photo train/cat/{0-1}.png\nphoto train/dog/{0-1}.png\nphoto test/cat/{2-3}.png\nphoto test/dog/{2-3}.png\nphoto unlabeled/{4-7}.png",
		"/:4 cat/test:2 cat/train:2 dog/test:2 dog/train:2; 0 paired, 0 rasters"},
	{"Kaggle: two folders and a table", "photo train_images/{0-3}.jpg\nphoto test_images/{4-5}.jpg\ntext train.csv image_id,label\\n0.jpg,1\\n", "/test:2 /train:4; 0 paired, 0 rasters"},
	{"Hugging Face imagefolder", "photo train/{0-3}.png\nphoto test/{4-5}.png\ntext train/metadata.jsonl {\"file_name\":\"0.png\",\"label\":1}", "/test:2 /train:4; 0 paired, 0 rasters"},
	{"image and label raster side by side", "photo {0-5}.jpg\nlabel {0-5}.png", "/:6; 6 paired, 6 rasters"},
	{"suffix", "photo {0-5}.png\nlabel {0-5}_mask.png", "/:6; 6 paired, 6 rasters"},
	{"photos in two formats", "photo {0-5}.jpg\nphoto {0-5}.png", "/:12; 0 paired, 0 rasters"},
	{"label rasters in folders of any name", "photo quux/{0-5}.jpg\nlabel corge/{0-5}.png", "/:6; 6 paired, 6 rasters"},
	{"label rasters of classes", "photo images/cat/{0-3}.jpg\nphoto images/dog/{0-3}.jpg\nbinary masks/cat/{0-3}.png\nbinary masks/dog/{0-3}.png", "cat/:4 dog/:4; 8 paired, 8 rasters"},
	{"letters", "binary A/a{0-4}.png\nbinary B/b{0-4}.png", "A/:5 B/:5; 0 paired, 0 rasters"},
	{"masks below the images", "photo {0-5}.jpg\nbinary masks/{0-5}.png", "/:6; 6 paired, 6 rasters"},
}

func TestLayouts(t *testing.T) {
	for _, c := range layouts {
		root := t.TempDir()
		build(t, root, c.files)
		if got := summary(scan(t, dataset.Options{Peek: peek}, root)); got != c.want {
			t.Errorf("%s:\n  %s, want\n  %s", c.name, got, c.want)
		}
	}
}

// TestLayoutsAlike holds that a further folder around a set, unrelated files, and
// splits given as inputs of their own change nothing.
func TestLayoutsAlike(t *testing.T) {
	for _, c := range layouts {
		root := t.TempDir()
		build(t, filepath.Join(root, "in", "this"), c.files)
		put(t, filepath.Join(root, "in", "this", "notes.txt"), "x")
		put(t, filepath.Join(root, "in", "readme.md"), "x")
		if got := summary(scan(t, dataset.Options{Peek: peek}, root)); got != c.want {
			t.Errorf("%s, wrapped:\n  %s, want\n  %s", c.name, got, c.want)
		}
		inputs, _ := filepath.Glob(filepath.Join(root, "in", "this", "*"))
		split := false
		for _, in := range inputs {
			split = split || filepath.Base(in) == "train"
		}
		if !split || strings.Contains(c.files, "airplane") {
			continue
		}
		inputs = slices.DeleteFunc(inputs, func(s string) bool { return filepath.Ext(s) != "" })
		if got := summary(scan(t, dataset.Options{Peek: peek}, inputs...)); got != c.want {
			t.Errorf("%s, folder by folder:\n  %s, want\n  %s", c.name, got, c.want)
		}
	}
}

// TestRenamedRasters holds that the name of a folder of label rasters does not
// matter, nor that of the images, where pixels and extensions tell.
func TestRenamedRasters(t *testing.T) {
	for _, names := range [][2]string{{"pics", "masks"}, {"pics", "zones"}, {"pics", "x"}, {"pics", "images2"}, {"a", "b"}, {"x", "SegmentationClassRaw"}, {"z", "y"}} {
		root := t.TempDir()
		build(t, root, "photo "+names[0]+"/{0-5}.jpg\npalette "+names[1]+"/{0-5}.png")
		if got := summary(scan(t, dataset.Options{Peek: peek}, root)); got != "/:6; 6 paired, 6 rasters" {
			t.Errorf("%v: %s", names, got)
		}
		one := scan(t, dataset.Options{Peek: peek}, filepath.Join(root, names[1]))
		if got := summary(one); got != "/:6; 0 paired, 0 rasters" {
			t.Errorf("%v, the label rasters alone: %s", names, got)
		}
	}
}

// TestThousandFolders holds that classes whose files are numbered alike are
// classes, and that no image is looked into for it.
func TestThousandFolders(t *testing.T) {
	root := t.TempDir()
	for i := range 1000 {
		for k := range 2 {
			put(t, filepath.Join(root, fmt.Sprintf("class%04d", i), fmt.Sprintf("%d.png", k)), "")
		}
	}
	peeks := 0
	l := scan(t, dataset.Options{Peek: func(it *dataset.Item) (dataset.Peek, error) { peeks++; return peek(it) }}, root)
	labels := make(map[string]bool)
	for _, it := range l.Items.All() {
		labels[it.Label] = true
	}
	if l.Items.Len() != 2000 || len(labels) != 1000 || peeks > 0 || len(l.Decisions) > 0 {
		t.Errorf("%d items, %d labels, %d peeks, decisions %v", l.Items.Len(), len(labels), peeks, l.Decisions)
	}
}
