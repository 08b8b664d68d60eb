"""Predicates that cannot both hold of one thing, in our own words: held or captured, kept or broken.

Each pair has two sides, as patterns, and the words by which a statement is worth a look. The table is
about language, not about any one story. Two statements on the two sides are rivals only when voices,
event and place fit as well (`rivals`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefing.merge.words import content_words


@dataclass(frozen=True, slots=True)
class Opposites:
    """Two incompatible predicates; `words` are those of which a statement holds one;
    `topic` are words enough to tell that both speak of one thing."""

    name: str
    words: frozenset[str]
    one: re.Pattern[str]
    other: re.Pattern[str]
    topic: frozenset[str] = frozenset()


def _opposites(name: str, words: str, one: str, other: str, topic: str = "") -> Opposites:
    first, second = (re.compile(rf"(?<!\w)(?:{side})(?!\w)", re.IGNORECASE) for side in (one, other))
    return Opposites(name, frozenset(content_words(words)), first, second, frozenset(content_words(topic)))


_AUTHORITY = r"(?:approval|authori[sz]ation|authority|mandate|consent|permission)"

TABLE = (
    _opposites(
        "talks",
        "progress breakthrough headway deadlock deadlocked stalemate stalled impasse fruitless forward ahead "
        "constructive productive positive collapse collapsed",
        r"(?:no|little|scant|not (?:made|seen) (?:much|any)|without|had not made much) (?:\w+ )?"
        r"(?:progress|breakthrough|headway)|deadlock\w*|stalemate|stalled|at an impasse|fruitless|collapsed",
        r"mov(?:ing|ed|es) (?:forward|ahead)|going (?:forward|ahead|well)|(?:good|"
        r"significant|real|some|great|major|"
        r"substantial|making|made) progress|constructive|productive|positive direction|"
        r"close to (?:a|an) (?:deal|accord|agreement)",
        topic="talks negotiations",
    ),
    _opposites(
        "evidence",
        "evidence proof prove unmistakable doubt confidence certain convinced intelligence conclude conclusions",
        r"(?:not enough|no|little|insufficient|additional|more|lack of|without) (?:\w+ )?(?:evidence|proof)|"
        r"(?:not|in)sufficient to (?:draw|conclude|prove)|not enough to (?:draw|conclude|"
        r"prove)|not (?:yet )?convinced|"
        r"far from (?:clear|proven|certain)",
        r"(?:significant|clear|strong|compelling|ample|irrefutable|hard|solid|has|have) (?:evidence|proof)|"
        r"unmistakabl\w+|(?:is|was|be) no doubt|proof that|evidence (?:that|to blame)|based on intelligence|"
        r"almost certainly|high confidence",
    ),
    _opposites(
        "right",
        "authority authorization authorisation approval mandate consent legal illegal lawful unlawful "
        "unconstitutional congress rights",
        rf"(?:lacks?|lacked|without|no) (?:\w+ )?{_AUTHORITY}|{_AUTHORITY} (?:is|was|"
        rf"are) (?:necessary|needed|required)|"
        rf"needs? (?:\w+ )?{_AUTHORITY}|illegal\w*|unlawful\w*|unconstitutional|cannot cite|only congress",
        rf"(?:has|have|had|\[has\]) (?:all )?(?:the )?(?:legal )?{_AUTHORITY}|(?:is|was|"
        rf"were|are|fully|entirely|be) "
        r"(?:fully |entirely )?(?:lawful|legal)|within (?:its|their|our|his|her) rights?",
    ),
    _opposites(
        "harm",
        "casualty casualties loss losses injury damage victims unharmed unhurt hurt dead killed died wounded injured",
        r"no (?:\w+ )?(?:casualt\w+|losses|injur\w+|deaths|victims|damage)|(?:did not|"
        r"didn['’]t|not) suffer any|"
        r"(?:no ?one|nobody) was (?:hurt|killed|injured|wounded|harmed)|unharmed|unhurt|"
        r"without (?:casualties|losses)",
        r"killed|killing|dead|died|wounded|wounding|injured|injuring|heavy (?:losses|"
        r"casualties)|badly damaged|"
        r"(?:suffered|inflicted) (?:\w+ )?(?:losses|casualties|damage)",
    ),
    _opposites(
        "cause",
        "accident accidental malfunction crashed technical misfire misfired friendly warfare jammed jamming stray "
        "mistake mistaken mistakenly unintentional deliberate deliberately intentional sabotage shot downed",
        r"accident(?:al|ally)?|malfunction\w*|crashed|technical (?:fault|failure|problem)|"
        r"misfired?|friendly fire|"
        r"electronic warfare|jammed|stray (?:missile|shell|drone|rocket)|by mistake|"
        r"mistakenly|unintentional\w*",
        r"deliberate(?:ly)?|intentional(?:ly)?|shot (?:it |the \w+ )?down|shot down|sabotaged?|on purpose|"
        r"an? (?:act of )?(?:terror|attack)",
    ),
    _opposites(
        "truce",
        "violate violated violating violation breach breached broke broken shooting firing shelling fighting violence "
        "clashes attacks squander squandering comply complied complying living lived abiding implementing honoured "
        "respected adhering upheld holding observing",
        r"violat\w+|breach(?:ed|es|ing)|br(?:oke|oken|eaking) (?:the|a|its|their)|"
        r"still (?:shooting|firing|shelling|"
        r"fighting)|(?:violence|fighting|shelling|shooting|clashes|attacks) (?:\w+ )?continu\w+|squander\w+",
        r"compl(?:ied|ying|ies|y) with|liv(?:ing|ed) up to|abid(?:ing|ed) by|implementing|honou?r(?:ed|ing)|"
        r"(?:fully |is |are )respect(?:ed|ing)|adher(?:ed|ing) to|upheld|(?:is|was|are|"
        r"were) holding|observ(?:ed|ing) the",
    ),
    _opposites(
        "ground",
        "repelled repulsed held holds hold control controls retook recaptured retaken captured seized took taken "
        "overran fell cleared entered",
        r"repell?ed|repulsed|h(?:olds?|eld) (?:off|out|firm|the (?:town|city|village|"
        r"line))|still (?:holds?|controls?|in control)|"
        r"push(?:ed|ing) back|beaten back|remain(?:s|ed)? (?:under|"
        r"in) (?:\w+ )?(?:control|hands)|has not fallen|not been captured",
        r"captur(?:ed|es|ing)|seiz(?:ed|es|ing)|tak(?:e|en|es|ing) (?:full )?control|"
        r"took (?:full )?control|overran|overrun|fell to|"
        r"has fallen|cleared of|entered",
    ),
    _opposites(
        "outcome",
        "failed failure missed intercepted exploded unsuccessful success successful successfully target targets "
        "destroyed",
        r"(?:ended in |was a )?fail(?:ed|ure)|missed|(?:were|was|"
        r"been) (?:all )?intercepted|exploded (?:shortly|soon|almost|in)|"
        r"unsuccessful\w*|fell short",
        r"success(?:ful|fully|es)?|hit (?:its|their|the|all) (?:\w+ )?targets?|(?:struck|"
        r"reached) (?:its|their|the|all) targets?|"
        r"were (?:all )?destroyed|met (?:its|all its) objectives",
    ),
    _opposites(
        "threat",
        "threat threats unprovoked aggression invasion terror terrorist corridor safe zone defensive defence defense "
        "peace neutralize neutralise",
        r"no threat|not a threat|never (?:been )?a threat|unprovoked|(?:act of |"
        r"unwarranted )aggression|posed no",
        r"terror(?:ist)? (?:threats?|corridor)|safe zone|self[- ]defen[cs]e|defensive|"
        r"bring peace|security threats?|"
        r"neutrali[sz]e",
    ),
)
