// Command wheel packs a bandprep program into a Python wheel that holds nothing
// else: pip puts it beside the scripts of its environment.
//
//	go run ./release/wheel -program dist/bandprep -os linux -arch amd64 -o dist
//
// Equal programs give equal wheels: names are sorted and times fixed.
package main

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/base64"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/bandprep/bandprep/pipeline/derive"
)

// platforms are the tags of a static program: of any Linux, with musl or glibc,
// and of the oldest macOS that Go 1.26 supports.
var platforms = map[string]string{
	"linux/amd64":   "manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64",
	"linux/arm64":   "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64",
	"darwin/amd64":  "macosx_12_0_x86_64",
	"darwin/arm64":  "macosx_12_0_arm64",
	"windows/amd64": "win_amd64",
	"windows/arm64": "win_arm64",
}

func main() {
	log.SetFlags(0)
	program := flag.String("program", "", "the program")
	system := flag.String("os", "", "linux, darwin or windows")
	arch := flag.String("arch", "", "amd64 or arm64")
	dir := flag.String("o", ".", "folder for the wheel")
	license := flag.String("licenses", "", "text with the licences of all modules")
	flag.Parse()
	name, err := build(*program, *license, *system+"/"+*arch, *dir)
	if err != nil {
		log.Fatal("wheel: ", err)
	}
	fmt.Println(name)
}

type entry struct {
	name string
	data []byte
	mode os.FileMode
}

func build(program, license, target, dir string) (string, error) {
	tags, ok := platforms[target]
	if !ok {
		return "", fmt.Errorf("no wheel for %q", target)
	}
	data, err := os.ReadFile(program)
	if err != nil {
		return "", err
	}
	version := derive.ProgramVersion
	script := "bandprep"
	if strings.HasPrefix(target, "windows/") {
		script += ".exe"
	}
	info := "bandprep-" + version + ".dist-info/"
	wheel := "Wheel-Version: 1.0\nGenerator: bandprep\nRoot-Is-Purelib: false\n"
	for platform := range strings.SplitSeq(tags, ".") {
		wheel += "Tag: py3-none-" + platform + "\n"
	}
	entries := []entry{
		{"bandprep-" + version + ".data/scripts/" + script, data, 0o755},
		{info + "METADATA", []byte("Metadata-Version: 2.1\nName: bandprep\nVersion: " + version +
			"\nSummary: Normalization constants, PCA, leak-free splits and a manifest of people's own images\nLicense: Apache-2.0\nRequires-Python: >=3.7\n"), 0o644},
		{info + "WHEEL", []byte(wheel), 0o644},
	}
	if license != "" {
		text, err := os.ReadFile(license)
		if err != nil {
			return "", err
		}
		entries = append(entries, entry{info + "licenses/THIRD_PARTY_LICENSES", text, 0o644})
	}
	record := ""
	for _, e := range entries {
		sum := sha256.Sum256(e.data)
		record += fmt.Sprintf("%s,sha256=%s,%d\n", e.name, base64.RawURLEncoding.EncodeToString(sum[:]), len(e.data))
	}
	entries = append(entries, entry{info + "RECORD", []byte(record + info + "RECORD,,\n"), 0o644})
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	name := filepath.Join(dir, "bandprep-"+version+"-py3-none-"+tags+".whl")
	return name, write(name, entries)
}

func write(name string, entries []entry) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	z := zip.NewWriter(f)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate, Modified: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}
		h.SetMode(e.mode)
		w, err := z.CreateHeader(h)
		if err != nil {
			return err
		}
		if _, err := w.Write(e.data); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return f.Close()
}
