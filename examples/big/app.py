import sys, os, json, re, collections, hashlib, datetime
from wit_world import exports


class Run(exports.Run):
    def run(self) -> None:
        print("args", sys.argv[1:], "env", sorted(os.environ.items()))
        words = collections.Counter("the quick brown fox jumps over the lazy dog the end".split())
        print(json.dumps(sorted(words.items())))
        print(hashlib.sha256(b"jawa").hexdigest(), re.sub(r"(\d+)", r"<\1>", "a1b22"))
        print(datetime.date(2026, 11, 23).isoformat(), 2**100, 1 / 3)
        print("to stderr: ünïcödé 🦊", file=sys.stderr)
        print("stdin", repr(sys.stdin.read()))
