package exact_test

import (
	"encoding/json"
	"fmt"

	"github.com/bandprep/bandprep/exact"
)

// The sum of ten times 0.1 is a little more than 1, since 0.1 is not what it
// seems. A loop over float64 loses that, and the last bit with it.
func ExampleFloat() {
	var sum exact.Float
	naive := 0.0
	for range 10 {
		sum.Add(0.1)
		naive += 0.1
	}
	fmt.Println("added one by one:", naive)
	fmt.Println("rounded once:    ", sum.Float64())
	fmt.Println("what that leaves:", sum.Round().Lo)
	// Output:
	// added one by one: 0.9999999999999999
	// rounded once:     1
	// what that leaves: 5.551115123125783e-17
}

// Parts of a sum may be written down and merged later, without loss.
func ExampleFloat_MarshalText() {
	var part exact.Float
	part.Add(1e16)
	part.Add(0.5)
	text, err := part.MarshalText()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(text))

	var read, sum exact.Float
	if err := read.UnmarshalText(text); err != nil {
		fmt.Println(err)
		return
	}
	sum.Add(-1e16)
	sum.Merge(&read)
	fmt.Println(sum.Float64())
	// Output:
	// 0x470de4df820001p-1
	// 0.5
}

// Sums of products of integers do not overflow; in JSON they are strings of
// decimal digits.
func ExampleInt() {
	var sum exact.Int
	for range 5 {
		sum = sum.Add(exact.Mul64(1<<62, 1<<62))
	}
	text, _ := json.Marshal(sum)
	fmt.Println(string(text))
	// Output: "106338239662793269832304564822427566080"
}
