"""The program's own words: menu, command line, and trouble that its user can mend."""

from __future__ import annotations

from trayapp.about import PROGRAM
from trayapp.errors import HistoryEvent, TrayappError
from trayapp.i18n.catalogue import Catalogue, plain
from trayapp.settings.declarations import Problem


class Menu(Catalogue):
    """Labels of menu and window."""

    def app_name(self) -> str:
        return self._("X availability")

    def checking(self) -> str:
        return self._("Checking …")

    def first_check(self) -> str:
        """What is the matter before anything is known."""
        return self._("Not known yet: the first check is running.")

    def check_now(self) -> str:
        return self._("Check now")

    def see_error(self) -> str:
        return self._("I see an error now")

    def parts_of_x(self) -> str:
        """The title over the parts of X and what came of each."""
        return self._("Parts of X")

    def quit(self) -> str:
        return self._("Quit")

    def seen_through_proxy(self) -> str:
        return self._("As seen through the proxy.")

    def needs_update(self) -> str:
        """X is well, but this version no longer reads what it answers."""
        return self._("X has changed its pages: trayapp needs an update to read them.")


class CommandLine(Catalogue):
    """Help, and what commands say beside their results."""

    def usage(self) -> str:
        """What stands before the short form of a command line."""
        return self._("Usage: ")

    def wrong_usage(self, why: str) -> str:
        return self._("Wrong usage: {why}. See: {command}").format(
            why=plain(why), command=f"{PROGRAM} --help"
        )

    def help(self, about: str) -> str:
        """One line of help on an option or command, or the name of what it takes."""
        return {
            "program": self._("Says whether X (x.com) is available. Without a command: in the system tray."),
            "options": self._("Options"),
            "commands": self._("Commands"),
            "command": self._("COMMAND"),
            "file": self._("FILE"),
            "folder": self._("FOLDER"),
            "help": self._("show this help"),
            "version": self._("show the version"),
            "config": self._("use another settings file"),
            "data_dir": self._("use another folder for the history"),
            "lang": self._("language of all output"),
            "verbose": self._("log more, and say it here, too"),
            "check": self._("one full check; exit status 0 up, 1 problems, 2 down, 3 anything else"),
            "json": self._("print one line of JSON"),
            "no_sources": self._("ask no outside voices, only X and the own line"),
            "watch": self._("watch without a desktop and write the history; one line for each change"),
            "watch_json": self._("one line of JSON for each confirmed change"),
            "status": self._("the last verdict from the history, and how old it is; exit status as check"),
            "format": self._("print one line as waybar takes it; the exit status is 0 in every state"),
            "history": self._("incidents and uptime"),
            "csv": self._("print the incidents as a table (CSV)"),
            "since": self._("how far back: 90m, 24h, 7d, 4w, or a date"),
            "moment": self._("TIME"),
            "export": self._("write every check as recorded into a file, one line of JSON each"),
            "export_file": self._("the file to write"),
            "replay": self._("run the checks of a file through today's rules, without network or history"),
            "replay_file": self._("a file of checks, one line of JSON each"),
            "replay_json": self._("one line of JSON for each change and gap, and one for the figures"),
            "doctor": self._("what works here; exit status 0 if all of it does"),
            "accounts": self._("the own accounts with outside voices, kept in the system's key store"),
            "accounts_action": self._(
                "set: ask for it and keep it; test: try it with the service; remove: forget it"
            ),
            "accounts_name": self._("whose account"),
        }[about]

    def exported(self, count: int, path: str) -> str:
        return self._n("{count} line written to {path}.", "{count} lines written to {path}.", count).format(
            count=count, path=plain(path)
        )

    def examined(self, name: str) -> str:
        """What `trayapp doctor` looks at."""
        return {
            "translations": self._("translations"),
            "limits": self._("this computer's limits"),
            "trust": self._("certificates"),
            "dns": self._("name service (DNS)"),
            "proxy": self._("proxy"),
            "clock": self._("clock"),
            "answers": self._("X's answers"),
            "controls": self._("hosts that tell of your line"),
            "database": self._("history"),
            "log": self._("log"),
            "tray": self._("tray"),
            "key_store": self._("key store"),
            "notices": self._("notices"),
        }[name]

    def diagnosis(self, code: str, value: str) -> str:
        """What `trayapp doctor` found."""
        text = {
            "translations": self._("complete ({value})"),
            "translations_missing": self._("missing: {value}. Install trayapp anew."),
            "limits": self._("files, threads and memory are enough"),
            "few_descriptors": self._(
                "only {value} more files can be opened, too few for a check. Raise the limit (ulimit -n)."
            ),
            "few_threads": self._(
                "only {value} more threads can be started, too few for a check. "
                "End other programs, or raise the limit (ulimit -u)."
            ),
            "little_memory": self._("there is no memory left. End other programs."),
            "trust": self._("the system's authorities are used"),
            "key_log": self._(
                "SSLKEYLOGFILE names {value}, which cannot be written and is passed over. "
                "Mend the path, or unset SSLKEYLOGFILE."
            ),
            "dns": self._("finds X"),
            "dns_without_x": self._("finds others, but not X; trayapp check tells more"),
            "dns_silent": self._("finds nothing; is this computer online?"),
            "proxy": self._("X is asked through one"),
            "no_proxy": self._("none is used"),
            "clock": self._("agrees with other hosts"),
            "clock_wrong": self._(
                "is wrong, as other hosts' certificates or clocks show. Set date and time."
            ),
            "clock_unknown": self._("cannot be compared, since nobody answers"),
            "answers": self._("are known: {value}"),
            "answers_changed": self._(
                "have changed, so that this version cannot read them: {value}. Look for an update. "
                "Whoever mends it needs:"
            ),
            "answers_unread": self._("came otherwise than they must, or not at all: {value}"),
            "controls": self._("all of them count"),
            "controls_distrusted": self._(
                "{value}: for 7 days every answer has been wrong, on every network, so they count for nothing"
            ),
            "database": self._("in {value}"),
            "log": self._("in {value}"),
            "database_empty": self._("nothing recorded yet; it will be in {value}"),
            "database_not_writable": self._("{value} may not be written to. Check its permissions."),
            "tray": self._("there is one"),
            "key_store": self._("{value} keeps accounts, if there are any"),
            "no_key_store": self._("there is none; accounts with outside voices cannot be kept"),
            "no_tray": self._("there is none; trayapp shows a small window instead"),
            "no_display": self._("there is no display; use trayapp check or trayapp watch"),
            "no_session_bus": self._("there is no D-Bus session; trayapp shows a small window instead"),
            "notices": self._("shown by {value}"),
            "notices_in_tray": self._("the tray shows them"),
            "no_notices": self._("there is no notification server; the tray shows them where it can"),
        }[code]
        return text.format(value=plain(value))

    def cannot_write(self, path: str, why: str) -> str:
        return self._("{path} cannot be written: {why}. Nothing was changed.").format(
            path=plain(path), why=plain(why)
        )

    def cannot_read(self, path: str, why: str) -> str:
        return self._("{path} cannot be read: {why}.").format(path=plain(path), why=plain(why))

    def passed_over(self, line: int) -> str:
        return self._("line {line} is no check with a readable time; it is passed over").format(line=line)


