// Package shards cuts a dataset into shards that any machines measure, in any order
// and again where they fail, and joins what they measured.
//
//  1. A [Plan] freezes what a listing and the headers said: a manifest of rows that
//     are not measured yet, how their samples are seen, the flags of the command that
//     follows, and which rows make up which shard.
//  2. A shard becomes a [Part], a file that names the plan by its digest and holds
//     its own checksum, a record of bytes for every image that was measured, and the
//     files that were skipped. Equal images make equal parts.
//  3. [Join] takes the parts of all shards, none twice and none of another plan.
//     [Records] then answer what a pass over all images asks, see [measure.Known], so
//     that whatever follows is what it is where one process measures all.
package shards
