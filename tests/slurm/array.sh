#!/usr/bin/env bash
# A real Slurm of one node, started in a scratch directory with its own configuration, runs clino as a job array; the
# parts, merged, are the bytes of a run in one piece. $1: the folder of the command. Ends with 77 (skipped, and said so)
# where Slurm is not installed (Debian: slurm-wlm) or the user is not root, which slurmd wants to be.
set -euo pipefail
export PATH="$1:$PATH:/usr/sbin"
for program in slurmctld slurmd sbatch squeue; do
  command -v "$program" >/dev/null || { echo "slurm: no $program (apt-get install slurm-wlm): skipped"; exit 77; }
done
[ "$(id -u)" -eq 0 ] || { echo "slurm: slurmd wants to be root: skipped"; exit 77; }

scratch=$(mktemp -d)
chmod 755 "$scratch"
export SLURM_CONF="$scratch/slurm.conf"
control= node=
finish() {
  for pid in $node $control; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$scratch"
}
trap finish EXIT
name=$(hostname -s)
port=$((20000 + $$ % 20000))
cat >"$SLURM_CONF" <<END
ClusterName=clino
SlurmctldHost=$name(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
AuthType=auth/none
CredType=cred/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/slurmd.pid
SlurmctldLogFile=$scratch/slurmctld.log
SlurmdLogFile=$scratch/slurmd.log
NodeName=$name NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$name Default=YES MaxTime=10 State=UP
END
mkdir "$scratch/state" "$scratch/spool"
slurmctld -D -i >/dev/null 2>&1 & control=$!
slurmd -D >/dev/null 2>&1 & node=$!
show_logs() { tail -n 20 "$scratch"/slurm*.log >&2 || true; }
for _ in $(seq 150); do
  sinfo -h -o %T 2>/dev/null | grep -q '^idle' && break
  sleep 0.2
done
sinfo -h -o %T | grep -q '^idle' || { echo "slurm: the node does not get ready" >&2; show_logs; exit 1; }

cd "$scratch"
measure="clino run sigmoid/* recip_exp/* relu/* --engine eigen,forward --points 4 --quiet --jobs 1"
cat >job.sh <<END
#!/bin/bash
#SBATCH --array=10-40:10
#SBATCH --output=$scratch/job-%a.log
set -f
cd "$scratch"
$measure --out part-\$SLURM_ARRAY_TASK_ID || [ \$? -eq 1 ]
END
sbatch job.sh
for _ in $(seq 300); do
  [ -n "$(squeue -h)" ] || break
  sleep 0.2
done
[ -z "$(squeue -h)" ] || { echo "slurm: the array does not end" >&2; squeue >&2; show_logs; exit 1; }

clino merge part-*/results.jsonl --out merged.jsonl || { cat job-*.log >&2; show_logs; exit 1; }
set -f
$measure --out whole >/dev/null || [ $? -eq 1 ]
units() { grep '^{"record":"unit"' "$1"; }
cmp <(units merged.jsonl) <(units whole/results.jsonl)
grep -q '"shard":\[3,4\]' part-30/results.jsonl
echo "slurm: $(units merged.jsonl | wc -l) units of 4 tasks, the bytes of one run"
