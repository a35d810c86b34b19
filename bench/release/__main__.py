"""Print the ratio and the attackers."""

import sys

from bench.release import attacking


def main() -> int:
    ratio = attacking.ratio()
    print(ratio, flush=True)
    print("By what is known beside a release, once each")
    for line in attacking.report():
        print(line, flush=True)
    return 0 if ratio.holds else 1


if __name__ == "__main__":
    sys.exit(main())
