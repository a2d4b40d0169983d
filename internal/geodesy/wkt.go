package geodesy

import (
	"strconv"
	"strings"
)

// node is one element of well-known text: KEYWORD[value, …].
type node struct {
	key    string   // upper case; "" for a value
	text   string   // of a value, or the first text of an element
	values []string // the values that are no elements
	nodes  []*node
}

const (
	maxWKT   = 1 << 16 // bytes
	maxDepth = 24
)

// parseWKT reads well-known text with square or round brackets.
func parseWKT(text string) (*node, error) {
	if len(text) > maxWKT {
		return nil, unknown(text, "more than %d bytes of text", maxWKT)
	}
	p := &wktParser{text: text}
	n := p.element(0)
	if n == nil || n.key == "" {
		return nil, unknown(text, "neither a code nor well-known text")
	}
	return n, nil
}

type wktParser struct {
	text string
	at   int
}

func (p *wktParser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n\x00", p.text[p.at]) >= 0 {
		p.at++
	}
}

// element reads an element or a value; nil where there is none.
func (p *wktParser) element(depth int) *node {
	p.space()
	if p.at >= len(p.text) || depth > maxDepth {
		return nil
	}
	if p.text[p.at] == '"' {
		end := strings.IndexByte(p.text[p.at+1:], '"')
		if end < 0 {
			return nil
		}
		n := &node{text: p.text[p.at+1 : p.at+1+end]}
		p.at += end + 2
		return n
	}
	from := p.at
	for p.at < len(p.text) && strings.IndexByte(",[]() \t\r\n\"", p.text[p.at]) < 0 {
		p.at++
	}
	n := &node{text: p.text[from:p.at]}
	p.space()
	if p.at >= len(p.text) || p.text[p.at] != '[' && p.text[p.at] != '(' {
		if n.text == "" {
			return nil
		}
		return n
	}
	n.key, n.text = strings.ToUpper(n.text), ""
	for {
		p.at++ // the bracket, or a comma
		child := p.element(depth + 1)
		if child == nil {
			return nil
		}
		if child.key == "" {
			n.values = append(n.values, child.text)
		} else {
			n.nodes = append(n.nodes, child)
		}
		p.space()
		if p.at >= len(p.text) {
			return nil
		}
		switch p.text[p.at] {
		case ',':
		case ']', ')':
			p.at++
			if len(n.values) > 0 {
				n.text = n.values[0]
			}
			return n
		default:
			return nil
		}
	}
}

// child returns the first element of one of the keywords, or nil.
func (n *node) child(keys ...string) *node {
	if n == nil {
		return nil
	}
	for _, c := range n.nodes {
		for _, k := range keys {
			if c.key == k {
				return c
			}
		}
	}
	return nil
}

// number returns value i as a number.
func (n *node) number(i int) (float64, bool) {
	if n == nil || i >= len(n.values) {
		return 0, false
	}
	v, err := strconv.ParseFloat(n.values[i], 64)
	return v, err == nil
}

// code returns the EPSG code of an element, or 0.
func (n *node) code() int {
	id := n.child("AUTHORITY", "ID")
	if id == nil || len(id.values) < 2 || !strings.EqualFold(id.values[0], "EPSG") {
		return 0
	}
	code, _ := strconv.Atoi(id.values[1])
	return code
}

// unit returns the factor of the element's unit, or the default.
func (n *node) unit(without float64, keys ...string) float64 {
	var last *node
	if n != nil {
		for _, c := range n.nodes {
			for _, k := range keys {
				if c.key == k {
					last = c
				}
			}
		}
	}
	if v, ok := last.number(1); ok && v > 0 {
		return v
	}
	return without
}
