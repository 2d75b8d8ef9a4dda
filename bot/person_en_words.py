"""The words of an English message as kinds: somebody to talk to, a way to reach them, wanting, ...

`sentences` is what the rules of `bot.person_en` read. Slips of the finger and the short spellings of a phone are put
right first, because whoever wants a person is in a hurry.
"""

import functools
import re
from collections.abc import Iterator

from kb import similarity

_KINDS = {
    "PERSON": "human humans person agent agents representative representatives rep reps operator operators advisor "
    "adviser supervisor manager executive colleague employee",
    "SOMEBODY": "someone somebody anyone anybody assistant specialist expert associate consultant technician engineer "
    "founder founders staff",
    "DESK": "support helpdesk helpline hotline",
    "REAL": "real live actual proper physical genuine",
    "TALK": "talk talking speak speaking chat chatting",
    "PASS": "connect connected connecting transfer transferred transferring redirect redirected",
    "ESCALATE": "escalate escalated",
    "REACH": "contact contacting reach reaching",
    "WANT": "want wanna need needs needed like prefer require requires requested request requesting demand get give "
    "gimme",
    "BOT": "bot bots chatbot chatbots robot robots",
    "MACHINE": "machine machines computer ai",
    "THE": "a an the your ur our some another other different",
    "ME": "me us",
    "TO": "to with by",
    "POLITE": "please pls plz kindly now asap just only ok okay yes hi hello hey instead again immediately directly "
    "thanks sorry then here sir urgently maybe perhaps",
    "SWEAR": "damn bloody goddamn fucking freaking",
    "OTHERS": "customers customer users user visitors visitor clients client guests members they he she",
    "NEVER": "dont not never without no longer",
    "ASKING": "how what when where which",
    "NUMBER": "hours hour number numbers email mail",
    "URGENT": "urgent urgently emergency immediate",
    "HELP": "help assist answer explain handle solve fix call respond reply",
    "REPLIES": "answers answering answered picks picking picked responds responding responded replies replying replied "
    "helps helping helped calls",
    "MATTER": "case issue ticket order account problem request payment refund claim question message matter "
    "conversation",
    "COMPLAINT": "complaint complain",
}
_KIND = {word: kind for kind, words in reversed(_KINDS.items()) for word in words.split()}

# As it stands in a text, before it is cut into words: `talk 2 sum1`, `speak w/ rep`, `tosomebody`.
_SHORTHAND = (
    (re.compile(r"\bw/(?!o\b)|\bw(?= (?:an?|the|ur|your|rep|agent|human|some|any|real|live)\b)"), "with "),
    (re.compile(r"\b(talk|speak|chat|connect|transfer|switch|tlk|spk) 2 "), r"\1 to "),
    (re.compile(r"\b(some|any|no) ?1\b|\bsu?m1\b"), "someone"),
    (re.compile(r"\b(to|with)(?=(?:some(?:one|body)|human|person|agent|representative)\b)"), r"\1 "),
)
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
# Spellings too far from the word, or too short, for the count of slips below.
_MEANT = {
    wrong: word
    for word, spellings in {
        "human": "hooman humn hman huan uman",
        "agent": "agnt agen aent aget",
        "talk": "tlk tlak takl",
        "speak": "spk spek spak seak",
        "chat": "caht",
        "customer": "costumer",
        "representative": "csr",
    }.items()
    for wrong in spellings.split()
}
# What is mistyped most, and is long enough that one wrong letter still says which word was meant.
_MISTYPED = (
    "human person agent operator supervisor manager executive someone somebody assistant talk speak speaking talking "
    "chatting connect contact transfer support customer service assistance "
    "anyone anybody nobody please available redirect escalate colleague employee specialist technician prefer require "
    "chatbot helpdesk"
)
_MISTYPED_BADLY = "representative"
_ALMOST = (
    "arent contract contracts context contacts contents connects persona persons personal agency agenda operate humane "
    "steak sneak spear speaks speaker peak supports walking taking tasking stalking assistants customers services "
    "custom talks stalk manage managed manages managers operators transfers humans agents"
)

