package review

import (
	"embed"
	"html/template"
	"mime"
	"net/http"
	"path"
)

//go:embed page
var files embed.FS

var index = template.Must(template.ParseFS(files, "page/index.html"))

// page answers GET / with the page, which learns here what its writes carry.
func page(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	token, _ := r.Context().Value(tokenKey{}).(string)
	index.Execute(w, token)
}

// asset answers GET /page/NAME: the names are those of the files that are
// embedded, so no path leads elsewhere.
func asset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	data, err := files.ReadFile("page/" + name)
	if err != nil || path.Ext(name) == ".html" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	w.Write(data)
}
