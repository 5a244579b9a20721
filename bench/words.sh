#!/usr/bin/env bash
# Every task in words, into docs/results/words/ and one table of them all: docs/results/words.md. DATA names the folder of the benchmark data.
# SAMPLE=100 takes so many items of each task, by lot; TASKS="svamp gsm8k" some tasks only. What was answered before is not asked again.
set -euo pipefail
cd "$(dirname "$0")/.."
DATA=${DATA:?name the folder of the benchmark data, such as DATA=../shared/data}
BIN=${BIN:-.venv/bin}
TASKS=${TASKS:-"zebralogic reasoning_gym:zebra_puzzles prontoqa proofwriter logicaldeduction folio arlsat nl4opt svamp gsm8k sos1k gridroute bbh:navigate bbh:web_of_lies mamo llmopt bench4opt optibench industryor asdiv mawps"}
mkdir -p docs/results/words
for task in $TASKS; do
  name=${task//:/-}
  "$BIN/algorist" bench "$task" --data "$DATA/${task%%:*}" ${SAMPLE:+--sample "$SAMPLE"} --out "${RUNS:-runs}/$name.jsonl" --json \
    > "docs/results/words/$name.json.part"
  mv "docs/results/words/$name.json.part" "docs/results/words/$name.json"
done
"$BIN/python" bench/report.py