class Troubles(Catalogue):
    """What is wrong around the program, and what to do about it."""

    def error(self, error: TrayappError) -> str:
        """What is wrong, and what to do."""
        text = {
            "config_missing": self._(
                "The settings file {path} does not exist. Check the path after --config."
            ),
            "config_is_folder": self._("{path} is a folder. The settings are one file."),
            "config_forbidden": self._("The settings file {path} may not be read. Check its permissions."),
            "config_not_utf8": self._("The settings file {path} is not UTF-8 text. Save it as UTF-8."),
            "config_too_long": self._(
                "The settings file {path} is longer than {most_kib} KiB. Is it the right file?"
            ),
            "config_unreadable": self._("The settings file {path} cannot be read: {why}."),
            "config_broken": self._("The settings file {path} is not valid TOML: {why}. Mend or remove it."),
            "running_frozen": self._(
                "trayapp is running already, but does not answer. End it first (process {pid})."
            ),
            "no_trust_store": self._(
                "This system has no certificate authorities, so no answer can be trusted. "
                "Install the package ca-certificates, or set SSL_CERT_FILE."
            ),
            "trust_store_unusable": self._(
                "{variable} names {path}, where there is no certificate authority that can be used, "
                "so no answer can be trusted. Mend that, or unset {variable}."
            ),
            "no_display": self._(
                "There is no display to show a tray icon on. In a terminal, use: trayapp check"
            ),
            "history_none": self._(
                "Nothing has been recorded in {path} yet. To watch, start trayapp or trayapp watch."
            ),
            "history_locked": self._(
                "Another trayapp writes the history in {path}. "
                "End that one first, or name another --data-dir."
            ),
            "history_newer": self._(
                "The history {path} was written by a newer trayapp. Use that one, or name another --data-dir."
            ),
            "history_damaged": self._(
                "The history {path} is damaged. The next start of trayapp sets it aside and begins a new one."
            ),
            "history_unreadable": self._("The history {path} cannot be read: {why}."),
            "key_store_missing": self._(
                "This system has no key store, so accounts cannot be kept. "
                "Install one, such as GNOME Keyring or KWallet, and log in anew."
            ),
            "key_store_unsafe": self._(
                "The only key store here does not protect what it keeps, so it is not used. "
                "Install one that does, such as GNOME Keyring or KWallet."
            ),
            "key_store_locked": self._("The key store is locked. Unlock it, then try again."),
            "key_store_silent": self._(
                "The key store does not answer. Perhaps it waits for its password in a window of its own."
            ),
            "key_store_failed": self._("The key store fails ({why})."),
            "checks_failed": self._(
                "Not known: checking fails because of an error in this program. It is tried again."
            ),
        }.get(error.code, error.code)
        return text.format(**{name: plain(value) for name, value in error.values.items()})

    def history_event(self, event: HistoryEvent) -> str:
        """What befell the history. Watching goes on in every case."""
        values = {name: plain(value) for name, value in event.values}
        text = {
            "history_corrupt": self._(
                "The history {path} was damaged. It is kept as {aside}, and a new one has begun."
            ),
            "history_newer": self._(
                "The history {path} was written by a newer trayapp and is left alone. "
                "What is seen now is kept until trayapp ends."
            ),
            "history_full": self._("The disk is full: {path} is written again once there is room."),
            "history_read_only": self._(
                "{path} may not be written to. Check its permissions; "
                "what is seen meanwhile is kept and written then."
            ),
            "history_busy": self._("Another program blocks {path}; it is written once that lets go."),
            "history_locked": self._(
                "Another trayapp writes {path}; what this one sees is kept until that ends."
            ),
            "history_failed": self._("{path} cannot be written ({why}); it is tried again."),
            "history_deleted": self._("The history {path} was deleted; a new one has begun."),
            "history_replaced": self._("The history {path} was replaced; the new file is continued."),
            "history_resumed": self._("The history {path} is written again; nothing was lost."),
            "history_resumed_with_loss": self._(
                "The history {path} is written again; the oldest {lost} checks of the meantime were lost."
            ),
        }.get(event.code, event.code)
        return text.format(**values)

    def problem(self, problem: Problem) -> str:
        """A setting that was passed over, and what it takes."""
        text = {
            "unknown_key": self._("Setting {key}: there is no such setting; it is ignored."),
            "not_a_group": self._(
                "Setting {key}: {value} is not a group of settings such as {allowed}; it is ignored."
            ),
            "not_allowed": self._("Setting {key}: {value} is not one of {allowed}; the default is used."),
            "not_in_range": self._(
                "Setting {key}: {value} is not a whole number in {allowed}; the default is used."
            ),
            "not_a_time": self._(
                'Setting {key}: {value} is not a time of day like "22:00"; the default is used.'
            ),
            "quiet_hours_without_end": self._(
                "Setting {key} is empty: quiet hours need both a beginning and an end; there are none."
            ),
            "not_text": self._("Setting {key}: {value} is not text in quotes; the default is used."),
            "not_an_address": self._(
                "Setting {key}: {value} is not an address like {allowed}; the default is used."
            ),
            "proxy_url_missing": self._(
                'Setting {key} is empty though proxy.mode is "manual"; no proxy is used.'
            ),
            "proxy_automatic": self._(
                "Automatic proxy configuration (PAC) is not supported; no proxy is used. "
                "If you need one, enter it in the settings (proxy.mode, proxy.url)."
            ),
            "proxy_not_understood": self._(
                "This proxy address is not understood: {value}. "
                "Correct it in the desktop's settings or in the environment."
            ),
        }.get(problem.code, problem.code)
        return text.format(key=plain(problem.key), value=plain(problem.value), allowed=problem.allowed)
