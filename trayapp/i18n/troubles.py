"""What is wrong around the program, and what to do about it."""

from __future__ import annotations

from pathlib import Path

from trayapp.errors import HistoryEvent, TrayappError
from trayapp.i18n.catalogue import N_, Group, plain
from trayapp.settings.declarations import Problem

_ERRORS = {
    "config_missing": N_("The settings file {path} does not exist. Check the path after --config."),
    "config_is_folder": N_("{path} is a folder. The settings are one file."),
    "config_forbidden": N_("The settings file {path} may not be read. Check its permissions."),
    "config_not_utf8": N_("The settings file {path} is not UTF-8 text. Save it as UTF-8."),
    "config_too_long": N_("The settings file {path} is longer than {most_kib} KiB. Is it the right file?"),
    "config_unreadable": N_("The settings file {path} cannot be read: {why}."),
    "config_broken": N_("The settings file {path} is not valid TOML: {why}. Mend or remove it."),
    "not_running": N_(
        "No trayapp is in the tray, so there is nothing to steer. Start it first: trayapp. "
        "(trayapp watch takes no orders; end it with Ctrl+C.)"
    ),
    "running_older": N_(
        "The trayapp in the tray is older and does not know this. Quit it and start it anew."
    ),
    "config_busy": N_("Another program keeps writing {path}. Nothing was changed; try again."),
    "config_not_editable": N_(
        "{path} is written in a way that cannot be changed from here. Nothing was changed; open the file."
    ),
    "running_frozen": N_("trayapp is running already, but does not answer. End it first (process {pid})."),
    "no_trust_store": N_(
        "This system has no certificate authorities, so no answer can be trusted. "
        "Install the package ca-certificates, or set SSL_CERT_FILE."
    ),
    "trust_store_unusable": N_(
        "{variable} names {path}, where there is no certificate authority that can be used, "
        "so no answer can be trusted. Mend that, or unset {variable}."
    ),
    "no_display": N_("There is no display to show a tray icon on. In a terminal, use: trayapp check"),
    "history_none": N_("Nothing has been recorded in {path} yet. To watch, start trayapp or trayapp watch."),
    "history_locked": N_(
        "Another trayapp writes the history in {path}. End that one first, or name another --data-dir."
    ),
    "history_newer": N_(
        "The history {path} was written by a newer trayapp. Use that one, or name another --data-dir."
    ),
    "history_damaged": N_(
        "The history {path} is damaged. With its next check trayapp sets it aside and begins a new one."
    ),
    "history_unreadable": N_("The history {path} cannot be read: {why}."),
    "history_undeletable": N_("The history {path} cannot be deleted: {why}."),
    "key_store_missing": N_(
        "This system has no key store, so accounts cannot be kept. "
        "Install one, such as GNOME Keyring or KWallet, and log in anew."
    ),
    "key_store_gone": N_(
        "The key store was here and has ended. Start it again, or log in anew; then try again."
    ),
    "key_store_unsafe": N_(
        "The only key store here does not protect what it keeps, so it is not used. "
        "Install one that does, such as GNOME Keyring or KWallet."
    ),
    "key_store_locked": N_("The key store is locked. Unlock it, then try again."),
    "key_store_silent": N_(
        "The key store does not answer. Perhaps it waits for its password in a window of its own."
    ),
    "key_store_failed": N_("The key store fails ({why})."),
    "browser_missing": N_(
        "There is no browser here that can look at X. Chrome, Chromium, Edge, Brave or Vivaldi would do."
    ),
    "browser_not_there": N_("The browser {name} is not there. Correct browser.program in the settings."),
    "browser_as_root": N_("As root no browser protects itself, so none is started. Ask as another user."),
    "browser_unsafe": N_(
        "The browser runs without its sandbox, so it was ended. Start it without such a switch."
    ),
    "browser_hung": N_("The browser did not answer in time and was ended. That says nothing of X."),
    "browser_memory": N_("The browser took too much memory and was ended. That says nothing of X."),
    "browser_failed": N_(
        "The browser has failed. That says nothing of X; is it up to date, and does it start?"
    ),
    "metrics_missing": N_(
        "No figures for Prometheus: prometheus-client is missing. Install it: pip install 'trayapp[metrics]'"
    ),
    "metrics_failed": N_("No figures for Prometheus: {what} cannot be used ({why}). It is tried again."),
    "metrics_open": N_(
        "No figures for Prometheus: other computers reach {address}, so it needs a certificate "
        "(metrics.certificate), and a password (metrics.password_file) or an authority of those "
        "who may ask (metrics.client_authority)."
    ),
    "qt_lacks": N_(
        "Qt needs {library}, which is missing here. Install the package that brings it, "
        "on Debian and Ubuntu most often libxcb-cursor0 or libegl1."
    ),
    "qt_missing": N_(
        "The tray needs Qt, which is not installed here: pip install PySide6-Essentials. "
        "To watch without it, use: trayapp watch"
    ),
    "checks_failed": N_("Not known: checking fails because of an error in this program. It is tried again."),
}
_HISTORY_EVENTS = {
    "history_corrupt": N_("The history {path} was damaged. It is kept as {aside}, and a new one has begun."),
    "history_newer": N_(
        "The history {path} was written by a newer trayapp and is left alone. "
        "What is seen now is kept until trayapp ends."
    ),
    "history_full": N_("The disk is full: {path} is written again once there is room."),
    "history_read_only": N_(
        "{path} may not be written to. Check its permissions; "
        "what is seen meanwhile is kept and written then."
    ),
    "history_busy": N_("Another program blocks {path}; it is written once that lets go."),
    "history_locked": N_("Another trayapp writes {path}; what this one sees is kept until that ends."),
    "history_failed": N_("{path} cannot be written ({why}); it is tried again."),
    "history_deleted": N_("The history {path} was deleted; a new one has begun."),
    "history_replaced": N_("The history {path} was replaced; the new file is continued."),
    "history_resumed": N_("The history {path} is written again; nothing was lost."),
    "history_resumed_with_loss": N_(
        "The history {path} is written again; the oldest {lost} checks of the meantime were lost."
    ),
}
_PROBLEMS = {
    "unknown_key": N_("Setting {key}: there is no such setting; it is ignored."),
    "not_a_group": N_("Setting {key}: {value} is not a group of settings such as {allowed}; it is ignored."),
    "proxy_automatic": N_(
        "Automatic proxy configuration (PAC) is not supported; no proxy is used. "
        "If you need one, enter it in the settings (proxy.mode, proxy.url)."
    ),
    "proxy_not_understood": N_(
        "This proxy address is not understood: {value}. "
        "Correct it in the desktop's settings or in the environment."
    ),
    "command_not_started": N_("The program in {key} cannot be started: {value}."),
    "command_failed": N_("The program in {key} failed, or took more than half a minute."),
    "message_no_apprise": N_(
        "Messages are sent by Apprise, which is not installed beside trayapp. Install it: "
        "pipx inject trayapp apprise, or pip install 'trayapp[notify]'."
    ),
    "message_no_address": N_(
        "The key store has no address for {value} that Apprise knows. Enter one: trayapp accounts set {value}"
    ),
    "message_key_store": N_("The address of {value} cannot be read from the key store."),
    "message_not_sent": N_("A message to {value} could not be sent."),
    "message_unsure": N_(
        "A message to {value} may have got lost. It is not sent again, so that nobody gets it twice."
    ),
}


