# bandprep alone, with the certificates that https needs, and no root.
#
#   docker build -t bandprep . && docker run --rm -v "$PWD:/data" bandprep run photos
#
# Written files belong to the user of --user, by default 65532.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/bandprep ./cmd/bandprep && mkdir -p /out/tmp && chmod 1777 /out/tmp

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/tmp /tmp
COPY --from=build /out/bandprep /bandprep
USER 65532:65532
WORKDIR /data
ENTRYPOINT ["/bandprep"]
