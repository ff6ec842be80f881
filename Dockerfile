# Attune as a container: one static program and the roots of trust, nothing else.

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -o /out/attune ./cmd/attune
# A home for an embedded database, and a place for what an import or a backup puts aside, owned by the user below.
RUN install -d -o 65532 -g 65532 /out/data && install -d -m 1777 /out/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/ /
USER 65532:65532
WORKDIR /data
VOLUME /data
# Inside a container the loopback address is nobody's; what is published outside is the operator's choice.
ENV ATTUNE_LISTEN=0.0.0.0:8080 ATTUNE_LOG=json
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["/attune", "check"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/attune"]
CMD ["serve"]
