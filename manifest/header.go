package manifest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/apache/arrow/go/v15/arrow"
)

// Version is the format version that is written. Version 1 is read as well.
const Version = 2

// Header is what a manifest says of all its rows.
type Header struct {
	Meta    Meta
	Kind    SumKind
	Columns []Column // further columns, in the order of [Row.Extra]
}

// Meta is the metadata of the schema: texts and documents in JSON by key,
// written in the order of the keys.
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
	KeyDeclared      = "bandprep.declared"      // scale and offset of each band, where all files declare the same
	KeySums          = "bandprep.sums"          // "int64", "decimal128" or "float64x3"
	KeySkipped       = "bandprep.skipped"       // files that are no items: path and error of each
	KeyDecisions     = "bandprep.decisions"     // what was decided where a user could have meant otherwise
	KeyWarnings      = "bandprep.warnings"      // sentences
	KeyRunWarnings   = "bandprep.run_warnings"  // sentences about split, constants and model
	KeyPlan          = "bandprep.plan"          // of a manifest that is not measured yet: how it is going to be
)

// SumKind says how the exact sums of all rows are stored.
type SumKind uint8

// The kinds.
const (
	SumsInt64   SumKind = iota // list<int64>: every sum fits
	SumsDecimal                // list<decimal128(38, 0)>
	SumsTriple                 // three lists of float64: NAME_high, NAME_mid, NAME_low
)

var sumKinds = [...]string{SumsInt64: "int64", SumsDecimal: "decimal128", SumsTriple: "float64x3"}

// String returns the kind as [KeySums] names it.
func (k SumKind) String() string { return sumKinds[k] }

var decimalType = &arrow.Decimal128Type{Precision: 38, Scale: 0}

// written returns the header as it is written: with version and kind of the
// sums among its metadata, and free names.
func (h Header) written() Header {
	meta := maps.Clone(h.Meta)
	if meta == nil {
		meta = make(Meta)
	}
	meta[KeyVersion] = strconv.Itoa(Version)
	meta[KeySums] = h.Kind.String()
	h.Meta, h.Columns = meta, FurtherColumns(h.Columns)
	return h
}

// kind returns the kind of sums that the metadata name.
func (m Meta) kind() (SumKind, error) {
	i := slices.Index(sumKinds[:], m[KeySums])
	if i < 0 {
		return 0, fmt.Errorf("unknown layout of sums %q", m[KeySums])
	}
	return SumKind(i), nil
}

// version returns the format version that the metadata name.
func (m Meta) version() (int, error) {
	text, ok := m[KeyVersion]
	if !ok {
		return 0, errors.New("no bandprep manifest")
	}
	if v, err := strconv.Atoi(text); err == nil && v >= 1 && v <= Version {
		return v, nil
	}
	return 0, fmt.Errorf("manifest version %.20q; this program reads versions 1 to %d", text, Version)
}
