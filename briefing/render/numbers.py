"""Under which number each statement stands on the paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from briefing.errors import BriefingError
from briefing.model import Briefing, Section, Statement, told_by


def check_letters(sections: Iterable[Section]) -> None:
    """Numbers are links, so two sections cannot share a letter, and it must be one."""
    taken: dict[str, str] = {}
    for section in sections:
        if re.fullmatch(r"[^\W\d_]{1,3}", section.letter) is None:
            fault = f"its letter is '{section.letter}', not one to three letters"
        elif section.letter in taken:
            fault = f"its letter '{section.letter}' is that of section '{taken[section.letter]}' already"
        else:
            taken[section.letter] = section.key
            continue
        raise BriefingError(fault, where=f"section '{section.key}'", hint="give it another in briefing.toml")


def printed_numbers(briefing: Briefing) -> dict[str, str]:
    """The number ("A1") under which each statement is printed, by id, in the order of the paper.

    A statement that is printed in another one's words has no number of its own.
    """
    told = told_by(briefing)
    numbers: dict[str, str] = {}
    for section in briefing.sections:
        printed = [s for s in briefing.statements if _shown(s, told) and s.section == section.key]
        numbers |= {s.id: f"{section.letter}{n}" for n, s in enumerate(printed, 1)}
    return numbers


def numbers_on_paper(briefing: Briefing) -> dict[str, str]:
    """The number under which a reader finds each printed statement, in its own or another one's words."""
    numbers = printed_numbers(briefing)
    by_id = {statement.id: statement for statement in briefing.statements}
    told = {key: numbers[lead] for key, lead in told_by(briefing).items() if by_id[key].printed}
    return numbers | told


def _shown(statement: Statement, told: Mapping[str, str]) -> bool:
    return statement.printed and statement.id not in told
