package dataset_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/bandprep/bandprep/dataset"
)

// facts writes what is known of each item.
func facts(l *dataset.Listing) string {
	var out []string
	for i, it := range l.Items.All() {
		f := l.Fact(i)
		s := it.ID + "=" + strings.Join(f.Labels, "+")
		for name, value := range map[string]string{"g": f.Group} {
			if value != "" {
				s += " " + name + ":" + value
			}
		}
		if f.Split != "" {
			s += " " + f.Split
		}
		if f.Splits != nil {
			s += fmt.Sprint(f.Splits)
		}
		if f.Fold >= 0 {
			s += fmt.Sprint(" fold ", f.Fold)
		}
		if !f.Time.IsZero() {
			s += f.Time.Format(" 2006-01-02")
		}
		for _, c := range l.Facts.Columns {
			if v := c.At(i); v != nil {
				s += fmt.Sprintf(" %s %v", c.Name, v)
			}
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func utf16Text(s string, order binary.AppendByteOrder, mark bool) string {
	var b []byte
	if mark {
		s = "\ufeff" + s
	}
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

// TestEncodings has tables as Excel and others write them: as an input, and
// beside a folder.
func TestEncodings(t *testing.T) {
	root := tree(t, "a b/x0.png", "a b/x1.png", "a b/x2.png")
	plain := "path,label\r\na b/x0.png,cls 0\r\na b/x1.png,Größe\r\na b/x2.png,cls 2\r\n"
	want := "a b/x0.png=cls 0; a b/x1.png=Größe; a b/x2.png=cls 2"
	for name, text := range map[string]string{
		"bom":        "\xef\xbb\xbf" + plain,
		"utf16le":    utf16Text(plain, binary.LittleEndian, true),
		"utf16be":    utf16Text(plain, binary.BigEndian, true),
		"no mark":    utf16Text(plain, binary.LittleEndian, false),
		"backslash":  strings.ReplaceAll(plain, "a b/", `a b\`),
		"semicolon":  strings.ReplaceAll(plain, ",", ";"),
		"sep":        "sep=;\r\n" + strings.ReplaceAll(plain, ",", ";"),
		"tab":        strings.ReplaceAll(plain, ",", "\t"),
		"bar":        strings.ReplaceAll(plain, ",", "|"),
		"blank":      plain + "\r\n,\r\n\r\n",
		"upper":      strings.Replace(plain, "path,label", "Image_ID,Class", 1),
		"latin1":     strings.ReplaceAll(plain, "Größe", "Gr\xf6\xdfe"),
		"quoted":     "label,path\n\"cls 0\",\"a b/x0.png\"\nGröße,a b/x1.png\ncls 2,./a b//x2.png\n",
		"more":       strings.ReplaceAll(plain, "\r\n", ",\r\n"),
		"first rows": "path,label\na b/x0.png,\na b/x0.png,cls 0\na b/x1.png,Größe\na b/x1.png,Größe\na b/x2.png,cls 2\n",
	} {
		file := filepath.Join(root, "t.csv")
		put(t, file, text)
		if got := facts(scan(t, dataset.Options{}, file)); got != want {
			t.Errorf("%s as an input: %s", name, got)
		}
		o := dataset.Options{Table: dataset.Table{File: file}}
		if got := facts(scan(t, o, root)); got != want {
			t.Errorf("%s beside a folder: %s", name, got)
		}
		if got := facts(scan(t, dataset.Options{LabelFrom: "csv:" + file}, root)); got != want {
			t.Errorf("%s as labels: %s", name, got)
		}
	}
	list := filepath.Join(root, "list.txt")
	put(t, list, utf16Text("a b\\x0.png\r\na b\\x2.png\r\n", binary.LittleEndian, true))
	wantIDs(t, "list", scan(t, dataset.Options{}, "@"+list), "a b/x0.png a b/x2.png")
	put(t, list, "path\x00\x01")
	if _, err := dataset.Scan(context.Background(), []string{"@" + list}, dataset.Options{}); err == nil || !strings.Contains(err.Error(), "zero bytes") {
		t.Errorf("binary list: %v", err)
	}
}

// TestTables has the facts that a table may give.
func TestTables(t *testing.T) {
	root := tree(t, "im/a.png", "im/b.png", "im/c.png", "more/c.png")
	for _, c := range []struct {
		what, text string
		table      dataset.Table
		want       string
	}{
		{"everything", "file_name,class,patient_id,split,fold,date,age,smoker,site\na.png,x,p1,train,0,2020-01-02,31,yes,A\nb.png,y,p2,val,1,,40,no,B\n", dataset.Table{},
			"im/a.png=x g:p1 train fold 0 2020-01-02 age 31 smoker true site A; im/b.png=y g:p2 valid fold 1 age 40 smoker false site B; im/c.png=; more/c.png="},
		{"stems", "image_id,is_valid,breed\na,0,pug\nb,1,beagle\n", dataset.Table{}, "im/a.png=pug train; im/b.png=beagle valid; im/c.png=; more/c.png="},
		{"named columns", "id,kind,who\na.png,x,p\nim/c.png,y,q\n", dataset.Table{Columns: map[string]string{"label": "kind", "group": "who"}},
			"im/a.png=x g:p; im/b.png=; im/c.png=y g:q; more/c.png="},
		{"names that two files have", "path,label\na.png,x\nc.png,y\nb.png,z\n", dataset.Table{}, "im/a.png=x; im/b.png=z; im/c.png=; more/c.png="},
		{"columns of 0 and 1", "image,MEL,NV,BCC\na,1.0,0.0,1.0\nb,0,1,0\nim/c.png,0,0,0\n", dataset.Table{}, "im/a.png=MEL+BCC; im/b.png=NV; im/c.png=; more/c.png="},
		{"chosen columns of 0 and 1", "image,MEL,NV,male\na,1,0,1\nb,0,1,0\n", dataset.Table{Columns: map[string]string{"label": "MEL+NV"}},
			"im/a.png=MEL male 1; im/b.png=NV male 0; im/c.png=; more/c.png="},
		{"lists", "image,tags\na.png,x y\nb.png,y\n", dataset.Table{LabelSep: " "}, "im/a.png=x+y; im/b.png=y; im/c.png=; more/c.png="},
		{"lists in rows", "image,label\na.png,x\na.png,y\nb.png,y\n", dataset.Table{LabelSep: ";"}, "im/a.png=x+y; im/b.png=y; im/c.png=; more/c.png="},
		{"boxes", "image,label,x,y,camera\na.png,p,1,2,k\na.png,p,3,2,k\nb.png,q,5,6,m\n", dataset.Table{}, "im/a.png=p y 2 camera k; im/b.png=q y 6 camera m; im/c.png=; more/c.png="},
		{"two splits", "image,split\na.png,train\na.png,test\nb.png,valid\n", dataset.Table{Contradictions: true}, "im/a.png=im train[train test]; im/b.png=im valid; im/c.png=im; more/c.png=more"},
		{"names with blanks and hyphens", "File Name,Class-Name,Patient ID,Is Valid\na.png,x,p1,0\nb.png,y,p2,1\n", dataset.Table{},
			"im/a.png=x g:p1 train; im/b.png=y g:p2 valid; im/c.png=; more/c.png="},
		{"set with another meaning", "image,set,label\na.png,A1,p\nb.png,B2,q\n", dataset.Table{}, "im/a.png=p set A1; im/b.png=q set B2; im/c.png=; more/c.png="},
	} {
		c.table.File = filepath.Join(t.TempDir(), "t.csv")
		put(t, c.table.File, c.text)
		o := dataset.Options{Table: c.table}
		o.Exclude = []string{"nothing"}
		got := facts(scan(t, o, root))
		if want := strings.ReplaceAll(c.want, "im/c.png=", "im/c.png="); got != want {
			t.Errorf("%s:\n  %s, want\n  %s", c.what, got, want)
		}
		lines := strings.Split(strings.TrimSpace(c.text), "\n")
		if c.table.Contradictions || c.table.LabelSep == ";" {
			continue // the order of rows is that of the list
		}
		rand.Shuffle(len(lines)-1, func(i, k int) { lines[i+1], lines[k+1] = lines[k+1], lines[i+1] })
		put(t, c.table.File, strings.Join(lines, "\n"))
		if again := facts(scan(t, o, root)); again != got {
			t.Errorf("%s, shuffled:\n  %s, want\n  %s", c.what, again, got)
		}
	}
}

// TestTableErrors has what is refused, with both sides named.
func TestTableErrors(t *testing.T) {
	root := tree(t, "im/a.png", "im/b.png")
	for _, c := range []struct {
		text  string
		table dataset.Table
		want  string
	}{
		{"path,label\nx.png,1\n", dataset.Table{}, `names none of the images: its first row has "x.png", the first image is "im/a.png"`},
		{"path,label\na.png,p\nb.png,q\na.png,q\n", dataset.Table{}, "lines 2 and 4: a.png is in both, with label p and q; where an image may have several labels, give --label-sep"},
		{"path,split\na.png,train\na.png,valid\n", dataset.Table{}, "lines 2 and 3: a.png is in both, with split train and valid"},
		{"path,group\na.png,g\n./a.png,h\n", dataset.Table{}, "with group g and h"},
		{"path,fold\na.png,1\na.png,2\n", dataset.Table{}, "with fold 1 and 2"},
		{"path,fold\na.png,x\n", dataset.Table{}, `line 2: fold "x" is no number`},
		{"path,is_valid\na.png,maybe\n", dataset.Table{}, `line 2: is_valid "maybe"`},
		{"path,split,is_valid\na.png,train,1\n", dataset.Table{}, "split says train and is_valid says 1"},
		{"path,label\na.png,x,y\n", dataset.Table{}, "line 2: 3 fields, the header has 2"},
		{"path,label\na.png,x\n", dataset.Table{Columns: map[string]string{"label": "kind"}}, "no column named kind (found path, label)"},
		{"path,label\na.png,x\n", dataset.Table{Columns: map[string]string{"colour": "label"}}, "want one of path, label, group"},
		{"what,label\na.png,x\n", dataset.Table{}, "--columns path=COLUMN names it"},
		{"path\x00,label\n", dataset.Table{}, "odd number of bytes"},
	} {
		c.table.File = filepath.Join(t.TempDir(), "t.csv")
		put(t, c.table.File, c.text)
		if c.want == "odd number of bytes" {
			put(t, c.table.File, "\xff\xfep\x00a")
		}
		_, err := dataset.Scan(context.Background(), []string{root}, dataset.Options{Table: c.table})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
		}
	}
	table := filepath.Join(root, "t.csv")
	put(t, table, "path,label\nim/a.png,x\n")
	if _, err := dataset.Scan(context.Background(), []string{root}, dataset.Options{Table: dataset.Table{File: table}, LabelFrom: "folder"}); err == nil || !strings.Contains(err.Error(), "give one of them") {
		t.Errorf("two sources of labels: %v", err)
	}
}

// decided returns the decisions of a kind, as sentences.
func decided(l *dataset.Listing, kind string) string {
	var out []string
	for _, d := range l.Decisions {
		if d.Kind == kind {
			out = append(out, fmt.Sprintf("%d %s [%s] %s", d.Count, d.Sentence, d.Example, d.Flag))
		}
	}
	return strings.Join(out, "\n")
}

// TestTableDecisions counts what has no row, what no file, and asks about labels
// that look joined.
func TestTableDecisions(t *testing.T) {
	root := tree(t, "a.png", "b.png", "c.png", "d.png")
	table := filepath.Join(t.TempDir(), "t.csv")
	put(t, table, "image,label\na.png,x y\nb.png,y z\nc.png,z x\nq.png,z\n")
	l := scan(t, dataset.Options{Table: dataset.Table{File: table}}, root)
	for _, want := range []string{"1 image has no row in t.csv [d.png]", "1 row of t.csv match", "q.png"} {
		if got := decided(l, "table"); !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
	if got := decided(l, "labels"); got != `3 3 labels of t.csv look like several labels in one, but count as one each ["x y"] --label-sep " "` {
		t.Errorf("joined labels: %q", got)
	}
	put(t, table, "image,label\na.png,golden retriever\nb.png,golden eagle\nc.png,sea lion\nd.png,pug\n")
	if got := decided(scan(t, dataset.Options{Table: dataset.Table{File: table}}, root), "labels"); got != "" {
		t.Errorf("labels of two words: %q", got)
	}
}

// TestTableFindsFiles looks for images by the names in a table that is an input.
func TestTableFindsFiles(t *testing.T) {
	root := tree(t, "train_images/0a.jpg", "train_images/1b.jpg", "train_images/2c.jpg")
	table := filepath.Join(root, "train.csv")
	put(t, table, "image_id,label\n0a,x\n1b,y\n")
	l := scan(t, dataset.Options{}, table)
	if got := facts(l); got != "train_images/0a.jpg=x train; train_images/1b.jpg=y train" {
		t.Error(got)
	}
	if got := decided(l, "table"); !strings.Contains(got, "1 image has no row in") || !strings.Contains(got, "left out") {
		t.Error(got)
	}
	put(t, table, "image_id,label\nqq,x\n")
	if _, err := dataset.Scan(context.Background(), []string{table}, dataset.Options{}); err == nil || !strings.Contains(err.Error(), "names none of the images") {
		t.Error(err)
	}
}

// TestListsAsSplits has lists that are named after splits.
func TestListsAsSplits(t *testing.T) {
	root := tree(t, "im/a.png", "im/b.png", "im/c.png")
	for name, text := range map[string]string{"train.txt": "im/a.png\nim/b.png\n", "val.txt": "im/c.png\n"} {
		put(t, filepath.Join(root, name), text)
	}
	l := scan(t, dataset.Options{}, "@"+filepath.Join(root, "train.txt"), "@"+filepath.Join(root, "val.txt"))
	if got := facts(l); got != "im/a.png= train; im/b.png= train; im/c.png= valid" {
		t.Error(got)
	}
	put(t, filepath.Join(root, "val.txt"), "im/c.png\nim/a.png\n")
	inputs := []string{"@" + filepath.Join(root, "train.txt"), "@" + filepath.Join(root, "val.txt")}
	if _, err := dataset.Scan(context.Background(), inputs, dataset.Options{}); err == nil || !strings.Contains(err.Error(), "im/a.png is in @") {
		t.Errorf("one file in two lists: %v", err)
	}
	l = scan(t, dataset.Options{Table: dataset.Table{Contradictions: true}}, inputs...)
	if got := facts(l); got != "im/a.png= train[train valid]; im/b.png= train; im/c.png= valid" {
		t.Error(got)
	}
}

// TestLeaveOut has the list of what to leave out, and patterns that match nothing.
func TestLeaveOut(t *testing.T) {
	root := tree(t, "a.png", "s/b.png", "s/c.png", "d.png")
	list := filepath.Join(root, "drop.csv")
	put(t, list, "path,reason\ns/b.png,damaged\n"+filepath.Join(root, "d.png")+",empty\nno.png,gone\n")
	l := scan(t, dataset.Options{Exclude: []string{"@" + list, "*.tif"}}, root)
	wantIDs(t, "left out", l, "a.png s/c.png")
	if l.Passed["excluded"] != 2 {
		t.Errorf("passed over %v", l.Passed)
	}
	got := decided(l, "exclude")
	for _, want := range []string{"--exclude *.tif matches no image", "1 path of", "no.png"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
	if _, err := dataset.Scan(context.Background(), []string{root}, dataset.Options{Exclude: []string{"@nowhere.csv"}}); err == nil {
		t.Error("a list that is not there is no error")
	}
}

func FuzzTableBeside(f *testing.F) {
	f.Add("path,label\na.png,x\n", false)
	f.Add("sep=;\nimage;A;B\na;1;0\n", false)
	f.Add("\xff\xfep\x00", false)
	f.Add(`{"file_name":"a.png","label":["x","y"],"split":"val"}`, true)
	root := f.TempDir()
	if err := os.WriteFile(filepath.Join(root, "a.png"), nil, 0o644); err != nil {
		f.Fatal(err)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string, lines bool) {
		o := dataset.Options{Table: dataset.Table{File: filepath.Join(dir, map[bool]string{true: "t.jsonl", false: "t.csv"}[lines])}}
		put(t, o.Table.File, text)
		l, err := dataset.Scan(context.Background(), []string{root}, o)
		if err != nil {
			return
		}
		facts(l)
	})
}
