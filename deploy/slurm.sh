#!/bin/sh
# Measures the shards of a plan as an array of Slurm; each task finds its shard in
# SLURM_ARRAY_TASK_ID. A plan of 64 shards:
#   job=$(sbatch --parsable --array=0-63 deploy/slurm.sh plan.arrow parts)
#   sbatch --dependency=afterok:$job deploy/slurm.sh plan.arrow parts merged
# Tasks whose images are damaged fail, unless the plan was made with --allow-skipped.
#SBATCH --job-name=bandprep
#SBATCH --cpus-per-task=4
#SBATCH --mem=8G
#SBATCH --requeue
set -eu
plan=$1 parts=$2
bandprep run --quiet --plan "$plan" --output "$parts" --workers "${SLURM_CPUS_PER_TASK:-4}"
if [ $# -gt 2 ]; then
  bandprep merge --quiet "$plan" "$parts" --output "$3"
fi
