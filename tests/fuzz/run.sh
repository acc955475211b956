#!/usr/bin/env bash
# Runs every fuzzer for some seconds, starting from its seeds; what it finds new stays in the build folder, and an input that breaks something is shown.
# usage: run.sh BUILD_DIR [SECONDS]
set -euo pipefail
build=$1 seconds=${2:-60} here=$(dirname "$(readlink -f "$0")") failed=0
for program in "$build"/bin/fuzz-*; do
	name=$(basename "$program") name=${name#fuzz-}
	mkdir -p "$build/corpus/$name" "$here/corpus/$name"
	echo "== $name, $seconds s"
	"$program" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 -artifact_prefix="$build/$name-" \
		"$build/corpus/$name" "$here/corpus/$name" 2>"$build/$name.log" || { failed=1; tail -40 "$build/$name.log"; }
	grep -E "stat::(number_of_executed_units|average_exec_per_sec)|DONE" "$build/$name.log" || true
done
exit $failed
