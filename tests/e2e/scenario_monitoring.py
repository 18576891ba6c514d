"""Central watched from outside: its metrics as Prometheus takes them, the dashboard and the rules over them, and the
pings that stop when it is not well."""
import http.server
import json
import pathlib
import re
import sqlite3
import ssl
import subprocess
import threading
import unittest
import urllib.error
import urllib.request

from lab import SOURCE, free_port, wait_for
from scenario import Scenario

MONITORING = SOURCE / "etc" / "monitoring"
SECRET = "/0f2c1c9e-secret"
WORDS = {  # of PromQL, and of what it names besides metrics
    "abs", "absent", "and", "by", "changes", "count", "deriv", "histogram_quantile", "ignoring", "increase", "instance", "job", "le", "max",
    "max_over_time", "min", "on", "outcome", "rate", "scope", "source", "status", "sum", "time", "timestamp", "up"}


def metrics_in(expression: str) -> set[str]:
    """The metrics a PromQL expression names; `up` is Prometheus' own."""
    bare = re.sub(r"\[[^\]]*\]", "", re.sub(r'"[^"]*"', "", expression))
    return set(re.findall(r"[a-z][a-z_]*[a-z]", bare)) - WORDS


class Watcher:
    """Whoever takes the pings: an HTTP server that counts them and answers what it is told to."""

    def __init__(self, folder: pathlib.Path, tls: str = ""):
        """tls: the host name of its certificate, which is its own CA."""
        self.paths, self.answer = [], 200
        watcher = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                watcher.paths.append(self.path)
                self.send_response(watcher.answer)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        if tls:
            self.certificate = folder / f"{tls}.pem"
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={tls}",
                            "-addext", f"subjectAltName=DNS:{tls}", "-keyout", self.certificate, "-out", folder / "crt"], check=True, capture_output=True)
            self.certificate.write_text(self.certificate.read_text() + (folder / "crt").read_text())
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def more(self, count: int = 2) -> None:
        """Waits for so many further pings."""
        begun = len(self.paths)
        wait_for(f"{count} pings", lambda: len(self.paths) >= begun + count)


