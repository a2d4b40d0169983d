package names

import "testing"

// Names of splits as published datasets write them.
func TestSplitOf(t *testing.T) {
	for name, want := range map[string][2]string{
		"train2017": {"train", ""}, "val": {"valid", ""}, "validation": {"valid", ""}, "imagesTr": {"train", ""}, "labelsTs": {"test", ""}, "testimages": {"test", ""},
		"training_set": {"train", ""}, "seg_train": {"train", "seg"}, "train_test": {"", ""}, "trainer": {"", ""}, "cat": {"", ""}, "": {"", ""},
	} {
		if split, rest := SplitOf(name); split != want[0] || rest != want[1] {
			t.Errorf("%s: split %q and %q, want %q and %q", name, split, rest, want[0], want[1])
		}
	}
}

func TestKindOf(t *testing.T) {
	for name, want := range map[string]Kind{
		"a.png": Image, "A.JPG": Image, "t10k-images-idx3-ubyte.gz": Image, "brain.nii.gz": Image, "x.tif.aux.xml": Sidecar, "x.tfw": Sidecar, "Thumbs.db": Sidecar,
		"a.tar": Archive, "a.tar.gz": Archive, "a.ZIP": Archive, "a.exe": Other, "png": Other, "": Other,
	} {
		if got := KindOf(name); got != want {
			t.Errorf("%s is of kind %d, want %d", name, got, want)
		}
	}
}

// Text is UTF-8 and is undone, whatever the bytes; what is UTF-8 stays.
func FuzzText(f *testing.F) {
	f.Add("käse.png")
	f.Add("k\xe4se.png")
	f.Add("\xff\x00\x80")
	f.Fuzz(func(t *testing.T, name string) {
		text := Text(name)
		if Text(text) != text {
			t.Errorf("%q becomes %q and then %q", name, text, Text(text))
		}
		if Bytes(name) == name && Bytes(text) != name { // it holds no \xNN of its own
			t.Errorf("%q comes back from %q as %q", name, text, Bytes(text))
		}
	})
}
