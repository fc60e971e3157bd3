#!/usr/bin/env python3
"""Runs the Sightglass programs on each engine beside wasmtime, verifies what they print, and writes JSON and a table.

sightglass.py PROGRAMS FOLDER: PROGRAMS holds `*.wasm` with `*.stdout.expected` and `*.stderr.expected` beside them. Each
number is a whole process, from its start to its end: the first start compiles, the later ones find the compiled code on disk.
They alternate with starts of `noop`, the program that does nothing; of each the least counts, and their difference is what
is compared, so that a machine that is slower for some minutes is so for both.
JAWA_BENCH_ENGINES names the engines (default: chicory, graalwasm, auto, those that are here), JAWA_BENCH_ONLY parts of the names
of the programs to take, with spaces in between.
"""

import json
import math
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

NOOP = "noop"
# Starts after the first, and as many of `noop` in between; whatever else the machine does only adds.
SECOND_STARTS = 3
PATIENCE_SECONDS = 300
# What takes wasmtime longer than this is judged by the ratio, the rest by how far it is behind.
LONG_MS = 100


def programs(folder):
    """Names and files, `noop` first."""
    found = {}
    for file in sorted(folder.rglob("*.wasm")):
        name = file.stem.removeprefix("shootout-") if file.stem != "benchmark" else file.parent.name
        found[name] = file
    only = os.environ.get("JAWA_BENCH_ONLY", "").split() or [""]
    return {n: f for n, f in sorted(found.items(), key=lambda e: e[0] != NOOP) if n == NOOP or any(part in n for part in only)}


def engines(noop):
    """Those that run the program which does nothing."""
    found = []
    for engine in os.environ.get("JAWA_BENCH_ENGINES", "chicory graalwasm auto").split():
        _, wrong = once(jawa(engine), noop)
        if wrong:
            print(f"skipped: sightglass of {engine}: {wrong}", file=sys.stderr)
        else:
            found.append(engine)
    return found


def jawa(engine):
    return ["jawa", "run", "--engine", engine, "-W", "unknown-imports-default=y"]


def once(command, file):
    """Milliseconds of one process, and what was wrong with it, if anything."""
    since = time.monotonic()
    try:
        done = subprocess.run(
            [*command, "--dir", ".", file.name], cwd=file.parent, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE_SECONDS
        )
    except subprocess.TimeoutExpired:
        return None, f"took more than {PATIENCE_SECONDS} s"
    took = (time.monotonic() - since) * 1000
    if done.returncode != 0:
        return None, f"exit code {done.returncode}: {done.stderr.decode(errors='replace')[-200:]}"
    for stream, got in (("stdout", done.stdout), ("stderr", done.stderr)):
        expected = file.with_name(f"{file.stem}.{stream}.expected")
        if expected.exists() and got != expected.read_bytes():
            return None, f"{stream} is not what was expected"
    return took, None


def measure(command, file, noop):
    first, wrong = once(command, file)
    if wrong:
        return {"error": wrong}
    second, start = [], []
    for _ in range(SECOND_STARTS):
        for of, into in ((file, second), (noop, start)):
            took, wrong = once(command, of)
            if wrong:
                return {"error": wrong}
            into.append(took)
        # A long one varies little, and would take long.
        if second[-1] > 4000:
            break
    return {"first_ms": round(first), "second_ms": round(min(second)), "noop_ms": round(min(start))}


def judge(results, engine, peer="wasmtime"):
    """Start-up taken off on both sides: ratios of the long programs, and how far the short ones are behind."""
    ours, theirs = results[engine], results[peer]
    ratios, behind = {}, {}
    for name, result in theirs.items():
        if name == NOOP or "error" in result or "error" in ours.get(name, {"error": 1}):
            continue
        net, peer_net = (max(1, r["second_ms"] - r["noop_ms"]) for r in (ours[name], result))
        ours[name]["ratio"] = round(peer_net / net, 2)
        ours[name]["behind_ms"] = net - peer_net
        if result["second_ms"] > LONG_MS:
            ratios[name] = peer_net / net
        else:
            behind[name] = net - peer_net
    summary = {"failed": sorted(n for n, r in ours.items() if "error" in r)}
    if ratios:
        summary["geometric_mean"] = round(math.exp(statistics.fmean(math.log(r) for r in ratios.values())), 2)
        worst = min(ratios, key=ratios.get)
        summary["worst"] = f"{worst} {ratios[worst]:.2f}"
    if behind:
        slowest = max(behind, key=behind.get)
        summary["furthest_behind"] = f"{slowest} {behind[slowest]} ms"
    return summary


def cell(result, key):
    return result.get(key, "") if "error" not in result else "failed"


def table(results, summaries):
    peer = results.get("wasmtime", {})
    names = list(next(iter(results.values())))
    mine = [r for r in results if r != "wasmtime"]
    head = ["program", "wasmtime, ms"] + [h for e in mine for h in (f"{e} first, ms", "second, ms", "noop, ms", "ratio", "behind, ms")]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for name in names:
        row = [name, cell(peer.get(name, {}), "second_ms")]
        for engine in mine:
            result = results[engine][name]
            row += [cell(result, k) for k in ("first_ms", "second_ms", "noop_ms", "ratio", "behind_ms")]
        lines.append("| " + " | ".join(str(c) for c in row) + " |")
    lines.append("")
    for engine, summary in summaries.items():
        facts = "; ".join(f"{k.replace('_', ' ')} {v}" for k, v in summary.items() if v)
        lines.append(f"{engine}: {facts}")
    return "\n".join(lines) + "\n"


def main(source, folder):
    found = programs(source)
    if not found:
        print(f"skipped: sightglass (nothing in {source})", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as cache:
        os.environ["JAWA_CACHE_DIR"] = cache
        commands = {}
        if shutil.which("wasmtime"):
            commands["wasmtime"] = ["wasmtime", "run", "-W", "unknown-imports-default=y"]
        else:
            print("skipped: sightglass of wasmtime (not installed)", file=sys.stderr)
        for engine in engines(found[NOOP]):
            commands[engine] = jawa(engine)
        results = {who: {} for who in commands}
        # All of them on one program after another, so that they meet the same machine.
        for name, file in found.items():
            for who, command in commands.items():
                results[who][name] = measure(command, file, found[NOOP])
                print(f"sightglass: {name} of {who}: {results[who][name]}", file=sys.stderr)
    summaries = {}
    if "wasmtime" in results:
        summaries = {e: judge(results, e) for e in results if e != "wasmtime"}
    report = {"programs": results, "summary": summaries}
    (folder / "sightglass.json").write_text(json.dumps(report, indent=2) + "\n")
    text = table(results, summaries)
    (folder / "sightglass.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
