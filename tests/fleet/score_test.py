#!/usr/bin/python3
"""The scorer, on what a person can work out by hand, and on tickets of somebody who knows the truth."""
import dataclasses
import pathlib
import tempfile
import types
import unittest

from fleet.baselines import counter_per_device, group_by_server
from fleet.cause import Cause, Outage
from fleet.evidence import judge
from fleet.oracle import perfect_tickets
from fleet.places import Site
from fleet.plan import HOUR, MINUTE, draw_plan
from fleet.raw import Raw
from fleet.replay_clock import ReplayClock
from fleet.score import Scorer
from fleet.table import good
from fleet.ticket import Ticket, read_tickets
from fleet.trace import Trace, make_trace
from fleet.world import Device, Server, World

T0 = 1772409600.0


class Hand:
    """Two sites with a server of ten devices each, made by hand."""

    def __init__(self):
        self.plan = dataclasses.replace(draw_plan(1), limit=2, window=HOUR, quiet=3 * HOUR)
        self.sites = [Site("PUN001", "Pune", "1 Mill Lane, Pune", [], "PU-01", "mc-a"),
                      Site("LIM002", "Lima", "2 Mill Lane, Lima", [], "LI-02", "mc-b")]
        self.servers = []
        for n, site in enumerate(self.sites, 1):
            server = Server(f"ids-{n}", site, n, site.name, site)
            server.devices = [Device(f"pos-{n}-{i:02}", "pos", server, site.name, site) for i in range(10)]
            site.servers.append(server)
            self.servers.append(server)
        self.causes, self.raws, self.outages = [], [], []

    def cause(self, server=0, kind="disk_server", type_="disk_full", hours=5.0, **more) -> Cause:
        number = len(self.causes) + 1
        site = self.sites[server]
        made = Cause(f"c-{number}", kind, type_, T0, T0 + hours * HOUR, [self.servers[server]], site.centre, site, **more)
        self.causes.append(made)
        return made

    def fail(self, truth: str, minute: float, server=0, device: int | None = 0, type_="disk_full") -> str:
        at = self.servers[server]
        raw = Raw(T0 + minute * MINUTE, at, at.devices[device] if device is not None else None, "J-1", "f-1.0", type_, (truth,))
        raw.id = f"a-{len(self.raws) + 1}"
        self.raws.append(raw)
        return raw.id

    def persist(self, cause: Cause, server=0, device=0, times=4, every=10, first=0) -> list[str]:
        return [self.fail(cause.id, first + i * every, server, device, cause.type) for i in range(times)]

    def score(self, *tickets: Ticket):
        world = World(["noc", "mc-a", "mc-b"], self.sites, self.servers, [], "noc", "noc")
        trace = Trace(self.plan, world, self.causes, self.outages, sorted(self.raws, key=lambda r: r.arrived))
        trace.verdicts = judge(trace)
        self.trace = trace
        return Scorer(trace).score(list(tickets))


def ticket(alerts, centre="mc-a", minute=25.0, name="T-1", duplicate_of=None) -> Ticket:
    return Ticket(name, T0 + minute * MINUTE, centre, "device", list(alerts), duplicate_of=duplicate_of)


