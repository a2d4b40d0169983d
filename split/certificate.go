package split

import (
	"math"
)

// Certificate is the proof that comes with a split, computed from the result.
type Certificate struct {
	By       string `json:"by"`
	Seed     uint64 `json:"seed"`
	Items    int    `json:"items"`
	Groups   int    `json:"groups"`   // leak groups
	Largest  int    `json:"largest"`  // items of the largest leak group
	Crossing int    `json:"crossing"` // leak groups in more than one part
	Excluded int    `json:"excluded"` // items in the buffer zone, in no part
	Ties     int    `json:"ties"`     // new items that tie parts together which are kept
	// Cut says which near duplicates lie in different parts, since a chain of
	// them was cut; null: no chain was cut.
	Cut    *Cut   `json:"cut,omitempty"`
	Off    string `json:"off,omitempty"`
	Near   int    `json:"near"`            // Hamming radius, -1: off
	Crops  bool   `json:"crops,omitempty"` // images were compared with parts of others
	Buffer string `json:"buffer,omitempty"`
	Within string `json:"within,omitempty"`
	// Merged counts the unions that joined leak groups, by kind.
	Merged map[Kind]int `json:"merged"`
	Parts  []Part       `json:"parts"`
	// Uncompared are the pairs of items in different parts of which a kind of
	// leak is not known, by kind.
	Uncompared []Uncompared `json:"uncompared,omitempty"`
	// Imbalance is the sum of |share − target| over parts and labels, where
	// share is that of the label's items; null with fewer than two labels.
	Imbalance *float64 `json:"imbalance"`
	// MapDistance is the least distance between parts on the map, for each
	// unit; empty where no two are in one coordinate system.
	MapDistance []Nearest `json:"map_distance"`
	// HashDistance is the least Hamming distance between perceptual hashes
	// of different parts; null where there are no two hashes, or where there
	// are more than 2048 and all are more than Near bits apart (7, if off).
	HashDistance *Nearest `json:"hash_distance"`
}

// Part is one subset or fold of a split.
type Part struct {
	Split  string         `json:"split"`
	Fold   int            `json:"fold"` // -1: none
	Items  int            `json:"items"`
	Target int            `json:"target"`
	Groups int            `json:"groups"` // leak groups with an item in it
	Pixels int64          `json:"pixels"`
	Labels map[string]int `json:"labels,omitempty"`
}

// certify fills in the certificate and the warnings that follow from it.
func (t *task) certify(r *Result) {
	c := &r.Certificate
	c.By, c.Seed, c.Items, c.Groups = t.by.String(), t.o.Seed, t.len(), t.trees
	c.Off, c.Near = t.o.Off.String(), t.o.near()
	c.Crops = t.o.crops()
	if t.o.Buffer.Value > 0 {
		c.Buffer = t.o.Buffer.String()
	}
	if t.o.Within > 0 {
		c.Within = t.o.Within.String()
	}
	c.Merged = map[Kind]int{}
	for _, u := range t.unions {
		c.Merged[u.Kind]++
	}
	got, counts, placed := t.tallyBins()
	c.Excluded = t.len() - placed
	for b, bin := range t.bins {
		c.Parts = append(c.Parts, Part{Split: bin.subset.String(), Fold: bin.fold, Items: got[b], Target: bin.size})
	}
	t.certifyGroups(r)
	t.certifyLabels(c, counts)
	c.MapDistance = t.nearestPlaces(t.assigned, len(t.bins))
	c.HashDistance = t.nearestHashes(t.assigned)
	c.Ties = len(r.Ties)
	c.Cut = t.certifyCut()
	c.Uncompared = t.uncompared()
}

func (t *task) certifyGroups(r *Result) {
	c := &r.Certificate
	items := make([]int, t.trees)
	groups := make([]int, t.trees)
	in := make([]int32, t.trees)    // leak group → its first part + 1
	seen := make(map[[2]int32]bool) // leak group and further part
	for i, b := range t.assigned {
		tree := t.tree[i]
		items[tree]++
		c.Largest = max(c.Largest, items[tree])
		if b == nowhere {
			continue
		}
		c.Parts[b].Pixels += t.at(int32(i)).Pixels
		key := [2]int32{tree, int32(b)}
		if in[tree] == 0 || in[tree] != int32(b)+1 && !seen[key] {
			if in[tree] == 0 {
				in[tree] = int32(b) + 1
			} else {
				seen[key] = true
			}
			c.Parts[b].Groups++
			groups[tree]++
			if groups[tree] == 2 {
				c.Crossing++
			}
		}
	}
	part := make([]int, t.len())
	for i, b := range t.assigned {
		part[t.order[i]] = b
	}
	for _, u := range t.unions {
		if a, b := part[u.A], part[u.B]; a != b && a != nowhere && b != nowhere {
			r.Crossing = append(r.Crossing, u)
		}
	}
	t.findTies(r)
}

// findTies lists the new items of leak groups that are kept in several bins.
func (t *task) findTies(r *Result) {
	in := make([]int, t.trees) // 0: none, bin + 1, or -1: several
	for i, b := range t.fixed {
		if b == nowhere {
			continue
		}
		if tree := t.tree[i]; in[tree] == 0 {
			in[tree] = b + 1
		} else if in[tree] != b+1 {
			in[tree] = -1
		}
	}
	for i, b := range t.fixed {
		if b == nowhere && in[t.tree[i]] == -1 {
			r.Ties = append(r.Ties, int(t.order[i]))
		}
	}
}

func (t *task) certifyLabels(c *Certificate, counts [][]int) {
	if len(t.classes) < 2 {
		return
	}
	sum := 0.0
	for class, label := range t.classes {
		total := 0
		for b := range counts {
			total += counts[b][class]
		}
		for b, bin := range t.bins {
			n := counts[b][class]
			if c.Parts[b].Labels == nil {
				c.Parts[b].Labels = map[string]int{}
			}
			c.Parts[b].Labels[label] = n
			if total > 0 {
				sum += math.Abs(float64(n)/float64(total) - float64(bin.size)/float64(c.Items))
			}
		}
	}
	c.Imbalance = &sum
}
