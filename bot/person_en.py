"""Does an English message ask for a person? In many wordings, and with slips of the finger.

Rules, not examples: each says what makes a wish or what takes it back, so that they hold for customers nobody has met.
Words become kinds (somebody to talk to, a way to reach them, wanting, ...). Short rules look for kinds in a row that
make a wish, and what stands before takes it back: `am I talking to a human` asks about us, `can my customers talk to an
agent` is about others, `what number do I call to speak to an agent` wants a number.
"""

import re
from collections.abc import Iterator

from kb import similarity

_KINDS = {
    "PERSON": "human humans person agent agents representative representatives rep reps operator operators advisor "
    "adviser supervisor manager executive colleague employee",
    "SOMEBODY": "someone somebody anyone anybody assistant specialist expert associate consultant founder founders "
    "boss staff",
    "DESK": "support helpdesk helpline hotline",
    "REAL": "real live actual proper physical living genuine",
    "TALK": "talk talking speak speaking chat chatting tlak spek caht",
    "PASS": "connect connected transfer transferred escalate",
    "REACH": "contact contacting reach",
    "WANT": "want wanna need like prefer require get give gimme bring",
    "BOT": "bot bots chatbot chatbots robot robots machine machines computer",
    "THE": "a an the your ur our some another other different",
    "ME": "me us",
    "TO": "to with by",
    "POLITE": "please pls plz kindly now asap just only ok okay yes hi hello hey instead again immediately directly "
    "thanks sorry then here sir urgently",
    "SWEAR": "damn bloody goddamn fucking freaking",
    "OTHERS": "customers customer users user visitors visitor clients client guests members they he she",
    "NEVER": "dont not never without no longer",
    "ASKING": "how what when where which",
    "NUMBER": "hours hour number numbers email mail",
    "URGENT": "urgent urgently emergency immediate",
    "HELP": "help assist answer explain handle solve fix look call respond reply",
    "REPLIES": "answers answering answered picks picking picked responds responding responded replies replying replied "
    "helps helping",
}
_KIND = {word: kind for kind, words in reversed(_KINDS.items()) for word in words.split()}

_PHRASES = (
    (re.compile(" customer (?:service|support|care|assistance)s? "), " helpdesk "),
    (re.compile(" call cent(?:er|re) | (?:service|help) desk | (?:service|support) team "), " helpdesk "),
    (re.compile(" contacts? (?:list|form|page|details|info|information|card|book) "), " thing "),
    (re.compile(" some (?=one |body )"), " some"),
    (re.compile(" human beings? "), " human "),
    (re.compile(" no (?:one|body) | noone "), " nobody "),
    (re.compile(" one of (?:your|the|our) "), " a "),
    (re.compile(" (to|with)(?=(?:some(?:one|body)|human|person|agent|representative) )"), r" \1 "),
    (re.compile(" get(?:ting)? (?:in touch|through|a hold|hold) "), " contact "),
    (re.compile(" (?:put|pass|hand|forward|switch|refer) (?=(?:me|us|this|it|through) )"), " connect "),
    (re.compile(" (?:do|does|did) not | doesnt | didnt "), " dont "),
)

# What is mistyped most, and is long enough that one wrong letter still says which word was meant.
_MISTYPED = (
    "human person agent operator supervisor executive someone somebody assistant speak speaking talking chatting "
    "connect contact transfer support customer service assistance"
)
_MISTYPED_BADLY = "representative"
_MEANT = (
    "arent contract contracts context contacts contents connects persona persons personal agency agenda operate humane "
    "steak sneak spear speaks speaker peak supports walking taking tasking stalking assistants customers services "
    "custom"
)
_WORD = re.compile(r"[^\W\d_]+|[.!?;\n]")

_TALK = "(?:TALK|PASS|REACH) "
_SOMEBODY = "(?:PERSON|SOMEBODY) "
_A = "(?:(?:THE|ME|REAL|DESK|POLITE|SWEAR|also) )*"
_BETWEEN = r"(?:(?!(?:ASKING|NUMBER|about|of|for|from|if|my|sales?) )\w+ ){0,6}?"
_TO_DESK = "(?:(?:THE|ME|TO|SWEAR|POLITE) )*DESK (?!.*(?:HELP|ASKING|assistance) )"
_ENDS = (
    "(?=POLITE |NEVER |(?:TO )?HELP |assistance |on |about |for |and |or |because |right |who |that |if |so |but |i |$)"
)
_PRESENT = rf"(?:(?=available |around |online |working )|{_ENDS})"

# What stands before, and takes it back.
_OF_OTHERS = re.compile(r" (?:OTHERS|PERSON (?:can|could|may|will|should)) (?:(?!i |we |ME )\w+ ){0,3}$")
_NOT_WANTED = re.compile(" NEVER (?:(?:WANT|have|wish|TO|for|ME) ){0,2}$")
_ABOUT_US = re.compile(" (?:am i|im|i am|are we|was i|are you) (?:TALK )?$")
_ALIKE = re.compile(
    " (?:sounds?|looks?|seems?|feels?|acts?|thinks?|behaves?|be|is|are|more|WANT|similar|close|compared|identical) $"
)
_A_NUMBER = re.compile(r" (?:NUMBER|ASKING time) (?:\w+ ){0,5}$")
_A_WAY = re.compile(" (?:ASKING|NUMBER|HELP|assistance) ")
_USUAL = (_OF_OTHERS, _NOT_WANTED, _ABOUT_US, _A_NUMBER)

