package product

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// element is one element of an XML document, by its local name: producers change
// prefixes and the elements around, but hardly the names themselves.
type element struct {
	name, text string
	attributes []xml.Attr
	parent     int // index, or −1
}

const mostElements = 1 << 20

// document is the elements in their order.
type document []element

// readXML reads all elements. Entities that a document defines itself are an
// error, as encoding/xml has it.
func readXML(data []byte) (document, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	var list document
	at := -1
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			if len(list) == 0 {
				return nil, fmt.Errorf("no XML element")
			}
			return list, nil
		}
		if err != nil {
			return nil, fmt.Errorf("broken XML: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if len(list) == mostElements {
				return nil, fmt.Errorf("more than %d XML elements: too large", mostElements)
			}
			list = append(list, element{name: t.Name.Local, attributes: t.Attr, parent: at})
			at = len(list) - 1
		case xml.EndElement:
			list[at].text = strings.TrimSpace(list[at].text)
			at = list[at].parent
		case xml.CharData:
			if at >= 0 && len(bytes.TrimSpace(t)) > 0 {
				list[at].text += string(t)
			}
		}
	}
}

// each calls yield with the elements of a name, below a parent or anywhere (−1).
func (d document) each(name string, below int, yield func(i int, e *element)) {
	for i := range d {
		if d[i].name == name && (below < 0 || d.within(i, below)) {
			yield(i, &d[i])
		}
	}
}

func (d document) within(i, above int) bool {
	for i >= 0 && i != above {
		i = d[i].parent
	}
	return i == above
}

// text returns the text of the first element that has one of the names.
func (d document) text(below int, names ...string) string {
	for _, name := range names {
		found := ""
		d.each(name, below, func(_ int, e *element) {
			if found == "" {
				found = e.text
			}
		})
		if found != "" {
			return found
		}
	}
	return ""
}

// number returns the number in the first element that has one of the names, or NaN.
func (d document) number(below int, names ...string) float64 {
	return parseNumber(d.text(below, names...))
}

// attribute returns the value of the first of the attributes that there is.
func (e *element) attribute(names ...string) string {
	for _, name := range names {
		for _, a := range e.attributes {
			if a.Name.Local == name {
				return a.Value
			}
		}
	}
	return ""
}

func parseNumber(text string) float64 {
	if v, err := strconv.ParseFloat(strings.TrimSpace(text), 64); err == nil {
		return v
	}
	return nothing
}
