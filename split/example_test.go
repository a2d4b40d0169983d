package split_test

import (
	"errors"
	"fmt"

	"github.com/bandprep/bandprep/split"
)

// Items of one patient stay together.
func ExampleAssign() {
	var items []split.Item
	for i := range 40 {
		items = append(items, split.Item{
			ID:     fmt.Sprintf("scan%02d.png", i),
			Labels: []string{[]string{"benign", "malignant"}[i/4%2]},
			Group:  fmt.Sprintf("patient %d", i/4),
		})
	}
	r, err := split.Assign(items, split.Options{By: split.Group, Valid: split.Share{Fraction: 0.2}, Seed: 42})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Sentence)
	for _, p := range r.Certificate.Parts {
		fmt.Println(p.Split, p.Items, p.Labels)
	}
	// Output:
	// Split by group, seed 42: 8 valid, 32 train; 10 leak groups kept whole.
	// valid 8 map[benign:4 malignant:4]
	// train 32 map[benign:16 malignant:16]
}

// One patient cannot be split.
func ExampleTrainOnly() {
	items := []split.Item{{ID: "a.png", Group: "p"}, {ID: "b.png", Group: "p"}, {ID: "c.png", Group: "p"}}
	o := split.Options{Valid: split.Share{Fraction: 0.4}}
	r, err := split.Assign(items, o)
	var none *split.ImpossibleError
	if errors.As(err, &none) {
		r, err = split.TrainOnly(items, o, none)
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Sentence)
	fmt.Println(r.Warnings[0])
	// Output:
	// Everything is train: 3 items; 1 leak group kept whole.
	// Everything is train, since no split is possible: 3 items (a.png and 2 others) must stay together, but the largest part, train, shall hold 2.
}

// An audit says what leaks, and what it cannot know.
func ExampleAudit() {
	items := []split.Item{
		{ID: "a.png", Group: "p1", Folder: split.Train},
		{ID: "b.png", Group: "p1", Folder: split.Valid},
		{ID: "c.png", Group: "p2", Folder: split.Valid},
	}
	r, err := split.Audit(items, split.Options{Off: 1<<split.Exact | 1<<split.Footprint})
	if err != nil {
		fmt.Println(err)
		return
	}
	answers := r.Answers()
	fmt.Println("same group:", answers[split.SameGroup])
	fmt.Println("near duplicates:", answers[split.Near])
	for _, u := range r.Certificate.Uncompared {
		fmt.Println(u)
	}
	// Output:
	// same group: leak
	// near duplicates: not known
	// near: not known for 2 pairs (3 items have no perceptual hash)
}
