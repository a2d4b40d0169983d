package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/report/svg"
)

// page makes the sections of a page.
type page struct {
	*Content
	d    *derive.Dataset
	t    *table.Table
	hide func(string) string
}

func newPage(c *Content) *page {
	p := &page{Content: c, d: c.Data, t: c.Data.Table, hide: func(s string) string { return s }}
	if c.Patients {
		p.hide = newHider(p.t).hide
	}
	return p
}

// sections returns the sections in the order of the page.
func (p *page) sections() ([]section, error) {
	list := []section{{ID: "short", Title: "In short", Blocks: p.short()}, {ID: "decisions", Title: "Decisions", Blocks: p.decisions()}}
	if p.Against != nil {
		blocks, err := p.against()
		if err != nil {
			return nil, err
		}
		list = append(list, section{ID: "against", Title: "Side by side", Blocks: blocks})
	}
	constants, err := p.constants()
	if err != nil {
		return nil, err
	}
	list = append(list, section{ID: "constants", Title: "Constants", Blocks: constants})
	for _, make := range []struct {
		id, title string
		blocks    func() ([]block, error)
	}{
		{"components", "Components", p.components},
		{"split", "Split", func() ([]block, error) { return p.split(), nil }},
		{"batch", "The batch as training sees it", p.batch},
		{"items", "Items that stand out", p.items},
		{"radiometry", "Radiometry of each item", p.radiometry},
		{"provenance", "Provenance", func() ([]block, error) { return p.provenance(), nil }},
	} {
		blocks, err := make.blocks()
		if err != nil {
			return nil, err
		}
		if blocks != nil {
			list = append(list, section{ID: make.id, Title: make.title, Blocks: blocks})
		}
	}
	return list, nil
}

func (p *page) subtitle() string {
	return fmt.Sprintf("%s, %s of %s", words.Count(p.t.Rows.Len(), "item", "items"), words.Count(len(p.t.Bands), "band", "bands"), p.t.Type)
}

// aboutPictures says whether the page shows pictures.
func (p *page) aboutPictures() string {
	switch {
	case p.Patients:
		return "This page contains no pictures, paths, groups, dates or names of labels: items come, or may come, from DICOM files."
	case p.Pictures == nil || len(p.Pictures.Of) == 0:
		s := "This page contains no pictures"
		if p.NoPictures != "" {
			s += ": " + p.NoPictures
		}
		return s + "."
	}
	return fmt.Sprintf("This page contains pictures of %s. Think of who is on them before you pass it on.", words.Count(len(p.Pictures.Of), "item", "items"))
}

// name is what the page calls the item of a row.
func (p *page) name(i int) string {
	if p.Patients {
		return fmt.Sprintf("item %d", i+1)
	}
	return p.t.Rows.ID(i)
}

// short says the three things that matter.
func (p *page) short() []block {
	n := &p.d.Normalization
	how := fmt.Sprintf("Of %s in %s. They apply as (value%s − mean) / std.", words.Count(n.Images, "item", "items"), n.Split, divided(n.Scale))
	if n.Applied != nil {
		how = "The images are normalized already: apply nothing."
	}
	list := []block{
		{Head: "Constants"},
		{Text: how},
		{Pre: pasted(n)},
		{Head: "Split"},
		{Text: p.hide(p.d.Splitter.Sentence) + " " + p.leaks()},
		{Head: "Warnings"},
	}
	warnings := append(p.t.Cautions(), p.d.AllWarnings()...)
	if s := p.normalizedAlready(); s != "" {
		warnings = append([]string{s}, warnings...)
	}
	if len(p.t.Skipped) > 0 {
		warnings = append(warnings, words.Count(len(p.t.Skipped), "file was", "files were")+" skipped; they are listed below")
	}
	if len(warnings) == 0 {
		return append(list, block{Text: "None."})
	}
	for _, w := range warnings {
		list = append(list, block{Note: p.hide(w)})
	}
	return list
}

func divided(scale float64) string {
	if scale == 1 {
		return ""
	}
	return " / " + number(scale)
}

