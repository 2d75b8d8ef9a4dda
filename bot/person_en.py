"""Does an English message ask for a person? In many wordings, and with slips of the finger.

Rules, not examples: each says what makes a wish or what takes it back, so that they hold for customers nobody has met.
`bot.person_en_words` turns words into kinds. Short rules look for kinds in a row that make a wish, and what stands
before takes it back: `am I talking to a human` asks about us, `can my customers talk to an agent` is about others,
`what number do I call to speak to an agent` wants a number.
"""

import re
from typing import TypeAlias

from bot import person_en_words

_Rule: TypeAlias = tuple[re.Pattern[str], tuple[re.Pattern[str], ...]]

_SOMEBODY = "(?:PERSON|SOMEBODY) "
_A = "(?:(?:THE|any|ME|REAL|DESK|POLITE|SWEAR|also) )*"
_NOT_SALES = "(?!(?:from|in|of) (?:(?:THE|sales) )*sales)"
_BETWEEN = r"(?:(?!(?:ASKING|NUMBER|about|of|for|from|if|my|sales?) )\w+ ){0,6}?"
_TO_DESK = "(?:(?:THE|ME|TO|SWEAR|POLITE) )*DESK (?!.*(?:HELP|ASKING|assistance) )"
_ENDS = (
    "(?=POLITE |NEVER |TO ME |(?:TO )?HELP |assistance |on |about |for |and |or |because |right |who |that |if |so "
    "|but |i |$)"
)
_NOT_LATER = r"(?!.*(?:weekends?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|nights?|holidays?|christmas|tomorrow) )"
_PRESENT = rf"(?:DESK )?(?:(?=available |around |online |working |TO TALK )|{_ENDS}){_NOT_LATER}"
# What is passed on: the customer, or what is going on, but never money, a file or a call of somebody else.
_PASSED = "(?:(?:ME|be|TO|THE|REAL|DESK|POLITE|SWEAR|through|over|up|on|back|straight|further|someone) )*?"
_MATTER = "(?:this |that |it |(?:this |that |my |THE )(?:MATTER |COMPLAINT |TALK ))"
# Help me; answer my question; fix this. But not: help me with my order, which has an answer.
_HELP_ME = (
    r"HELP (?:TO )?(?:(?:ME |this |it |that |my MATTER |my (?:email|mail|messages?|account|questions?) )"
    "(?:(?:POLITE|out|back|TO (?:this|that|it|something)|(?:TO|about) (?:my |THE )?MATTER|on the phone) )*"
    r"(?=$|i |and |my |or )|(?:POLITE )*$)"
)
_BEG = (
    "(?:POLITE|(?:can|could|would|will) you|i WANT|i (?:WANT|would WANT|wish) TO|id WANT(?: TO)?|let ME|can i|may i"
    "|be) "
)

# What stands before, and takes it back.
_OF_OTHERS = re.compile(r" (?:OTHERS|PERSON (?:can|could|may|will|should)) (?:(?!i |we |ME )\w+ ){0,3}$")
_NOT_WANTED = re.compile(" NEVER (?:(?:WANT|have|wish|TO|for|ME|be|get) ){0,2}$")
_ABOUT_US = re.compile(" (?:am i|im|i am|are we|was i|are you) (?:(?:TALK|REACH) )?(?:TO )?$")
_MUST_I = re.compile(
    "(?<!ASKING)(?<!who) (?:(?:do|did|will|would) i (?:(?:really|still|even|first) )?(?:have|WANT) TO|must i) $"
)
_ALIKE = re.compile(
    " (?:sounds?|looks?|seems?|feels?|acts?|thinks?|behaves?|be|is|are|more|WANT|similar|close|compared|identical) $"
)
_A_NUMBER = re.compile(r" (?:NUMBER|ASKING time) (?:\w+ ){0,5}$")
_A_WAY = re.compile(" (?:ASKING|NUMBER|HELP|assistance) ")
_HOW_TO = re.compile(r" (?:ASKING (?:\w+ ){0,2}(?:i|we|TO)|can (?:i|we)) (?:WANT )?$")
_SETTING = re.compile(
    " (?:configure|enable|disable|set|setup|settings?|rules?|automatically|build|implement|create|customize"
    r"|WANT THE BOT) (?:\w+ ){0,3}$"
)
_BY_BOT = re.compile(r" (?:can|does|do|will|when|ASKING|if) (?:\w+ )?(?:THE )*BOT (?:\w+ )?$")
_WAS = re.compile(" (?:was|were) $")
_IS_THIS = re.compile(" (?:is|was) (?:this|that|it) (?:(?:THE|REAL|really) )*$")
_IN_GENERAL = re.compile(" ASKING (?:can|could|does|do|will|would) $")
_TOLD_OF = re.compile(" (?:does|is|after|before|while|(?:POLITE|thank you) for(?: letting ME)?|letting ME) $")
_NOT_ASKED = (_SETTING, _OF_OTHERS, _NOT_WANTED, _A_NUMBER, _MUST_I)
_USUAL = (*_NOT_ASKED, _ABOUT_US)

