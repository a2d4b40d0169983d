package split

// Certificate is the proof that comes with a split.
type Certificate struct {
	Items    int `json:"items"`
	Groups   int `json:"groups"`   // leak groups
	Largest  int `json:"largest"`  // items of the largest leak group
	Crossing int `json:"crossing"` // leak groups in more than one subset or fold
	// Merged counts the unions by kind.
	Merged map[Kind]int `json:"merged"`
	Parts  []Part       `json:"parts"`
	// Imbalance is the sum of |share − target| over parts and labels.
	Imbalance float64 `json:"imbalance"`
}

// Part is one subset or fold of a split.
type Part struct {
	Split  string         `json:"split"`
	Fold   int            `json:"fold"` // -1: none
	Items  int            `json:"items"`
	Target int            `json:"target"`
	Groups int            `json:"groups"`
	Pixels int64          `json:"pixels"`
	Labels map[string]int `json:"labels,omitempty"`
}
