"""JUnit's XML: one test case for each run of a scenario and for each trigger's own handler."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from xml.etree import ElementTree

from owskit_generator.files import write_whole
from owskit_generator.prove.proof import Proof
from owskit_generator.prove.scenario import Found

NAME = "proof.junit.xml"


def write_junit(proof: Proof, out: Path) -> None:
    root = ElementTree.Element("testsuites")
    guards = _suite(root, "guards", [(f"{f.number} {f.title}", _way(f), f.seconds, f.faults) for f in proof.scenarios])
    own = _suite(
        root,
        "handlers",
        [(p.trigger, p.service_call, 0.0, [each.what for each in p.complaints]) for p in proof.triggers],
    )
    days = _suite(root, "days", [(day.title, day.store, day.seconds, day.faults) for day in proof.days])
    void = _suite(root, "guards off", [("loops without its guards", "async", 0.0, proof.void)])
    for name in ("tests", "failures"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in (guards, own, days, void))))
    ElementTree.indent(root)
    write_whole(out / NAME, ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _way(found: Found) -> str:
    return f"{found.mode}, {found.store}, {found.workers} at work"


def _suite(root: ElementTree.Element, name: str, cases: list[tuple[str, str, float, list[str]]]) -> ElementTree.Element:
    suite = ElementTree.SubElement(root, "testsuite", name=name, tests=str(len(cases)))
    suite.set("failures", str(sum(bool(faults) for *_, faults in cases)))
    for title, mode, seconds, faults in cases:
        case = ElementTree.SubElement(suite, "testcase", classname=f"owskit.{name}", name=_plain(f"{title} [{mode}]"))
        case.set("time", f"{seconds:.3f}")
        if faults:
            failure = ElementTree.SubElement(case, "failure", message=_plain(faults[0]))
            failure.text = _plain("\n".join(faults))
    return suite


def _plain(text: str) -> str:
    """XML knows no control characters."""
    return "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter)[0] != "C")