_RULES: tuple[_Rule, ...] = tuple(
    (re.compile(rule), guards)
    for rule, guards in (
        # talk to a real person; contact somebody; who can I talk to about my case
        (rf" (?:TALK|REACH) {_BETWEEN}{_SOMEBODY}{_NOT_SALES}", (*_USUAL, _TOLD_OF)),
        (
            r" who (?:can|could|should|would|do|may|to) (?:(?:i|we|POLITE) )*(?:TALK|REACH) "
            "(?:(?:TO|about|POLITE|this|it|that|my MATTER|THE MATTER) )*$",
            (),
        ),
        # connect me with one of your agents; put me through; escalate this; pass it on to a manager
        (rf" (?:PASS|ESCALATE) {_PASSED}{_SOMEBODY}{_NOT_SALES}", (*_USUAL, _BY_BOT, _WAS)),
        (rf" PASS (?:ME {_BETWEEN}{_SOMEBODY}|TO (?:\w+ ){{0,2}}PERSON ){_NOT_SALES}", (*_USUAL, _BY_BOT, _WAS)),
        (rf" (?:PASS|ESCALATE) {_MATTER}{_PASSED}{_SOMEBODY}{_NOT_SALES}", (*_USUAL, _HOW_TO)),
        (" PASS ME (?:POLITE )*through (?:TO |POLITE |$)", _USUAL),
        (rf"^ (?:{_BEG})*(?:PASS |ESCALATE (?:MATTER |COMPLAINT )?){_MATTER}*(?:(?:POLITE|further|up|TO you) )*$", ()),
        (rf" WANT {_MATTER}(?:TO be )?ESCALATE ", _USUAL),
        # switch to a human; skip to an agent; how do I get to a person
        (
            r" (?:switch|change|skip|go|get|WANT|move|jump|back|return|straight|turn) "
            rf"(?:(?:ME|over|back|straight|through|POLITE) )*TO {_A}PERSON {_ENDS}",
            (*_USUAL, _ALIKE),
        ),
        # someone I can talk to; a live person to talk
        (rf" {_SOMEBODY}(?:there |who |that )?(?:i can |TO ){{1,2}}TALK (?=TO |about |POLITE |$)", _USUAL),
        # I need a human; give me an agent please; looking for a person; this is a question for a human
        (rf" WANT (?:for |TO (?:see|meet|have|be HELP TO) )?{_A}PERSON {_ENDS}", (*_USUAL, _ALIKE)),
        (rf" (?:WANT|find) {_A}SOMEBODY (?:(?:\w+ ){{0,3}}?(?:TO|who can) (?:HELP|REACH)|who can $)", _USUAL),
        (
            rf" (?:looking|waiting|wait|asking|asked|ask|waited) (?:TO |for ){_A}(?:PERSON {_ENDS}|SOMEBODY TO )",
            _NOT_ASKED,
        ),
        (rf" (?:question|job|task|something|MATTER) for {_A}PERSON (?:POLITE )*$", ()),
        (rf" (?:deal|dealing|discuss|communicate|interact|converse) (?:\w+ ){{0,3}}?TO {_A}PERSON {_ENDS}", _USUAL),
        (
            rf" WANT (?:\w+ ){{0,4}}?(?:HELP|assistance|REPLIES|response|attention|be \w+) (?:from |TO ){_A}PERSON ",
            _NOT_ASKED,
        ),
        (
            rf" WANT {_A}PERSON (?:assistance|intervention|contact|attention|HELP|REPLIES|response|TO) ",
            (*_USUAL, _ALIKE),
        ),
        (rf"^ (?:{_BEG})*(?:send|assign|allocate|find) (?:ME )?{_A}PERSON {_ENDS}", ()),
        (rf"^ (?:{_BEG})*(?:(?:loop|WANT) in|involve) {_A}{_SOMEBODY}", ()),
        (rf" WANT {_A}(?:PERSON involved|SOMEBODY in) ", _USUAL),
        (rf"^ {_A}PERSON would be (?:nice|good|great|better|best|helpful|lovely|appreciated) ", ()),
        (rf"^ {_A}{_SOMEBODY}(?:who|that) (?:speaks?|TALK|knows|understands?|can) ", ()),
        (rf" disconnected from {_A}{_SOMEBODY}", ()),
        (rf"^ {_A}PERSON (?:POLITE )+(?:i|my|it|this|because) ", ()),
        # someone real; with a real person; can a human help me; human to answer
        (" SOMEBODY (?:REAL|PERSON) ", (*_USUAL, _ALIKE)),
        (" TO (?:THE )*REAL PERSON ", (*_USUAL, _ALIKE)),
        (
            rf" (?:can|could|would|POLITE) {_A}PERSON {_A}(?:of yours |can |could )*HELP (?:ME|at|this|it|my|$)",
            (),
        ),
        ("^ (?:REAL )?PERSON (?:TO HELP|(?:HELP|assistance|intervention|response) (?:POLITE )*$)", ()),
        # can someone help me; could somebody from your side look into this; will anyone answer me; someone help
        (
            rf" (?:can|could|would|will|POLITE|is|are|have|get|WANT|let) {_A}{_SOMEBODY}"
            rf"(?:(?:from|in|at|on) (?:\w+ ){{1,2}})?(?:(?:POLITE|TO|going|be|able|ever|actually) )*{_HELP_ME}",
            _USUAL,
        ),
        (rf"^ (?:POLITE )*SOMEBODY (?:(?:POLITE|has|WANT|must|should|TO|can) )*{_HELP_ME}", ()),
        (rf" who (?:can|could|will) {_HELP_ME}", ()),
        (
            rf" {_SOMEBODY}(?:of yours )?(?:(?:POLITE|should|could|can|must|WANT|has|TO) )*"
            "(?:REACH|callback|TALK) (?:out )?(?:TO )?(?:ME |callback )",
            (*_USUAL, _IN_GENERAL, _IS_THIS),
        ),
        (rf" (?:have|get|WANT|POLITE|can|could|will) {_A}{_SOMEBODY}(?:TO )?callback ", _USUAL),
        (rf" (?:have|get|WANT) {_A}{_SOMEBODY}on THE (?:line|phone) ", _USUAL),
        (
            rf" (?:is|are|does|do|will) {_A}{_SOMEBODY}(?:(?:ever|even|actually|really) )*"
            r"(?:(?:reading|read|see|seeing) (?:this|these)|home|listening|(?:work|working|HELP|REPLIES) POLITE) ",
            _USUAL,
        ),
        # are there humans; do you have human support; where are your agents; why is there no human; when will one join
        (rf" (?:there|have|got|any) {_A}(?:PERSON |REAL (?:SOMEBODY |DESK )){_PRESENT}", _USUAL),
        (" (?:REAL PERSON|PERSON) (?:there|available|around|online) " + _NOT_LATER, _USUAL),
        (rf"^ (?:\w+ )?why (?:is|are) there NEVER {_A}(?:{_SOMEBODY}|REAL )", ()),
        (rf"^ (?:\w+ )?ASKING will {_A}{_SOMEBODY}(?:join|come|be|HELP) (?:(?:available|online|POLITE|ME) )*$", ()),
        (rf" whereabouts (?:all )?{_A}PERSON (?:DESK )?(?:POLITE |at )*$", ()),
        # I want to talk to customer service. But how and when, or to contact it, asks for a way: that has an answer.
        (
            rf" (?:WANT|let|can i|could i|may i|id) (?:(?!(?:HELP|ASKING|assistance) )\w+ ){{0,3}}?TALK {_TO_DESK}",
            (*_USUAL, _A_WAY),
        ),
        (rf" PASS {_TO_DESK}", (*_USUAL, _A_WAY)),
        # I don't want to talk to a bot; no bots please; get me off this bot; I have been talking to a robot
        (r" (?:NEVER|stop|hate|tired|sick) (?:\w+ ){0,3}?TALK (?:\w+ ){0,3}?(?:BOT|MACHINE) ", ()),
        (rf" NEVER (?:WANT )?(?:THE )*(?:BOT {_ENDS}|(?:BOT|MACHINE) THE (?:REAL )?PERSON )", ()),
        (r" why (?:am|do|are|must) (?:\w+ ){0,4}?TALK TO (?:THE )*(?:BOT|MACHINE) ", ()),
        (" (?:have|ve|ive|weve) been TALK TO (?:THE )*(?:BOT|MACHINE) ", ()),
        (
            r"^ (?:POLITE )*(?:stop|quit|bypass|skip|enough|no more|NEVER more|WANT ME (?:off|out|away)|let ME out) "
            r"(?:(?:THE|TO|ME|WANT|giving|sending|of|from|off|this|that|these) )*BOT (?:POLITE )*(?:$|i )",
            (),
        ),
        # I want to complain; I would like to make a complaint
        (
            r"^ (?:POLITE )*(?:i|id|we) (?:(?!NEVER )\w+ ){0,2}?TO"
            " (?:(?:make|file|lodge|raise) (?:THE )*)?COMPLAINT ",
            (),
        ),
        # nobody picks up; no reply from anyone; the call center is not reachable
        (" nobody (?:is |are |has |have |will |ever |even )?(?:REPLIES|HELP) ", ()),
        (f" NEVER (?:HELP|response|REPLIES) from {_SOMEBODY}", ()),
        (r" DESK (?:\w+ ){0,3}?(?:unavailable|unreachable|NEVER (?:available|reachable|REPLIES|HELP)) ", ()),
    )
)
# Is anyone there? With a question behind it that is only a greeting.
_CALLS: tuple[_Rule, ...] = tuple(
    (re.compile(rule), _USUAL)
    for rule in (
        rf" (?:there|have|got|any) {_A}SOMEBODY {_PRESENT}",
        f" any {_SOMEBODY}free $",
        rf" (?:is|are) (?:SOMEBODY (?:from (?:\w+ ){{1,2}})?|{_A}DESK )"
        rf"(?:there|available|around|online|POLITE) {_NOT_LATER}",
        r"^ (?:POLITE )*SOMEBODY (?:from (?:\w+ ){1,2}?)?(?:(?:there|around|online|available|POLITE|TO TALK) )*$",
    )
)
_MUCH = 5