class Metrics(Scenario):
    def setUp(self):
        self.l = self.lab({"ids-1": ["dev-1-1"]})
        self.l.start_all()

    def text(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.l.http_port}/metrics", timeout=10) as answer:
            self.assertEqual(answer.headers["Content-Type"], "text/plain; version=0.0.4; charset=utf-8")
            return answer.read().decode()

    def test_promtool_takes_the_metrics(self):
        done = subprocess.run(["promtool", "check", "metrics"], input=self.text(), capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_the_contract_holds(self):
        text = self.text()
        for name, labels in {"redrive_alerts_received_total": ["source"], "redrive_tickets_opened_total": ["scope"], "redrive_mail_attempts_total": ["outcome"],
                             "redrive_outbox_depth": [], "redrive_agents_connected": [], "redrive_redistributions_total": ["outcome"],
                             "redrive_alert_to_ticket_seconds_bucket": ["le"]}.items():
            self.assertRegex(text, rf"(?m)^{name}" + ("\\{" + ",".join(f'{label}="[^"]+"' for label in labels) + "\\}" if labels else "") + r" \d")
        self.assertIn("redrive_ready 1\n", text)
        self.assertIn("redrive_agents_connected 1\n", text)
        self.assertRegex(text, r"(?m)^process_resident_memory_bytes [1-9]\d{6,}$")
        started = float(re.search(r"(?m)^process_start_time_seconds (\S+)$", text)[1])
        now = float(re.search(r"(?m)^redrive_time_seconds (\S+)$", text)[1])
        self.assertLess(abs(now - started), 3600)

    def test_the_dashboard_and_the_rules_name_only_what_is_there(self):
        import yaml
        with_all = self.lab({"ids-1": ["dev-1-1"]}, central_extra='[mailbox]\npop3 = "pop3://a@127.0.0.1:1"\npassword_file = "pop3.password"\n')
        (with_all.folder / "pop3.password").write_text("x\n")
        with_all.start_central()
        self.l = with_all
        served = set(re.findall(r"(?m)^([a-z_]+)", self.text()))
        dashboard = json.loads((MONITORING / "redrive-dashboard.json").read_text())
        expressions = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
        expressions += [each["expr"] for each in dashboard["annotations"]["list"]]
        rules = [rule for group in yaml.safe_load((MONITORING / "redrive-alerts.yml").read_text())["groups"] for rule in group["rules"]]
        expressions += [rule["expr"] for rule in rules]
        self.assertGreater(len(expressions), 50)
        for expression in expressions:
            self.assertLessEqual(metrics_in(expression), served, expression)
        named = set().union(*map(metrics_in, expressions))
        self.assertEqual(served - named - {"redrive_alert_to_ticket_seconds"}, {"redrive_build_info"}, "metrics that nobody is shown")

    def test_the_rules_name_only_commands_that_are_there(self):
        text = (MONITORING / "redrive-alerts.yml").read_text()
        commands = set(re.findall(r"`redrive ([^`]*)`", text))
        self.assertGreater(len(commands), 8)
        for command in commands:
            words = [word for word in command.split() if re.fullmatch(r"[a-z]+", word)][:3]
            while words:  # values look like verbs
                said = self.l.run("redrive", *words, "--help", code=None)
                if self.l.last_code == 0 and f"redrive {' '.join(words)}" in said.splitlines()[0]:
                    break
                words.pop()
            self.assertGreaterEqual(len(words), 1 if command.count(" ") == 0 else min(2, len(command.split())), command)
            for option in re.findall(r"--[a-z-]+", command):
                self.assertIn(option, said, command)

    def test_a_real_prometheus_reads_them_and_finds_nothing_amiss(self):
        port, folder = free_port(), self.l.folder / "prometheus"
        folder.mkdir()
        (folder / "prometheus.yml").write_text(
            f"global: {{scrape_interval: 1s, evaluation_interval: 1s}}\nrule_files: ['{MONITORING}/redrive-alerts.yml']\n"
            f"scrape_configs:\n  - job_name: redrive\n    static_configs: [{{targets: ['127.0.0.1:{self.l.http_port}']}}]\n")
        self.l.start("prometheus", "/usr/bin/prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
                     f"--web.listen-address=127.0.0.1:{port}")

        def ask(path: str):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/{path}", timeout=10) as answer:
                    return json.load(answer)["data"]
            except OSError:
                return None

        def rules() -> list:
            found = ask("rules")
            return [rule for group in found["groups"] for rule in group["rules"]] if found else []

        wait_for("Prometheus to read them", lambda: [t["health"] for t in (ask("targets") or {"activeTargets": []})["activeTargets"]] == ["up"])
        wait_for("every rule to be evaluated", lambda: rules() and all(rule["health"] != "unknown" for rule in rules()))
        self.assertEqual([rule["name"] for rule in rules() if rule["health"] != "ok"], [])
        wait_for("no rule to speak", lambda: {rule["state"] for rule in rules()} == {"inactive"})
        self.l.programs["prometheus"].stop()


class Pings(Scenario):
    def central_that_pings(self, watcher: Watcher, url: str = "", rest: str = ""):
        self.addCleanup(watcher.close)
        url = url or f"http://127.0.0.1:{watcher.port}{SECRET}"
        self.l = self.lab({"ids-1": ["dev-1-1"]}, central_extra=f'[monitoring]\nping = "{url}"\nevery = "1s"\ntimeout = "5s"\n{rest}')
        self.l.start_central()

    def pings(self, outcome: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.l.http_port}/metrics", timeout=10) as answer:
            return int(re.search(rf'redrive_pings_total{{outcome="{outcome}"}} (\d+)', answer.read().decode())[1])

    def test_they_stop_while_nothing_can_be_stored_and_come_again(self):
        watcher = Watcher(pathlib.Path("/tmp"))
        self.central_that_pings(watcher)
        watcher.more()
        self.assertEqual(set(watcher.paths), {SECRET})
        other = sqlite3.connect(self.l.folder / "central" / "central.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")  # whatever keeps central from writing
        wait_for("pings to be withheld", lambda: self.pings("withheld") > 0)
        before = len(watcher.paths)
        wait_for("another to be withheld", lambda: self.pings("withheld") > 1)
        self.assertEqual(len(watcher.paths), before)
        other.execute("ROLLBACK")
        watcher.more()
        said = self.l.programs["central"].said()
        self.assertEqual(said.count("no alert can be taken durably"), 1, said)
        self.assertIn("answered again", said)
        self.assertNotIn(SECRET, said)

    def test_what_is_not_answered_well_is_counted_and_the_secret_told_to_nobody(self):
        watcher = Watcher(pathlib.Path("/tmp"))
        watcher.answer = 404
        self.central_that_pings(watcher)
        watcher.more()
        wait_for("it to be counted", lambda: self.pings("failed") > 1)
        self.assertEqual(self.pings("answered"), 0)
        said = self.l.programs["central"].said()
        self.assertEqual(said.count("it answers 404"), 1, said)
        watcher.answer = 200
        wait_for("an answer", lambda: self.pings("answered") > 0)
        # Another address, and a broken one: neither does the refusal show it.
        other = Watcher(pathlib.Path("/tmp"))
        self.addCleanup(other.close)
        config = self.l.folder / "central.toml"
        text = config.read_text()
        config.write_text(text.replace(str(watcher.port), str(other.port)))
        self.l.cli("devices", "reload")
        other.more()
        config.write_text(text.replace(SECRET, SECRET + " x"))
        self.l.cli("devices", "reload", code=2)
        self.assertIn("[monitoring] ping", self.l.last_error)
        self.assertNotIn(SECRET, self.l.last_error + self.l.programs["central"].said() + self.l.cli("audit", "list"))

    def test_https_goes_to_the_host_of_the_certificate_alone(self):
        folder = pathlib.Path(self.lab({"ids-1": ["dev-1-1"]}).folder)
        good = Watcher(folder, tls="localhost")
        self.central_that_pings(good, f"https://localhost:{good.port}{SECRET}", f'ca_file = "{good.certificate}"\n')
        good.more()
        self.l.programs["central"].stop()
        stranger = Watcher(folder, tls="elsewhere.example")
        self.central_that_pings(stranger, f"https://localhost:{stranger.port}{SECRET}", f'ca_file = "{stranger.certificate}"\n')
        wait_for("it to be refused", lambda: self.pings("failed") > 1)
        self.assertEqual(stranger.paths, [])


class Log(Scenario):
    def test_a_request_is_found_by_its_id_and_a_ticket_by_its_own(self):
        l = self.lab({"ids-1": ["dev-1-1"]})
        l.start_all()
        token = (l.folder / "central" / "admin.token").read_text().strip()

        def ask(path: str, body: dict, given: str) -> tuple[int, str]:
            request = urllib.request.Request(f"http://127.0.0.1:{l.http_port}{path}", json.dumps(body).encode(), method="POST", headers={
                "Authorization": f"Bearer {token}", "Content-Type": "application/json", "X-Request-Id": given})
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:
                    return answer.status, answer.headers["X-Request-Id"]
            except urllib.error.HTTPError as refused:
                return refused.code, refused.headers["X-Request-Id"]

        said = l.programs["central"].said
        self.assertEqual(ask("/api/v1/alerts", {"device": "dev-1-1", "failure_type": "disk_full"}, "from-me.1"), (202, "from-me.1"))
        wait_for("the ticket to be mailed", lambda: l.mails() and l.settled())
        ticket = l.items("tickets", "list")[0]["id"]
        path = f"/api/v1/tickets/{ticket}/ack"
        self.assertEqual(ask(path, {}, "from-me.2"), (200, "from-me.2"))
        self.assertIn(f"request=from-me.2 method=POST path={path} status=200 who=admin from=127.0.0.1 ms=", said())
        self.assertEqual(ask(path, {"txt": 1}, "from-me.3"), (400, "from-me.3"))
        self.assertIn("request=from-me.3 ", said())
        status, made = ask("/api/v1/tickets/none/ack", {}, "forged status=200")
        self.assertEqual(status, 404)
        self.assertRegex(made, "^[0-9a-f]{16}$")
        self.assertIn(f"request={made} ", said())
        self.assertNotIn("forged", said())
        l.cli("tickets", "close", ticket, "mended")
        lines = [line for line in said().splitlines() if f"tickets: ticket={ticket} " in line]
        told = [re.search(r"what=(\S+)", line)[1] for line in lines]
        for what in ("opened", "mail", "ack", "closed"):
            self.assertIn(what, told, lines)
        self.assertTrue(any("what=mail" in line and "mc-a@lab.example" in line for line in lines), lines)
        self.assertNotIn("from-me.1", said(), "alerts come by the thousand")
        self.assertNotIn(token, said())


if __name__ == "__main__":
    unittest.main()
