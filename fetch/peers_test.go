package fetch

import (
	"encoding/binary"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bandprep/bandprep/internal/testfile"
)

var peers = flag.Bool("peers", false, "fetch 10,000 images with bandprep, curl and aria2c in turn, and print the times")

// TestPeers compares whole processes: bandprep, which decodes, hashes, syncs
// and logs each image, and programs that only store it. All take 50 at a time
// from one host. Run it with -peers -v; the figures stand in the documentation.
func TestPeers(t *testing.T) {
	if !*peers {
		t.Skip("a benchmark: -peers")
	}
	const images, rounds = 10_000, 3
	small := photos(t)[0]
	for _, p := range photos(t) {
		if len(p) < len(small) {
			small = p
		}
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var n uint64
		if _, err := fmt.Sscanf(r.URL.Path, "/%d.jpg", &n); err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "image/jpeg")
		w.Write(binary.BigEndian.AppendUint64(slices.Clone(small), n)) // each with bytes of its own
	}))
	defer s.Close()
	dir := t.TempDir()
	var links, config strings.Builder
	for i := range images {
		link := fmt.Sprintf("%s/%d.jpg", s.URL, i)
		fmt.Fprintln(&links, link)
		fmt.Fprintf(&config, "url = %q\noutput = \"OUT/%d.jpg\"\n", link, i)
	}
	list := filepath.Join(dir, "list.txt")
	if err := os.WriteFile(list, []byte(links.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "bandprep")
	build := exec.Command("go", "build", "-o", program, "./cmd/bandprep")
	build.Dir = testfile.Root()
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	commands := map[string]func(out string) []string{
		"bandprep": func(out string) []string {
			return []string{program, "fetch", "-q", list, "-o", out, "--allow-private", "--per-host", "50", "--parallel", "50"}
		},
		"curl": func(out string) []string {
			name := filepath.Join(dir, "curl.config")
			os.WriteFile(name, []byte(strings.ReplaceAll(config.String(), "OUT", out)), 0o644)
			return []string{"curl", "--silent", "--parallel", "--parallel-max", "50", "--config", name}
		},
		"aria2c": func(out string) []string {
			return []string{"aria2c", "--quiet", "-j", "50", "-x", "1", "-i", list, "-d", out}
		},
	}
	for round := range rounds {
		for _, name := range []string{"bandprep", "curl", "aria2c"} {
			if _, err := exec.LookPath(name); name != "bandprep" && err != nil {
				continue
			}
			out := filepath.Join(dir, fmt.Sprint(name, round))
			if err := os.Mkdir(out, 0o755); err != nil {
				t.Fatal(err)
			}
			args := commands[name](out)
			began := time.Now()
			message, err := exec.Command(args[0], args[1:]...).CombinedOutput()
			took := time.Since(began)
			files := 0
			filepath.WalkDir(out, func(path string, d os.DirEntry, err error) error {
				if strings.HasSuffix(path, ".jpg") {
					files++
				}
				return err
			})
			if err != nil || files != images {
				t.Errorf("%s: %v, %d images\n%.500s", name, err, files, message)
			}
			t.Logf("round %d: %-8s %6.2f s, %5.0f images/s", round+1, name, took.Seconds(), images/took.Seconds())
			os.RemoveAll(out)
		}
	}
}
