// Command mutants changes one operator, bound or constant of a package at a time
// and runs its tests, to find what no test would notice.
//
//	go run ./bench/mutants -n 40 -seed 1 ./exact ./stats
//
// Mutants are drawn by seed from all places of the packages' files. Each is built
// through an overlay, so no file of the checkout changes. What the tests of the
// package do not notice is run against the packages of -then, and is printed with
// its place if they do not either. Status 1: some were not noticed.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// swaps are what an operator becomes.
var swaps = map[token.Token]token.Token{
	token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.ADD, token.QUO: token.MUL, token.REM: token.QUO,
	token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR, token.EQL: token.NEQ, token.NEQ: token.EQL,
	token.LAND: token.LOR, token.LOR: token.LAND, token.SHL: token.SHR, token.SHR: token.SHL, token.AND: token.OR, token.OR: token.AND,
	token.INC: token.DEC, token.DEC: token.INC, token.ADD_ASSIGN: token.SUB_ASSIGN, token.SUB_ASSIGN: token.ADD_ASSIGN,
}

// mutant is one change of one file.
type mutant struct {
	pkg, file string
	line      int
	what      string
	source    []byte
}

// mutants returns all of a file.
func mutants(pkg, name string) (list []mutant, err error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, data, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	add := func(at token.Pos, what string) error {
		var b bytes.Buffer
		if err := format.Node(&b, fset, file); err != nil {
			return err
		}
		list = append(list, mutant{pkg, name, fset.Position(at).Line, what, b.Bytes()})
		return nil
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if err != nil {
			return false
		}
		var tok *token.Token
		switch n := n.(type) {
		case *ast.ImportSpec, *ast.Field:
			return false // no constants of imports, tags, array types of parameters
		case *ast.BinaryExpr:
			tok = &n.Op
		case *ast.IncDecStmt:
			tok = &n.Tok
		case *ast.AssignStmt:
			tok = &n.Tok
		case *ast.BasicLit:
			old := n.Value
			if n.Kind == token.INT {
				if v, e := strconv.ParseInt(old, 0, 64); e == nil {
					n.Value = strconv.FormatInt(v+1, 10)
					err = add(n.Pos(), old+" becomes "+n.Value)
					n.Value = old
				}
			}
			return true
		default:
			return true
		}
		if to, ok := swaps[*tok]; ok {
			from := *tok
			*tok = to
			err = add(n.Pos(), from.String()+" becomes "+to.String())
			*tok = from
		}
		return true
	})
	return list, err
}

// verdict runs the tests of a package over a mutant: noticed, not noticed, or not
// a program ("").
func (m *mutant) verdict(dir string, packages []string, limit time.Duration) (string, error) {
	changed := filepath.Join(dir, "mutant.go")
	if err := os.WriteFile(changed, m.source, 0o644); err != nil {
		return "", err
	}
	absolute, err := filepath.Abs(m.file)
	if err != nil {
		return "", err
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {absolute: changed}})
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o644); err != nil {
		return "", err
	}
	flags := []string{"-overlay", filepath.Join(dir, "overlay.json")}
	if exec.Command("go", append(append([]string{"build"}, flags...), m.pkg)...).Run() != nil {
		return "", nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit+time.Minute)
	defer cancel()
	test := append(append([]string{"test", "-short", "-count=1", "-failfast", "-vet=off", "-timeout", limit.String()}, flags...), packages...)
	if exec.CommandContext(ctx, "go", test...).Run() != nil {
		return "noticed", nil
	}
	return "not noticed", nil
}

func main() {
	n := flag.Int("n", 40, "mutants of each package")
	seed := flag.Int64("seed", 1, "draws them")
	then := flag.String("then", "", "packages, separated by commas, whose tests are run where those of the package notice nothing")
	limit := flag.Duration("timeout", 3*time.Minute, "of the tests of one mutant")
	flag.Parse()
	dir, err := os.MkdirTemp("", "mutants")
	check(err)
	defer os.RemoveAll(dir)
	missed := 0
	for _, pkg := range flag.Args() {
		names, err := filepath.Glob(filepath.Join(pkg, "*.go"))
		check(err)
		var all []mutant
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			list, err := mutants(pkg, name)
			check(err)
			all = append(all, list...)
		}
		rand.New(rand.NewSource(*seed)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		tried, noticed := 0, 0
		for i := 0; i < len(all) && tried < *n; i++ {
			m := &all[i]
			v, err := m.verdict(dir, []string{pkg}, *limit)
			check(err)
			if v == "not noticed" && *then != "" {
				v, err = m.verdict(dir, strings.Split(*then, ","), *limit)
				check(err)
			}
			switch v {
			case "":
				continue
			case "noticed":
				noticed++
			default:
				missed++
				fmt.Printf("%s:%d: %s: not noticed\n", m.file, m.line, m.what)
			}
			tried++
		}
		fmt.Printf("%s: %d of %d mutants noticed, of %d places\n", pkg, noticed, tried, len(all))
	}
	if missed > 0 {
		os.RemoveAll(dir)
		os.Exit(1)
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(2)
	}
}
