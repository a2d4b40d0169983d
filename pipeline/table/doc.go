// Package table holds what is known of the items of a dataset: one row per
// item, with its identity, its facts and its sufficient statistics.
//
// Images and manifests are two sources of one table:
//
//  1. Measuring images appends a [Row] per image to [Rows] and collects what
//     was skipped, warned of and decided.
//  2. [Read] makes the same [Table] of a manifest.
//  3. Whatever follows (statistics, splits, constants, PCA, checks) is a
//     function of a Table, see package derive.
//  4. [Table.Write] writes a manifest.
//
// There may be millions of rows, so Rows packs them into a hundred bytes or
// two each.
package table
