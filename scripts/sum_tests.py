#!/usr/bin/env python3
"""Sums the reports of Surefire and Failsafe; names what failed and what was skipped.

sum_tests.py STATUS: STATUS is how the build itself ended. Exit code 0 only if it was 0, tests ran, and none failed.
"""

import pathlib
import sys
import xml.etree.ElementTree as tree


def main(status: int) -> int:
    passed, failed, skipped = 0, [], []
    for report in sorted(pathlib.Path(".").glob("*/target/*-reports/TEST-*.xml")):
        for case in tree.parse(report).getroot().iter("testcase"):
            name = f"{case.get('classname')}.{case.get('name')}"
            if case.find("failure") is not None or case.find("error") is not None:
                failed.append(name)
            elif (skip := case.find("skipped")) is not None:
                skipped.append(f"{name}: {(skip.get('message') or skip.text or '').strip().splitlines()[:1]}")
            else:
                passed += 1
    for name in skipped:
        print("skipped", name)
    for name in failed:
        print("FAILED", name)
    if status != 0:
        print(f"FAILED the build itself, exit code {status}")
        failed.append("build")
    print(f"{passed} passed, {len(failed)} failed, {len(skipped)} skipped")
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
