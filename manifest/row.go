package manifest

import "github.com/bandprep/bandprep/exact"

// Version is the format version that [Write] writes and [Read] accepts.
const Version = 1

// BatchRows is the number of rows in a record batch.
const BatchRows = 512

// Row is one item. Slices are per band unless said otherwise; they are nil for
// an item that was not measured.
type Row struct {
	ID, Path      string
	Window        *[4]int32 // x, y, width, height; nil for a whole file
	Width, Height int32
	Bands         int32
	SampleType    string
	Label         string // "" is written as null, as in Group, Split, CRS
	Group         string
	Split         string // train, valid, test
	Fold          int32  // from 0; −1 is written as null
	Grade         string // what a person gave; "" is written as null
	Bytes         int64
	ContentHash   [16]byte // XXH3-128 of the file's bytes, big-endian
	PHash         []byte   // perceptual hash, nil where there is none
	CRS           string
	BBox          *[4]float64 // minx, miny, maxx, maxy in units of the CRS
	Decoder       string      // "exact" or "approximate"

	Valid            []int64
	Total            int64 // samples per band, valid or not
	Mean, StdDev     []float64
	Minimum, Maximum []float64
	Sum, SumSquares  []exact.Sum
	Complete         int64
	SumComplete      []exact.Sum
	SumProducts      []exact.Sum // upper triangle, row by row; nil where not kept
}

// Meta is the schema metadata: documents in JSON by key, written in the order
// of their keys.
type Meta map[string]string

// The keys of [Meta].
const (
	KeyVersion       = "bandprep.version"       // format version
	KeyOptions       = "bandprep.options"       // value-changing options
	KeyInputs        = "bandprep.inputs"        // input roots as given, sorted
	KeySeed          = "bandprep.seed"          // of the split
	KeySplitter      = "bandprep.splitter"      // how the split was made
	KeyCertificate   = "bandprep.certificate"   // what the split guarantees
	KeySummaries     = "bandprep.summaries"     // statistics per split
	KeyNormalization = "bandprep.normalization" // constants of train
	KeyPCA           = "bandprep.pca"           // model fitted on train, more than three bands
	KeyBands         = "bandprep.bands"         // names of the bands
	KeySampleType    = "bandprep.sample_type"   // of all items
	KeySums          = "bandprep.sums"          // "int64", "decimal128" or "float64x3"
)
