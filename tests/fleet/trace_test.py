#!/usr/bin/python3
"""A simulated fleet is the same for a seed, and what it calls true is consistent with what it says."""
import collections
import dataclasses
import hashlib
import json
import pathlib
import tempfile
import unittest

from fleet.draw import Draw
from fleet.evidence import fifth
from fleet.files import alert_json, configuration, rfc3339, write_trace
from fleet.outage_cover import covered
from fleet.plan import draw_plan
from fleet.raw import passing
from fleet.trace import make_trace, trace_of

SEEDS = [2, 13, 16]


def digests(folder: pathlib.Path) -> dict:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())}


class Same(unittest.TestCase):
    def test_a_seed_gives_the_same_files_and_another_seed_others(self):
        with tempfile.TemporaryDirectory() as scratch:
            folders = [pathlib.Path(scratch) / name for name in ("one", "again", "other")]
            for folder, seed in zip(folders, (2, 2, 13)):
                write_trace(make_trace(seed, 14), folder)
            one, again, other = (digests(f) for f in folders)
        self.assertEqual(set(one), {"alerts.jsonl", "causes.jsonl", "central.toml", "devices.csv", "locations.csv", "truth.jsonl"})
        self.assertEqual(one, again)
        self.assertNotEqual(one["alerts.jsonl"], other["alerts.jsonl"])

    def test_the_product_is_never_told_the_truth(self):
        trace = make_trace(2, 14)
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch)
            write_trace(trace, folder)
            given = (folder / "alerts.jsonl").read_text() + (folder / "central.toml").read_text() + (folder / "devices.csv").read_text()
        for cause in trace.causes:
            self.assertNotIn(cause.id, given)
        self.assertNotIn("t-single", given)


