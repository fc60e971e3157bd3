#!/usr/bin/env python3
"""Measures calls from component to component, by a component that measures itself, on every runtime that is installed.

calls.py FOLDER: jawa and wasmtime are taken from PATH; writes FOLDER/calls.json and adds a table to FOLDER/README.md.
"""

import json
import pathlib
import shutil
import subprocess
import sys

COMPONENT = "benchmarks/src/main/wat/calls.wat"
# How often in a row, so that a round takes some ten milliseconds; the fastest of the rounds counts.
CALLS = {"scalar": 200000, "record8": 50000, "handle": 50000, "string16": 50000, "string64k": 500, "bytes1m": 20}
ROUNDS = 200
PATIENCE_SECONDS = 60

RUNTIMES = {
    "wasmtime": ["wasmtime", "run"],
    "jawa, chicory": ["jawa", "run", "--engine", "chicory"],
    "jawa, graalwasm": ["jawa", "run", "--engine", "graalwasm"],
}


def nanoseconds(command, what, calls):
    """Of one call."""
    invoke = [*command, "--invoke", f"{what}({ROUNDS}, {calls})", COMPONENT]
    answer = subprocess.run(invoke, capture_output=True, text=True, timeout=PATIENCE_SECONDS)
    if answer.returncode != 0:
        raise RuntimeError(answer.stderr.strip().split("\n")[0])
    return round(int(answer.stdout) / calls, 1)


def main(folder):
    results = {}
    for name, command in RUNTIMES.items():
        if shutil.which(command[0]) is None:
            print(f"skipped: calls of {name} (not installed)", file=sys.stderr)
            continue
        print(f"measuring: calls of {name}", file=sys.stderr)
        results[name] = {}
        for what, calls in CALLS.items():
            try:
                results[name][what] = nanoseconds(command, what, calls)
                print(f"  {what}: {results[name][what]} ns", file=sys.stderr)
            except (RuntimeError, ValueError, subprocess.SubprocessError) as failure:
                print(f"failed: {what} of {name}: {failure}", file=sys.stderr)
                results[name][what] = f"failed: {failure}"
    (folder / "calls.json").write_text(json.dumps(results, indent=2) + "\n")
    table = ["", "| one call, ns | " + " | ".join(results) + " |", "|---" * (len(results) + 1) + "|"]
    table += [f"| {what} | " + " | ".join(str(found[what]) for found in results.values()) + " |" for what in CALLS]
    with (folder / "README.md").open("a") as report:
        report.write("\n".join(table) + "\n")
    print("\n".join(table))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
