"""Families of words that name one kind of act: to accuse, to withdraw, to call on somebody.

Two outlets seldom use one verb: the one has troops pull out, the other has them leave. The families
are wide (a word may be in several) and say nothing alone; how rare a family is in its story decides
what it is worth. They were written for news of war, crime, politics and disaster, not for any one
story; what they are worth was measured on stories held out
(docs/decisions/0010-what-is-said-likewise.md).
"""

from __future__ import annotations

from functools import lru_cache

# A star stands for any ending of up to seven letters.
_TABLE = {
    "accuse": "accus* blam* alleg* responsib* behind perpetrat* culprit* culpab* guilt* fault* instigat* "
    "orchestrat* implicat* attribut* masterminded incriminat* suspect*",
    "doubt": "den* doubt* dismiss* reject* refut* disput* fabricat* false falsely fake* implausib* incredib* "
    "credib* lie lies lied lying baseless unfounded groundless untrue absurd* nonsense scepti* skepti* hoax* "
    "invent* disinformation disbeliev* unconvinc* rebut* contradict* discredit* misleading",
    "evidence": "evidence proof prove* proven confiden* intelligence assess* conclud* conclusion* certain* "
    "unmistak* undeniab* indicat* finding* found confirm* verif* establish* investigat* determin*",
    "show": "video* footage photo* image* picture* film* recording* witness* broadcast* satellite",
    "kill": "kill* dead die* died dying death* fatal* slain slay* toll casualt* victim* body bodies deadl* "
    "massacr* murder* perish*",
    "hurt": "injur* wound* hurt* hospital* maim* casualt*",
    "strike": "strike* struck striking airstrike* raid* attack* bomb* shell* hit* pound* target* assault* "
    "bombard* blast* explo* firing shoot* gunfire ambush*",
    "launch": "launch* fire fired fires firing test* shot deploy* rocket* missile*",
    "fail": "fail* unsuccess* crash* abort* collaps* malfunction* botched",
    "down": "down* intercept* shootdown shot destroy* neutrali* jammed",
    "invade": "invad* invasion* offensive* incursion* operation* advanc* push* assault* enter* storm* onslaught* "
    "overr* overran",
    "continue": "continu* persist* ongoing still despite remain* again endur* keep* resum* unabated intensif* "
    "linger*",
    "withdraw": "withdr* pull* pullout retreat* leav* left vacat* remov* evacuat* exit* depart* abandon* "
    "drawdown quit*",
    "flee": "flee* fled escap* run running ran refug* displac* evacuat* exodus leav* uproot* homeless*",
    "send": "send* sent deploy* dispatch* ship* deliver* suppl* transfer* provid* arriv* mov* transport* rush* "
    "reinforc*",
    "mass": "amass* mass* build* gather* border* concentr* troop*",
    "talk": "talk* spoke* speak* phone* call call* convers* negotiat* discuss* meet* met dialogue* summit* "
    "diplomac* consult* mediat*",
    "deal": "deal* agree* accord* pact* treat* sign* framework* ceasefire* truce* armistice* peace broker* "
    "commit* settlement* compromise*",
    "condemn": "condemn* critici* denounc* slam* assail* outcr* outrag* decr* blast* reckless* terror* atroc* "
    "mistake* escalat* accus* deplor* rebuk* lambast* betray*",
    "warn": "warn* threat* vow* promis* pledg* retaliat* aveng* consequenc* reveng* respond* response* answer* "
    "destroy* regret* punish* repris*",
    "urge": "urg* call* demand* appeal* insist* ask* press* deadline* ultimatum* plead* request* require*",
    "defend": "defend* defens* defenc* protect* right rights interest* safeguard* shield*",
    "support": "support* solidar* back* ally allies allied endors* assist* help* aid* partner*",
    "sanction": "sanction* tariff* embargo* penalt* ban bans banned restrict*",
    "want": "want* seek* aim* intend* intent* goal* plan* bid purpose* hope* effort* prepar* objective* sought",
    "rescue": "rescu* surviv* save saved saves saving alive recover* safe evacuat*",
    "capture": "captur* seiz* detain* arrest* prison* hostage* held taken custod* pow pows captiv* kidnap* abduct*",
    "damage": "damag* destroy* burn* blaze* flame* smoke* ruin* wreck* fire fires ablaze demolish*",
    "power": "power* electric* energy grid* outage* blackout* nuclear plant*",
    "trade": "price* market* trade* oil export* import* econom* shipping tariff*",
    "end": "end ends ended ending halt* stop* ceas* paus* suspend* final*",
    "begin": "begin* began begun start* launch* open*",
    "violate": "violat* breach* break* broke broken infring* enter* incursion* unlawful* illegal* trespass*",
    "refuse": "refus* reject* never condition* rule* tolerat* rebuff* declin*",
    "train": "train* exercise* drill* manoeuv* maneuv* rehears*",
    "weapon": "weapon* arms arming munition* ammunition* shell* missile* rocket* artiller* launcher* drone* "
    "warhead*",
    "test": "test* trial* assess* battlefield*",
    "fear": "fear* concern* worr* tension* escalat* risk* danger* afraid anxi*",
    "vote": "elect* vote* voting ballot* poll polls campaign* candidate*",
    "protest": "protest* demonstrat* march* rally rallies rallied riot* unrest crowd*",
    "court": "court* judge* law* legal* trial* charg* prosecut* sentenc* convict*",
    "parliament": "congress* lawmaker* senat* parliament* representative* authori* approv* declar* legislat*",
    "hide": "hid* secre* conceal* cover* undisclosed classified",
    "grow": "ris* rose increas* grow* grew rais* surg* soar* expand* widen*",
    "shrink": "fall* fell drop* declin* cut* reduc* shr* lower*",
    "visit": "visit* travel* trip* arriv* fly flew tour*",
    "name": "appoint* nominat* resign* replac* dismiss* sack* fired oust*",
    "pay": "pay* paid cost* fund* money budget* donat* financ* billion million",
    "storm": "flood* storm* earthquake* quake* hurricane* landslide* drought* wildfire* rain*",
    "ill": "ill illness* diseas* infect* virus* outbreak* epidemic* hospital* patient* vaccin* sick*",
    "hunger": "hung* famin* starv* food* malnutrition humanitarian relief aid",
}
_LONGEST_ENDING = 7


def _tables() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    whole: dict[str, set[str]] = {}
    starts: dict[str, set[str]] = {}
    for family, words in _TABLE.items():
        for word in words.split():
            table = starts if word.endswith("*") else whole
            table.setdefault(word.removesuffix("*"), set()).add(family)
    return whole, starts


_WHOLE, _STARTS = _tables()
_LENGTHS = sorted({len(start) for start in _STARTS})


@lru_cache(maxsize=50_000)
def families(word: str) -> frozenset[str]:
    """The families that the lower-case `word` belongs to; usually none."""
    found = set(_WHOLE.get(word, ()))
    for length in _LENGTHS:
        if length > len(word):
            break
        if len(word) - length <= _LONGEST_ENDING:
            found |= _STARTS.get(word[:length], set())
    return frozenset(found)
