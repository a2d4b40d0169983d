package decision

import (
	"fmt"
	"testing"
)

func TestShown(t *testing.T) {
	list := []Decision{
		{Kind: "orientation", Count: 9, Effect: Noted},
		{Kind: "alpha", Count: 2, Effect: Rival},
		{Kind: "label_rasters", Count: 3, Effect: LeftOut},
		{Kind: "sidecars", Count: 7, Effect: LeftOut},
	}
	for n, want := range map[int]string{
		0: "[] 3", 1: "[sidecars] 2", 2: "[sidecars label_rasters] 1", 3: "[sidecars label_rasters alpha] 0", 6: "[sidecars label_rasters alpha] 0",
	} {
		shown, more := Shown(list, n)
		kinds := []string{}
		for _, d := range shown {
			kinds = append(kinds, d.Kind)
		}
		if got := fmt.Sprint(kinds, more); got != want {
			t.Errorf("at most %d: %s, want %s", n, got, want)
		}
	}
	if list[0].Kind != "orientation" {
		t.Error("the list itself was put into another order")
	}
}
