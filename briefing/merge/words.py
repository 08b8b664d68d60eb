"""The content of a statement as comparable words: stems, with one name for one actor.

Outlets say the same in other words: "Moscow" for Russia, "killed" for "dead", "air raid" for
"airstrike". The tables here fold the commonest of these; they are about language and the map, not
about any one story. What carries no content ("said", "on Friday", "according to") is left out.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")

_STOP = """
    a about above according account across add added adding after again against ago all almost along
    already also although am amid among an and another any anyone anything are around as ask asked at
    away back be became because become been before began begin behind being below between both but by
    call called came can cannot come comes coming comment confirm confirmed could day days did do does
    doing done down during each early earlier either else end ended even ever every few first followed
    following for former found friday from further gave get give given go goes going gone got had has
    have having he her here hers him himself his hour hours how however i if in include included
    including insist insisted into is it its itself just kind know known last late later least less let
    like likely long made make makes making many may me mean meant meanwhile might monday month months
    more morning most mr mrs ms much must my near nearly never new news next night no nor not note noted
    nothing now of off official officials often on once one only onto or other others our out over
    overnight own part past people per place point previous put rather reach reached recent recently
    release released report reported reportedly reporter reporters reporting reports s said same
    saturday say saying says see seen set several she should show showed since so some something soon
    source sources spoke spokesman spokesperson spokeswoman still such sunday t take taken tell tells
    than that the their them then there these they thing things think this those though through thursday
    time times to today together told tomorrow tonight too took toward towards tuesday twice two under
    until up upon us use used using very via want wants warn warned was way we wednesday week weeks well
    went were what when where which while who whom whose why will with within without word words would
    wrote year years yesterday yet you your statement announce announced announcement state stated
    describe described claim claimed claims posted post media social telegram twitter tweet tweeted x
    read reading
"""
_NUMBERS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
    million billion dozen dozens hundreds thousands millions
"""  # compared as figures
_MONTHS = frozenset(
    "january february march april june july august september october november december".split()
)
STOP = frozenset([*_STOP.split(), *_NUMBERS.split(), *_MONTHS])

_ALIASES = {
    "united states": "us usa u.s america american americans washington pentagon",
    "russia": "russian russians moscow kremlin",
    "ukraine": "ukrainian ukrainians kyiv kiev",
    "north korea": "pyongyang dprk",
    "south korea": "seoul",
    "iran": "iranian iranians tehran",
    "israel": "israeli israelis idf",
    "turkey": "turkish turks turk ankara turkiye",
    "syria": "syrian syrians damascus",
    "china": "chinese beijing",
    "britain": "british uk u.k london",
    "france": "french paris",
    "germany": "german germans berlin",
    "japan": "japanese tokyo",
    "taiwan": "taiwanese taipei",
    "afghanistan": "afghan afghans kabul",
    "pakistan": "pakistani pakistanis islamabad",
    "india": "indian indians",
    "iraq": "iraqi iraqis baghdad",
    "lebanon": "lebanese beirut",
    "egypt": "egyptian cairo",
    "saudi arabia": "saudi saudis riyadh",
    "yemen": "yemeni yemenis sanaa",
    "sudan": "sudanese khartoum",
    "ethiopia": "ethiopian ethiopians",
    "somalia": "somali somalis mogadishu",
    "venezuela": "venezuelan venezuelans caracas",
    "poland": "polish poles warsaw",
    "belarus": "belarusian minsk",
    "georgia": "georgian tbilisi",
    "armenia": "armenian armenians yerevan",
    "azerbaijan": "azerbaijani azeri baku",
    "myanmar": "burmese burma",
    "philippines": "philippine filipino filipinos manila",
    "vietnam": "vietnamese hanoi",
    "cuba": "cuban cubans havana",
    "mexico": "mexican mexicans",
    "colombia": "colombian colombians",
    "canada": "canadian canadians ottawa",
    "australia": "australian australians canberra",
    "norway": "norwegian norwegians oslo",
    "sweden": "swedish",
    "finland": "finnish helsinki",
    "netherlands": "dutch",
    "spain": "spanish madrid",
    "italy": "italian italians",
    "greece": "greek greeks athens",
    "nato": "n.a.t.o",
    "united nations": "un u.n",
    "european union": "eu e.u brussels",
    "zelensky": "zelenskyy zelenskiy zelenski",
    "putin": "",
    "kurds": "kurdish kurd ypg sdf pkk",
    "houthis": "houthi",
    "hezbollah": "hizbollah hizbullah",
    "taliban": "taleban talib talibs",
    "hamas": "",
    "palestinian": "palestinians palestine gaza gazan gazans",
}
_PHRASES = (
    (re.compile(r"\b(?:the )?(?:u\.\s?s\.?(?: a\.)?|united states(?: of america)?)(?=\W|$)", re.I), " usa "),
    (re.compile(r"\b(?:the )?(?:u\.\s?n\.?|united nations)(?=\W|$)", re.I), " un "),
    (re.compile(r"\b(?:the )?(?:u\.\s?k\.?|united kingdom)(?=\W|$)", re.I), " uk "),
    (re.compile(r"\b(?:the )?(?:e\.\s?u\.?|european union)(?=\W|$)", re.I), " eu "),
    (re.compile(r"\bnorth[ -]korea(?:ns?|'s)?\b", re.I), " pyongyang "),
    (re.compile(r"\bsouth[ -]korea(?:ns?|'s)?\b", re.I), " seoul "),
    (re.compile(r"\bsaudi arabian?\b", re.I), " saudi "),
    (re.compile(r"\bair[ -](strike|raid|attack)", re.I), r" air\1"),
    (re.compile(r"\bcease[ -]fire", re.I), " ceasefire"),
    (re.compile(r"\b(?:shot|shoot|shoots|shooting) down\b", re.I), " shootdown "),
    (re.compile(r"\bUS\b"), " usa "),
)
_MEANINGS = (
    "kill killed killing killings dead die died dies dying death deaths fatal fatality "
    "fatalities deadly slain",
    "injure injured injuring injury injuries wound wounded wounding hurt",
    "strike strikes struck striking hit hits hitting airstrike airstrikes airraid airraids raid raids "
    "attack attacks attacked attacking attacker attackers airattack bombing bombed bombardment assault assaults "
    "target targeted targeting targets",
    "missile missiles rocket rockets projectile projectiles",
    "soldier soldiers troop troops serviceman servicemen personnel",
    "launch launches launched launching fire fired fires firing",
    "deploy deployed deployment deploying send sends sent sending dispatch dispatched",
    "ship ships vessel vessels boat boats tanker tankers freighter freighters",
    "supply supplies supplied supplying shipped shipping shipment shipments deliver delivered delivery deliveries "
    "delivering",
    "plane planes aircraft jet jets warplane warplanes airplane fighterjet",
    "drone drones uav uavs unmanned",
    "deny denies denied denying denial denials dismiss dismissed dismisses reject rejected rejects refute "
    "refuted",
    "deal deals agreement agreements accord accords pact pacts treaty",
    "ceasefire truce armistice",
    "talk talks negotiation negotiations negotiate negotiating dialogue",
    "shootdown down downed downing intercept intercepted intercepts intercepting",
    "house home residence residences dacha",
    "shell shells shelling shelled artillery",
    "capture captured captures capturing seize seized seizes seizing",
    "evacuate evacuated evacuation evacuating evacuations flee fled fleeing displace displaced displacement",
    "city town village cities towns villages",
    "buy bought purchase purchased",
    "sale sold sell selling",
    "begin began start started starts launchoffensive",
    "end ended finish",
    "weapon weapons arms weaponry armament",
    "ammunition munition munitions ammo",
    "help helped assist assisted assistance aid support supported supports supporting",
    "president leader leaders",
    "minister secretary",
    "violate violated violation violating violates breach breached breaching",
    "say",
    "big biggest large largest huge massive major",
    "power electricity energy",
    "damage damaged damages destroy destroyed destroying destruction",
    "demand demands demanded insist urge urged urges call",
    "condemn condemned condemns condemnation denounce denounced denounces",
    "threat threats threaten threatened threatens threatening",
    "escalate escalation escalated escalating",
    "withdraw withdrawal withdrew withdrawn withdrawing pull pulled pullout pullback",
    "prisoner prisoners pow pows captive captives",
    "test tests tested testing",
    "nuclear atomic",
    "border borders frontier",
    "cross crossed crossing crossings",
    "mine mines limpet",
    "warehouse warehouses depot depots hub hubs facility facilities",
    "plant plants station stations",
    "child children",
    "civilian civilians",
    "phone phoned telephone call",
    "sink sank sunk sinking",
    "burn burned burning blaze ablaze",
    "explode explosion explosions blast blasts exploded",
)


