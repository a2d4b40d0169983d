// Package keep says which pixels of an image count, by the values that masks have
// there, such as
//
//	SCL in 4-7,11
//	QA_PIXEL !bits 1,2,3,4
//	udm2.clear == 1 and udm2.confidence >= 50
//
// The data flow:
//
//  1. [Parse] turns text into an [Expr]; errors name the position.
//  2. [Expr.Names] says which masks it needs. Who opens them, onto the grid of the
//     image, is not this room's business.
//  3. [New] lays expression and masks over an image: samples of pixels for which the
//     expression is not true are invalid.
//
// The grammar, with keywords in any case:
//
//	or   = and { ( "or" | "||" ) and }
//	and  = not { ( "and" | "&&" ) not }
//	not  = ( "not" | "!" ) not | "(" or ")" | test
//	test = name ( compare number | [ "not" | "!" ] ( "in" | "bits" ) list )
//	list = item { "," item } | "(" item { "," item } ")"
//	item = number [ "-" number ]
//
// Numbers are decimal or hexadecimal (0x10). A name is that of a mask, or of a band
// of one behind a dot (udm2.clear, udm2.1). "bits 1,2" is true where all of the bits
// are set, "!bits 1,2" where none of them is; bit 0 is the least. A mask that has no
// number at a pixel (NaN, or outside of its ground) keeps nothing there.
package keep
