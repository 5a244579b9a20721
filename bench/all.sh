#!/usr/bin/env bash
# All slow measurements in order. DATA names the folder of the benchmark data; results go to docs/results/ and runs/.
set -euo pipefail
cd "$(dirname "$0")/.."
DATA=${DATA:?name the folder of the benchmark data, such as DATA=../shared/data}
BIN=${BIN:-.venv/bin}
"$BIN/python" bench/startup.py --write
"$BIN/python" bench/forgeries.py --write
"$BIN/python" bench/round_trips.py --write
"$BIN/python" bench/limits.py --write
"$BIN/python" bench/budgets.py
"$BIN/python" bench/durability.py
for language in constraint linear program; do
  "$BIN/python" bench/fit_thresholds.py --language "$language" --write
done
bash bench/words.sh
"$BIN/python" bench/errors.py runs/nl4opt.jsonl --kind linear --write
"$BIN/python" bench/overlap.py --data "$DATA" --write
"$BIN/python" bench/sos1k.py --data "$DATA/sos1k" --seconds 60 --corrections --write
"$BIN/python" bench/milp.py --data "$DATA/milp_instances" --bench4opt "$DATA/bench4opt" --seconds 60 --write
"$BIN/python" bench/schedules.py --data "$DATA" --seconds 60 --write
"$BIN/python" bench/verilog.py --verilogeval "$DATA/verilogeval" --rtllm "$DATA/rtllm" --write
"$BIN/python" bench/fuzz.py --write
"$BIN/python" bench/theorems.py --minif2f "$DATA/minif2f" --write
"$BIN/python" bench/equivalence.py --data "$DATA/bench4opt" --pairs 1000 --solve-every 24 --solve-seconds 40 --write
"$BIN/python" bench/plans.py --ipc "$DATA/ipc_pddl" --planbench "$DATA/planbench" --seconds 60 --each 1 --write
"$BIN/python" bench/metamath.py --data "$DATA/metamath_setmm" --corrupted 1000 --write
