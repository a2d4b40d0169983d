package fetch

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t testing.TB, name, text string) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

func text(l *List) string {
	var out []string
	for _, e := range l.Entries {
		s := fmt.Sprintf("%s %d %s", e.Label, e.Rank, e.URL)
		if len(e.Extra) > 0 {
			s += " " + strings.Join(e.Extra, "|")
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

func TestRead(t *testing.T) {
	for _, c := range []struct{ name, list, want string }{
		{"teddys.csv", "https://x/1.jpg\n\n# more\nhttp://x/2,3.jpg\r\n\"https://x/4.jpg\"\n//x/5.jpg\nhttps://x/1.jpg\n",
			"teddys 1 https://x/1.jpg\nteddys 2 http://x/2,3.jpg\nteddys 3 https://x/4.jpg\nteddys 4 https://x/5.jpg"},
		{"bom.txt", "\xef\xbb\xbfhttps://x/1.jpg\n", "bom 1 https://x/1.jpg"},
		{"commas.txt", "https://x/w_200,h_100/a.jpg\nhttps://x/b.jpg,small\n", "commas 1 https://x/w_200,h_100/a.jpg\ncommas 2 https://x/b.jpg,small"},
		{"t.csv", "label,url\ncat,https://x/1.jpg\ndog,https://x/2.jpg\ncat, https://x/3.jpg \ncat,\n",
			"cat 1 https://x/1.jpg\ndog 1 https://x/2.jpg\ncat 2 https://x/3.jpg"},
		{"t.csv", "Image_URL;Class;Licence\nhttps://x/1.jpg;cat;CC0\n", "cat 1 https://x/1.jpg CC0"},
		{"t.tsv", "url\tlabel\nhttps://x/1,2.jpg\tcat, grey\n", "cat, grey 1 https://x/1,2.jpg"},
		{"nolabel.csv", "url,licence\nhttps://x/1.jpg,CC0\n", "nolabel 1 https://x/1.jpg CC0"},
		{"t.csv", "url,label\n\"https://x/1.jpg\",\"a \"\"b\"\"\nc\"\n", `a "b" c 1 https://x/1.jpg`},
		{"s.csv", "searchterm,exclude,url\nguitar gibson \"les paul\" filetype:jpg -toy,guitar,https://x/1.jpg\n",
			`gibson_les_paul 1 https://x/1.jpg guitar gibson "les paul" filetype:jpg -toy|guitar`},
		{"j.jsonl", "{\"url\": \"https://x/1.jpg\", \"label\": 7, \"n\": null}\n{\"label\": \"b\", \"url\": \"https://x/2.jpg\", \"a\": [1], \"licence\": \"CC0\"}\n",
			"7 1 https://x/1.jpg ||\nb 1 https://x/2.jpg ||CC0"},
	} {
		l, err := Read([]string{write(t, c.name, c.list)}, nil)
		if err != nil {
			t.Errorf("%q: %v", c.list, err)
			continue
		}
		if got := text(l); got != c.want {
			t.Errorf("%q gives\n%s\nwant\n%s", c.list, got, c.want)
		}
	}
	for list, want := range map[string]string{
		"": "the list is empty", "a,b\n1,2\n": "no column of links", "[{\"url\": 1}]": "JSON array", "\xff\xfeh\x00": "UTF-16",
		"https://x/1.jpg,cat\nhttps://x/2.jpg,dog\n": "names no columns", "searchterms,exclude\nbear,\n": "no search engine is asked",
		"{\"url\": \n": "object 1", "PAR1PAR1": "8 bytes are too few",
	} {
		if _, err := Read([]string{write(t, "l.csv", list)}, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", list, err, want)
		}
	}
	// Columns by other names, and those of several lists together.
	a := write(t, "a.csv", "adr,licence\nhttps://x/1.jpg,CC0\n")
	b := write(t, "b.csv", "by,adr,licence\nAnn,https://x/2.jpg,CC BY\n")
	l, err := Read([]string{a, b}, map[string]string{"url": "adr"})
	if err != nil {
		t.Fatal(err)
	}
	if got := text(l); got != "a 1 https://x/1.jpg CC0\nb 1 https://x/2.jpg CC BY|Ann" || fmt.Sprint(l.Columns) != "[licence by]" {
		t.Errorf("%v\n%s", l.Columns, got)
	}
	if _, err := Read([]string{a}, map[string]string{"url": "link"}); err == nil || !strings.Contains(err.Error(), "no column named link") {
		t.Error(err)
	}
	if got := len(l.limit(1)); got != 2 {
		t.Errorf("limited to %d", got)
	}
}

// FuzzRead holds that any list is read or refused, that no entry comes twice,
// and that ranks count up.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"https://x/1.jpg\nhttps://x/2.jpg\n", "url,label\nhttps://x,a\n", "{\"url\": \"https://x\"}\n", "PAR1\x00\x00PAR1", "url;label\n\";\n", "searchterm,url\na b,https://x\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := Read([]string{write(t, "list.csv", string(data))}, nil)
		if err != nil {
			return
		}
		seen := map[[2]string]bool{}
		ranks := map[string]int{}
		for _, e := range l.Entries {
			if ranks[e.Label]++; e.Rank != ranks[e.Label] || e.URL == "" || seen[[2]string{e.Label, e.URL}] || len(e.Extra) > len(l.Columns) {
				t.Fatalf("entry %+v", e)
			}
			seen[[2]string{e.Label, e.URL}] = true
		}
	})
}
