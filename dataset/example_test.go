package dataset_test

import (
	"context"
	"fmt"
	"log"

	"github.com/bandprep/bandprep/dataset"
)

// The images of a folder, with the labels that its folders give.
func ExampleScan() {
	l, err := dataset.Scan(context.Background(), []string{"../testdata/photos"}, dataset.Options{})
	if err != nil {
		log.Fatal(err)
	}
	first := l.Items.At(0)
	fmt.Println(l.Items.Len(), "items; first", first.ID, "with label", first.Label)
	// Output: 30 items; first dress/dress-00.jpg with label dress
}
