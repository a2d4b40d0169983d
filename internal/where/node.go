package where

import "fmt"

// Columns returns the type of a column, or false where there is none of the name.
type Columns func(name string) (Type, bool)

// Row returns the value of a column: string, float64, bool or time.Time as its
// type says, or nil for null.
type Row func(name string) any

// node is a part of an expression with a truth value.
type node interface {
	check(c *checker) error
	eval(r Row) (Truth, error)
}

// checker checks types.
type checker struct {
	text    string
	columns Columns
}

func (c *checker) errorf(at int, format string, args ...any) error {
	return &Error{c.text, at, fmt.Sprintf(format, args...)}
}

// Check compares the expression with the columns: all have to exist, and what is
// compared has to be of one type. It has to be called before Eval.
func (e *Expr) Check(columns Columns) error { return e.root.check(&checker{e.text, columns}) }

// Eval returns whether the condition holds for a row. The error says so where a
// value is not of the type of its column.
func (e *Expr) Eval(r Row) (Truth, error) { return e.root.eval(r) }

// operand is a column or a literal.
type operand struct {
	column string // "" for a literal
	typ    Type
	value  any // nil is null
	at     int
}

func (o *operand) check(c *checker) error {
	if o.column == "" {
		return nil
	}
	var ok bool
	if o.typ, ok = c.columns(o.column); !ok {
		return c.errorf(o.at, "no column named %s (texts stand in 'single quotes')", o.column)
	}
	return nil
}

func (o *operand) of(r Row) any {
	if o.column == "" {
		return o.value
	}
	return r(o.column)
}

// agree returns the type that two operands share; a text literal beside a time
// becomes a time.
func (c *checker) agree(a, b *operand) (Type, error) {
	for _, pair := range [][2]*operand{{a, b}, {b, a}} {
		if o := pair[1]; pair[0].typ == Time && o.column == "" && o.typ == Text {
			t, ok := parseTime(o.value.(string))
			if !ok {
				return 0, c.errorf(o.at, "%q is no time: want 2006-01-02 or 2006-01-02T15:04:05Z", o.value)
			}
			o.typ, o.value = Time, t
		}
	}
	if a.typ != Null && b.typ != Null && a.typ != b.typ {
		return 0, c.errorf(b.at, "a %s cannot be compared with a %s", a.typ, b.typ)
	}
	return max(a.typ, b.typ), nil
}

// comparison compares two operands.
type comparison struct {
	how         string
	left, right *operand
	typ         Type
	at          int
}

func (n *comparison) check(c *checker) (err error) {
	if err = n.left.check(c); err == nil {
		err = n.right.check(c)
	}
	if err == nil {
		n.typ, err = c.agree(n.left, n.right)
	}
	return err
}

func (n *comparison) eval(r Row) (Truth, error) {
	a, b := n.left.of(r), n.right.of(r)
	if a == nil || b == nil {
		return Unknown, nil
	}
	c, err := compare(n.typ, a, b)
	switch n.how {
	case "=", "==":
		return truth(c == 0), err
	case "!=", "<>":
		return truth(c != 0), err
	case "<":
		return truth(c < 0), err
	case "<=":
		return truth(c <= 0), err
	case ">":
		return truth(c > 0), err
	}
	return truth(c >= 0), err
}

// in compares an operand with a list of literals.
type in struct {
	left    *operand
	list    []*operand
	negated bool
}

func (n *in) check(c *checker) error {
	if err := n.left.check(c); err != nil {
		return err
	}
	for _, o := range n.list {
		if _, err := c.agree(n.left, o); err != nil {
			return err
		}
	}
	return nil
}

// eval: with a null in the list, what is not found is unknown, as in SQL.
func (n *in) eval(r Row) (Truth, error) {
	v := n.left.of(r)
	if v == nil {
		return Unknown, nil
	}
	result := False
	for _, o := range n.list {
		if o.value == nil {
			result = Unknown
			continue
		}
		c, err := compare(o.typ, v, o.value)
		if err != nil {
			return Unknown, err
		}
		if c == 0 {
			result = True
			break
		}
	}
	if n.negated {
		result = -result
	}
	return result, nil
}

// isNull asks for null, and is never unknown.
type isNull struct {
	of      *operand
	negated bool
}

func (n *isNull) check(c *checker) error    { return n.of.check(c) }
func (n *isNull) eval(r Row) (Truth, error) { return truth((n.of.of(r) == nil) != n.negated), nil }

// alone is an operand that is a truth value itself.
type alone struct{ of *operand }

func (n *alone) check(c *checker) error {
	if err := n.of.check(c); err != nil {
		return err
	}
	if n.of.typ != Bool && n.of.typ != Null {
		return c.errorf(n.of.at, "a %s is no condition: compare it with something", n.of.typ)
	}
	return nil
}

func (n *alone) eval(r Row) (Truth, error) {
	v := n.of.of(r)
	if v == nil {
		return Unknown, nil
	}
	c, err := compare(Bool, v, false)
	return truth(c != 0), err
}

// not turns an answer round; unknown stays so.
type not struct{ of node }

func (n not) check(c *checker) error { return n.of.check(c) }
func (n not) eval(r Row) (Truth, error) {
	t, err := n.of.eval(r)
	return -t, err
}

// every is the least of its answers, either the greatest.
type (
	every  struct{ list []node }
	either struct{ list []node }
)

func checkAll(list []node, c *checker) error {
	for _, n := range list {
		if err := n.check(c); err != nil {
			return err
		}
	}
	return nil
}

func (n every) check(c *checker) error  { return checkAll(n.list, c) }
func (n either) check(c *checker) error { return checkAll(n.list, c) }

func (n every) eval(r Row) (Truth, error) {
	result := True
	for _, k := range n.list {
		t, err := k.eval(r)
		if err != nil {
			return Unknown, err
		}
		if result = min(result, t); result == False {
			break
		}
	}
	return result, nil
}

func (n either) eval(r Row) (Truth, error) {
	result := False
	for _, k := range n.list {
		t, err := k.eval(r)
		if err != nil {
			return Unknown, err
		}
		if result = max(result, t); result == True {
			break
		}
	}
	return result, nil
}
