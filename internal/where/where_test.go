package where

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// columns of the tests.
var columns = map[string]Type{"country": Text, "city": Text, "grade": Number, "b.c": Number, "ok": Bool, "time": Time}

func lookup(name string) (Type, bool) { t, ok := columns[name]; return t, ok }

func eval(t testing.TB, text string, row map[string]any) Truth {
	t.Helper()
	e, err := Parse(text)
	if err == nil {
		err = e.Check(lookup)
	}
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	got, err := e.Eval(func(name string) any { return row[name] })
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return got
}

// TestEval has the rules of the package comment; the answers follow from the
// SQL standard's three-valued logic.
func TestEval(t *testing.T) {
	row := map[string]any{"country": "FR", "grade": 2.0, "b.c": -1.5, "ok": true, "time": time.Date(2020, 5, 1, 10, 0, 0, 0, time.UTC)}
	for text, want := range map[string]Truth{
		"country = 'FR'":                          True,
		"country == 'DE'":                         False,
		"Country_ is null or country <> 'FR'":     False,
		"city = 'x'":                              Unknown,
		"not city = 'x'":                          Unknown,
		"city = null":                             Unknown,
		"city is null and country is not null":    True,
		"grade <= 2 and not grade < 2":            True,
		"b.c = -1.5 AND \"b.c\" < .5":             True,
		"country IN ('DE', 'FR')":                 True,
		"country not in ('DE', null)":             Unknown,
		"country not in ('FR', null)":             False,
		"country in ('DE', null)":                 Unknown,
		"city in ('x')":                           Unknown,
		"ok":                                      True,
		"not ok or ok = true":                     True,
		"ok > false":                              True,
		"city = 'x' or ok":                        True,
		"city = 'x' and not ok":                   False,
		"time >= '2020-05-01'":                    True,
		"time = '2020-05-01T12:00:00+02:00'":      True,
		"'2020-05-02' < time":                     False,
		"time in ('2020-05-01 10:00:00')":         True,
		"country = 'F''R'":                        False,
		"1 < 2 and 'a' < 'b'":                     True,
		"grade = 1 or grade = 2 and country='DE'": False,
		"(grade=2 or grade=1)and country='FR'":    True,
		"true and null":                           Unknown,
		"grade>=2e0":                              True,
	} {
		columns["Country_"] = Text
		row["Country_"] = "x"
		if got := eval(t, text, row); got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}

// TestErrors has the position of each error.
func TestErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "0: expected a column or a literal, found the end",
		"grade <":                "7: expected a column or a literal, found the end",
		"grade = 'x":             "8: a quote that does not end",
		"grade = 1 2":            "10: expected and, or, or the end, found \"2\"",
		"grade = 1.2.3":          "8: \"1.2.3\" is no number",
		"grade = 'x'":            "8: a number cannot be compared with a text",
		"grade in (1, 'x')":      "13: a number cannot be compared with a text",
		"grade in (1, city)":     "13: a list after in holds literals",
		"grade in 1":             "9: expected ( after in",
		"colour = 'red'":         "0: no column named colour",
		"country = FR":           "10: no column named FR (texts stand in 'single quotes')",
		"grade":                  "0: a number is no condition",
		"(ok":                    "3: expected ), found the end",
		"ok and":                 "6: expected a column",
		"grade is 3":             "9: expected null or not null after is",
		"grade not 3":            "10: expected in after not",
		"time > 'May'":           "7: \"May\" is no time",
		"ok & ok":                "3: unexpected character '&'",
		"country = 'ä' and §":    "19: unexpected character '§'",
		"ok = 1":                 "5: a truth value cannot be compared with a number",
		strings.Repeat("(", 500): "200: nested deeper than 200",
	} {
		e, err := Parse(text)
		if err == nil {
			err = e.Check(lookup)
		}
		var at *Error
		if !errors.As(err, &at) {
			t.Errorf("%s: %v", text, err)
		} else if got := fmt.Sprintf("%d: %s", at.At, at.Msg); !strings.HasPrefix(got, want) {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	_, err := Parse("ä = §")
	if want := "unexpected character '§'\n  ä = §\n      ^"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	e, _ := Parse("grade = 1")
	if err := e.Check(lookup); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Eval(func(string) any { return "1" }); err == nil {
		t.Error("a text in a column of numbers is no error")
	}
}

// random makes a random expression of the grammar over the columns a, b (text),
// x, y (number) and p (truth value).
func random(r *rand.Rand, depth int) string {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	if depth > 0 && r.IntN(3) > 0 {
		a, b := random(r, depth-1), random(r, depth-1)
		return pick("("+a+") and "+b, a+" or "+b, "not "+a, "("+a+" or "+b+")", "not ("+a+" and "+b+")", a+" and "+b+" or "+a)
	}
	texts := func() string { return pick("a", "b", "'u'", "'v'", "''", "'it''s'", "null") }
	numbers := func() string { return pick("x", "y", "0", "1", "-2.5", "1e1", "null") }
	how := pick("=", "!=", "<>", "<", "<=", ">", ">=", "==")
	switch r.IntN(6) {
	case 0:
		return texts() + " " + how + " " + texts()
	case 1:
		return numbers() + " " + how + " " + numbers()
	case 2:
		return pick("a", "b") + pick(" in ", " not in ") + "('u', " + pick("'v'", "null", "''") + ")"
	case 3:
		return pick("x", "y") + pick(" in ", " not in ") + "(" + pick("0", "1, 1e1", "null, -2.5") + ")"
	case 4:
		return pick("a", "x", "p", "null") + pick(" is null", " is not null")
	}
	return pick("p", "p = true", "p != false", "true", "false")
}

// TestSQLite compares 400 random expressions over 40 rows with the answers of
// SQLite, through Python's module sqlite3.
func TestSQLite(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("needs python3")
	}
	r := rand.New(rand.NewPCG(1, 2))
	types := map[string]Type{"a": Text, "b": Text, "x": Number, "y": Number, "p": Bool}
	one := func(list ...any) any { return list[r.IntN(len(list))] }
	var rows []map[string]any
	for range 40 {
		rows = append(rows, map[string]any{"a": one("u", "v", "", nil), "b": one("u", "it's", nil), "x": one(0.0, 1.0, 10.0, nil), "y": one(-2.5, 1.0, nil), "p": one(true, false, nil)})
	}
	var list []string
	for range 400 {
		list = append(list, random(r, 4))
	}
	in, _ := json.Marshal(map[string]any{"rows": rows, "list": list})
	cmd := exec.Command(python, "-c", `
import json, sqlite3, sys
d = json.load(sys.stdin)
c = sqlite3.connect(":memory:")
c.execute("create table t (a text, b text, x real, y real, p integer)")
c.executemany("insert into t values (:a, :b, :x, :y, :p)", d["rows"])
json.dump([[v[0] for v in c.execute("select (" + e + ") from t order by rowid")] for e in d["list"]], sys.stdout)`)
	cmd.Stdin = strings.NewReader(string(in))
	out, err := cmd.Output()
	if err != nil {
		t.Skip("needs Python's sqlite3: ", err)
	}
	var want [][]*int
	if err := json.Unmarshal(out, &want); err != nil {
		t.Fatal(err)
	}
	for i, text := range list {
		e, err := Parse(text)
		if err == nil {
			err = e.Check(func(name string) (Type, bool) { t, ok := types[name]; return t, ok })
		}
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		for k, row := range rows {
			got, err := e.Eval(func(name string) any { return row[name] })
			w := Unknown
			if want[i][k] != nil {
				w = truth(*want[i][k] != 0)
			}
			if err != nil || got != w {
				t.Fatalf("%s of %v: %d (%v), SQLite says %d", text, row, got, err, w)
			}
		}
	}
}

// FuzzParse holds that what parses and fits the columns can be evaluated, and that
// errors lie inside the text.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"country = 'FR'", "not (grade in (1, 2) or ok) and time < '2020-01-01'", "\"b.c\" is not null", "((", "a = 'x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, err := Parse(s)
		if err == nil {
			err = e.Check(lookup)
		}
		if err != nil {
			var at *Error
			if !errors.As(err, &at) || at.At < 0 || at.At > len(s) || at.Error() == "" {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		for _, row := range []map[string]any{{}, {"country": "FR", "city": "", "grade": 1.0, "b.c": 2.0, "ok": false, "time": time.Time{}}} {
			if _, err := e.Eval(func(name string) any { return row[name] }); err != nil {
				t.Fatalf("%q: %v", s, err)
			}
		}
	})
}
