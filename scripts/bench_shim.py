#!/usr/bin/env python3
"""Measures shims side by side in one containerd, and writes shim.json and a table.

bench_shim.py FOLDER: BENCH_CONTAINERD is the containerd's socket; a shim that is not on PATH is named and skipped.
BENCH_CONTAINERS is the number of idle HTTP containers, BENCH_TASKS that of the churn.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import time

HTTP = "examples/hello-http/hello-http.wasm"
COMMAND = "examples/count-lines/count-lines.wasm"
CONTAINERS = int(os.environ.get("BENCH_CONTAINERS", "100"))
TASKS = int(os.environ.get("BENCH_TASKS", "100"))
RUNS = 10
# Containers before the first number: what the first one brings along is not what a further one costs.
FIRST = 5
RUNTIMES = {
    "jawa": ("containerd-shim-jawa-v1", "io.containerd.jawa.v1"),
    "runwasi": ("containerd-shim-wasmtime-v1", "io.containerd.wasmtime.v1"),
}
SOCKET = os.environ["BENCH_CONTAINERD"]
CTR = ["ctr", "--address", SOCKET]


def ctr(*arguments, check=True):
    return subprocess.run(
        [*CTR, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=check, timeout=120
    ).stdout


def run(runtime, options, *program):
    image = "bench-shim:latest"
    ctr("run", "--null-io", "--snapshotter", "native", "--runtime", runtime, *options, image, *program)


def processes():
    """Every process by its number: its parent and its command line."""
    found = {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            found[int(folder.name)] = (parent, (folder / "cmdline").read_text().replace("\0", " "))
        except (FileNotFoundError, ProcessLookupError):
            pass
    return found


def memory_mb():
    """The proportional set size of the shims of this containerd, of what they started and of the tasks' processes."""
    known = processes()
    tasks = {int(line.split()[1]) for line in ctr("task", "ls").splitlines()[1:]}
    shims = {pid for pid, (_, line) in known.items() if SOCKET in line and ("containerd-shim" in line or "dev.jawa" in line)}
    mine = set()
    for pid in known:
        at = pid
        while at in known and at not in shims and at not in tasks:
            at = known[at][0]
        if at in shims or at in tasks:
            mine.add(pid)
    total = 0
    for pid in mine:
        try:
            total += int(re.search(r"Pss:\s+(\d+)", pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()).group(1))
        except (FileNotFoundError, ProcessLookupError):
            pass
    return total / 1024


def idle_containers(runtime):
    names = [f"idle{i}" for i in range(CONTAINERS)]
    try:
        for name in names[:FIRST]:
            run(runtime, ["--detach"], name, "/hello-http.wasm", "/hello-http.wasm")
        few = memory_mb()
        since = time.monotonic()
        for name in names[FIRST:]:
            run(runtime, ["--detach"], name, "/hello-http.wasm", "/hello-http.wasm")
        took = time.monotonic() - since
        many = memory_mb()
    finally:
        for name in names:
            ctr("task", "rm", "--force", name, check=False)
            ctr("container", "rm", name, check=False)
    further = CONTAINERS - FIRST
    return {
        f"memory of {FIRST} idle HTTP containers, MB": round(few, 1),
        f"memory of {CONTAINERS} idle HTTP containers, MB": round(many, 1),
        "memory of each further one, MB": round((many - few) / further, 2),
        "HTTP containers started per second": round(further / took, 1),
    }


def churn(runtime, at_a_time):
    def one(number):
        run(runtime, ["--rm"], f"churn{number}", "/count-lines.wasm", "/count-lines.wasm")

    since = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(at_a_time) as pool:
        list(pool.map(one, range(TASKS)))
    return round(TASKS / (time.monotonic() - since), 1)


def warm(runtime):
    times = []
    for number in range(RUNS):
        since = time.monotonic()
        run(runtime, ["--rm"], f"warm{number}", "/count-lines.wasm", "/count-lines.wasm")
        times.append((time.monotonic() - since) * 1000)
    return round(statistics.median(times))


def measure(runtime):
    run(runtime, ["--rm"], "first", "/count-lines.wasm", "/count-lines.wasm")
    return {
        "ctr run --rm, warm, ms": warm(runtime),
        "tasks/s one by one": churn(runtime, 1),
        "tasks/s four at a time": churn(runtime, 4),
        **idle_containers(runtime),
    }


def main(folder):
    image = f"{folder}/bench-shim.tar"
    files = ["--module", HTTP, "--module", COMMAND]
    subprocess.run(["jawa", "image", "build", "--name", "bench-shim", *files, "-o", image], check=True)
    ctr("image", "import", "--snapshotter", "native", image)
    results = {}
    for name, (program, runtime) in RUNTIMES.items():
        if not shutil.which(program):
            print(f"skipped: shim of {name} (not installed)", file=sys.stderr)
            continue
        print(f"measuring: shim of {name}", file=sys.stderr)
        try:
            results[name] = measure(runtime)
        except subprocess.SubprocessError as failure:
            print(f"failed: shim of {name}: {failure} {getattr(failure, 'stderr', '')}", file=sys.stderr)
            results[name] = {"error": str(failure)}
    (folder / "shim.json").write_text(json.dumps(results, indent=2) + "\n")
    table = ["| measure | " + " | ".join(results) + " |", "|---" * (len(results) + 1) + "|"]
    for key in next(iter(results.values()), {}):
        table.append(f"| {key} | " + " | ".join(str(found.get(key, "")) for found in results.values()) + " |")
    (folder / "shim.md").write_text("\n".join(table) + "\n")
    print("\n".join(table))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