// pasted writes constants so that Python and JSON read them.
func pasted(n *derive.Normalization) string {
	join := func(list []derive.Number) string {
		parts := make([]string, len(list))
		for i, v := range list {
			text, _ := v.MarshalJSON()
			parts[i] = string(text)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return "mean = " + join(n.Mean) + "\nstd = " + join(n.Std)
}

// normalizedAlready says that the stored values look as if constants had been
// applied to them.
func (p *page) normalizedAlready() string {
	s, ok := p.d.Summaries["train"]
	if !ok || p.d.Normalization.Scale != 1 || p.d.Normalization.Applied != nil || !derive.LooksNormalized(&s) {
		return ""
	}
	return "The stored values look normalized already: in every band the mean is near 0 and the standard deviation near 1. Constants of a set apply to values as they were before"
}

// number writes a value with at most six significant digits.
func number(v float64) string {
	if v != v {
		return "–"
	}
	s := strconv.FormatFloat(v, 'g', 6, 64)
	if strings.Contains(s, "e") && v < 1e15 && v > -1e15 && (v > 1 || v < -1) {
		s = strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strings.Replace(s, "-", "−", 1)
}

// decisions lists what was decided about the set.
func (p *page) decisions() []block {
	if len(p.t.Decisions) == 0 {
		return []block{{Text: "Nothing was left out and no other reading of the inputs was near."}}
	}
	t := &svg.Table{Head: []string{"Decision", "Concerns", "Example", "Otherwise"}}
	for _, d := range p.t.Decisions {
		example := d.Example
		if p.Patients && example != "" {
			example = hidden
		}
		t.Rows = append(t.Rows, []string{p.hide(d.Sentence), words.Number(d.Count), example, d.Flag})
	}
	return []block{{Table: t}}
}

// provenance says how the page can be made again.
func (p *page) provenance() []block {
	n := &p.d.Normalization
	command := "bandprep run"
	for _, r := range p.t.Roots {
		command += " " + quoted(r)
	}
	command += p.viewFlags()
	if p.Patients {
		command = "bandprep run INPUT" + p.viewFlags()
	}
	command += fmt.Sprintf(" --seed %d", p.d.Options().Split.Seed)
	return []block{{Text: "The command below repeats the measurement; labels, groups and splits that flags gave are in the manifest."}, {Pre: command},
		{Table: &svg.Table{Head: []string{"Of", "Value"}, Rows: [][]string{
			{"program", "bandprep " + n.Version},
			{"digest of ids, exact sums and options", n.Digest},
			{"divisor of standard deviations", n.Divisor},
			{"scale", number(n.Scale)},
			{"split by", p.d.Splitter.By},
		}}}}
}

// viewFlags are the flags that see the images again as they were measured.
func (p *page) viewFlags() (s string) {
	v := &p.t.View
	add := func(flag, value string) {
		if value != "" && value != "0x0" {
			s += " --" + flag + " " + quoted(value)
		}
	}
	add("kind", v.Kind)
	add("bands", v.Bands)
	add("color", v.Color.String())
	add("alpha", v.Alpha.String())
	var list []string
	for _, x := range v.NoDataValues() {
		list = append(list, strconv.FormatFloat(x, 'g', -1, 64))
	}
	add("nodata", strings.Join(list, ","))
	if v.Complete {
		add("nodata-policy", "complete")
	}
	if c := v.Chips; c.W > 0 {
		add("chip", fmt.Sprintf("%dx%d", c.W, c.H))
		if c.StrideX > 0 && (c.StrideX != c.W || c.StrideY != c.H) {
			add("stride", fmt.Sprintf("%dx%d", c.StrideX, c.StrideY))
		}
	}
	if n := p.d.Normalization.Scale; n != derive.DefaultScale(p.t.Type) {
		add("scale", strconv.FormatFloat(n, 'g', -1, 64))
	}
	if p.d.Normalization.Divisor == "n-1" {
		add("ddof", "1")
	}
	if !p.Patients {
		add("mask-from", v.Masks.Pattern)
		add("keep", v.Masks.Keep)
	}
	return s
}

// quoted writes an argument of a command for a shell.
func quoted(s string) string {
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./,:=@+") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
