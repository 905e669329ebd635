"""`congan schedule`."""

import json
import os
from pathlib import Path
from typing import Any

import click

from scraper.commands.options import ARCHIVE, AS_JSON, Misuse, complain, fail, named
from scraper.schedule.cron import Cron
from scraper.schedule.job import Job, job_for
from scraper.schedule.period import Period
from scraper.schedule.steps import ScheduleError, Scheduler, Step
from scraper.schedule.systemd import Systemd


class _Every(click.ParamType[Period]):
    name = "period"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Period:
        try:
            return value if isinstance(value, Period) else Period.read(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command("schedule", short_help="Print or install a recurring crawl.")
@click.argument("names", metavar="[SITE]...", nargs=-1)
@ARCHIVE
@click.option(
    "--every",
    type=_Every(),
    default="hourly",
    show_default=True,
    help="hourly, daily, weekly, or a time such as 15m or 6h.",
)
@click.option("--install", is_flag=True, help="Install the job.")
@click.option("--remove", is_flag=True, help="Take the archive's job away.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; do nothing.")
@click.option(
    "--scheduler",
    type=click.Choice(["systemd", "cron"]),
    help="What runs the job.  [default: systemd where it runs, else cron]",
)
@click.option(
    "--system/--user",
    default=lambda: os.geteuid() == 0,
    help="A job of the machine, or of you, with systemd.  [default: of the machine for root]",
)
@AS_JSON
def schedule(
    names: tuple[str, ...],
    archive: Path,
    every: Period,
    install: bool,
    remove: bool,
    dry_run: bool,
    scheduler: str | None,
    system: bool,
    as_json: bool,
) -> None:
    """Print the recurring job that crawls the named sites, all where none is named.

    With --install, run it from now on: by a timer of systemd where that runs, else by cron.
    The CONGAN_ variables that are set now are written into the job. Each archive has one job.

    systemd keeps what the job says in the journal, and knows a failed run by its exit code
    (`systemctl --failed`; `OnFailure=` by `systemctl edit`). With cron a log stands beside the
    archive, and only a failed run says something, which cron mails.

    \b
    Examples:
      congan schedule
      congan schedule --install --every 6h bocongan congan_hanoi
      congan schedule --remove
    """
    named(names)
    if install and remove:
        raise click.UsageError("--install or --remove, not both")
    try:
        job = job_for(archive, names, every)
    except ValueError as error:
        raise Misuse(str(error)) from error
    try:
        if remove:
            _remove(job, _schedulers(scheduler, system, everywhere=True), dry_run, as_json)
        elif install:
            _install(job, _schedulers(scheduler, system), dry_run, as_json)
        else:
            _print(job, _schedulers(scheduler, system), as_json)
    except ScheduleError as error:
        fail(str(error))


def _schedulers(
    name: str | None = None, system: bool = False, everywhere: bool = False
) -> list[Scheduler]:
    """Those of a name, or all, the best first; `everywhere`: with root's other manager."""
    kinds: list[Scheduler] = [Systemd(system), Cron()]
    if everywhere and os.geteuid() == 0:
        kinds.append(Systemd(not system))
    return [kind for kind in kinds if name in (None, kind.name)]


def _install(job: Job, wanted: list[Scheduler], dry_run: bool, as_json: bool) -> None:
    """Install with the first that runs here, and remove the job from where else it stands."""
    chosen = next((kind for kind in wanted if not kind.missing()), None)
    if chosen is None:
        why = "; ".join(filter(None, (kind.missing() for kind in wanted)))
        fail(f"{why}. Nothing was installed; without --install the job is printed")
    own = set(chosen.files(job))
    others = [kind for kind in _schedulers(everywhere=True) if own.isdisjoint(kind.files(job))]
    removed = [step for kind in others if not kind.missing() for step in kind.remove(job)]
    facts = {"scheduler": chosen.name, **job.to_json()}
    _take(removed + chosen.install(job), dry_run, as_json, facts)
    if not dry_run:
        for hint in chosen.hints(job):
            complain(hint)


def _remove(job: Job, wanted: list[Scheduler], dry_run: bool, as_json: bool) -> None:
    steps = [step for kind in wanted for step in kind.remove(job)]
    if not steps:
        complain(f"no job is scheduled for {job.archive}; nothing was removed")
    _take(steps, dry_run, as_json, {"name": job.name, "archive": str(job.archive)})


def _take(steps: list[Step], dry_run: bool, as_json: bool, facts: dict[str, Any]) -> None:
    for step in steps:
        if not dry_run:
            step.take()
        if not as_json:
            click.echo(f"would {step}" if dry_run else step)
    if as_json:
        said = {"dry_run": dry_run, "steps": [str(step) for step in steps]}
        click.echo(json.dumps(facts | said, ensure_ascii=False))


def _print(job: Job, wanted: list[Scheduler], as_json: bool) -> None:
    """Print for the first that runs here, or for the first where none does."""
    chosen = next((kind for kind in wanted if not kind.missing()), wanted[0])
    steps, files = chosen.install(job), chosen.files(job)
    if as_json:
        written = {"files": {str(path): text for path, text in files.items()}}
        facts = {"scheduler": chosen.name, **job.to_json(), **written}
        _take(steps, dry_run=True, as_json=True, facts=facts)
        return
    for path, text in files.items():
        click.echo(f"# {path}\n{text}")
    click.echo("# With --install:")
    for step in steps:
        click.echo(f"# {step}")
