"""On time, without a daemon of our own: what to give cron or systemd.

The day's PDF is named by its date and built once; sending it is safe to repeat. So both forms simply
try again: after a missed run (the machine was off), and while a reader is refused for now. systemd
catches up through `Persistent`, cron by asking every ten minutes whether the hour has passed.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from briefing.errors import BriefingError

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Plan:
    """Every day at `at` ("06:30", local time): build from `articles`, send with `send_options`.

    `program` is how this machine calls briefing; paths are absolute, for neither cron nor systemd
    starts where a person does.
    """

    at: str
    articles: Path
    out: Path
    program: Sequence[str]
    build_options: Sequence[str] = ()
    send_options: Sequence[str] = ()

    def __post_init__(self) -> None:
        if not _TIME.fullmatch(self.at):
            raise BriefingError(f"{self.at!r} is not a time of day", where="--at", hint="such as 06:30")
        for word in self._words:
            if "\n" in word or "\r" in word:
                raise BriefingError("a line break cannot stand in a timer", where=repr(word))

    @property
    def _words(self) -> list[str]:
        paths = [str(self.articles), str(self.out)]
        return [*self.program, *paths, *self.build_options, *self.send_options]

    @property
    def script(self) -> str:
        """One line of shell: the day's PDF unless it is there, then its readers.

        Exit code 3 of `build` (an article could not be read, and the paper says so) is no reason not
        to send.
        """
        program = shlex.join(self.program)
        paper = f'{shlex.quote(str(self.out))}/"$(date +%F)".pdf'
        build = f"{program} build {shlex.quote(str(self.articles))} -o {paper} --quiet"
        send = f"{program} send {paper} --quiet"
        build = " ".join([build, *map(shlex.quote, self.build_options)])
        send = " ".join([send, *map(shlex.quote, self.send_options)])
        return f"{{ [ -e {paper} ] || {build} || [ $? -eq 3 ]; }} && {send}"


def cron_line(plan: Plan) -> str:
    """One line for `crontab -e`. A percent sign is a line break to cron unless it is escaped."""
    log = shlex.quote(str(plan.out / "schedule.log"))
    hour = plan.at.replace(":", "")
    command = f'[ "$(date +%H%M)" -ge {hour} ] && {{ {plan.script}; }} >> {log} 2>&1'
    return "*/10 * * * * " + command.replace("%", r"\%") + "\n"


def systemd_units(plan: Plan, name: str = "briefing") -> str:
    """A service and a timer in one text, each under the name of its file.

    In a unit `%` and `$` are special, so both are doubled; backslash and quotation mark are escaped.
    """
    script = plan.script.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f"""\
# ~/.config/systemd/user/{name}.service
[Unit]
Description=Build the day's briefing and send it
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=6h
StartLimitBurst=12

[Service]
Type=oneshot
ExecStart=/bin/sh -c "{script}"
Restart=on-failure
RestartSec=10min

# ~/.config/systemd/user/{name}.timer
[Unit]
Description=Every day at {plan.at}

[Timer]
OnCalendar=*-*-* {plan.at}:00
Persistent=true

[Install]
WantedBy=timers.target

# Then: systemctl --user daemon-reload && systemctl --user enable --now {name}.timer
# and, so that it runs while nobody is logged in: loginctl enable-linger
"""
