// Package lzw packs and unpacks the LZW blocks of TIFF files.
//
//  1. [Decode] reads codes of 9 to 12 bits, first bit highest, each width used
//     until one code before it is exhausted, as section 13 of the TIFF 6.0
//     specification says. Files written by libtiff before 1991 have the first
//     bit lowest and use every code; [Decode] knows them by their first bytes,
//     as libtiff does.
//  2. The string of a code is a piece of the output: where the previous code was
//     unpacked, and one byte more. A table holds place, length and the first
//     eight bytes, so that short strings are one store and no branch tells
//     literals from others.
//  3. [Append] packs, with a hash table from string and next byte to code.
package lzw