_RULES = tuple(
    (re.compile(rule), guards)
    for rule, guards in (
        # talk to a real person; contact somebody; connect me with one of your agents; switch to a human
        (rf" {_TALK}{_BETWEEN}{_SOMEBODY}(?!(?:from|in|of) (?:THE )?sales)", _USUAL),
        (rf" switch TO {_A}PERSON {_ENDS}", _USUAL),
        ("^ (?:POLITE |can you |i WANT TO )*PASS (?:this |it )?(?:POLITE )*$", ()),
        # someone I can talk to; a live person to talk
        (rf" {_SOMEBODY}(?:there |who |that )?(?:i can |TO ){_TALK}(?=TO |about |POLITE |$)", _USUAL),
        # I need a human; give me an agent please; get me someone to help
        (rf" WANT {_A}PERSON {_ENDS}", (*_USUAL, _ALIKE)),
        (rf" WANT {_A}SOMEBODY (?:\w+ ){{0,3}}?(?:TO|who can) (?:HELP|REACH) ", _USUAL),
        # someone real; with a real person; can a human help me; human to answer
        (" SOMEBODY (?:REAL|PERSON) ", (*_USUAL, _ALIKE)),
        (" TO (?:THE )*REAL PERSON ", (*_USUAL, _ALIKE)),
        (rf" (?:can|could|would) {_A}PERSON {_A}HELP (?:ME|at|this|it|$)", ()),
        ("^ (?:REAL )?PERSON (?:TO HELP|(?:HELP|assistance) (?:POLITE )*$)", ()),
        # are there humans; do you have human support; is anyone there
        (rf" (?:there|have|got|any) {_A}(?:{_SOMEBODY}|REAL DESK )(?:DESK )?{_PRESENT}", _USUAL),
        (" (?:(?:is|are) SOMEBODY|REAL PERSON|PERSON) (?:there|available|around|online) ", _USUAL),
        ("^ (?:POLITE )*SOMEBODY (?:there|around) ", ()),
        # I want to talk to customer service. But how and when, or to contact it, asks for a way: that has an answer.
        (
            rf" (?:WANT|let|can i|could i|may i|id) (?:(?!(?:HELP|ASKING|assistance) )\w+ ){{0,3}}?TALK {_TO_DESK}",
            (*_USUAL, _A_WAY),
        ),
        (rf" PASS {_TO_DESK}", (*_USUAL, _A_WAY)),
        # I don't want to talk to a bot; no bots please
        (r" (?:NEVER|stop|hate|tired|sick) (?:\w+ ){0,3}?TALK (?:\w+ ){0,3}?BOT ", ()),
        (rf" NEVER (?:WANT )?(?:THE )*BOT (?:THE (?:REAL )?PERSON |{_ENDS})", ()),
        # I want to complain; I would like to make a complaint
        (
            r"^ (?:POLITE )*(?:i|id|we) (?:(?!NEVER )\w+ ){0,2}?TO"
            " (?:complain|(?:make|file|lodge|raise) (?:THE )*complaint) ",
            (),
        ),
        # nobody picks up; the call center is not reachable
        (" nobody (?:is |are |has |have |will |ever )?(?:REPLIES|HELP) ", ()),
        (
            r" DESK (?:\w+ ){0,3}?(?:unavailable|unreachable|NEVER (?:available|reachable|REPLIES)) ",
            (),
        ),
    )
)

# Nothing but a person and politeness: `agent`, `a human please`, `live chat`. Nothing but haste: `this is urgent`.
_BARE = (
    "PERSON SOMEBODY DESK REAL TALK PASS REACH WANT THE ME TO POLITE SWEAR i id can could may would you service "
    "services handoff handover takeover have let"
)
_NAMED = re.compile(" (?:PERSON|REAL (?:TALK|SOMEBODY)) |^(?!.* REACH ).* DESK |^ REACH DESK $")
_PRESSING = (
    "URGENT POLITE WANT HELP THE TO this is it its very really extremely so i have im in assistance matter issue "
    "problem solution my"
)
_ONLY_PERSON = frozenset(_BARE.split())
_ONLY_PRESSING = frozenset(_PRESSING.split())
_RIGHT = frozenset((*_KIND, *_MEANT.split()))
_SLIPS_OF_ONE = dict.fromkeys(_MISTYPED.split(), 1)
_SLIPS_OF_MANY = {_MISTYPED_BADLY: 1}


def wanted(folded: str) -> bool:
    """Whether a text, folded and without apostrophes, asks in English for a person now."""
    sentences = list(_sentences(folded))
    return any(_asks(sentence) or _is_bare(sentence) for sentence in sentences) or _is_haste(sentences)


def _asks(sentence: str) -> bool:
    return any(
        not any(guard.search(sentence[: match.start() + 1]) for guard in guards)
        for rule, guards in _RULES
        for match in rule.finditer(sentence)
    )


def _is_bare(sentence: str) -> bool:
    return frozenset(sentence.split()) <= _ONLY_PERSON and bool(_NAMED.search(sentence))


def _is_haste(sentences: list[str]) -> bool:
    kinds = frozenset(" ".join(sentences).split())
    return "URGENT" in kinds and kinds <= _ONLY_PRESSING


def _sentences(folded: str) -> Iterator[str]:
    """Each sentence as its kinds, a space around each."""
    words: list[str] = []
    for word in [*_WORD.findall(folded), "."]:
        if word.isalpha():
            words.append(_repaired(word))
        elif words:
            text = f" {' '.join(words)} "
            for phrase, plain in _PHRASES:
                text = phrase.sub(plain, text)
            yield f" {' '.join(_KIND.get(word, word) for word in text.split())} "
            words = []


def _repaired(word: str) -> str:
    if len(word) < 5 or word in _RIGHT or not word.isascii():
        return word
    badly = similarity.closest(word, _SLIPS_OF_MANY, most=3) if len(word) > 10 else None
    return badly or similarity.closest(word, _SLIPS_OF_ONE, most=1) or word
