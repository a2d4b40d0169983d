package names

import (
	"strings"
	"unicode"
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

var (
	// Plain are words that say nothing of a folder beside a word for a split.
	Plain = Set("images image imgs img photos pictures pics set data dataset dir folder split jpg jpeg png tif tiff raw " +
		"patches tiles chips labels label masks mask annotations annotation annot ann gt")
	joinedWords = []string{"images", "imgs", "image", "img", "set", "data", "annot", "masks", "labels"}
)

// SplitOf returns the split that the name of a folder, list or shard may
// stand for (train2017, images_train, test_images, training_set, imagesTr), and
// what else the name says; "" where it says no split, or several.
func SplitOf(name string) (split, rest string) {
	var others []string
	tokens := Tokens(name)
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
		case !Plain[token]:
			others = append(others, token)
		}
	}
	if split == "" {
		return "", ""
	}
	return split, strings.Join(others, " ")
}

// Tokens cuts a name into words in lower case: at what is no letter, and
// between a small letter and a capital one.
func Tokens(name string) []string {
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
