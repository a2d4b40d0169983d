package shards

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/zeebo/xxh3"

	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/table"
)

// Plan is a dataset that is going to be measured in shards.
type Plan struct {
	Table *table.Table // rows as far as headers tell, by id
	How   imageset.Plan
	Plain
	digest string // of the file
}

// Plain is what a plan says besides its rows.
type Plain struct {
	Version string   // of the program: another one may measure otherwise
	Inputs  []string // as given
	Flags   []string // that change a result, as given
	GivenBy string   // see [table.Meta]
	First   []int    // row that each shard begins with
}

// document is a plan in the metadata of its manifest.
type document struct {
	Plain
	How imageset.Plan
}

// maxShards bounds what a folder of parts holds.
const maxShards = 1_000_000

// New makes a plan of shards of about equal bytes. Bytes, where not 0, says how many
// in place of their number. The images of one file stay together as far as their
// rows follow each other, so that it is read once.
func New(t *table.Table, how imageset.Plan, p Plain, shards int, bytes int64) (*Plan, error) {
	sizes, total := make([]int64, t.Rows.Len()), int64(0) // at the first row of a file
	var before *table.Row
	for i, r := range t.Rows.All() {
		if before == nil || before.Path != r.Path || before.Member != r.Member {
			sizes[i] = max(r.Bytes, 1)
			total += sizes[i]
		}
		before = r
	}
	if bytes > 0 {
		shards = int(min((total+bytes-1)/bytes, maxShards+1))
	}
	if shards < 1 || shards > maxShards {
		return nil, fmt.Errorf("%d shards: want 1 to %d", shards, maxShards)
	}
	p.First, p.GivenBy = nil, t.GivenBy
	at := int64(0)
	for i, n := range sizes {
		for n > 0 && len(p.First) < shards && at >= share(total, len(p.First), shards) {
			p.First = append(p.First, i)
		}
		at += n
	}
	for len(p.First) < shards {
		p.First = append(p.First, len(sizes))
	}
	return &Plan{Table: t, How: how, Plain: p}, nil
}

// share returns i/n of total, without overflow.
func share(total int64, i, n int) int64 {
	k, m := int64(i), int64(n)
	return total/m*k + total%m*k/m
}

// Write writes the plan as a manifest.
func (p *Plan) Write(w io.Writer) error {
	text, err := json.Marshal(document{p.Plain, p.How})
	if err != nil {
		return err
	}
	return p.Table.Write(w, manifest.Meta{manifest.KeyPlan: string(text)})
}

// Read reads the plan in a file.
func Read(name string) (*Plan, error) {
	f, err := manifest.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, ok := f.Meta[manifest.KeyPlan]
	if !ok {
		return nil, fmt.Errorf("%s is a manifest, and no plan: bandprep plan writes one", name)
	}
	var d document
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		return nil, fmt.Errorf("%s: broken plan: %w", name, err)
	}
	p := &Plan{Plain: d.Plain, How: d.How}
	if p.Table, err = table.Read(f); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	p.Table.GivenBy, p.Table.Documents, p.Table.Files = p.GivenBy, nil, table.NewLocator(filepath.Dir(name))
	for i, first := range p.First {
		if first < 0 || first > p.Table.Rows.Len() || i == 0 && first != 0 || i > 0 && first < p.First[i-1] {
			return nil, fmt.Errorf("%s: broken plan: shard %d begins with row %d", name, i, first)
		}
	}
	if len(p.First) == 0 || len(p.How.Layouts) == 0 {
		return nil, fmt.Errorf("%s: broken plan: it has no shards, or does not say how images are seen", name)
	}
	p.digest, err = digestOf(name)
	return p, err
}

func digestOf(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := xxh3.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	sum := h.Sum128().Bytes()
	return hex.EncodeToString(sum[:]), nil
}

// Shards returns the number of shards.
func (p *Plan) Shards() int { return len(p.First) }

// Rows returns the table of the rows of shard i.
func (p *Plan) Rows(i int) *table.Table {
	end := p.Table.Rows.Len()
	if i+1 < len(p.First) {
		end = p.First[i+1]
	}
	return p.Table.Where(func(row int) bool { return row >= p.First[i] && row < end })
}

// With returns the rows of which records are joined, and in Skipped what else was
// skipped.
func (p *Plan) With(j *Joined) *table.Table {
	t := p.Table.Where(func(i int) bool { return j.Records[p.Table.Rows.ID(i)] != nil })
	t.Skipped = slices.Concat(t.Skipped, j.Skipped)
	t.SortSkipped()
	return t
}
