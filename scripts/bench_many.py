#!/usr/bin/env python3
"""Many HTTP containers in one daemon, three of them bad: what the others' clients notice. Writes many.json and a table.

bench_many.py FOLDER: BENCH_CONTAINERD is the containerd's socket; BENCH_MANY the number of containers.
Every good container gets a request a second, in phases: until all is compiled; alone; beside a container that loops for ever, one that takes all
the memory it may have, and one that prints without end into a log that is read; with the second started again and again; and after those were ended.
"""

import asyncio
import itertools
import json
import os
import pathlib
import socket
import subprocess
import sys
import time

HTTP = "examples/hello-http/hello-http.wasm"
COUNT = int(os.environ.get("BENCH_MANY", "200"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "15"))
BAD = {"loops": "/spin", "grows": "/grow", "floods": "/flood"}
CTR = ["ctr", "--address", os.environ["BENCH_CONTAINERD"]]
RUNTIME = "io.containerd.jawa.v1"


def ctr(*arguments, check=True):
    """Not at the cost of the containers either."""
    return subprocess.run(
        ["nice", "-n", "10", *CTR, *arguments],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=check, timeout=120,
    ).stdout


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [open_.getsockname()[1] for open_ in sockets]
    for open_ in sockets:
        open_.close()
    return ports


def start(name, port, *options):
    address = f"WASMTIME_HTTP_PROXY_SOCKET_ADDR=127.0.0.1:{port}"
    ctr("run", "--detach", "--snapshotter", "native", "--net-host", "--env", address, *options, "--runtime", RUNTIME,
        "bench-many:latest", name, "/hello-http.wasm")


async def ask(port, path):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: many\r\nConnection: close\r\n\r\n".encode())
        return (await reader.read()).startswith(b"HTTP/1.1 200 ")
    finally:
        writer.close()


async def client(port, start_at, until, times, failures):
    """A request a second, each container at its own moment: an answer that is late does not put off the next."""
    at = start_at
    while at < until:
        await asyncio.sleep(max(0, at - time.monotonic()))
        since = time.monotonic()
        try:
            good = await asyncio.wait_for(ask(port, "/"), 30)
        except (OSError, asyncio.TimeoutError):
            good = False
        if good:
            times.append((time.monotonic() - since) * 1000)
        else:
            failures.append(port)
        at += 1


async def phase(ports):
    times, failures = [], []
    begin = time.monotonic() + 0.5
    await asyncio.gather(*(
        client(port, begin + i / len(ports), begin + SECONDS, times, failures) for i, port in enumerate(ports)))
    times.sort()
    return {
        "requests": len(times),
        "failed": len(failures),
        "median, ms": round(times[len(times) // 2], 1),
        "99 % within, ms": round(times[len(times) * 99 // 100], 1),
        "slowest, ms": round(times[-1], 1),
    }


async def grow(port, rounds, over):
    """Takes all the memory that there is, in a container of each round; that of round 0 runs already."""
    for round_ in rounds:
        if over.is_set():
            return
        if round_ > 0:
            await asyncio.to_thread(start, f"grows{round_}", port, "--memory-limit", str(64 << 20))
        await asyncio.sleep(1)
        try:
            await asyncio.wait_for(ask(port, "/grow"), 60)
        except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError):
            pass
        await asyncio.to_thread(remove, f"grows{round_}")


async def never_end(ports):
    """One request for each that computes or prints without end."""
    async def once(name):
        try:
            await ask(ports[name], BAD[name])
        except OSError:
            pass

    await asyncio.gather(once("loops"), once("floods"))


def remove(name):
    ctr("task", "rm", "--force", name, check=False)
    ctr("container", "rm", name, check=False)


async def measure(good, bad):
    await phase(good)
    results = {"alone": await phase(good)}
    over = asyncio.Event()
    endless = asyncio.create_task(never_end(bad))
    growing = asyncio.create_task(grow(bad["grows"], range(1), over))
    results["beside three bad ones"] = await phase(good)
    await growing
    growing = asyncio.create_task(grow(bad["grows"], itertools.count(1), over))
    results["one of them anew again and again"] = await phase(good)
    over.set()
    for name in ("loops", "floods"):
        await asyncio.to_thread(ctr, "task", "kill", "-s", "SIGKILL", name)
    await asyncio.gather(endless, growing)
    results["afterwards"] = await phase(good)
    return results


def exits(events):
    return {line.split('"container_id":"')[1].split('"')[0] + line.split(" /tasks/")[1].split()[0]: line
            for line in events.splitlines() if " /tasks/exit " in line or " /tasks/oom " in line}


def main(folder):
    image = f"{folder}/bench-many.tar"
    subprocess.run(["jawa", "image", "build", "--name", "bench-many", "--module", HTTP, "-o", image], check=True)
    ctr("image", "import", "--snapshotter", "native", image)
    logger = folder.resolve() / "logger"
    logger.write_text("#!/bin/sh\nexec 5>&-\nexec cat <&3 >/dev/null\n")
    logger.chmod(0o755)
    # What is measured is how long the containers take, not how long this process waits for a processor. A nice level would not do:
    # where the kernel groups processes by session (autogroup), it counts within the session only.
    if os.geteuid() == 0:
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(1))
    ports = free_ports(COUNT)
    good, bad = ports[: -len(BAD)], dict(zip(BAD, ports[-len(BAD):]))
    with open(folder / "events.log", "w") as log:
        events = subprocess.Popen([*CTR, "events"], stdout=log, stderr=subprocess.DEVNULL)
    try:
        for i, port in enumerate(good):
            start(f"good{i}", port)
        start("loops", bad["loops"])
        start("grows0", bad["grows"], "--memory-limit", str(64 << 20))
        start("floods", bad["floods"], "--log-uri", f"binary://{logger}")
        results = asyncio.run(measure(good, bad))
        alive = [line.split()[0] for line in ctr("task", "ls").splitlines() if " RUNNING" in line]
        results["good containers that run at the end"] = sum(name.startswith("good") for name in alive)
    finally:
        for name in ctr("task", "ls", "-q").split():
            remove(name)
        events.terminate()
        events.wait()
    seen = exits((folder / "events.log").read_text())
    bad_ends = {key: '"exit_status":137' in line for key, line in seen.items() if "exit" in key and not key.startswith("good")}
    results["ends of the bad ones with 137"] = f"{sum(bad_ends.values())} of {len(bad_ends)}"
    results["told out of memory"] = sum("oom" in key for key in seen)
    (folder / "many.json").write_text(json.dumps(results, indent=2) + "\n")
    phases = [name for name, found in results.items() if isinstance(found, dict)]
    table = [f"| {COUNT} HTTP containers | " + " | ".join(phases) + " |", "|---" * (len(phases) + 1) + "|"]
    for key in results[phases[0]]:
        table.append(f"| {key} | " + " | ".join(str(results[name][key]) for name in phases) + " |")
    table += ["", *(f"{key}: {found}" for key, found in results.items() if key not in phases)]
    (folder / "many.md").write_text("\n".join(table) + "\n")
    print("\n".join(table))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