class Troubles(Group):
    """A sentence for each code that errors, the history and the settings have.

    A code without one is shown as it is, which says more than a failure to say it. Values come from outside.
    """

    def error(self, error: TrayappError) -> str:
        """What is wrong, and what to do."""
        text = self._(_ERRORS.get(error.code, error.code))
        return text.format(**{name: plain(value) for name, value in error.values.items()})

    def unwritable(self, path: Path, error: OSError) -> str:
        """That a file of the user's cannot be written, and why."""
        why = plain(error.strerror or str(error))
        return self._("{path} cannot be written: {why}.", path=plain(str(path)), why=why)

    def history_event(self, event: HistoryEvent) -> str:
        """What befell the history. Watching goes on in every case."""
        text = self._(_HISTORY_EVENTS.get(event.code, event.code))
        return text.format(**{name: plain(value) for name, value in event.values})

    def problem(self, problem: Problem) -> str:
        """What keeps something in the settings from being used, or the settings from having their effect."""
        text = _PROBLEMS.get(problem.code)
        if text is None:  # as it stands beside its field
            why = self._words.settings.in_file(problem)
            return self._("Setting {key}: {why}", key=plain(problem.key), why=why)
        return self._(text, key=plain(problem.key), value=plain(problem.value), allowed=problem.allowed)
