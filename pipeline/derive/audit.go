package derive

import (
	"fmt"

	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/split"
)

// Audited is what was found in a split that somebody else made.
type Audited struct {
	Report      *split.AuditResult
	Certificate Certificate
}

// Audit looks for leaks in the split that the rows have.
func Audit(t *table.Table, o split.Options) (*Audited, error) {
	placed := false
	items := make([]split.Item, t.Rows.Len())
	for i, r := range t.Rows.All() {
		it, err := splitItem(r)
		if err != nil {
			return nil, err
		}
		items[i] = it
		placed = placed || it.Folder != split.None
	}
	if !placed {
		return nil, fmt.Errorf("nothing to audit: no item lies in a split folder (train, valid, test) or has a split in a table")
	}
	lookAgain(&o)
	r, err := split.Audit(items, o)
	if err != nil {
		return nil, err
	}
	a := &Audited{Report: r}
	a.Certificate, err = certify(t, &r.Certificate, o.Seed)
	return a, err
}
