package table

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// version1View reads the options of a manifest of version 1: a list of
// NAME=VALUE.
func version1View(text string) (v View, err error) {
	var list []string
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return v, err
	}
	for _, entry := range list {
		name, value, _ := strings.Cut(entry, "=")
		var err error
		switch name {
		case "alpha":
			err = v.Alpha.Set(value)
		case "axes":
			v.Axes = value
		case "pages":
			v.AllPages = value == "all"
		case "bands":
			v.Bands = value
		case "color":
			err = v.Color.Set(value)
		case "as":
			v.As = value
		case "chain":
			v.Chain = value
		case "chip":
			v.Chips, err = parseChips(value)
		case "stack-resample":
			v.Resample = Resampling(raster.Bilinear)
		case "mask-from":
			v.Masks.Pattern = value
		case "kind":
			v.Kind = value
		case "nodata-policy":
			v.Complete = value == "complete"
		case "nodata":
			for part := range strings.SplitSeq(value, ",") {
				x, e := strconv.ParseFloat(part, 64)
				if e != nil {
					err = e
				}
				v.NoData = append(v.NoData, Float(x))
			}
		case "ddof", "average": // of the constants, which say so themselves
		default:
			err = fmt.Errorf("unknown option")
		}
		if err != nil {
			return v, fmt.Errorf("%s: %w", entry, err)
		}
	}
	return v, nil
}

// version1Place fills in what version 1 writes into path and id only: the files
// of a stack as BAND=PATH|BAND=PATH, the member of an archive and the page behind
// the # of an id.
func (t *Table) version1Place(r *Row) {
	if parts := strings.Split(r.Path, "|"); len(parts) > 1 {
		t.View.Stack = nil
		for _, part := range parts {
			name, file, _ := strings.Cut(part, "=")
			t.View.Stack, r.Files = append(t.View.Stack, name), append(r.Files, file)
		}
		r.Path = r.Files[0]
		return
	}
	if r.Window != nil {
		return
	}
	file, behind, ok := strings.Cut(r.ID, "#")
	if !ok {
		return
	}
	if page, err := strconv.ParseInt(r.ID[strings.LastIndexByte(r.ID, '#')+1:], 10, 32); err == nil {
		p := int32(page)
		r.Page = &p
		behind, _, ok = strings.Cut(strings.TrimSuffix(r.ID, "#"+strconv.Itoa(int(page)))[len(file):], "#")
	}
	if ok && behind != "" {
		r.Member = behind
	}
}