class ByHand(unittest.TestCase):
    def setUp(self):
        self.hand = Hand()

    def test_one_ticket_for_the_cause_is_right(self):
        cause = self.hand.cause()
        score = self.hand.score(ticket(self.hand.persist(cause)))
        self.assertEqual((score.causes, score.per_cause(), score.missed, score.noise, score.misrouted, score.in_outage), (1, 1, [], [], [], []))
        self.assertEqual(score.delays, {"disk_server": [25 * MINUTE]})
        self.assertTrue(good(score))

    def test_two_tickets_for_one_cause_are_one_too_many(self):
        alerts = self.hand.persist(self.hand.cause(), times=6)
        score = self.hand.score(ticket(alerts[:3]), ticket(alerts[3:], name="T-2"))
        self.assertEqual((score.per_cause(), score.mails_per_cause()), (2, 2))
        self.assertFalse(good(score))

    def test_one_that_was_joined_counts_as_mail_alone(self):
        alerts = self.hand.persist(self.hand.cause(), times=6)
        score = self.hand.score(ticket(alerts), ticket(alerts[3:], name="T-2", centre="mc-b", duplicate_of="T-1"))
        self.assertEqual((score.per_cause(), score.mails_per_cause(), score.misrouted), (1, 2, []))

    def test_no_ticket_is_a_miss(self):
        cause = self.hand.cause()
        self.hand.persist(cause)
        self.assertEqual(self.hand.score().missed, [cause])

    def test_a_cause_inside_anothers_ticket_is_missed(self):
        one, two = self.hand.cause(), self.hand.cause(1)
        alerts = self.hand.persist(one, times=6) + self.hand.persist(two, 1)
        self.assertEqual(self.hand.score(ticket(alerts)).missed, [two])

    def test_the_wrong_centre_is_misrouted(self):
        wrong = ticket(self.hand.persist(self.hand.cause()), centre="mc-b")
        self.assertEqual(self.hand.score(wrong).misrouted, [wrong])

    def test_another_sites_name_word_for_word_excuses_either_centre(self):
        device = self.hand.servers[0].devices[0]
        device.location, device.named_site = self.hand.sites[1].name, self.hand.sites[1]
        alerts = self.hand.persist(self.hand.cause())
        self.assertEqual(self.hand.score(ticket(alerts, "mc-b")).misrouted, [])
        self.assertEqual(self.hand.score(ticket(alerts, "mc-a")).misrouted, [])
        self.assertEqual(len(self.hand.score(ticket(alerts, "noc")).misrouted), 1)

    def test_what_passes_by_itself_is_noise(self):
        self.hand.persist(self.hand.cause())
        noise = ticket([self.hand.fail("t-burst-1", 0, device=i) for i in range(5)])
        self.assertEqual(self.hand.score(noise).noise, [noise])

    def test_passing_failures_piled_up_on_one_device_excuse_a_ticket(self):
        pile = [self.hand.fail(f"t-single-{i}", 5 * i) for i in range(3)]
        score = self.hand.score(ticket(pile))
        self.assertEqual((score.noise, score.neutral), ([], 1))

    def test_a_faint_cause_is_neutral_with_and_without_a_ticket(self):
        alerts = self.hand.persist(self.hand.cause(), times=2)
        for tickets in ([], [ticket(alerts)]):
            score = self.hand.score(*tickets)
            self.assertEqual((score.causes, score.missed, score.noise, score.neutral), (0, [], [], len(tickets)))

    def test_alerts_that_all_came_when_it_was_over_are_history(self):
        cause = self.hand.cause(hours=1)
        self.hand.persist(cause)
        for raw in self.hand.raws:
            raw.arrived = cause.end + HOUR
        self.assertEqual(self.hand.score().causes, 0)

    def test_what_is_over_before_one_more_attempt_is_history(self):
        self.hand.plan.retry = 10 * MINUTE
        over, on = self.hand.cause(hours=0.45), self.hand.cause(1, hours=0.55)
        for server, cause in enumerate((over, on)):
            self.hand.persist(cause, server, times=3)
        self.assertEqual(self.hand.score().missed, [on])

    def test_three_failures_of_one_device_are_enough_two_of_five_devices_are_not(self):
        self.hand.persist(self.hand.cause(), times=3)
        faint = self.hand.cause(1)
        for device in range(5):
            self.hand.persist(faint, 1, device, times=2)
        self.assertEqual(self.hand.score().causes, 1)

    def test_failures_wider_apart_than_the_window_do_not_add_up(self):
        self.hand.persist(self.hand.cause(), times=4, every=40)
        self.assertEqual(self.hand.score().causes, 0)

    def test_after_a_silence_longer_than_quiet_another_ticket_is_allowed_and_not_asked_for(self):
        cause = self.hand.cause(hours=12)
        first, second = self.hand.persist(cause), self.hand.persist(cause, first=6 * 60)
        self.assertEqual(self.hand.score(ticket(first), ticket(second, name="T-2")).per_cause(), 1)
        self.assertEqual(self.hand.score(ticket(first + second)).per_cause(), 1)

    def test_work_announced_and_over_in_time_calls_for_none(self):
        outage = Outage("site", "PUN001", T0, T0 + 3 * HOUR, "works")
        self.hand.outages.append(outage)
        alerts = self.hand.persist(self.hand.cause(kind="outage_in_time", hours=2, outage=outage))
        wrong = ticket(alerts, minute=190)
        self.assertEqual(self.hand.score(wrong).in_outage, [wrong])
        self.assertEqual(self.hand.score().missed, [])

    def test_a_ticket_opened_inside_an_outage_is_wrong_and_after_it_right(self):
        outage = Outage("server", "ids-*", T0, T0 + HOUR, "works")
        self.hand.outages.append(outage)
        alerts = self.hand.persist(self.hand.cause(kind="outage_overrun", outage=outage), times=12)
        early, late = ticket(alerts, minute=30), ticket(alerts, minute=90)
        self.assertEqual(self.hand.score(early).in_outage, [early])
        score = self.hand.score(late)
        self.assertEqual((score.in_outage, score.causes, score.per_cause(), score.missed), ([], 1, 1, []))
        self.assertEqual(score.delays, {"outage_overrun": [30 * MINUTE]})

    def test_a_wide_cause_may_be_taken_for_a_local_one_until_it_shows_at_more_places_than_the_limit(self):
        hand = self.hand
        for n in range(3, 7):
            site = Site(f"OSL00{n}", "Oslo", f"{n} Mill Lane, Oslo", [], f"OS-0{n}", "mc-b")
            hand.sites.append(site)
            hand.servers.append(Server(f"ids-{n}", site, n, site.name, site))
        wide = hand.cause(kind="backbone", type_="server_unreachable", link=True)
        wide.site, wide.centre, wide.servers = None, "noc", hand.servers
        alerts = [hand.fail(wide.id, 2 * n, n, None, wide.type) for n in range(6)]
        early, late, right = (ticket(alerts, c, minute) for c, minute in (("mc-b", 3), ("mc-b", 4.5), ("noc", 4.5)))
        self.assertEqual([len(hand.score(t).misrouted) for t in (early, late, right)], [0, 1, 0])
        self.assertEqual(hand.trace.verdicts[wide.id].reached, 6)
        self.assertEqual(hand.score(right).delays, {"backbone": [4.5 * MINUTE]})

    def test_alerts_hidden_by_a_wider_cause_vote_for_both(self):
        wide, own = self.hand.cause(type_="server_unreachable"), self.hand.cause(type_="server_unreachable")
        hidden = [self.hand.fail(wide.id, 10 * i, device=None, type_="server_unreachable") for i in range(6)]
        for raw in self.hand.raws:
            raw.truth = (wide.id, own.id)
        only = [self.hand.fail(wide.id, 1 + i, device=None, type_="server_unreachable") for i in range(6)]
        after = [self.hand.fail(own.id, 70 + 10 * i, device=None, type_="server_unreachable") for i in range(4)]
        score = self.hand.score(ticket(only + hidden), ticket(hidden + after, name="T-2", minute=100))
        self.assertEqual((score.causes, score.missed, score.per_cause()), (2, [], 1))


