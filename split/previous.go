package split

// recognize returns a function that finds an item among earlier assignments: by
// its ID, else by content hash and window (of several, the one with the
// smallest ID).
func recognize(like []Placed) func(*Item) (int, bool) {
	byID := make(map[string]int, len(like))
	byContent := make(map[content]int, len(like))
	for k, p := range like {
		byID[p.ID] = k
		if c := (content{p.Hash, p.Window}); p.Hash != [16]byte{} {
			if old, seen := byContent[c]; !seen || like[old].ID > p.ID {
				byContent[c] = k
			}
		}
	}
	return func(i *Item) (int, bool) {
		if k, ok := byID[i.ID]; ok {
			return k, true
		}
		c, ok := i.content()
		if !ok {
			return 0, false
		}
		k, ok := byContent[c]
		return k, ok
	}
}

// Changes is what became of an earlier run's items.
type Changes struct {
	Added   int `json:"added"`
	Removed int `json:"removed"`
	Moved   int `json:"moved"` // into another subset or fold
}

// Compare counts the changes from an earlier run to a result. Items are
// recognized as [Placed] says; one that was left out and is placed now, or the
// reverse, is moved.
func Compare(like []Placed, items []Item, r *Result) Changes {
	known := recognize(like)
	seen := make([]bool, len(like))
	var c Changes
	for i := range items {
		k, ok := known(&items[i])
		switch {
		case !ok:
			c.Added++
		case like[k].Split != r.Split[i] || like[k].Fold != r.Fold[i]:
			c.Moved++
		}
		if ok {
			seen[k] = true
		}
	}
	for _, s := range seen {
		if !s {
			c.Removed++
		}
	}
	return c
}
