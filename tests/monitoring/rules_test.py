#!/usr/bin/python3
"""The alert rules, each on series in which it must speak and in which it must not; Prometheus' own promtool judges."""
import pathlib
import subprocess
import tempfile
import unittest

import yaml

RULES = pathlib.Path(__file__).resolve().parent.parent.parent / "etc" / "monitoring" / "redrive-alerts.yml"
TARGET = 'job="redrive",instance="noc-1:8461"'

# alert -> (series that make it speak, when it is silent still, when it speaks, series in which it is silent), a value a minute.
CASES = {
    "RedriveDown": ({"up": "1x5 0x10"}, "6m", "9m", {"up": "1x3 0 1x20"}),
    "RedriveAbsent": ({}, "4m", "6m", {"up": "0x30"}),
    "RedriveNotReady": ({"redrive_ready": "1x5 0x10"}, "6m", "9m", {"redrive_ready": "1x3 0 1x20"}),
    "RedriveRestarting": ({"process_start_time_seconds": "100 200 300 400 500x10"}, "2m", "5m", {"process_start_time_seconds": "100 200x20"}),
    "RedriveDeciderStuck": ({"redrive_decider_rounds_total": "0+2x10 20x10"}, "12m", "18m", {"redrive_decider_rounds_total": "0+2x20"}),
    "RedriveDeciderBehind": ({"redrive_alerts_pending": "0x3 9000x20"}, "8m", "15m", {"redrive_alerts_pending": "9000x5 10x20"}),
    "RedriveStoreFailing": ({"redrive_store_failures_total": "0x5 3x10"}, "4m", "6m", {"redrive_store_failures_total": "7x30"}),
    "RedriveClockOff": ({"redrive_time_seconds": "60+60x30"}, "3m", "8m", {"redrive_time_seconds": "5+60x30"}),
    "RedrivePingFailing": ({'redrive_pings_total{outcome="failed"}': "0+1x40", 'redrive_pings_total{outcome="answered"}': "5x40"}, "3m", "15m",
                           {'redrive_pings_total{outcome="failed"}': "0+1x40", 'redrive_pings_total{outcome="answered"}': "0+1x40"}),
    "RedriveMailDead": ({"redrive_mail_dead": "0x3 1x10"}, "3m", "5m", {"redrive_mail_dead": "0x20"}),
    "RedriveOutboxOld": ({"redrive_outbox_oldest_seconds": "900+60x20", "redrive_mail_hold": "0x30"}, "3m", "8m",
                         {"redrive_outbox_oldest_seconds": "900+60x20", "redrive_mail_hold": "1x30"}),
    "RedriveOutboxGrowing": ({"redrive_outbox_depth": "101+5x60"}, "20m", "40m", {"redrive_outbox_depth": "900-5x60"}),
    "RedriveMailHeld": ({"redrive_mail_hold": "1x300"}, "200m", "250m", {"redrive_mail_hold": "1x200 0x100"}),
    "RedriveMailboxTrouble": ({"redrive_mailbox_trouble": "1x40"}, "20m", "35m", {"redrive_mailbox_trouble": "1x20 0x20"}),
    "RedriveMailQuarantined": ({"redrive_mail_quarantined": "3x10 4x10"}, "9m", "12m", {"redrive_mail_quarantined": "3x30"}),
    "RedriveAgentsLost": ({"redrive_agents_connected": "100x10 70x20"}, "15m", "25m", {"redrive_agents_connected": "100x10 85x30"}),
    "RedriveAgentKeysRefused": ({"redrive_agents_pending": "0x5 1x10"}, "4m", "8m", {"redrive_agents_pending": "2x30"}),
    "RedriveTicketsSlow": ({'redrive_alert_to_ticket_seconds_bucket{le="300"}': "0x60", 'redrive_alert_to_ticket_seconds_bucket{le="3600"}': "0+1x60",
                            'redrive_alert_to_ticket_seconds_bucket{le="+Inf"}': "0+1x60"}, "5m", "20m",
                           {'redrive_alert_to_ticket_seconds_bucket{le="300"}': "0+1x60", 'redrive_alert_to_ticket_seconds_bucket{le="3600"}': "0+1x60",
                            'redrive_alert_to_ticket_seconds_bucket{le="+Inf"}': "0+1x60"}),
    "RedriveRedistributionsFail": ({'redrive_redistributions_total{outcome="failed"}': "0x5 9x10", 'redrive_redistributions_total{outcome="succeeded"}': "3x20"},
                                   "4m", "8m",
                                   {'redrive_redistributions_total{outcome="failed"}': "0x5 9x10", 'redrive_redistributions_total{outcome="succeeded"}': "0x5 30x20"}),
    "RedriveSyslogLost": ({'redrive_syslog_messages_total{outcome="dropped"}': "0x5 9x10"}, "4m", "8m",
                          {'redrive_syslog_messages_total{outcome="ignored"}': "0x5 9x10"}),
    "RedriveErrors": ({'redrive_http_requests_total{status="5xx"}': "0x5 9x10"}, "4m", "8m", {'redrive_http_requests_total{status="4xx"}': "0x5 9x10"}),
    "RedriveDiskNearlyFull": ({"redrive_state_free_bytes": "50x20", "redrive_state_size_bytes": "1000x20"}, "5m", "15m",
                              {"redrive_state_free_bytes": "200x20", "redrive_state_size_bytes": "1000x20"}),
    "RedriveDiskFull": ({"redrive_state_free_bytes": "50x5 10x20", "redrive_state_size_bytes": "1000x30"}, "4m", "8m",
                        {"redrive_state_free_bytes": "50x20", "redrive_state_size_bytes": "1000x20"}),
    "RedriveDescriptorsNearlyOut": ({"process_open_fds": "900x20", "process_max_fds": "1000x20"}, "3m", "8m",
                                    {"process_open_fds": "500x20", "process_max_fds": "1000x20"}),
}


