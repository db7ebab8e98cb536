"""All that is said of each cause: one record of words for each."""

from __future__ import annotations

from typing import NamedTuple

from trayapp.domain.codes import Cause, OwnTrouble
from trayapp.i18n.catalogue import N_


class CauseWords(NamedTuple):
    short: str
    """In a few words, as it stands beside its verdict in a list."""
    advice: str
    """One line on what helps. None of it promises more than it can keep."""
    why: str = ""
    """After a headline and a colon."""
    sentence: str = ""
    """All there is to say, where a headline would say too much."""
    explanation: str = ""
    """The sentence after it: what may be behind it, or what else there is to know."""
    verdict: str = ""
    """What its verdict is called while nobody vouches for more: its own name would say what nobody knows."""
    notice: str = ""
    """What is seen of it, in a popup under a title that says the verdict; if empty, it says why."""
    notice_of_parts: str = ""
    """The same, where the parts are known that fail."""


CAUSES = {
    Cause.NOT_WATCHED: CauseWords(
        short=N_("nothing asked"),
        advice=N_("Switch on a part of X in the settings."),
        why=N_("no part of X was asked"),
    ),
    Cause.OWN_TROUBLE: CauseWords(
        short=N_("trayapp's own trouble"),
        advice="",  # what to do is said of each kind of it, see OWN_TROUBLES
    ),
    Cause.CLOCK_WRONG: CauseWords(
        short=N_("wrong clock"),
        advice=N_("Set this computer's clock; then everything can be checked again."),
        why=N_("this computer's clock is wrong, so X's certificates cannot be checked"),
    ),
    Cause.PROXY: CauseWords(
        short=N_("proxy fails"),
        advice=N_("See whether it works without the proxy, or correct its address."),
        why=N_("the proxy fails or turns this program away"),
    ),
    Cause.PROXY_REFUSES: CauseWords(
        short=N_("refused by the proxy"),
        advice=N_("Ask who runs the proxy, or see whether X works without it."),
        why=N_("the proxy refuses it and lets other sites through"),
    ),
    Cause.CAPTIVE_PORTAL: CauseWords(
        short=N_("network wants a login"),
        advice=N_("Log in to this network; its page opens in the browser."),
        why=N_("this network seems to want a login first"),
    ),
    Cause.OWN_DNS: CauseWords(
        short=N_("own name service fails"),
        advice=N_("Restart the router, or choose another name service (DNS)."),
        why=N_("no name can be looked up (DNS)"),
    ),
    Cause.NO_NETWORK: CauseWords(
        short=N_("no internet"),
        advice=N_("Check the cable, the Wi-Fi or the router."),
        why=N_("nothing on the internet answers as it should"),
    ),
    Cause.HTTPS_BROKEN: CauseWords(
        short=N_("https fails for all"),
        advice=N_("See whether this network wants a login; if a VPN is on, try without it."),
        sentence=N_("No secure connection (https) comes about, not even to others."),
        explanation=N_("How X is cannot be told from here."),
        verdict=N_("No secure connection"),
        notice=N_("Something answers, but no secure connection (https) comes about."),
    ),
    Cause.POOR_LINE: CauseWords(
        short=N_("poor connection"),
        advice=N_("On Wi-Fi, move closer to the router, or try another network; until then little is asked."),
        sentence=N_("Your connection is too poor to tell how X is."),
        verdict=N_("Cannot tell from here"),
    ),
    Cause.DNS_BLOCKED: CauseWords(
        short=N_("blocked by DNS"),
        advice=N_("Ask who runs this network, or choose another name service (DNS)."),
        why=N_("the name service (DNS) in use does not lead to it, another one does"),
    ),
    Cause.TLS_INTERCEPTED: CauseWords(
        short=N_("wrong certificate"),
        advice=N_("Do not log in to X here before you know why; ask who runs this network."),
        why=N_("what answers in its place cannot prove that it is X"),
        explanation=N_(
            "Either someone is listening in, or a filter uses a certificate of its own, "
            "or this computer's list of certificate authorities is too old."
        ),
    ),
    Cause.PATH_BLOCKED: CauseWords(
        short=N_("blocked on the way"),
        advice=N_("See whether X works in another network, such as the phone's."),
        why=N_("elsewhere it can be reached"),
    ),
    Cause.EDGE_OUTAGE: CauseWords(
        short=N_("Cloudflare fails"),
        advice=N_("Nothing to do but wait; other sites behind Cloudflare may fail, too."),
        why=N_("Cloudflare, which stands in front of it, is failing"),
    ),
    Cause.DNS_GONE: CauseWords(
        short=N_("gone from the DNS"),
        advice=N_("Nothing to do but wait: X has to fix this."),
        why=N_("its names cannot be looked up, not even elsewhere (DNS)"),
    ),
    Cause.UNREACHABLE: CauseWords(
        short=N_("out of reach"),
        advice=N_("Wait a little."),
        why=N_("it cannot be reached from here, and others report trouble, too"),
        verdict=N_("X cannot be reached from here"),
    ),
    Cause.SOME_USERS: CauseWords(
        short=N_("fails for some"),
        advice=N_("Try again in a while."),
        why=N_("it fails for you, while others get the page"),
    ),
    Cause.SERVER_ERRORS: CauseWords(
        short=N_("servers fail"),
        advice=N_("Nothing to do but wait: X has to fix this."),
        notice=N_("X's servers fail."),
        notice_of_parts=N_("X's servers fail: {parts}."),
    ),
    Cause.POSTS_UNREADABLE: CauseWords(
        short=N_("posts unreadable"),
        advice=N_("Reloading hardly helps."),
        notice=N_("No post can be read."),
    ),
    Cause.PART_FAILING: CauseWords(
        short=N_("parts failing"),
        advice=N_("The rest of X works."),
        notice=N_("Parts of it fail."),
        notice_of_parts=N_("Not working: {parts}."),
    ),
    Cause.OTHERS_REPORT: CauseWords(
        short=N_("reported by others"),
        advice=N_("It may pass by itself."),
        why=N_("it gives no useful answer here, and others report trouble"),
        notice=N_("Others report trouble. From here no fault is seen."),
    ),
    Cause.SLOW: CauseWords(
        short=N_("slow"),
        advice=N_("Wait a little, then try again."),
        notice=N_("Answers are slow."),
        notice_of_parts=N_("Slow to answer: {parts}."),
    ),
    Cause.LIMITED: CauseWords(
        short=N_("requests limited"),
        advice=N_("In the browser X may work all the same; trayapp asks less often for a while."),
    ),
    Cause.REFUSED: CauseWords(
        short=N_("turned away"),
        advice=N_("Open X in the browser: there it may work all the same."),
        why=N_("this program is turned away"),
    ),
    Cause.UNCLEAR: CauseWords(
        short=N_("no clear picture"),
        advice=N_("Wait for the next checks; they come by themselves."),
    ),
    Cause.UNSTABLE: CauseWords(
        short=N_("comes and goes"),
        advice=N_("It comes and goes: what you send may get lost. Wait until it is quiet."),
        notice=N_("It failed several times within half an hour."),
    ),
}


