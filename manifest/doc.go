// Package manifest reads and writes the Arrow manifest of a dataset and owns
// its schema and version. No other package knows Arrow.
//
// The data flow:
//
//  1. The caller fills one [Row] per item and a [Meta] for the whole set.
//  2. [Write] puts them into one uncompressed Arrow IPC file, rows in the
//     order given (by id), in record batches of [BatchRows]: equal rows and
//     metadata give equal bytes.
//  3. [Read] gives rows and metadata back, checked against the format version.
//  4. [WriteCSV] and [WriteJSONLines] export rows for other tools.
package manifest
