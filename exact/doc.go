// Package exact holds exact sums of integers and floats: sums that do not
// depend on the order of their terms and are rounded once, when they are read.
//
//  1. A [Float] adds float64 values and products of two of them, an [Int]
//     integers of 128 bits. Nothing is rounded.
//  2. [Float.Float64], [Float.Round] and [Float.Triple] give the sum as one,
//     two or three float64, each the nearest to what is left.
//  3. [Quo], [SqrtQuo] and [QuoDouble] divide, and round once.
//  4. A [Sum] stores an [Int] or a [Triple] in 24 bytes.
//
// All types marshal without loss, as bytes and as text; what is read back is
// validated.
package exact
