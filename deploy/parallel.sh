#!/bin/sh
# Measures the shards of a plan with GNU parallel, on this machine or, with
# --sshloginfile, on others that have the files under the same names.
# usage: deploy/parallel.sh PLAN SHARDS PARTS [options of parallel]
set -eu
plan=$1 shards=$2 parts=$3
shift 3
seq 0 $((shards - 1)) |
  parallel --retries 3 "$@" bandprep run --quiet --plan "$plan" --shard "{}/$shards" --output "$parts"
bandprep run --quiet --plan "$plan" --output "$parts"
