package where

import (
	"fmt"
	"strconv"
	"strings"
)

// Expr is a parsed expression.
type Expr struct {
	text string
	root node
}

// String returns the expression as it was written.
func (e *Expr) String() string { return e.text }

// deepest bounds how deep an expression may be nested.
const deepest = 200

// Parse parses an expression.
func Parse(s string) (*Expr, error) {
	list, err := tokens(s)
	if err != nil {
		return nil, err
	}
	p := parser{text: s, list: list}
	root, err := p.or()
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.kind != end {
		return nil, p.errorf(t, "expected and, or, or the end, found %s", show(t))
	}
	return &Expr{s, root}, nil
}

type parser struct {
	text  string
	list  []token
	depth int
}

func (p *parser) peek() token { return p.list[0] }

func (p *parser) next() token {
	t := p.list[0]
	if t.kind != end {
		p.list = p.list[1:]
	}
	return t
}

// take takes the next token where it is this keyword or mark.
func (p *parser) take(s string) bool {
	t := p.peek()
	if t.is(s) || t.kind == mark && t.text == s {
		p.next()
		return true
	}
	return false
}

func (p *parser) errorf(t token, format string, args ...any) error {
	return &Error{p.text, t.at, fmt.Sprintf(format, args...)}
}

func show(t token) string {
	if t.kind == end {
		return "the end"
	}
	return strconv.Quote(t.text)
}

func (p *parser) or() (node, error) {
	return p.joined("or", p.and, func(l []node) node { return either{l} })
}

func (p *parser) and() (node, error) {
	return p.joined("and", p.not, func(l []node) node { return every{l} })
}

// joined parses operands of a connective.
func (p *parser) joined(word string, operand func() (node, error), join func([]node) node) (node, error) {
	first, err := operand()
	if err != nil || !p.peek().is(word) {
		return first, err
	}
	list := []node{first}
	for p.take(word) {
		n, err := operand()
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return join(list), nil
}

func (p *parser) not() (node, error) {
	if p.depth++; p.depth > deepest {
		return nil, p.errorf(p.peek(), "nested deeper than %d", deepest)
	}
	defer func() { p.depth-- }()
	switch {
	case p.take("not"):
		n, err := p.not()
		return not{n}, err
	case p.take("("):
		n, err := p.or()
		if err == nil && !p.take(")") {
			err = p.errorf(p.peek(), "expected ), found %s", show(p.peek()))
		}
		return n, err
	}
	return p.test()
}

func (p *parser) test() (node, error) {
	left, err := p.operand()
	if err != nil {
		return nil, err
	}
	t := p.peek()
	if t.kind == mark && strings.Contains(" = == != <> < <= > >= ", " "+t.text+" ") {
		p.next()
		right, err := p.operand()
		return &comparison{how: t.text, left: left, right: right, at: t.at}, err
	}
	switch {
	case p.take("is"):
		negated := p.take("not")
		if !p.take("null") {
			return nil, p.errorf(p.peek(), "expected null or not null after is, found %s", show(p.peek()))
		}
		return &isNull{left, negated}, nil
	case p.take("not"):
		if !p.take("in") {
			return nil, p.errorf(p.peek(), "expected in after not, found %s", show(p.peek()))
		}
		return p.in(left, true)
	case p.take("in"):
		return p.in(left, false)
	}
	return &alone{left}, nil
}

func (p *parser) in(left *operand, negated bool) (node, error) {
	if !p.take("(") {
		return nil, p.errorf(p.peek(), "expected ( after in, found %s", show(p.peek()))
	}
	n := &in{left: left, negated: negated}
	for {
		t := p.peek()
		o, err := p.operand()
		if err != nil {
			return nil, err
		}
		if o.column != "" {
			return nil, p.errorf(t, "a list after in holds literals; texts stand in 'quotes'")
		}
		n.list = append(n.list, o)
		if p.take(")") {
			return n, nil
		}
		if !p.take(",") {
			return nil, p.errorf(p.peek(), "expected , or ), found %s", show(p.peek()))
		}
	}
}

// keywords are no columns, unless quoted.
var keywords = map[string]bool{"and": true, "or": true, "not": true, "in": true, "is": true}

func (p *parser) operand() (*operand, error) {
	t := p.next()
	o := &operand{at: t.at}
	switch {
	case t.kind == text:
		o.typ, o.value = Text, t.text
	case t.kind == number:
		v, err := strconv.ParseFloat(t.text, 64)
		if err != nil {
			return nil, p.errorf(t, "%q is no number", t.text)
		}
		o.typ, o.value = Number, v
	case t.is("true"), t.is("false"):
		o.typ, o.value = Bool, t.is("true")
	case t.is("null"):
	case t.kind == quoted && t.text != "", t.kind == word && !keywords[strings.ToLower(t.text)]:
		o.column = t.text
	default:
		return nil, p.errorf(t, "expected a column or a literal, found %s", show(t))
	}
	return o, nil
}
