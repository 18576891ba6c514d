"""One simulated company and all that happened to it."""
import dataclasses

from .cause_book import CauseBook
from .cause_mix import CauseMix
from .delivery import deliver
from .evidence import judge
from .jobs import JobBook
from .links import Links
from .passing import Passing
from .plan import Plan, draw_plan
from .run import Run
from .world import World, draw_world


@dataclasses.dataclass
class Trace:
    plan: Plan
    world: World
    causes: list
    outages: list
    alerts: list  # of Raw, in order of arrival
    verdicts: dict = dataclasses.field(default_factory=dict)  # cause id -> Verdict


def make_trace(seed: int, days: int | None = None, hold: str | None = None) -> Trace:
    return trace_of(draw_plan(seed, days, hold))


def trace_of(plan: Plan) -> Trace:
    world = draw_world(plan)
    jobs = JobBook(plan, world)
    jobs.draw_all()
    book = CauseBook(plan, world)
    CauseMix(book, jobs).draw_all()
    links = Links(plan, world, book.causes)
    run = Run(plan, book.causes, links, Passing(plan, jobs.jobs))
    run.jobs(jobs.jobs)
    alerts = deliver(plan, run.raws + list(links.reports(world)), links)
    trace = Trace(plan, world, book.causes, book.outages, alerts)
    trace.verdicts = judge(trace)
    return trace
