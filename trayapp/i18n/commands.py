"""Help, and what commands say beside their results."""

from __future__ import annotations

from trayapp.i18n.catalogue import N_, Group, plain

_HELP = {
    "program": N_("Says whether X (x.com) is available. Without a command: in the system tray."),
    "options": N_("Options"),
    "commands": N_("Commands"),
    "command": N_("COMMAND"),
    "file": N_("FILE"),
    "folder": N_("FOLDER"),
    "help": N_("show this help"),
    "version": N_("show the version"),
    "config": N_("use another settings file"),
    "data_dir": N_("use another folder for the history"),
    "lang": N_("language of all output"),
    "verbose": N_("log more, and say it here, too"),
    "exit_statuses": N_(
        "Exit status, besides what a command says of its own: 64 wrong usage, 66 the file cannot be read, "
        "69 nobody is there to do it, 73 the file cannot be written, "
        "75 another trayapp has the history, 78 the settings file cannot be used."
    ),
    "check": N_("one full check; exit status 0 up, 1 problems, 2 down, 3 anything else"),
    "json": N_("print one line of JSON"),
    "no_sources": N_("ask no outside voices, only X and the own line"),
    "watch": N_("watch without a desktop and write the history; one line for each change"),
    "watch_json": N_("one line of JSON for each confirmed change"),
    "status": N_("the last verdict from the history, and how old it is; exit status as check"),
    "format": N_("print one line as waybar takes it; the exit status is 0 in every state"),
    "history": N_("incidents and uptime"),
    "csv": N_("print the incidents as a table (CSV)"),
    "since": N_("how far back: 90m, 24h, 7d, 4w, 1y, or a date"),
    "moment": N_("TIME"),
    "export": N_("write every check as recorded into a file, one line of JSON each"),
    "export_file": N_("the file to write"),
    "replay": N_(
        "run the checks of a file through today's rules, without network or history; "
        "exit status 65 if there are lines and none of them is a check"
    ),
    "replay_file": N_("a file of checks, one line of JSON each; - is what is piped in"),
    "replay_json": N_("one line of JSON for each change and gap, and one for the figures"),
    "doctor": N_("what works here; exit status 0 if all of it does"),
    "accounts": N_(
        "the own accounts with outside voices, kept in the system's key store; "
        "exit status 1 if that fails, 69 without a key store"
    ),
    "action": N_("ACTION"),
    "accounts_action": N_("set: ask for it and keep it; test: try it with the service; remove: forget it"),
    "name": N_("NAME"),
    "accounts_name": N_("whose account: %(choices)s"),
    "pause": N_("have the trayapp in the tray check nothing for a while"),
    "resume": N_("have it check again"),
    "mute": N_("let no popups come from it; checks go on"),
    "unmute": N_("let popups come again"),
    "show": N_("show its window"),
    "length": N_("LENGTH"),
    "pause_length": N_("how long: 30m, 4h, 2d; without one, an hour"),
    "mute_length": N_("how long: 30m, 4h, 2d; without one, until unmute"),
    "page": N_("PAGE"),
    "show_page": N_("settings: open the settings instead"),
    "explain": N_("explain a command"),
    "explained": N_("which one"),
}
# How argparse says what is wrong, in English alone. What it words otherwise one day is shown as it is.
_MISTAKES = {
    r"argument (?P<name>.+?): expected one argument": N_("{name} needs a value"),
    r"argument .+?: invalid choice: '?(?P<value>.*?)'? \(choose from (?P<choices>.+)\)": N_(
        "{value} is none of {choices}"
    ),
    r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)": N_("{name} does not go with {other}"),
    r"argument (?P<name>.+?): ignored explicit argument .*": N_("{name} takes no value"),
    r"the following arguments are required: (?P<name>.+)": N_("it lacks {name}"),
    r"unrecognized arguments: (?P<value>.+)": N_("{value} is not known here"),
    r"argument (?P<name>.+?): (?P<why>.+)": "{name}: {why}",
}
_EXAMINED = {
    "translations": N_("translations"),
    "limits": N_("this computer's limits"),
    "trust": N_("certificates"),
    "dns": N_("name service (DNS)"),
    "proxy": N_("proxy"),
    "clock": N_("clock"),
    "answers": N_("X's answers"),
    "controls": N_("hosts that tell of your line"),
    "database": N_("history"),
    "log": N_("log"),
    "tray": N_("tray"),
    "key_store": N_("key store"),
    "notices": N_("notices"),
}
_DIAGNOSES = {
    "translations": N_("complete ({value})"),
    "translations_missing": N_("missing: {value}. Install trayapp anew."),
    "limits": N_("files, threads and memory are enough"),
    "few_descriptors": N_(
        "only {value} more files can be opened, too few for a check. Raise the limit (ulimit -n)."
    ),
    "few_threads": N_(
        "only {value} more threads can be started, too few for a check. "
        "End other programs, or raise the limit (ulimit -u)."
    ),
    "little_memory": N_("there is no memory left. End other programs."),
    "trust": N_("the system's authorities are used"),
    "key_log": N_(
        "SSLKEYLOGFILE names {value}, which cannot be written and is passed over. "
        "Mend the path, or unset SSLKEYLOGFILE."
    ),
    "dns": N_("finds X"),
    "dns_without_x": N_("finds others, but not X; trayapp check tells more"),
    "dns_silent": N_("finds nothing; is this computer online?"),
    "proxy": N_("X is asked through one"),
    "no_proxy": N_("none is used"),
    "clock": N_("agrees with other hosts"),
    "clock_wrong": N_("is wrong, as other hosts' certificates or clocks show. Set date and time."),
    "clock_unknown": N_("cannot be compared, since nobody answers"),
    "answers": N_("are known: {value}"),
    "answers_changed": N_(
        "have changed, so that this version cannot read them: {value}. Look for an update. "
        "Whoever mends it needs:"
    ),
    "answers_unread": N_("came otherwise than they must, or not at all: {value}"),
    "controls": N_("all of them count"),
    "controls_distrusted": N_(
        "{value}: for 7 days every answer has been wrong, on every network, so they count for nothing"
    ),
    "database": N_("in {value}"),
    "log": N_("in {value}"),
    "database_empty": N_("nothing recorded yet; it will be in {value}"),
    "database_not_writable": N_("{value} may not be written to. Check its permissions."),
    "tray": N_("there is one"),
    "key_store": N_("{value} keeps accounts, if there are any"),
    "no_key_store": N_("there is none; accounts with outside voices cannot be kept"),
    "no_tray": N_("there is none; trayapp shows a small window instead"),
    "no_display": N_("there is no display; use trayapp check or trayapp watch"),
    "no_session_bus": N_("there is no D-Bus session; trayapp shows a small window instead"),
    "notices": N_("shown by {value}"),
    "notices_in_tray": N_("the tray shows them"),
    "no_notices": N_("there is no notification server; the tray shows them where it can"),
}


