// Package manifest reads and writes the Arrow manifest of a dataset and owns
// its schema and version. No other package knows Arrow.
//
// The data flow:
//
//  1. The caller fills one [Row] per item and a [Header] for the whole set.
//  2. [Write] puts them into one uncompressed Arrow IPC file, [WriteParquet]
//     into one Parquet file and [WriteParts] into several, rows in the order given (by id): equal rows and
//     header give equal bytes.
//  3. [Open] tells the formats apart by content and gives header and rows
//     back, checked, since a file may be damaged or forged. [Version] 1 still
//     opens.
//  4. [WriteCSV], [WriteJSONLines] and [WriteFastai] export rows for other tools.
package manifest