_REPORT_IT = N_(
    "Start trayapp again; if that does not help, please report it, with what trayapp doctor says."
)

OWN_TROUBLES: dict[str, tuple[str, str]] = {
    OwnTrouble.DESCRIPTORS.value: (
        N_("trayapp cannot open any more connections"),
        N_("Raise the limit of open files (ulimit -n), then start trayapp again."),
    ),
    OwnTrouble.MEMORY.value: (N_("trayapp has no memory left to check with"), N_("Close other programs.")),
    OwnTrouble.THREADS.value: (
        N_("trayapp cannot start any more threads"),
        N_("Close other programs, or raise the limit of processes (ulimit -u)."),
    ),
    OwnTrouble.AUTHORITIES.value: (
        N_("trayapp finds no certificate authorities that it can use, so it can trust no answer"),
        N_(
            "Install the package ca-certificates; "
            "if SSL_CERT_FILE or SSLKEYLOGFILE is set, correct or unset it."
        ),
    ),
    OwnTrouble.BUG.value: (N_("trayapp cannot check because of an error of its own"), _REPORT_IT),
}
"""What keeps this program itself from asking, and what to do."""

OTHER_OWN_TROUBLE = (N_("trayapp itself is kept from checking"), _REPORT_IT)
"""What a later version may have written down."""