class Commands(Group):
    """Words for the terminal."""

    def wrong_usage(self, why: str, command: str) -> str:
        """What argparse says of it, and whose help tells more."""
        import re  # few commands are wrong

        for pattern, mistake in _MISTAKES.items():
            found = re.fullmatch(pattern, why, re.DOTALL)
            if found is not None:
                values = found.groupdict()
                values["choices"] = (values.get("choices") or "").replace("'", "")
                why = self._(mistake).format(**values)
                break
        text = self._("Wrong usage: {why}. See: {command}")
        return text.format(why=plain(why), command=f"{command} --help")

    def resumed(self) -> str:
        return self._("Checks go on.")

    def unmuted(self) -> str:
        return self._("Popups come again.")

    def no_unit(self, text: str) -> str:
        """Of a number alone, where a stretch of time has to be."""
        return self._("{text} of what? Write {text}m, {text}h, {text}d, {text}w or {text}y").format(text=text)

    def no_moment(self, text: str) -> str:
        return self._("{text} is no time; it is written as 90m, 24h, 7d, 4w, 1y or 2026-02-16").format(
            text=text
        )

    def no_length(self, text: str) -> str:
        return self._("{text} is no length from 1m to 366d; it is written as 30m, 4h or 2d").format(text=text)

    def help(self, about: str) -> str:
        """One line of help on an option or command, or the name of what it takes."""
        return self._(_HELP[about])

    def exported(self, count: int, path: str) -> str:
        text = self._n("{count} line written to {path}.", "{count} lines written to {path}.", count)
        return text.format(count=count, path=plain(path))

    def examined(self, name: str) -> str:
        """What `trayapp doctor` looks at."""
        return self._(_EXAMINED[name])

    def diagnosis(self, code: str, value: str) -> str:
        """What `trayapp doctor` found."""
        return self._(_DIAGNOSES[code]).format(value=plain(value))

    def cannot_write(self, path: str, why: str) -> str:
        text = self._("{path} cannot be written: {why}. Nothing was changed.")
        return text.format(path=plain(path), why=plain(why))

    def cannot_read(self, path: str, why: str) -> str:
        return self._("{path} cannot be read: {why}.").format(path=plain(path), why=plain(why))

    def no_recording(self, path: str) -> str:
        """Of a file of which no line is a check."""
        return self._("{path} is no recording: none of its lines is a check.").format(path=plain(path))

    def more_passed_over(self, count: int) -> str:
        """After the first that are named."""
        text = self._n("{count} more line is no check", "{count} more lines are no checks", count)
        return text.format(count=count)

    def passed_over(self, line: int) -> str:
        return self._("line {line} is no check with a readable time; it is passed over").format(line=line)
