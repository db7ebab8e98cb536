"""Whether a post says, or asks, that X is failing now: by the grammar of its claim, not by one word. Pure.

A language's grammar (grammar.py) makes of each sentence a line of signs, one a phrase: "is X down again?" is
`bXST?`. What a claim is stands here, for all languages alike: a subject (X, a part of X), a failure and the
present. It does not count where its clause speaks of another time or a condition, or its sentence of
something else; nor where the post goes on to say that X works or is back. The last word stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from trayapp.crowd.folding import JAPANESE, folded, japanese_sentences, sentences, without_kiss, words_of
from trayapp.crowd.grammar import FOLDER, Grammar, common_words, grammar

_Span = tuple[int, int]

# "Not … loads" and "lädt … nicht" are failures; what stands between is kept, it may be the subject.
# A name that is a sentence begins the next one: "Twitter. Dead. Again."
_COMPOSED = (
    (re.compile(r"(?<![^.?])X\.(?=.)"), "X"),
    (re.compile("OX"), "O"),
    (re.compile(r"[NM]([bTPYRXOLA]{0,6}|[bTPYRXOLA]?w[bTPYRXOLA]?)V"), r"\1F"),
    (re.compile(r"Z([bTPYRXOLA]{0,3})V"), r"\1F"),
    (re.compile(r"V([bTPYRXOLA]{0,4}w?[bTPYRXOLA]{0,4})M"), r"F\1"),
)
_CLAIM = re.compile(
    r"[HE]|(?<!R)C"
    r"|(?P<subject>(?<!R)[XYP]|PRX)(?:[TAYPV:]*|[TAYP]*w?[TAYP]*V?b[bTAYP:]*)S"  # X is … down
    r"|(?P<weak>(?<!R)[XYP]|PRX)[bTAY:]*W(?!w(?![wb]*T))"  # X is dead, if that is said of now
    r"|(?P<of>[FJ])"  # anything that fails
    r"|(?<=[TA])Zb?X|Z[bT]*X(?=w?[bT]*[TA])"  # no X since nine
    r"|(?<!w)U[bR]*[XY](?=[TbPA.?,:])"  # what's wrong with X?
)
_NOW = re.compile(r"[TA][bw]{0,2}X|X[bw]{0,2}[TA]|W[bwRA]{0,3}[TA]|(?<![wb])X:?W[,.?]|PRX[bw]*W")
_BARE = re.compile(r"X[TA]*\?(?:[wbTANM]{1,2}[.?]){0,3}")  # "X??? Anyone?"
_OWN = re.compile(r"[^.?]*(?:Zb?w?[LO]|L[bTw]{0,3}[FSJW])[^.?]*,")  # one's own line fails, and X only with it
_TOO = re.compile(r"(?=[^.?]*X)(?=.*[PFSJWNMZ])[^OLQDI]*[,.?][bwT]{0,2}A[bTA]*\?")  # this, anyone else?
_CALM = re.compile(r"(?P<calm>K)|(?P<of>B)|[NZM][bTw]{0,2}[SJ]|[NM][bT]?F")
_ASKS = re.compile(
    r"(?![^,]*[OL])(?!.*D)(?:(?!.*[IK])(?:"
    r"(?=.*X)(?:.*A[^w]*w?[^w]*V|.*V.*A)"  # can anyone open X?
    r"|.*(?:X[bT]*V|V[bR]*X).*T)"  # does X work again?
    r"|.*B[^w]*X|.*X[^w]*B).*\?"  # is X back?
)
# What X stands near enough to, before it and behind it: few unknown words between them. "The app on X", "on
# X" and "X jail" are nearer to others; a noun of trouble may stand further off: "worldwide outage of X".
_X_BEFORE = re.compile(r"(?:(?:(?<!R)(?<!R[bw])|PR)X[^wXOL]*(?:w[^wXOL]*){0,2}|X[^wXOL]*)$")
_X_RIGHT_BEFORE = re.compile("(?<!R)X[bTP]{0,4}$")
_X_BEHIND = re.compile(r"[^wXOL]*(?:w[^wXOL]*)?X(?!w)|J[bTRw]{0,4}(?:RX|X(?!w))")
_BRIEF = 17
"""Signs of a post at most in which X may be named further off, or before: who cannot get on is brief."""
_KEYS = "qwertyuiop asdfghjkl zxcvbnm qwertzuiop"


@cache
def _mistyped() -> dict[str, str]:
    """The words that matter most, by how they are mistyped: two swapped, one twice, missing or beside it."""
    lines = (FOLDER / "languages.txt").read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if line.startswith("typed: ") for word in folded(line[7:]).split()]
    typed = {}
    for word, at in [(each, at) for each in words for at in range(len(each))]:
        swapped = word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
        typed[swapped] = typed[word[: at + 1] + word[at:]] = word
        if 0 < at < len(word) - 1 and len(word) > 5:
            typed[word[:at] + word[at + 1 :]] = word
        for near in re.findall(f"(?<={word[at]}).|.(?={word[at]})", _KEYS):
            typed[word[:at] + near + word[at + 1 :]] = word
    return {wrong: word for wrong, word in typed.items() if wrong not in words}


def says_x_is_down(text: str, language: str | None, read: Callable[[str], Grammar] = grammar) -> bool:
    """Whether this post claims that X, or a part of it, fails now, or asks whether it does.

    `language` is what the author's app claims (`de`, `pt-BR`); where the words are plainly another's, they
    decide. Of a language without a grammar only tags and X's own sentences are understood. Takes any text,
    in time linear in its length, and never raises. Call it off the loop: it reads a file once a language.
    """
    typed = _mistyped()
    plain = re.sub("[a-z]{4,15}", lambda word: typed.get(word[0], word[0]), folded(without_kiss(text)))
    if JAPANESE.search(plain):
        return _claims("".join(map(read("ja").signs, japanese_sentences(plain))))
    parts = sentences(plain, read("names").found)
    return any(_claims("".join(map(read(name).signs, parts))) for name in _languages(plain, language))


def _languages(plain: str, claimed: str | None) -> list[str]:
    """The languages it may be in: several where a post is too short to tell and its tag is of no help."""
    words = words_of(plain)
    known = {name: sum(word in frequent for word in words) for name, frequent in common_words().items()}
    most = max(known.values())
    tag = (claimed or "")[:2].lower()
    if known.get(tag, -1) == most:
        return [tag]
    if most < 2 and tag not in ("", "un", "xx", *known):
        return ["names"]
    return [name for name, count in known.items() if count == most or name == tag]


def _claims(post: str) -> bool:
    """The last word of the post: a claim, or that all is well."""
    if not re.search("[XHECP]", post) or "G" in post:
        return False
    if _BARE.fullmatch(post) or _TOO.fullmatch(post):
        return True
    for pattern, composed in _COMPOSED:
        post = pattern.sub(composed, post)
    # From its "if" on, a clause claims nothing.
    claimed = re.sub("I[^H:,.?]*", lambda hidden: "-" * len(hidden[0]), post)
    says = False
    for sentence in re.finditer("[^.?]+[.?]", post):
        if "Q" in sentence[0]:
            continue
        claims, calm = [*_claimed(claimed, sentence)], [*_calmed(post, sentence)]
        # The one that begins first holds the other: "no problems with X", "isn't working for me".
        last_claim = max((end for begin, end in claims if not _is_inside(begin, calm)), default=-1)
        last_calm = max((end for begin, end in calm if not _is_inside(begin, claims)), default=-1)
        if last_claim != last_calm:
            says = last_claim > last_calm
    return says


def _claimed(post: str, sentence: re.Match[str]) -> Iterator[_Span]:
    """Where a sentence of the post claims something of now."""
    asks = sentence[0].endswith("?")
    for clause in re.compile("[^,]*[,.?]").finditer(post, *sentence.span()):
        if "D" in clause[0] or _OWN.match(post, sentence.start(), clause.start()):
            continue
        for claim in _CLAIM.finditer(post, *clause.span()):
            if claim["weak"] and not (asks or _NOW.search(post[clause.start() : clause.end()])):
                continue
            is_loose = claim["of"] or (claim["subject"] or claim["weak"]) in ("P", "Y")
            if not is_loose or _is_of_x(post, claim.start(), clause.span(), sentence):
                yield claim.span()
    if _ASKS.match(sentence[0]):
        yield sentence.span()


def _calmed(post: str, sentence: re.Match[str]) -> Iterator[_Span]:
    """Where a sentence of the post says that all is well. Who asks whether X is back does not say so."""
    asks = sentence[0].endswith("?")
    for calm in _CALM.finditer(post, *sentence.span()):
        clause = post.rfind(",", 0, calm.start()) + 1, (post + ",").find(",", calm.end())
        if calm["calm"] or not (asks or (calm["of"] and not _is_of_x(post, calm.start(), clause, sentence))):
            yield calm.span()


def _is_of_x(post: str, at: int, clause: _Span, sentence: re.Match[str]) -> bool:
    """Whether what is said at this place of a clause is said of X: of what is named nearest to it."""
    if len(post) > _BRIEF:
        return _X_RIGHT_BEFORE.search(post, max(0, at - 6), at) is not None
    begin, end = max(clause[0], sentence.start()), min(clause[1], sentence.end())
    if re.search("[XOL]", post[begin:end]):
        is_behind = re.search("[XOL]", post[begin:at]) is None
        near = _X_BEHIND.match(post, at, end + 1) if is_behind else _X_BEFORE.search(post, begin, at)
        return near is not None
    # Where it is named only afterwards, X may be the place: "the lift is stuck, photos on X".
    around = sentence[0] if "X" in sentence[0] else post
    return "X" in post[:begin] and not re.search("[wbT]{3}", post[begin:at]) and not re.search("[OL]", around)


def _is_inside(begin: int, spans: list[_Span]) -> bool:
    return any(other_begin <= begin < other_end for other_begin, other_end in spans)
