// Package svg draws the charts of a report as SVG that needs no script.
//
// Every chart is a [Figure]: a drawing, a title, a sentence made from its
// numbers, and the numbers themselves as a table, so that it can be read aloud.
// Colours are classes whose values come from [Style], which follows light, dark
// and high contrast displays and print. Coordinates have one decimal, so that
// equal numbers give equal bytes. All drawings are 360 units wide: they fit a
// telephone at full size, and a wide page takes several side by side.
//
// Chart libraries were refused: the smallest that draws SVG which can be read
// aloud adds 490 KB to each page, and those that draw on a canvas can neither
// be printed sharply nor be read.
package svg
