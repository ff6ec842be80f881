package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"time"

	"attune/internal/fault"
	"attune/internal/signin"
	"attune/internal/store"
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

// issuerCheck is how long a check waits for an issuer: a container's health check has ten seconds for everything.
const issuerCheck = 4 * time.Second

// checkIssuer asks the sign-in service. Links by mail work without it, so one that is away is told and is no failure.
func checkIssuer(o *office, _ *store.Store) error {
	issuer, err := o.issuer()
	if err != nil {
		return err
	}
	if issuer == nil {
		fmt.Fprintln(o.stdout, "sign-in service: none is set; people sign in with links and passwords")
		return nil
	}
	ctx, cancel := context.WithTimeout(o, issuerCheck)
	defer cancel()
	if err := issuer.Check(ctx); err != nil {
		sentence, _ := fault.SentenceOf(err)
		fmt.Fprintln(o.stdout, "sign-in service: does not work.", sentence)
		return nil
	}
	fmt.Fprintf(o.stdout, "sign-in service: %s answers; people come back from it to %s\n", issuer.Host(), o.settings.base()+web.PathBack)
	return nil
}
