#!/usr/bin/env python3
"""Measures how soon a program of more than 3 MB ends that was compiled before, beside wasmtime.

large.py FOLDER: builds `benchmarks/src/main/go/large.go` with Go, if that is installed, starts it once and then STARTS times, and
writes FOLDER/large.json and a table to FOLDER/README.md. All times are of whole processes; the goal is that none takes a second.
JAWA_BENCH_STARTS is another number of starts.
"""

import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

SOURCE = "benchmarks/src/main/go/large.go"
PRINTED = b'{"a":1}\naa\n'
STARTS = int(os.environ.get("JAWA_BENCH_STARTS", "20"))
PATIENCE_SECONDS = 300


def once(command):
    since = time.monotonic()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE_SECONDS)
    took = (time.monotonic() - since) * 1000
    if done.returncode != 0 or done.stdout != PRINTED:
        raise RuntimeError(f"{command[0]}: exit code {done.returncode}: {done.stderr.decode(errors='replace')[-200:]}")
    return round(took)


def row(name, first, times):
    return f"| {name} | {first} | {min(times)} | {statistics.median(times):.0f} | {max(times)} | {sum(t >= 1000 for t in times)} of {len(times)} |"


def main(folder):
    if shutil.which("go") is None:
        print("skipped: start of a large program (go is not installed)", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as work:
        wasm = pathlib.Path(work) / "large.wasm"
        build = ["go", "build", "-o", str(wasm), SOURCE]
        subprocess.run(build, check=True, env={**os.environ, "GOOS": "wasip1", "GOARCH": "wasm", "GOFLAGS": ""})
        os.environ["JAWA_CACHE_DIR"] = f"{work}/cache"
        commands = {name: [name, "run", str(wasm)] for name in ("jawa", "wasmtime") if shutil.which(name)}
        first = {name: once(command) for name, command in commands.items()}
        times = {name: [] for name in commands}
        for _ in range(STARTS):
            for name, command in commands.items():
                times[name].append(once(command))
        size = wasm.stat().st_size
    (folder / "large.json").write_text(json.dumps({"bytes": size, "first": first, "second": times}, indent=2) + "\n")
    table = ["", f"| Go, {size / 1e6:.1f} MB, ms | first start | second: least | middle | most | a second or more |", "|---|---|---|---|---|---|"]
    table += [row(name, first[name], times[name]) for name in commands]
    with (folder / "README.md").open("a") as report:
        report.write("\n".join(table) + "\n")
    print("\n".join(table))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
