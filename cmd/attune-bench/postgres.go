package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // makes and drops the databases that are measured on
)

// freshPostgres makes an empty database on the server, and gives its address and what drops it again.
func (b *bench) freshPostgres(ctx context.Context) (address string, drop func(), err error) {
	server, err := url.Parse(b.postgres)
	if err != nil {
		return "", nil, err
	}
	raw, err := sql.Open("pgx", b.postgres)
	if err != nil {
		return "", nil, err
	}
	name := fmt.Sprintf("attune_bench_%d", time.Now().UnixNano())
	if _, err := raw.ExecContext(ctx, "create database "+name); err != nil {
		return "", nil, err
	}
	server.Path = "/" + name
	return server.String(), func() {
		_, _ = raw.ExecContext(context.WithoutCancel(ctx), "drop database "+name+" with (force)")
		_ = raw.Close()
	}, nil
}
