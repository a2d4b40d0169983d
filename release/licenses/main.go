// Command licenses writes the licences of all modules that bandprep is built of
// into one text.
//
//	go run ./release/licenses > THIRD_PARTY_LICENSES
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

type module struct {
	Path, Version, Dir string
	Main               bool
}

func main() {
	log.SetFlags(0)
	w := bufio.NewWriter(os.Stdout)
	if err := write(w); err != nil {
		log.Fatal("licenses: ", err)
	}
	if err := w.Flush(); err != nil {
		log.Fatal("licenses: ", err)
	}
}

func write(w io.Writer) error {
	modules, err := used()
	if err != nil {
		return err
	}
	for _, m := range modules {
		texts, err := licences(m.Dir, "LICENSE", "LICENCE", "COPYING", "NOTICE")
		if err == nil && texts == nil { // some state it in their README
			texts, err = licences(m.Dir, "README")
			texts = slices.DeleteFunc(texts, func(s string) bool { return !strings.Contains(strings.ToLower(s), "license") })
		}
		if err != nil {
			return err
		}
		if len(texts) == 0 {
			return fmt.Errorf("%s has no licence", m.Path)
		}
		fmt.Fprintf(w, "== %s %s\n\n%s\n", m.Path, m.Version, strings.Join(texts, "\n"))
	}
	return nil
}

// used returns the modules whose packages are part of the program, on any of the
// systems that it is released for, by their paths.
func used() ([]module, error) {
	found := make(map[string]module)
	for _, system := range []string{"linux", "darwin", "windows"} {
		cmd := exec.Command("go", "list", "-deps", "-json=Module", "github.com/bandprep/bandprep/cmd/bandprep")
		cmd.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return nil, err
		}
		for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
			var p struct{ Module *module }
			if err := dec.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, err
			}
			if p.Module != nil && !p.Module.Main {
				found[p.Module.Path] = *p.Module
			}
		}
	}
	var list []module
	for _, m := range found {
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b module) int { return strings.Compare(a.Path, b.Path) })
	return list, nil
}

// licences returns the texts of the files of a module whose names begin so.
func licences(dir string, beginnings ...string) (texts []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		name := strings.ToUpper(e.Name())
		if e.IsDir() || !slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(name, b) }) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		texts = append(texts, string(text))
	}
	return texts, nil
}