class Whole(unittest.TestCase):
    def test_who_knows_the_truth_gets_a_perfect_score(self):
        for seed in (2, 13, 16):
            trace = make_trace(seed)
            score = Scorer(trace).score(perfect_tickets(trace))
            with self.subTest(seed):
                self.assertTrue(good(score), score)
                self.assertEqual(score.per_cause(), 1)

    def test_the_usual_ways_make_many_tickets_a_cause(self):
        trace = make_trace(13)
        counter, group = (Scorer(trace).score(way(trace)) for way in (counter_per_device, group_by_server))
        self.assertGreater(counter.per_cause(), 5)
        self.assertLess(counter.share(counter.noise), 0.02)
        self.assertGreater(group.share(group.noise), 0.1)
        for score in (counter, group):
            self.assertGreater(len(score.misrouted), 0)
            self.assertLessEqual(len(score.in_outage), 1)  # an alert held back until the outage had begun


class Times(unittest.TestCase):
    def test_a_clock_ahead_is_taken_back(self):
        alerts = [types.SimpleNamespace(t=t, said_at=said, arrived=t + 1) for t, said in ((0, 0), (100, 1900), (200, 200), (3000, 3000))]
        true_time = ReplayClock(alerts).true_time
        self.assertEqual([true_time(t) for t in (0, 1900, 3000, 9999)], [0, 101, 3000, 9999])

    def test_an_unbelievable_time_says_nothing(self):
        alerts = [types.SimpleNamespace(t=T0, said_at=T0 + 1e7, arrived=T0), types.SimpleNamespace(t=T0 + 60, said_at=T0 + 60, arrived=T0 + 61)]
        self.assertEqual(ReplayClock(alerts).true_time(T0 + 60), T0 + 60)

    def test_what_replay_prints_is_read(self):
        line = ('{"id":"RD-1","opened_at":"2026-03-02T00:25:00Z","centre":"mc-a","scope":"server","server":"ids-1","device":null,"package":null,'
                '"location":"PUN001","failure_type":"disk_full","state":"open","alerts":["a-1"],"reason":"why","duplicate_of":null}\n')
        with tempfile.TemporaryDirectory() as scratch:
            path = pathlib.Path(scratch) / "tickets.jsonl"
            path.write_text(line)
            (found,) = read_tickets(path)
        self.assertEqual((found.id, found.opened_at, found.subject, found.duplicate_of), ("RD-1", T0 + 25 * MINUTE, "PUN001 ids-1", None))


if __name__ == "__main__":
    unittest.main(verbosity=2)
