"""An attack on row security: what EXPLAIN, errors and views tell of rows that are not handed out.

Whoever has got hold of the dashboard's role says statements of his own. None returns a row of
another; each of these asks whether the server tells of them all the same.
"""

from collections.abc import Iterator
from typing import Any

import psycopg

# Each way to look for rows is taken once, whatever the planner would choose.
WAYS = (
    "seqscan, indexscan, indexonlyscan",
    "seqscan, bitmapscan",
    "indexscan, indexonlyscan, bitmapscan",
    "hashjoin, mergejoin, seqscan",
)
EACH_WAY = ("seqscan", "indexscan", "indexonlyscan", "bitmapscan", "hashjoin", "mergejoin")
# A plan's words that are no numbers of rows or pages.
OF_TIME = ("Time", "Cost", "Memory", "Disk")
NO_ID = "~~"
LETTERS = "".join(sorted("0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"))


def take_way(connection: psycopg.Connection, way: str) -> None:
    """Let the planner look for rows by this way alone."""
    for one in EACH_WAY:
        connection.execute(f"SET enable_{one} = {'off' if one in way.split(', ') else 'on'}")


def explained(connection: psycopg.Connection, statement: str) -> dict[str, Any]:
    """What EXPLAIN says of a statement once its pages lie in memory."""
    asked = f"EXPLAIN (ANALYZE, BUFFERS, VERBOSE, TIMING OFF, FORMAT JSON) {statement}"
    for _ in range(2):
        [(found,)] = connection.execute(asked).fetchall()
    return dict(found[0]["Plan"])


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All nodes of a plan."""
    yield plan
    for one in plan.get("Plans", ()):
        yield from nodes(one)


def numbers(plan: dict[str, Any]) -> list[tuple[str, str, float]]:
    """The numbers of rows and pages that a plan tells; pages whether they lay in memory or not."""
    told = []
    for node in nodes(plan):
        kind = str(node["Node Type"])
        pages = node.get("Shared Hit Blocks", 0) + node.get("Shared Read Blocks", 0)
        told.append((kind, "Pages", float(pages)))
        told += [
            (kind, name, float(value))
            for name, value in node.items()
            if isinstance(value, int | float)
            and not isinstance(value, bool)
            and not name.startswith(("Shared", "Local", "Temp"))
            and not any(word in name for word in OF_TIME)
        ]
    return told


def matched(connection: psycopg.Connection, where: str, of: str = "cases") -> int:
    """How many rows a bitmap scan of an index found, whether they are handed out or not."""
    plan = explained(connection, f"SELECT FROM {of} WHERE {where}")
    found = (node for node in nodes(plan) if node["Node Type"] == "Bitmap Index Scan")
    return int(sum(node["Actual Rows"] for node in found))


def ids_read(connection: psycopg.Connection, begin: str) -> set[str]:
    """The ids of cases that begin so, one letter after the other, by how many rows matched."""
    take_way(connection, WAYS[0])
    read, beginnings = set[str](), [begin]
    # What is matched whatever is asked tells nothing.
    nothing = matched(connection, f"case_id = '{NO_ID}'")
    while beginnings:
        here = beginnings.pop()
        if matched(connection, f"case_id = '{here}'") != nothing:
            read.add(here)
        for letter in LETTERS:
            more = f"{here}{letter}"
            if matched(connection, f"case_id >= '{more}' AND case_id < '{more}~'") != nothing:
                beginnings.append(more)
    return read
