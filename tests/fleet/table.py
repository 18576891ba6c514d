"""Prints the scores."""
import statistics

from .score import Score

COLUMNS = [("tickets/cause", lambda s: s.per_cause(), "{:.2f}"), ("with joined", lambda s: s.mails_per_cause(), "{:.2f}"),
           ("missed", lambda s: len(s.missed), "{:.0f}"), ("noise %", lambda s: 100 * s.share(s.noise), "{:.1f}"),
           ("misrouted %", lambda s: 100 * len(s.misrouted) / max(1, s.tickets), "{:.1f}"), ("in outage", lambda s: len(s.in_outage), "{:.0f}"),
           ("delay min", lambda s: median_delay(s) / 60, "{:.1f}")]
CELL = 6


def median_delay(score: Score) -> float:
    return statistics.median([d for delays in score.delays.values() for d in delays] or [0])


def good(score: Score) -> bool:
    """The aim of docs: one ticket a cause, none missed, none misrouted, none in an outage, next to no noise."""
    return (abs(score.per_cause() - 1) <= 0.02 and not score.missed and not score.misrouted and not score.in_outage
            and score.share(score.noise) <= 0.005)


def print_table(names: list[str], rows: dict[int, list[Score]]) -> None:
    """rows: seed -> a score for each of `names`."""
    width = (CELL + 1) * len(names)
    print("Each figure for: " + ", ".join(names))
    print(f"{'seed':>6} {'alerts':>7} {'causes':>6} " + " ".join(f"{title:^{width}}" for title, _, _ in COLUMNS))
    for seed, scores in sorted(rows.items()):
        print(line(seed, scores[0].alerts, scores[0].causes, [[get(s) for s in scores] for _, get, _ in COLUMNS], good(scores[0])))
    for title, pick in (("min", min), ("median", statistics.median), ("max", max)):
        cells = [[pick([get(scores[i]) for scores in rows.values()]) for i in range(len(names))] for _, get, _ in COLUMNS]
        print(line(title, pick(s[0].alerts for s in rows.values()), pick(s[0].causes for s in rows.values()), cells))
    print(f"\nwithin the aim: {sum(good(s[0]) for s in rows.values())} of {len(rows)} seeds")


def line(first, alerts, causes, cells, ok=None) -> str:
    shown = [" ".join(f"{form.format(x):>{CELL}}" for x in cell) + " " for cell, (_, _, form) in zip(cells, COLUMNS)]
    return f"{first:>6} {alerts:7.0f} {causes:6.0f} " + " ".join(shown) + {True: " ok", False: " -", None: ""}[ok]


def print_delays(names: list[str], rows: dict[int, list[Score]]) -> None:
    kinds = sorted({kind for scores in rows.values() for kind in scores[0].kinds})
    print(f"\nby kind: causes, missed and tickets too many of {names[0]}; minutes from a cause's first alert to its ticket, "
          "median and nine in ten, for: " + ", ".join(names))
    for kind in kinds:
        cells = []
        seen, missed, excess = (sum(scores[0].kinds.get(kind, [0] * 3)[i] for scores in rows.values()) for i in range(3))
        for i in range(len(names)):
            delays = sorted(d / 60 for scores in rows.values() for d in scores[i].delays.get(kind, []))
            cells.append(f"{statistics.median(delays):7.1f} {delays[int(0.9 * (len(delays) - 1))]:7.1f}" if delays else f"{'-':>15}")
        print(f"  {kind:<18} {seen:5} {missed:4} {excess:4}   " + "   ".join(cells))
