// Package exact holds exact sums of integers and floats: sums that do not
// depend on the order of their terms and are rounded once, when they are read.
package exact