def _tables() -> dict[str, str]:
    table = {}
    for name, others in _ALIASES.items():
        for other in (*name.split(), *others.split()) if " " not in name else others.split():
            table[other.replace(".", "")] = name.replace(" ", "_")
    table["usa"] = "united_states"
    del table["us"]  # the pronoun; the country is told apart by its capitals, in _PHRASES
    for line in _MEANINGS:
        names = line.split()
        for name in names:
            table.setdefault(name, "~" + names[0])
    return table


_FOLDED = _tables()
ACTORS = frozenset(name.replace(" ", "_") for name in _ALIASES)  # as they stand among folded words


def content_words(text: str) -> list[str]:
    """The words of `text` that carry content, folded and stemmed, in order and with repeats."""
    plain = unicodedata.normalize("NFKC", text).replace("\u2019", "'")
    for pattern, replacement in _PHRASES:
        plain = pattern.sub(replacement, plain)
    found = []
    for word in _WORD.findall(_without_accents(plain).lower()):
        folded = fold(word)
        if folded:
            found.append(folded)
    return found


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """The name under which `word` is compared; "" when it carries no content."""
    word = word.removesuffix("'s").removesuffix("'")
    if word in _FOLDED:
        return _FOLDED[word]
    if word in STOP or len(word) < 2 or word.endswith("n't"):
        return ""
    stemmed = stem(word)
    if stemmed in STOP and stemmed not in _MONTHS:  # "reporting" is no content, "marched" is
        return ""
    return _FOLDED.get(stemmed, stemmed)


def stem(word: str) -> str:
    """`word` without its commonest English endings; never shorter than three letters."""
    for ending, put in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: len(word) - len(ending)] + put
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "sle":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word


_ENDINGS = (
    ("ations", "ate"),
    ("ation", "ate"),
    ("ments", ""),
    ("ment", ""),
    ("ingly", ""),
    ("edly", ""),
    ("sses", "ss"),
    ("ies", "y"),
    ("ied", "y"),
    ("ings", ""),
    ("ing", ""),
    ("ions", ""),
    ("ion", ""),
    ("ed", ""),
    ("ly", ""),
    ("es", ""),
    ("s", ""),
)


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))
