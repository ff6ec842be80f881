package main

import "attune/internal/mail"

// post is the way to the mail server that is set, and who sets notices as mails of this installation.
func (o *office) post() (*mail.Post, *mail.Writer, error) {
	server, err := o.settings.mailServer()
	if err != nil {
		return nil, nil, err
	}
	writer, err := mail.NewWriter(o.settings.base())
	if err != nil {
		return nil, nil, err
	}
	return mail.NewPost(server, writer.Host()), writer, nil
}
