// Package templates holds the pages' HTML, what browsers load beside it (one stylesheet, one script, one mark), and the
// layout of mails.
//
// It hands over three file systems and knows nothing else; web parses the one and serves the other, mail parses the third.
package templates

import (
	"embed"
	"io/fs"
)

//go:embed *.html static mail
var files embed.FS

// Pages holds layout.html, parts.html and one file a page.
func Pages() fs.FS { return files }

// Static holds what is served under a content hash.
func Static() fs.FS { return folder("static") }

// Mail holds notice.html, which every mail is set in.
func Mail() fs.FS { return folder("mail") }

func folder(name string) fs.FS {
	sub, err := fs.Sub(files, name)
	if err != nil {
		panic(err) // the folders are embedded above: they cannot be missing
	}
	return sub
}
