"""Ranking again when several articles have been put together: what others confirm or dispute counts more.

`ranking` sees one article. After merging it is known which statements other articles repeat, deny or
contradict; this module adds those points and picks anew. A person's `kept` and `dropped` stay as they are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from briefing.collect.matching import tokens
from briefing.collect.ranking import SAME, overlap, room, stems
from briefing.model import Claim, Profile, Statement

_MOST_ORIGINS = 3


def rerank(
    statements: Sequence[Statement], claims: Sequence[Claim], profile: Profile
) -> tuple[Statement, ...]:
    """`statements` in their order with new weights, picks and key points.

    Each article keeps its share of picks; key points are the best of all articles together, no two of
    one claim or in nearly the same words. A denial of a picked statement is picked with it.
    """
    bonus = _bonuses(claims, profile)
    weights = {s.id: _moved(s.weight, bonus.get(s.id, 0.0)) for s in statements}
    picked = _picked(statements, weights, profile)
    by_hand = {s.id for s in statements if s.state in ("kept", "edited", "added")}
    picked |= _denials_of(picked | by_hand, claims)
    heads = _heads(statements, weights, picked, claims, profile.picking.heads)
    return tuple(
        replace(s, weight=weights[s.id], picked=s.id in picked, key=s.id in heads)
        if s.state not in ("added", "edited")
        else s
        for s in statements
    )


def _denials_of(picked: set[str], claims: Sequence[Claim]) -> set[str]:
    """The denials of what is picked, and the denials of those in turn."""
    denied_by: dict[str, set[str]] = {}
    for claim in claims:
        for name in claim.statements:
            denied_by.setdefault(name, set()).update(claim.denied_by)
    found: set[str] = set()
    open_ = list(picked)
    while open_:
        new = denied_by.get(open_.pop(), set()) - picked - found
        found |= new
        open_ += new
    return found


def _bonuses(claims: Sequence[Claim], profile: Profile) -> dict[str, float]:
    bonus: dict[str, float] = {}
    for claim in claims:
        points = profile.picking.confirmed * min(claim.origins - 1, _MOST_ORIGINS)
        against = (*claim.denied_by, *claim.contradicted_by)
        if against:
            points += profile.picking.disputed
        for name in claim.statements:
            bonus[name] = max(bonus.get(name, 0.0), points)
        for name in against:
            bonus[name] = max(bonus.get(name, 0.0), profile.picking.disputed)
    return bonus


def _moved(weight: float, points: float) -> float:
    """A weight after more points, on the scale that `ranking` made it on."""
    if not points:
        return weight
    inside = min(max(weight, 1e-4), 1 - 1e-4)
    return round(1 / (1 + math.exp(-math.log(inside / (1 - inside)) - points)), 4)


def _picked(statements: Sequence[Statement], weights: Mapping[str, float], profile: Profile) -> set[str]:
    articles: dict[str, list[Statement]] = {}
    for statement in statements:
        if statement.evidence:
            articles.setdefault(statement.evidence[0].document_id, []).append(statement)
    picked: set[str] = set()
    for rows in articles.values():
        if len(rows) <= profile.picking.whole:
            picked |= {s.id for s in rows}
            continue
        best = sorted(rows, key=lambda s: -weights[s.id])[: room(len(rows), profile.picking.share)]
        picked |= {s.id for s in best if weights[s.id] >= profile.picking.least}
    return picked


def _heads(
    statements: Sequence[Statement],
    weights: Mapping[str, float],
    picked: set[str],
    claims: Sequence[Claim],
    most: int,
) -> set[str]:
    claimed = {name: claim.id for claim in claims for name in claim.statements}
    chosen: list[Statement] = []
    taken: set[str] = set()
    words: list[frozenset[str]] = []
    for statement in sorted(statements, key=lambda s: -weights[s.id]):
        if len(chosen) == most:
            break
        if statement.id not in picked or statement.state == "dropped":
            continue
        claim = claimed.get(statement.id, statement.id)
        own = stems(tokens(statement.text, 0, len(statement.text)))
        if claim in taken or any(overlap(own, other) >= SAME for other in words):
            continue
        chosen.append(statement)
        taken.add(claim)
        words.append(own)
    return {s.id for s in chosen}
