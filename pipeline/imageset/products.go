package imageset

import (
	"fmt"
	"strings"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/product"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/stack"
)

// chooseProducts decides for all products of the listing which of their bands are
// read and which say what pixels count, and refuses products that hold different
// quantities: all have to be described alike.
func (s *Set) chooseProducts() error {
	v := &s.Plan.View
	var first *dataset.Item
	for _, it := range s.listing.Items.All() {
		if it.Stack == nil || it.Stack.Product == nil {
			continue
		}
		if first == nil {
			first = it
			v.Bands = it.Stack.Product.Named(v.Bands)
			if err := v.Masks.TakeClear(it.Stack.Product.Clear); err != nil {
				return &optionError{fmt.Errorf("%s, a product of %s: %w", it.ID, it.Stack.Product.Kind, err)}
			}
		}
		if err := product.SameKind(named(first), named(it), v.Bands != ""); err != nil {
			return &optionError{err}
		}
		if err := chooseBands(it.Stack, v); err != nil {
			return &optionError{fmt.Errorf("%s: %w", it.ID, err)}
		}
		if err := product.SameNumbers(named(first), named(it)); err != nil {
			return &optionError{err}
		}
	}
	if first != nil {
		v.Stack, v.StackBands, v.Masks.Bands = first.Stack.Names, stackBands(first.Stack.Bands), nil
		for _, m := range first.Stack.Masks {
			v.Masks.Bands = append(v.Masks.Bands, table.MaskBand{Name: m.Name, Index: m.Index})
		}
	} else if v.Masks.Clear && !s.options.settled {
		return &optionError{fmt.Errorf("--clear is for products whose metadata say what they are; --keep takes a condition on masks")}
	}
	s.options.View = *v
	return nil
}

// chooseBands takes those bands of a product that the view names, else its bands
// and what else the view names beside numbers or ranges.
func chooseBands(st *dataset.Stack, v *table.View) error {
	var chosen []string
	all := v.Bands != ""
	for name := range strings.SplitSeq(v.Bands, ",") {
		if b := st.Product.Find(strings.TrimSpace(name)); b != nil {
			chosen = append(chosen, b.Name)
		} else {
			all = false
		}
	}
	if !all {
		for i := range st.Product.Bands {
			chosen = append(chosen, st.Product.Bands[i].Name)
		}
	}
	var masks []string
	if v.Masks.Keep != "" && v.Masks.Pattern == "" {
		expr, err := v.Masks.Expr()
		if err != nil {
			return err
		}
		for _, name := range expr.Names() {
			if st.Product.Find(name) == nil {
				return fmt.Errorf("--keep: the product has no %s: it has %s", name, words.Few(st.Product.Names()))
			}
			masks = append(masks, name)
		}
	}
	st.Choose(chosen, masks)
	return nil
}

// stackBands is what is said of the bands of a product, as a view holds it.
func stackBands(bands []product.Band) (list []table.StackBand) {
	for _, b := range bands {
		list = append(list, table.StackBand{Index: b.Index, NoData: (*table.Float)(b.NoData), Scale: (*table.Float)(b.Scale), Offset: (*table.Float)(b.Offset)})
	}
	return list
}

// productStack returns the stack of a row as it was when it was measured: the files
// of its bands, and those of its masks behind them.
func productStack(v *table.View, files []string) *dataset.Stack {
	st := &dataset.Stack{Names: v.Stack, Paths: files}
	for _, d := range v.StackBands {
		st.Bands = append(st.Bands, product.Band{Index: d.Index, NoData: (*float64)(d.NoData), Scale: (*float64)(d.Scale), Offset: (*float64)(d.Offset)})
	}
	if n := len(v.Stack); len(files) == n+len(v.Masks.Bands) {
		st.Paths = files[:n]
		for i, m := range v.Masks.Bands {
			st.Masks = append(st.Masks, dataset.Mask{Name: m.Name, Index: m.Index, Path: files[n+i]})
		}
	}
	return st
}

// named is the product of an item, by the item's id.
func named(it *dataset.Item) *product.Product {
	p := *it.Stack.Product
	p.ID, p.Bands = it.ID, it.Stack.Bands
	return &p
}

// describe lays over a file of a product what is said of its bands.
func describe(src raster.Source, bands []product.Band) (raster.Source, error) {
	at, said := make([]int, len(bands)), make([]raster.Band, len(bands))
	for i, b := range bands {
		at[i], said[i] = b.Index, raster.Band{NoData: b.NoData, Scale: b.Scale, Offset: b.Offset}
	}
	return stack.Describe(src, at, said)
}
