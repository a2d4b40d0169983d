package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/report/svg"
)

//go:embed page.html
var pageText string

//go:embed style.css
var styleText string

//go:embed script.js
var scriptText string

var layout = template.Must(template.New("page").Parse(pageText))

// frame is what the template of the page gets.
type frame struct {
	Title, Subtitle, Policy, Pictures string
	Style, Script                     template.HTML
	Sections                          []section
	Bytes                             string
	Version                           string
}

// Write writes the page.
func Write(w io.Writer, c *Content) error {
	p := newPage(c)
	f := frame{Title: "bandprep report", Version: derive.ProgramVersion, Subtitle: p.subtitle(), Pictures: p.aboutPictures()}
	style := svg.Style + styleText
	f.Style, f.Script = element("style", style), element("script", scriptText)
	f.Policy = fmt.Sprintf("default-src 'none'; img-src data:; style-src %s; script-src %s; base-uri 'none'; form-action 'none'", source(style), source(scriptText))
	sections, err := p.sections()
	if err != nil {
		return err
	}
	rest := len(style) + len(scriptText)
	var sizes string
	for _, s := range sections {
		var b bytes.Buffer
		if err := layout.ExecuteTemplate(&b, "blocks", s.Blocks); err != nil {
			return err
		}
		s.Body = template.HTML(b.String())
		f.Sections = append(f.Sections, s)
		sizes += fmt.Sprintf("%s %s, ", s.Title, kilobytes(b.Len()))
	}
	f.Bytes = fmt.Sprintf("Size of this page by section: %sstyle and script %s.", sizes, kilobytes(rest))
	return layout.Execute(w, f)
}

func kilobytes(n int) string {
	return words.Number((n+500)/1000) + " KB"
}

// element returns an element whose text, which is ours, is kept byte for byte.
func element(name, text string) template.HTML {
	return template.HTML("<" + name + ">" + text + "</" + name + ">")
}

// source names an inline script or style sheet in a content security policy.
func source(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