# Two letters swapped or one doubled, and in longer words one left out, is put right in all that the rules look for.
_OTHERS = (
    "there where available online around through would could should this that about going able have been nobody "
    "service services technical billing looking waiting reading question questions send assign involve people "
    "member team charge department within after does will cant refuse back from because which"
)
_LOOKED_FOR = (*_KIND, *_OTHERS.split())
# Words of their own that a slip would make.
_NO_SLIPS = (
    "form three compliant guess though reuse roots dose odes bale abel boots mater relied relies "
    "exert gusts fonder anther"
)


def _slips(word: str) -> Iterator[str]:
    for at in range(len(word)):
        yield word[:at] + word[at] + word[at:]
        if len(word) >= 6 and 0 < at < len(word) - 1:
            yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]


# What several words say together.
_PHRASES = tuple(
    (re.compile(phrase), plain)
    for phrase, plain in (
        (" (?:have|having) (?:an? )?(?:quick )?(?:word|chat|talk|conversation) (?=with |to )", " talk "),
        (" group chats? | video (?:call|chat)s? ", " thing "),
        (" take over (?=$|now |please |this |from )", " help me "),
        (" where (?:is|are) ", " whereabouts "),
        (" (?:customer|consumer) (?:service|support|care|assistance)s? ", " helpdesk "),
        (" call cent(?:er|re) | (?:service|help) desk | service team ", " helpdesk "),
        (" (?:tech|technical) (?:support|help) ", " helpdesk "),
        (" contacts? (?:us )?(?:list|form|page|details|info|information|card|book|lens|lenses) ", " thing "),
        (" (?:the|a|my|our|your|new|main|change) contact person ", " thing "),
        (" contact person (?=for |of |at |is |name |in )", " thing "),
        (" (?:contact )?human (?:resources?|rights|readable|verification|error|body) ", " thing "),
        (" (?:a|the|this|each|every|any) (?:live )?chat (?=to |over |from |between )", " the conversation "),
        (" are you able to ", " can you "),
        (" (?:estate|travel|insurance|user|ai|transfer|booking|ticket) agents? | (?:mobile|network|phone) operators? ",
         " thing "),
        (" (?:a|the|my|this|bank|wire|money|your) transfer ", " thing "),
        (" transfer to (?:some(?:one|body)|(?:an?|the|another|other) (?:other |different )?person) ", " thing "),
        (" some (?=one |body )", " some"),
        (" human beings? | living (?:persons?|soul|being|human) | (?:real|live|actual) (?:people|persons?) "
         "|(?<!can a)(?<!could a) (?:real|live|actual|human) (?:help|support|assistance) ",
         " real person "),
        (" no (?:one|body) | noone ", " nobody "),
        (" (some(?:one|body)|any(?:one|body)) else ", r" \1 "),
        (" one of (?:your|the|our) (?:people|guys|staff) ", " somebody "),
        (" one of (?:your|the|our) (\\w+?)s? ", r" a \1 "),
        (" (?:a )?(?:team|staff|support) members? | (?:a )?members? of (?:your |the |our )?(?:\\w+ )?(?:team|staff) ",
         " somebody "),
        (" (?<=to |th )(?:(?:your|the) )?(?:(?!sales |my )\\w+ )?(?:team|staff|department)"
         " (?=$|about |for |and |please |now |to |who |because |regarding |on )", " somebody "),
        (" (?:whoever|the (?:one|person|people|boss|manager) (?:who )?)(?: ?i?s)? ?in charge ", " supervisor "),
        (" (?:some(?:one|body) )?(?:higher|further) up | (?:your|the) (?:superiors?|boss|bosses) ", " supervisor "),
        (" get(?:ting)? (?:in touch|through|a hold|hold)(?: of)? ", " contact "),
        (" (?:call|phone|ring) (?:me|us) back (?!up )| call back (?=to me |please |pls |asap |now |at |on |$)"
         "| give (?:me|us) a (?:call|ring)(?: back)? ", " callback "),
        (" (?:gets?|comes?|write|text) back (?=to (?:me|us) )", " reply "),
        (" (?:phone|ring|message) (?=(?:me|us) )", " call "),
        (" look into | (?:take|have) a look (?=$|at (?:this|it|my) )", " fix "),
        (" pick up (?=$|please |pls |now |the phone )", " reply "),
        (" bring (?=(?:me|in|someone|somebody) )", " get "),
        (" (?:team|shift) (?:leader|lead|manager) ", " supervisor "),
        (" look at (?=this |it |(?:my|the) (?:case|issue|ticket|order|account|problem|request|claim) )", " fix "),
        (" (?:check|review|investigate|sort(?: out)?) (?=this |it |my )", " fix "),
        (" (?:put|pass|hand|switch|refer|patch) (?=(?:me|us|this|it|through) )", " connect "),
        (" (?:hand|pass) over (?=to )", " connect "),
        (" (?:pass|forward|send|hand|give|show|refer|assign) (?=(?:my|this|the) (?:case|issue|ticket|problem|request"
         "|claim|question|message|complaint|matter|conversation|chat) )", " connect "),
        (" (?:send|move|take|bring|get|forward|route|direct|point|guide|redirect)"
         " (?=(?:me|us) (?:straight |back |over |on |directly )?to )", " connect "),
        (" (?:automated|automatic|canned|robotic|scripted) (?:responses?|answers?|messages?|repl(?:y|ies)) ", " bot "),
        (" (?:do|does|did|will|would) not | doesnt | didnt | wont | refuse (?=to )", " dont "),
    )
)  # fmt: skip

