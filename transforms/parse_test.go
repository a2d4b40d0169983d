package transforms

import "testing"

func TestParsePrintsBack(t *testing.T) {
	for _, text := range []string{
		"",
		"resize=256;center-crop=224",
		"resize=320x240,interpolation=lanczos",
		"crop=1,2,30,40;flip=horizontal;flip=vertical;orient",
		"pad=256,value=0.5",
		"bands=4,2-3,nir;scale=10000",
		"clip=0,1,2:10",
		"stretch=0:3000,to=uint8",
	} {
		c, err := Parse(text, Resolver{})
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if c.String() != text {
			t.Errorf("%q printed as %q", text, c.String())
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{
		"resize", "resize=0", "resize=256x", "resize=-3", "resize=256,256", "resize=256,filter=area",
		"resize=256,interpolation=magic", "crop=1,2,3", "crop=a,b,c,d", "pad=3,value=x", "flip", "flip=left",
		"orient=1", "bands", "scale=a", "scale=1,2", "clip=3", "clip=1:x", "stretch=0:1,to=int64",
		"normalize", "project=m.json", "percentile=2:98", "sharpen=3",
	} {
		if c, err := Parse(text, Resolver{}); err == nil {
			t.Errorf("%q was read as %v", text, c)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"resize=256,interpolation=box;crop=224", "crop=1,2,3,4;pad=5x6,value=-0;orient", "bands=4,2-3,nir;scale=1e4",
		"clip=0,1,2:10;stretch=0:3000,to=uint8", "flip=vertical;;flip=horizontal",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse(text, Resolver{})
		if err != nil {
			return
		}
		again, err := Parse(c.String(), Resolver{})
		if err != nil || again.String() != c.String() {
			t.Fatalf("%q printed as %q, which is %q (%v)", text, c, again, err)
		}
	})
}
