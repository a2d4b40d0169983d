package keep

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Expr is a condition on the values of masks at a pixel.
type Expr struct {
	text  string
	names []string
	root  node
}

// String returns the text that the expression was made of.
func (e *Expr) String() string { return e.text }

// Names returns the masks that the expression needs, in the order in which they
// appear.
func (e *Expr) Names() []string { return e.names }

// Error says where a text is no expression.
type Error struct {
	Text string
	At   int // byte
	What string
}

func (e *Error) Error() string {
	if e.At >= len(e.Text) {
		return fmt.Sprintf("%q ends early: %s", e.Text, e.What)
	}
	return fmt.Sprintf("%q, at %q: %s", e.Text, e.Text[e.At:], e.What)
}

// token is a word, number or sign.
type token struct {
	kind byte // 'n'ame, 'v'alue, 's'ign, 'k'eyword, 0 at the end
	text string
	at   int
}

var (
	nameToken  = regexp.MustCompile(`^[A-Za-z_]\w*(?:\.\w+)?`)
	valueToken = regexp.MustCompile(`^(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+)`)
	signToken  = regexp.MustCompile(`^(?:==|!=|<=|>=|&&|\|\||[=<>!(),-])`)
	keywords   = []string{"and", "or", "not", "in", "bits"}
)

const (
	mostTokens = 4096
	mostDepth  = 64
)

type parser struct {
	text   string
	tokens []token
	names  []string
	depth  int
}

// Parse reads an expression.
func Parse(text string) (*Expr, error) {
	p := &parser{text: text}
	for at := 0; ; {
		at += len(text[at:]) - len(strings.TrimLeft(text[at:], " \t"))
		if at == len(text) || len(p.tokens) == mostTokens {
			p.tokens = append(p.tokens, token{at: len(text)})
			break
		}
		t := token{at: at}
		for _, k := range []struct {
			kind byte
			is   *regexp.Regexp
		}{{'n', nameToken}, {'v', valueToken}, {'s', signToken}} {
			if t.text = k.is.FindString(text[at:]); t.text != "" {
				t.kind = k.kind
				break
			}
		}
		if t.kind == 0 {
			return nil, p.errorf(t, "want the name of a mask, a number or a comparison")
		}
		if lower := strings.ToLower(t.text); t.kind == 'n' && slices.Contains(keywords, lower) {
			t.kind, t.text = 'k', lower
		}
		p.tokens = append(p.tokens, t)
		at += len(t.text)
	}
	root, err := p.either()
	if err == nil && p.tokens[0].kind != 0 {
		err = p.errorf(p.tokens[0], "want and, or, or the end")
	}
	if err != nil {
		return nil, err
	}
	return &Expr{text, p.names, root}, nil
}

func (p *parser) errorf(t token, format string, args ...any) error {
	return &Error{p.text, t.at, fmt.Sprintf(format, args...)}
}

// accept takes the next token where it is one of the texts.
func (p *parser) accept(texts ...string) bool {
	if t := p.tokens[0]; t.kind != 0 && t.kind != 'v' && slices.Contains(texts, t.text) {
		p.tokens = p.tokens[1:]
		return true
	}
	return false
}

func (p *parser) either() (node, error) { return p.series(p.both, false, "or", "||") }
func (p *parser) both() (node, error)   { return p.series(p.negated, true, "and", "&&") }

// series reads parts between one of two words.
func (p *parser) series(part func() (node, error), all bool, words ...string) (node, error) {
	first, err := part()
	list := []node{first}
	for err == nil && p.accept(words...) {
		var next node
		next, err = part()
		list = append(list, next)
	}
	if err != nil || len(list) == 1 {
		return first, err
	}
	return &junction{all, list}, nil
}

func (p *parser) negated() (node, error) {
	if p.depth++; p.depth > mostDepth {
		return nil, p.errorf(p.tokens[0], "too deep")
	}
	defer func() { p.depth-- }()
	switch {
	case p.accept("not", "!"):
		n, err := p.negated()
		return &negation{n}, err
	case p.accept("("):
		n, err := p.either()
		if err == nil && !p.accept(")") {
			err = p.errorf(p.tokens[0], "want )")
		}
		return n, err
	}
	return p.test()
}

func (p *parser) test() (node, error) {
	t := p.tokens[0]
	if t.kind != 'n' {
		return nil, p.errorf(t, "want the name of a mask, as SCL in 4,5,6")
	}
	p.tokens = p.tokens[1:]
	mask := slices.IndexFunc(p.names, func(name string) bool { return strings.EqualFold(name, t.text) })
	if mask < 0 {
		mask = len(p.names)
		p.names = append(p.names, t.text)
	}
	how := p.tokens[0]
	not := p.accept("not", "!")
	switch {
	case p.accept("in"):
		list, err := p.list()
		return &test{mask: mask, is: list.has, not: not}, err
	case p.accept("bits"):
		at := p.tokens[0]
		list, err := p.list()
		if err != nil {
			return nil, err
		}
		bits, ok := list.bits()
		if !ok {
			return nil, p.errorf(at, "bits are whole numbers from 0 to 63")
		}
		return &test{mask: mask, is: hasBits(bits, not)}, nil
	case not:
		return nil, p.errorf(p.tokens[0], "want in or bits")
	case p.accept("=", "==", "!=", "<", "<=", ">", ">="):
		v, err := p.number()
		return &test{mask: mask, is: comparison(how.text, v)}, err
	}
	return nil, p.errorf(how, "want in, bits, or a comparison such as ==")
}

// span is the numbers from low to high.
type span struct{ low, high float64 }

type spans []span

func (l spans) has(v float64) bool {
	for _, s := range l {
		if v >= s.low && v <= s.high {
			return true
		}
	}
	return false
}

// bits returns the numbers of the list as a set of bits.
func (l spans) bits() (set uint64, ok bool) {
	for _, s := range l {
		if s.low != math.Trunc(s.low) || s.high != math.Trunc(s.high) || s.low < 0 || s.high > 63 {
			return 0, false
		}
		for b := int(s.low); b <= int(s.high); b++ {
			set |= 1 << b
		}
	}
	return set, true
}

func (p *parser) list() (list spans, err error) {
	open := p.accept("(")
	for {
		at := p.tokens[0]
		var s span
		if s.low, err = p.number(); err != nil {
			return nil, err
		}
		if s.high = s.low; p.accept("-") {
			if s.high, err = p.number(); err != nil {
				return nil, err
			}
		}
		if s.high < s.low {
			return nil, p.errorf(at, "the range ends before it starts")
		}
		if list = append(list, s); !p.accept(",") {
			break
		}
	}
	if open && !p.accept(")") {
		return nil, p.errorf(p.tokens[0], "want )")
	}
	return list, nil
}

func (p *parser) number() (float64, error) {
	negative := p.accept("-")
	t := p.tokens[0]
	if t.kind != 'v' {
		return 0, p.errorf(t, "want a number")
	}
	p.tokens = p.tokens[1:]
	v, err := strconv.ParseFloat(t.text, 64)
	if strings.HasPrefix(strings.ToLower(t.text), "0x") {
		var whole uint64
		whole, err = strconv.ParseUint(t.text[2:], 16, 64)
		v = float64(whole)
	}
	if err != nil {
		return 0, p.errorf(t, "want a number")
	}
	if negative {
		v = -v
	}
	return v, nil
}
