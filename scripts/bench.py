#!/usr/bin/env python3
"""Measures what a user waits for, and writes one JSON file for each measurement and a table.

bench.py FOLDER: jawa, wasmtime, jco and the runwasi shim are taken from PATH; BENCH_CONTAINERD is the socket of a
containerd, without which `ctr run` is left out; BENCH_SCRIPT is a component made of JavaScript, of which the same holds.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

COMPONENT = "examples/hello-http/hello-http.wasm"
LOADED = "examples/loads/loads.wasm"
COMMAND = "examples/count-lines/count-lines.wasm"
STREAMS = "examples/streams/streams.wasm"
RUNS = 5
LOAD_SECONDS = int(os.environ.get("BENCH_SECONDS", "6"))
# What takes longer hangs: it is killed and reported.
PATIENCE_SECONDS = 120


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def tree(pid):
    """A process and everything below it."""
    found = [pid]
    for parent in found:
        for task in pathlib.Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def resident_mb(pid):
    total = 0
    for each in tree(pid):
        try:
            status = pathlib.Path(f"/proc/{each}/status").read_text()
        except FileNotFoundError:
            continue
        total += int(re.search(r"VmRSS:\s+(\d+)", status + "VmRSS: 0").group(1))
    return round(total / 1024, 1)


def first_answer(url, process, since):
    while process.poll() is None and time.monotonic() - since < 60:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                answer.read()
                return round((time.monotonic() - since) * 1000)
        except OSError:
            time.sleep(0.002)
    raise RuntimeError(f"no answer from {url}")


def processor_seconds(pid):
    """What a process and all below it have used so far."""
    ticks = 0
    for each in tree(pid):
        try:
            fields = pathlib.Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
        except FileNotFoundError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def load(url, connections=50, body=None, pid=None):
    """One run of wrk; with a process number also the processor time of that server for each request."""
    script = pathlib.Path(__file__).with_name("load.lua")
    command = ["wrk", "-t2" if connections > 1 else "-t1", f"-c{connections}", f"-d{LOAD_SECONDS}s", "--latency"]
    command += ["--timeout", "20s", "-s", str(script), url] + (["--", str(body)] if body else [])
    before = processor_seconds(pid) if pid else 0
    report = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    result = json.loads(re.search(r"JSON (.*)", report).group(1))
    requests = result.pop("requests")
    if pid and requests:
        result["cpu_us_per_request"] = round((processor_seconds(pid) - before) / requests * 1e6)
    return result


# What is asked of a server that is warm: path, connections, bytes to send.
HELLO = {
    "hello, 1 connection": ("/", 1, None),
    "hello, 10 connections": ("/", 10, None),
    "hello, 50 connections": ("/", 50, None),
    "hello, 500 connections": ("/", 500, None),
    "echo 1 KiB, 50 connections": ("/echo", 50, 1 << 10),
    "echo 1 MiB, 10 connections": ("/echo", 10, 1 << 20),
}

# Of a component that does more than greet; `fetch` asks a server that is the same for all.
MORE = {
    "compute, 10 connections": ("/compute?200000", 10, None),
    "stream 1 MiB, 10 connections": ("/stream?1048576", 10, None),
    "outgoing call, 10 connections": ("/fetch?{asked}", 10, None),
}

# Of JavaScript with its engine, 14 MB.
SCRIPT = {"hello, 10 connections": ("/", 10, None)}


def serve(command, loads, asked=None):
    """Time to the first answer (median), then the loads on the last one started."""
    times = []
    for run in range(RUNS):
        port = free_port()
        since = time.monotonic()
        process = subprocess.Popen(
            command(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            url = f"http://127.0.0.1:{port}/"
            times.append(first_answer(url, process, since))
            if run == RUNS - 1:
                idle = resident_mb(process.pid)
                for path, connections, body in loads.values():  # warm-up
                    load(url.rstrip("/") + path.format(asked=asked), min(connections, 50), body)
                result = {"first_answer_ms": statistics.median(times), "rss_idle_mb": idle}
                for what, (path, connections, body) in loads.items():
                    found = load(url.rstrip("/") + path.format(asked=asked), connections, body, process.pid)
                    result.update({f"{what}: {key}": value for key, value in found.items()})
                return {**result, "rss_after_load_mb": resident_mb(process.pid)}
        finally:
            end_group(process)


def end_group(process):
    """Ends a process and what it started: jco runs its server in a child that outlives it."""
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def timed(command):
    times = []
    for _ in range(RUNS + 1):
        since = time.monotonic()
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True, timeout=PATIENCE_SECONDS)
        times.append((time.monotonic() - since) * 1000)
    # The first one fills caches and is said apart.
    return {"first_ms": round(times[0]), "median_ms": round(statistics.median(times[1:]))}


# What moves through a guest, in MiB: enough that the start is a small part.
MOVED = {"write": 512, "read": 512, "pipe": 512, "echo": 128}


def streams(command):
    """MiB/s of large files, a pipe and a TCP connection that a guest moves, its start included."""
    result = {}
    with tempfile.TemporaryDirectory() as folder:
        for what, mebibytes in MOVED.items():
            times = []
            for _ in range(3):
                # `read` reads what `write` left.
                guest = [*command, "-Sinherit-network", "--dir", f"{folder}::/w", STREAMS, what, str(mebibytes), "/w/file"]
                feed = f"head -c {mebibytes << 20} /dev/zero | " if what == "pipe" else ""
                shell = feed + '"$@" | cat >/dev/null'
                since = time.monotonic()
                subprocess.run(["bash", "-o", "pipefail", "-c", shell, "bash", *guest], check=True, timeout=PATIENCE_SECONDS)
                times.append(time.monotonic() - since)
            result[f"{what}_mib_per_s"] = round(mebibytes / statistics.median(times))
    return result


def ctr_run(runtime, folder):
    image = f"{folder}/command.tar"
    subprocess.run(
        ["jawa", "image", "build", "--name", "bench", "--module", COMMAND, "-o", image], check=True, stdout=subprocess.DEVNULL
    )
    ctr = ["ctr", "--address", os.environ["BENCH_CONTAINERD"]]
    subprocess.run([*ctr, "image", "import", "--snapshotter", "native", image], check=True, stdout=subprocess.DEVNULL)
    run = [*ctr, "run", "--rm", "--null-io", "--snapshotter", "native", "--runtime", runtime, "bench:latest", "bench"]
    # Its own file and no streams: ctr forgets to close a stdin that ends at once, and a guest that reads it would wait.
    return timed([*run, "/count-lines.wasm", "/count-lines.wasm"])


def servers(component):
    """What serves a component, by name: whether it is there, and the command for a port."""
    have = lambda program: shutil.which(program) is not None
    jawa = lambda engine: lambda p: ["jawa", "serve", "--engine", engine, "--addr", f"127.0.0.1:{p}", component]
    return {
        "jawa": (have("jawa"), jawa("chicory")),
        "jawa, graalwasm": (have("jawa"), jawa("graalwasm")),
        "wasmtime": (have("wasmtime"), lambda p: ["wasmtime", "serve", "-Scli", "--addr", f"127.0.0.1:{p}", component]),
        "jco": (have("jco"), lambda p: ["jco", "serve", "--port", str(p), component]),
    }


class Asked:
    """A server for guests that ask one."""

    def __enter__(self):
        port = free_port()
        command = ["jawa", "serve", "--addr", f"127.0.0.1:{port}", COMPONENT]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        first_answer(f"http://127.0.0.1:{port}/", self.process, time.monotonic())
        return f"127.0.0.1:{port}"

    def __exit__(self, *_):
        end_group(self.process)


def main(folder):
    have = lambda program: shutil.which(program) is not None
    commands = {
        "jawa": (have("jawa"), ["jawa", "run", COMMAND]),
        "wasmtime": (have("wasmtime"), ["wasmtime", "run", COMMAND]),
    }
    runtimes = {
        "jawa": (have("containerd-shim-jawa-v1"), "io.containerd.jawa.v1"),
        "runwasi": (have("containerd-shim-wasmtime-v1"), "io.containerd.wasmtime.v1"),
    }
    rows = []

    def measure(what, peers, how):
        results = {}
        for name, (installed, argument) in peers.items():
            if not installed:
                print(f"skipped: {what} of {name} (not installed)", file=sys.stderr)
                continue
            print(f"measuring: {what} of {name}", file=sys.stderr)
            try:
                results[name] = how(argument)
            except (RuntimeError, subprocess.SubprocessError) as failure:
                print(f"failed: {what} of {name}: {failure}", file=sys.stderr)
                results[name] = {"error": str(failure)}
        (folder / f"{what.replace(' ', '-')}.json").write_text(json.dumps(results, indent=2) + "\n")
        rows.extend((what, name, key, value) for name, found in results.items() for key, value in found.items())

    measure("run", commands, timed)
    measure("streams", {name: (there, command[:2]) for name, (there, command) in commands.items()}, streams)
    measure("serve", servers(COMPONENT), lambda command: serve(command, HELLO))
    if have("jawa"):
        with Asked() as asked:
            measure("serve loads", servers(LOADED), lambda command: serve(command, MORE, asked))
    if script := os.environ.get("BENCH_SCRIPT"):
        measure("serve JavaScript", servers(script), lambda command: serve(command, SCRIPT))
    if "BENCH_CONTAINERD" in os.environ:
        measure("ctr run", runtimes, lambda runtime: ctr_run(runtime, folder))

    table = ["| what | who | measure | value |", "|---|---|---|---|"]
    table += [f"| {what} | {name} | {key} | {value} |" for what, name, key, value in rows]
    (folder / "README.md").write_text("\n".join(table) + "\n")
    print("\n".join(table))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
