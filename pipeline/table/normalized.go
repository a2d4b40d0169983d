package table

// Normalized are the constants that the samples of images which were written
// already have behind them: (value/Scale − Mean) / Std was done.
type Normalized struct {
	Bands []string `json:"bands"`
	Mean  []Float  `json:"mean"`
	Std   []Float  `json:"std"`
	Scale float64  `json:"scale"`
}

// Applied is what is already done to samples, so that nothing is left to apply.
type Applied struct {
	Steps string `json:"steps"` // as View.Chain
	*Normalized
}

// Applied returns what was done to samples that are normalized, nil for others.
func (v *View) Applied() *Applied {
	if v.Normalized == nil {
		return nil
	}
	return &Applied{v.Chain, v.Normalized}
}
