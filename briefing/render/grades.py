"""The Admiralty grade of a statement: how reliable its source, how credible what it says.

The letter is the desk's and never guessed. The figure is the desk's word where there is one. Without
one the program suggests 1 ("confirmed by independent sources") where two independent origins say the
same and nothing stands against it, and 6 ("cannot be judged") everywhere else: the two are rated
independently, so a good source alone makes nothing probable.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefing.model import Claim, Source, Statement


def grade(statement: Statement, claim: Claim | None, sources: Sequence[Source]) -> str:
    """Such as "B1"; "" when nobody graded anything here. `sources` are those that say it."""
    graded = sorted(source.grade for source in sources if source.grade[:1] not in ("", "F"))
    if not graded and not statement.credibility:
        return ""
    letter = graded[0][0] if graded else "F"
    return letter + (statement.credibility or (graded[0][1:2] if graded else "") or _suggested(claim))


def _suggested(claim: Claim | None) -> str:
    if claim is None or claim.origins < 2 or claim.denied_by or claim.contradicted_by:
        return "6"
    return "1"
