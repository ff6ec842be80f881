// Package templates holds the pages' HTML and what browsers load beside it: one stylesheet, one script, one mark.
//
// It hands over two file systems and knows nothing else; web parses the one and serves the other.
package templates

import (
	"embed"
	"io/fs"
)

//go:embed *.html static
var files embed.FS

// Pages holds layout.html, parts.html and one file a page.
func Pages() fs.FS { return files }

// Static holds what is served under a content hash.
func Static() fs.FS {
	static, err := fs.Sub(files, "static")
	if err != nil {
		panic(err) // the folder is embedded above: it cannot be missing
	}
	return static
}
