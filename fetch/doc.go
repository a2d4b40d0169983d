// Package fetch downloads lists of images into folders of classes: politely,
// safely, and so that an interrupted run goes on where it was.
//
//  1. [Read] takes lists of links, CSV, JSON Lines, Parquet or one link a line,
//     to a [List] of entries: a link, its label, further columns.
//  2. [Run] gives every entry a safe name, LABEL/RANK_name, out of its place in
//     the list, and takes up the log of an earlier run: what stands in it is
//     not asked for again.
//  3. A schedule hands links to workers, so many per host at a time; a link that
//     failed for a passing reason comes back later, at most twice.
//  4. A worker resolves the name once for all, dials only addresses that it has
//     checked, follows redirects by the same rules, asks robots.txt, and writes
//     the answer into a temporary file while counting and hashing it.
//  5. What came is decoded once: first bytes tell the format, damaged and half
//     images are found, and the perceptual hash is made. It may be resized.
//  6. The row goes into the log, then the file gets its name. So at any moment
//     what is in the folder is in the log, and nothing is half written.
//  7. At the end duplicates are named, placeholders (one picture for many
//     links) are taken out, and the log is written anew in the order of the
//     lists. It depends on lists and answers alone, not on time or workers.
//
// No search engine is asked: a list is made by whoever knows what is wanted.
package fetch
