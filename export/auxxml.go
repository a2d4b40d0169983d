package export

import (
	"bytes"
	"encoding/xml"
	"os"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
)

// The elements of a GDAL PAM file.
type (
	pamDataset struct {
		XMLName xml.Name  `xml:"PAMDataset"`
		Bands   []pamBand `xml:"PAMRasterBand"`
	}
	pamBand struct {
		Band int       `xml:"band,attr"`
		Meta []pamItem `xml:"Metadata>MDI"`
	}
	pamItem struct {
		Key   string `xml:"key,attr"`
		Value string `xml:",chardata"`
	}
)

// auxXML writes beside each other, at the ids of the images, the files ID.aux.xml
// that give GDAL the statistics of the valid stored samples, divisor n, without
// reading them: STATISTICS_MINIMUM, _MAXIMUM, _MEAN, _STDDEV, _VALID_PERCENT,
// and as _COVARIANCES a row of the covariances over complete pixels. Copied
// beside the images they count.
func auxXML(s *Set) (*Folder, error) {
	out := &Folder{}
	all := len(s.Table.Bands)
	for _, r := range s.Table.Rows.All() {
		switch {
		case !wholeFile(r):
			s.leaveOut(outPiece)
			continue
		case r.Valid == nil:
			s.leaveOut("not measured")
			continue
		case int(r.Bands) != all || s.Table.View.Bands != "":
			s.leaveOut("their files have other bands than were measured")
			continue
		}
		out.Items = append(out.Items, output.File{Name: r.ID + ".aux.xml", Write: func(f *os.File) error {
			doc, err := pam(r)
			if err == nil {
				_, err = f.Write(doc)
			}
			return err
		}})
	}
	if out.Items == nil {
		return nil, s.nothing("aux-xml")
	}
	return out, nil
}

func pam(r *table.Row) ([]byte, error) {
	sum := derive.NewTotals()
	if err := sum.Add(r.ID, r.Moments()); err != nil {
		return nil, err
	}
	s := sum.Summary(0)
	var doc pamDataset
	for i, b := range s.Bands {
		band := pamBand{Band: i + 1}
		add := func(key, value string) { band.Meta = append(band.Meta, pamItem{"STATISTICS_" + key, value}) }
		if b.Valid > 0 {
			if s.Covariance != nil {
				parts := make([]string, len(s.Bands))
				for k, v := range s.Covariance[i] {
					parts[k] = shortest(v)
				}
				add("COVARIANCES", strings.Join(parts, ","))
			}
			add("MAXIMUM", shortest(b.Maximum))
			add("MEAN", shortest(b.Mean))
			add("MINIMUM", shortest(b.Minimum))
			add("STDDEV", shortest(b.StdDev))
		}
		add("VALID_PERCENT", strconv.FormatFloat(100*float64(b.Valid)/float64(b.Total), 'g', 4, 64))
		doc.Bands = append(doc.Bands, band)
	}
	var text bytes.Buffer
	enc := xml.NewEncoder(&text)
	enc.Indent("", "  ")
	if err := enc.Encode(&doc); err != nil {
		return nil, err
	}
	text.WriteByte('\n')
	return text.Bytes(), nil
}

func shortest(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