# Nothing but a person and politeness: `agent`, `a human please`, `live chat`. Nothing but haste: `this is urgent`.
_BARE = (
    "PERSON SOMEBODY DESK REAL TALK PASS REACH WANT THE ME TO POLITE SWEAR i id can could may would you will service "
    "services handoff handover takeover have let through over up on start begin open for"
)
_NAMED = re.compile(
    " (?:PERSON|REAL (?:TALK|SOMEBODY|HELP)|PASS ME|WANT (?:(?:THE|ME|REAL) )*SOMEBODY|handoff|handover|takeover)"
    " |^(?!.* REACH ).* DESK |^ REACH DESK $"
)
_PRESSING = (
    "URGENT POLITE WANT HELP THE TO this is it its very really extremely so i have im in assistance MATTER solution my"
)
_ONLY_PERSON = frozenset(_BARE.split())
_ONLY_PRESSING = frozenset(_PRESSING.split())
_WHO_ARE_YOU = re.compile("\\b(?:am i|are you|is this|is it)\\b")
_GOES_ON = re.compile(" *(?:to|with|by|for|or|and|your|the|our)\\b")


def wanted(folded: str) -> bool:
    """Whether a text, folded and without apostrophes, asks in English for a person now."""
    sentences = list(person_en_words.sentences(folded))
    telling = [sentence for sentence in sentences if not person_en_words.TELLING.isdisjoint(sentence.split())]
    return (
        any(_said(_RULES, sentence) for sentence in telling)
        or any(map(_is_bare, [*sentences, *person_en_words.sentences(_after_comma(folded))]))
        or (bool(telling) and _is_call(sentences))
        or _is_haste(sentences)
    )


def _said(rules: tuple[_Rule, ...], sentence: str) -> bool:
    return any(
        not any(guard.search(sentence[: match.start() + 1]) for guard in guards)
        for rule, guards in rules
        for match in rule.finditer(sentence)
    )


def _is_call(sentences: list[str]) -> bool:
    calls = [place for place, sentence in enumerate(sentences) if _said(_CALLS, sentence)]
    return bool(calls) and sum(map(len, map(str.split, sentences[calls[-1] + 1 :]))) < _MUCH


def _after_comma(folded: str) -> str:
    """What follows the last comma: `my parcel is lost, agent please`. Before it stands who is addressed."""
    before, _, after = folded.rpartition(",")
    return "" if not before or _WHO_ARE_YOU.search(before) or _GOES_ON.match(after) else after


def _is_bare(sentence: str) -> bool:
    return frozenset(sentence.split()) <= _ONLY_PERSON and bool(_NAMED.search(sentence))


def _is_haste(sentences: list[str]) -> bool:
    kinds = frozenset(" ".join(sentences).split())
    return "URGENT" in kinds and kinds <= _ONLY_PRESSING