# Without any of these a sentence asks for nobody, and is looked at no further.
TELLING = frozenset(
    ("PERSON", "SOMEBODY", "DESK", "REAL", "PASS", "ESCALATE", "BOT", "MACHINE", "URGENT", "COMPLAINT", "nobody", "who")
)
# What the phrases make one of them of.
_MAY_TELL = (
    "who whoever nobody noone no people team department bosses boss superior superiors leader lead customer consumer "
    "call tech technical service estate put pass hand switch refer patch send move take bring forward route direct "
    "point guide automated automatic canned robotic scripted charge higher further staff desk one some soul being"
)
_TELLING_WORDS = frozenset((*_MAY_TELL.split(), *(word for word, kind in _KIND.items() if kind in TELLING)))

_WORD = re.compile(r"[^\W\d_]+|[.!?;\n]")
_RIGHT = frozenset((*_LOOKED_FOR, *_ALMOST.split(), *_NO_SLIPS.split()))
_SLIPS = {slip: word for word in _LOOKED_FOR if len(word) >= 4 for slip in _slips(word) if slip not in _RIGHT}
_SLIPS_OF_ONE = dict.fromkeys(_MISTYPED.split(), 1)
_SLIPS_OF_MANY = {_MISTYPED_BADLY: 1}


def sentences(folded: str) -> Iterator[str]:
    """Each sentence of a text (folded, without apostrophes) as its kinds and other words, a space around each."""
    folded = _DRAWN_OUT.sub(r"\1", folded)
    for short, plain in _SHORTHAND:
        folded = short.sub(plain, folded)
    words: list[str] = []
    for word in [*_WORD.findall(folded), "."]:
        if word.isalpha():
            words.append(_repaired(word))
        elif words:
            text = f" {' '.join(words)} "
            for phrase, plain in _PHRASES if not _TELLING_WORDS.isdisjoint(words) else ():
                text = phrase.sub(plain, text)
            yield f" {' '.join(_KIND.get(word, word) for word in text.split())} "
            words = []


@functools.lru_cache(maxsize=4096)
def _repaired(word: str) -> str:
    if word in _MEANT or word in _SLIPS:
        return _MEANT.get(word) or _SLIPS[word]
    if len(word) < 5 or word in _RIGHT or not word.isascii():
        return word
    badly = similarity.closest(word, _SLIPS_OF_MANY, most=3) if len(word) > 10 else None
    return badly or similarity.closest(word, _SLIPS_OF_ONE, most=1) or word
