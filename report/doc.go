// Package report turns a dataset into one HTML page that says what was measured
// and decided, and shows what training will see.
//
//  1. [Choose] picks at most 64 items by the keyed hash of their ids, by their
//     radiometry and by what a check found; package report/pictures reads them.
//  2. [Write] makes the sections of the page, each a list of paragraphs, tables,
//     figures and pictures, out of the dataset, and writes them into one file.
//
// The page is self-contained: its content security policy forbids every
// request, and its only script, which the page can do without, is named there
// by its hash. Equal content gives equal bytes.
package report