def series_of(named: dict[str, str]) -> list[dict]:
    def full(name: str) -> str:
        return name.replace("{", "{" + TARGET + ",") if "{" in name else f"{name}{{{TARGET}}}"
    return [{"series": full(name), "values": values} for name, values in named.items()]


def speaks(alert: str, when: str, times: int) -> dict:
    return {"expr": f'count(ALERTS{{alertname="{alert}",alertstate="firing"}})', "eval_time": when,
            "exp_samples": [{"labels": "{}", "value": 1}] if times else []}


class Rules(unittest.TestCase):
    def setUp(self):
        self.rules = [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]

    def promtool(self, *words) -> None:
        done = subprocess.run(["promtool", *map(str, words)], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_they_are_well_formed(self):
        self.promtool("check", "rules", "--lint-fatal", RULES)

    def test_each_speaks_when_it_should_and_not_before(self):
        self.assertEqual({rule["alert"] for rule in self.rules}, set(CASES))
        tests = []
        for alert, (bad, silent, loud, good) in CASES.items():
            tests.append({"name": f"{alert} speaks", "interval": "1m", "input_series": series_of(bad),
                          "promql_expr_test": [speaks(alert, silent, 0), speaks(alert, loud, 1)]})
            tests.append({"name": f"{alert} is silent", "interval": "1m", "input_series": series_of(good),
                          "promql_expr_test": [speaks(alert, f"{minute}m", 0) for minute in (5, 10, 20, 30)]})
        with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
            yaml.safe_dump({"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": tests}, file)
            file.flush()
            self.promtool("test", "rules", file.name)

    def test_each_says_what_it_means_and_what_to_do(self):
        for rule in self.rules:
            with self.subTest(rule["alert"]):
                self.assertEqual(set(rule["annotations"]), {"summary", "meaning", "action"})
                self.assertIn(rule["labels"]["severity"], ("critical", "warning", "info"))

    def test_the_document_tells_of_each(self):
        text = (RULES.parent.parent.parent / "docs" / "monitoring.md").read_text()
        for rule in self.rules:
            self.assertIn(f"`{rule['alert']}`", text)


if __name__ == "__main__":
    unittest.main()
