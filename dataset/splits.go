package dataset

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
)

// splitOfWord returns the split that a word stands for, or "".
func splitOfWord(word string) string {
	switch word {
	case "train", "training", "trn":
		return "train"
	case "valid", "val", "validation", "dev":
		return "valid"
	case "test", "testing", "tst":
		return "test"
	}
	return ""
}

// ParseSplit returns "train", "valid" or "test" for any of the names that a
// folder or table may use, "" for an empty one, and whether the name is known.
func ParseSplit(name string) (string, bool) {
	name = strings.TrimSpace(name)
	s := splitOfWord(strings.ToLower(name))
	return s, s != "" || name == ""
}

// Words that say nothing of a folder beside a word for a split, and words for
// folders that may lie beside splits without being one.
var (
	plainWords = set("images image imgs img photos pictures pics set data dataset dir folder split jpg jpeg png tif tiff raw " +
		"patches tiles chips labels label masks mask annotations annotation annot ann gt")
	besideSplits = set("unlabeled unlabelled extra extras sample samples predict pred prediction predictions holdout demo examples example")
	joinedWords  = []string{"images", "imgs", "image", "img", "set", "data", "annot", "masks", "labels"}
)

// splitOfName returns the split that the name of a folder, list or shard may
// stand for (train2017, images_train, test_images, training_set, imagesTr), and
// what else the name says; "" where it says no split, or several.
func splitOfName(name string) (split, rest string) {
	var others []string
	tokens := nameTokens(name)
	for i, token := range tokens {
		s := splitOfWord(token)
		for _, w := range joinedWords { // trainset, testimages
			if front, ok := strings.CutSuffix(token, w); ok && s == "" {
				s = splitOfWord(front)
			}
		}
		if s == "" && i > 0 && (tokens[0] == "images" || tokens[0] == "labels") { // imagesTr, labelsTs
			s = map[string]string{"tr": "train", "ts": "test"}[token]
		}
		switch {
		case s != "" && split != "":
			return "", ""
		case s != "":
			split = s
		case !plainWords[token]:
			others = append(others, token)
		}
	}
	if split == "" {
		return "", ""
	}
	return split, strings.Join(others, " ")
}

// nameTokens cuts a name into words in lower case: at what is no letter, and
// between a small letter and a capital one.
func nameTokens(name string) []string {
	var tokens []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			tokens = append(tokens, strings.ToLower(string(word)))
			word = word[:0]
		}
	}
	for _, r := range name {
		if !unicode.IsLetter(r) {
			flush()
			continue
		}
		if len(word) > 0 && unicode.IsUpper(r) && unicode.IsLower(word[len(word)-1]) {
			flush()
		}
		word = append(word, r)
	}
	flush()
	return tokens
}

// findSplits decides which folders are splits. A word opens the question, the
// folders beside it answer it: splits lie beside splits, classes beside classes.
func (t *tree) findSplits(l *Listing) {
	alone := make(map[*folder]*folder) // folder → its only child, of which only cousins can tell
	var classes []string
	chain := map[*folder]bool{t.top: true}
	for f := t.top; f.wraps(); f = f.children[0] {
		chain[f.children[0]] = true
	}
	t.top.each(func(f *folder) {
		if f.parent != nil && f != t.top && f.parent.given != nil {
			f.given, f.split = f.parent.given, f.parent.given.split
		}
		if f.given != nil {
			return
		}
		kids, beside := f.splitChildren()
		if len(kids) == 0 {
			return
		}
		switch distinct := distinctSplits(kids); {
		case len(kids) == 1 && len(f.children) == 1 && !chain[f]:
			alone[f] = kids[0]
		case distinct > 1, len(beside) == 0 && (len(kids) == 1 || allArchives(kids)), len(beside) > 0 && (allBeside(beside) || deeper(kids, beside)):
			for _, k := range kids {
				k.given = k
				k.split, _ = splitOfName(k.name)
			}
			for _, b := range beside {
				b.each(func(f *folder) { f.beside = true }, nil)
			}
			if n := imagesOf(beside); n > 0 {
				l.decide(decision.Decision{Kind: "split", Count: int64(n), Example: t.where(beside[0]), Effect: decision.Rival,
					Sentence: fmt.Sprintf("%s in folders beside %s and its like have no split", words.Count(n, "image", "images"), Text(kids[0].name))})
			}
		default:
			for _, k := range kids {
				classes = append(classes, t.where(k))
			}
		}
	}, nil)
	t.settleAlone(alone)
	if len(classes) > 0 {
		l.decide(decision.Decision{Kind: "split", Count: int64(len(classes)), Example: classes[0], Effect: decision.Rival,
			Sentence: fmt.Sprintf("%s named as a split but taken as a class, since the folders beside it are none", words.Count(len(classes), "folder is", "folders are"))})
	}
}

// splitChildren returns the children that may be splits by their names, and the
// others. Where a name says more than the split, as seg_train, another one has to
// say the same of another split.
func (f *folder) splitChildren() (kids, beside []*folder) {
	splits := make(map[string]map[string]bool) // rest → splits
	for _, c := range f.children {
		if s, rest := splitOfName(c.name); s != "" {
			if splits[rest] == nil {
				splits[rest] = make(map[string]bool)
			}
			splits[rest][s] = true
		}
	}
	for _, c := range f.children {
		if s, rest := splitOfName(c.name); s != "" && (rest == "" || len(splits[rest]) > 1) {
			kids = append(kids, c)
		} else {
			beside = append(beside, c)
		}
	}
	return kids, beside
}

// settleAlone takes folders such as cat/train for splits where every folder
// beside cat has one.
func (t *tree) settleAlone(alone map[*folder]*folder) {
	for f := range alone {
		for _, cousin := range f.parent.children {
			if alone[cousin] == nil && !cousin.hasSplits() {
				f = nil
				break
			}
		}
		if f != nil {
			k := alone[f]
			s, _ := splitOfName(k.name)
			k.each(func(b *folder) { b.given, b.split = k, s }, nil)
		}
	}
}

func (f *folder) hasSplits() bool {
	for _, c := range f.children {
		if c.given == c {
			return true
		}
	}
	return false
}

func distinctSplits(list []*folder) int {
	m := make(map[string]bool)
	for _, f := range list {
		s, _ := splitOfName(f.name)
		m[s] = true
	}
	return len(m)
}

func allArchives(list []*folder) bool {
	for _, f := range list {
		if !f.archive {
			return false
		}
	}
	return true
}

// allBeside reports whether the folders are such as lie beside splits.
func allBeside(list []*folder) bool {
	for _, f := range list {
		known := false
		for _, token := range nameTokens(f.name) {
			known = known || besideSplits[token]
		}
		if !known {
			return false
		}
	}
	return true
}

// deeper reports whether each of the folders is divided into further ones, and
// none of those beside it is.
func deeper(list, beside []*folder) bool {
	for _, f := range list {
		if len(f.children) < 2 {
			return false
		}
	}
	for _, f := range beside {
		if len(f.children) > 0 {
			return false
		}
	}
	return true
}

func imagesOf(list []*folder) (n int) {
	for _, f := range list {
		n += f.images
	}
	return n
}
