package main

import (
	"bytes"
	"os"

	"attune/internal/fault"
	"attune/internal/signin"
	"attune/internal/web"
)

// issuer is the OpenID Connect issuer that is set; nil where none is. Nothing is asked of it here.
func (o *office) issuer() (*signin.Issuer, error) {
	if o.settings.OIDCIssuer == "" {
		return nil, nil
	}
	var secret []byte
	if file := o.settings.OIDCClientSecretFile; file != "" {
		var err error
		if secret, err = os.ReadFile(file); err != nil {
			return nil, fault.Because(err, fault.Unavailable, "The file with Attune's secret at the sign-in service cannot be read; check its path and whose it is.")
		}
	}
	return signin.NewIssuer(signin.Client{
		Issuer: o.settings.OIDCIssuer, ID: o.settings.OIDCClientID, Secret: string(bytes.TrimSpace(secret)), Back: o.settings.base() + web.PathBack,
	}, o.now), nil
}
