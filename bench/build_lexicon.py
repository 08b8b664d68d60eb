"""Pack the word classes that ship: `python bench/build_lexicon.py infl_lu.csv.gz lemma_lu.csv.gz`.

The tables are those of the lemminflect package (MIT licence; derived from the SPECIALIST Lexicon of
the US National Library of Medicine). Only which forms exist is kept: one letter per class, see
`briefing/collect/lexicon.py`.
"""

from __future__ import annotations

import argparse
import gzip
import re
import zlib
from collections import defaultdict
from pathlib import Path

from briefing.collect import lexicon

_PLAIN = re.compile(r"[a-z][a-z'-]*\Z")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inflections", type=Path)
    parser.add_argument("lemmas", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("briefing/collect") / lexicon.FILE)
    options = parser.parse_args()
    classes: dict[str, set[str]] = defaultdict(set)
    for lemma, kind, *forms in _rows(options.inflections):
        if kind == "verb" and len(forms) == 4:
            past, participle, gerund, third = forms
            for letter, form in zip("vdpgz", [lemma, past, participle or past, gerund, third], strict=True):
                for one in form.split("/"):
                    classes[one].add(letter)
        elif kind == "noun":
            classes[lemma].add("n")
            for one in forms[0].split("/"):
                if one != lemma:
                    classes[one].add("s")
        elif kind in ("adj", "adv"):
            classes[lemma].add("j" if kind == "adj" else "r")
            for form in forms:
                for one in form.split("/"):
                    classes[one].add("c")
    for form, kind, _ in _rows(options.lemmas):
        if not classes.get(form):
            classes[form].add({"verb": "v", "noun": "n", "adj": "j", "adv": "r"}.get(kind, "n"))
    groups: dict[str, list[str]] = defaultdict(list)
    for form, letters in classes.items():
        if _PLAIN.match(form) and len(form) > 1:
            groups["".join(sorted(letters))].append(form)
    lines = [f"{code} {' '.join(sorted(forms))}" for code, forms in sorted(groups.items())]
    packed = zlib.compress("\n".join(lines).encode(), 9)
    options.output.write_bytes(packed)
    print(f"{options.output}: {len(packed)} bytes, {sum(map(len, groups.values()))} forms")


def _rows(path: Path) -> list[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [line.rstrip("\n").split(",") for line in lines if line.strip()]


if __name__ == "__main__":
    main()