class Truth(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.traces = [make_trace(seed) for seed in SEEDS]

    def test_alerts_come_in_order_of_arrival_and_never_before_they_happened(self):
        for trace in self.traces:
            self.assertGreater(len(trace.alerts), 1000)
            self.assertTrue(all(a.arrived <= b.arrived for a, b in zip(trace.alerts, trace.alerts[1:])))
            self.assertTrue(all(r.arrived >= r.t for r in trace.alerts))

    def test_an_id_is_one_alert_with_one_truth(self):
        for trace in self.traces:
            first = {}
            for raw in trace.alerts:
                known = first.setdefault(raw.id, raw)
                self.assertEqual((known.truth, known.t, known.server), (raw.truth, raw.t, raw.server))
                self.assertEqual(raw.repeat, raw is not known)

    def test_a_cause_fails_only_what_it_touches_while_it_lasts(self):
        for trace in self.traces:
            causes = {c.id: c for c in trace.causes}
            for raw in trace.alerts:
                for cause in (causes[i] for i in raw.truth if not passing(i) and not raw.resolved):
                    self.assertIn(raw.server, cause.servers)
                    self.assertTrue(cause.start <= raw.t < cause.end + 90, cause)
                    if raw.device and cause.devices:
                        self.assertIn(raw.device.name, cause.devices)
                    if raw.type == cause.type and cause.file:
                        self.assertEqual(raw.file, cause.file)

    def test_what_passes_by_itself_fails_once_or_twice(self):
        for trace in self.traces:
            times = collections.Counter((r.truth[0], r.device and r.device.name) for r in trace.alerts
                                        if passing(r.truth[0]) and not r.resolved and not r.repeat)
            self.assertGreater(len(times), 20)
            self.assertLessEqual(max(times.values()), 2)

    def test_a_recovery_follows_a_failure_it_belongs_to(self):
        for trace in self.traces:
            failed = {}
            for raw in sorted(trace.alerts, key=lambda r: r.t):
                key = (raw.server.name, raw.device and raw.device.name, raw.type, raw.truth)
                if raw.resolved:
                    self.assertLess(failed[key], raw.t)
                else:
                    failed[key] = raw.t

    def test_a_cause_that_calls_for_a_ticket_has_shown_enough(self):
        for trace in self.traces:
            for cause in trace.causes:
                verdict = trace.verdicts[cause.id]
                if verdict.expected == "ticket":
                    self.assertGreaterEqual(verdict.alerts, 3)
                    self.assertLessEqual(verdict.first, cause.end)
                    self.assertIn(cause.centre, trace.world.centres)

    def test_of_work_that_overruns_only_what_comes_after_the_outage_counts(self):
        seen = 0
        for trace in self.traces:
            for cause in trace.causes:
                verdict = trace.verdicts[cause.id]
                if cause.kind == "outage_in_time":
                    self.assertEqual(verdict.expected, "none")
                    self.assertTrue(all(covered(trace.outages, r.server, r.device, r.t) for r in trace.alerts
                                        if r.truth == (cause.id,) and not r.resolved))
                elif cause.outage and verdict.expected == "ticket":
                    seen += 1
                    self.assertGreaterEqual(verdict.enough, cause.outage.end)
        self.assertGreater(seen, 0)

    def test_a_narrow_cause_hidden_by_the_backbone_shows_by_itself_only_outside_it(self):
        for trace in self.traces:
            backbones = {c.id: c for c in trace.causes if c.kind == "backbone"}
            for cause in (c for c in trace.causes if c.outlives):
                wide = backbones[cause.outlives]
                hidden = [r for r in trace.alerts if cause.servers[0] == r.server and r.central and max(wide.start, cause.start) + 90 < r.t < wide.end]
                self.assertTrue(all(set(r.truth) == {wide.id, cause.id} for r in hidden if not r.resolved))
                for raw in trace.alerts:
                    if raw.truth == (cause.id,) and not raw.resolved:
                        self.assertFalse(wide.start + 90 <= raw.t < wide.end, (cause, raw.t))

    def test_a_servers_silence_is_that_of_the_cause_where_there_is_one(self):
        """A link that is gone for a moment by itself, during a backbone's failure, is not seen."""
        plan = dataclasses.replace(draw_plan(2, 14), blips=1)
        trace = trace_of(plan)
        wide = next(c for c in trace.causes if c.kind == "backbone")
        during = [r for r in trace.alerts if r.central and r.server in wide.servers and wide.start + 90 < r.t < wide.end]
        self.assertTrue(any(passing(r.truth[0]) for r in trace.alerts))
        self.assertFalse([r for r in during if passing(r.truth[0])])

    def test_what_a_lost_link_holds_back_comes_in_one_lump_when_it_is_back(self):
        lumps = collections.Counter()
        for trace in self.traces:
            links = [c for c in trace.causes if c.kind in ("link", "site_link")]
            for raw in (r for r in trace.alerts if not r.central and not r.repeat):
                for cause in (c for c in links if raw.server in c.servers and c.start + 90 <= raw.t < c.end):
                    self.assertGreaterEqual(raw.arrived, cause.end)
                    lumps[cause.id, raw.server.name] += 1
        self.assertGreater(max(lumps.values()), 5)

    def test_every_site_name_is_its_own(self):
        for trace in self.traces:
            names = [text for s in trace.world.sites for text in (s.name, s.code, *s.aliases)]
            self.assertEqual(len(names), len(set(names)))


class Plans(unittest.TestCase):
    def test_somebody_who_keeps_failing_can_exceed_the_limit_within_the_window(self):
        for seed in range(200):
            plan = draw_plan(seed)
            self.assertLess(plan.limit * plan.retry * 1.3, plan.window, seed)
            self.assertGreaterEqual(plan.quiet, plan.window)

    def test_a_fifth_is_at_least_three(self):
        self.assertEqual([fifth(n) for n in (1, 15, 16, 60)], [3, 3, 4, 12])

    def test_times_are_written_with_their_offset(self):
        self.assertEqual(rfc3339(1772409600), "2026-03-02T00:00:00.000Z")
        self.assertEqual(rfc3339(1772409600, 5), "2026-03-02T05:00:00.000+05:00")

    def test_the_configuration_names_the_thresholds(self):
        trace = make_trace(2, 14)
        self.assertIn(f"[thresholds]\nlimit = {trace.plan.limit}\n", configuration(trace))

    def test_a_server_the_inventory_has_no_place_for_is_placed_by_every_one_of_its_alerts(self):
        trace = next(t for t in map(make_trace, range(1, 20)) if not all(s.listed_location for s in t.world.servers))
        lost = next(s for s in trace.world.servers if not s.listed_location)
        draw, said = Draw(1, "texts"), {r.central: r for r in trace.alerts if r.server is lost}
        self.assertEqual({alert_json(trace, draw, r)["location"] for r in said.values()}, {lost.site.name})

    def test_an_alert_without_a_type_has_a_text_that_tells_it(self):
        trace = make_trace(3, 14)
        with tempfile.TemporaryDirectory() as scratch:
            write_trace(trace, pathlib.Path(scratch))
            lines = [json.loads(line) for line in (pathlib.Path(scratch) / "alerts.jsonl").read_text().splitlines()]
        self.assertEqual(len(lines), len(trace.alerts))
        self.assertTrue(all(a.get("failure_type") or a["message"] for a in lines))


if __name__ == "__main__":
    unittest.main(verbosity=2)
