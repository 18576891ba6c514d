"""Serving others: a certificate of central's own, a real nginx before it, events through both, and many who only listen."""
import contextlib
import http.client
import json
import pathlib
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest

from lab import BIN, PATIENCE, SOURCE, free_port, wait_for
from scenario import Scenario

PASSWORD = "correct horse battery"
ALERT = {"id": "w-1", "server": "ids-1", "device": "dev-1", "failure_type": "disk_full", "message": "No space left on device"}


def make_certificate(folder: pathlib.Path, name: str = "localhost") -> tuple[pathlib.Path, pathlib.Path]:
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    names = f"DNS:{name},IP:127.0.0.1" if name == "localhost" else f"DNS:{name}"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", f"/CN={name}", "-addext", f"subjectAltName={names}", "-keyout", key, "-out", certificate],
                   check=True, capture_output=True)
    return certificate, key


class Client:
    """A client of the one or the other, over TLS; `source` is the address it comes from."""

    def __init__(self, port: int, certificate: pathlib.Path, source: str = "127.0.0.1"):
        self.port, self.source = port, source
        self.trust = ssl.create_default_context(cafile=certificate)
        self.cookie = self.csrf = None

    def connect(self) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection("localhost", self.port, timeout=PATIENCE, context=self.trust, source_address=(self.source, 0))

    def call(self, method: str, path: str, body=None, **headers) -> tuple[int, dict, http.client.HTTPMessage]:
        if self.cookie:
            headers["Cookie"] = self.cookie
        if self.csrf and method != "GET":
            headers["X-Redrive-Csrf"] = self.csrf
        with contextlib.closing(self.connect()) as connection:
            connection.request(method, path, None if body is None else json.dumps(body),
                               {"Content-Type": "application/json", "Origin": f"https://localhost:{self.port}", **headers})
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text[:1] in (b"{", b"[") else {}, answer.headers

    def log_in(self, name: str, password: str = PASSWORD, **headers) -> int:
        status, session, fields = self.call("POST", "/api/v1/login", {"name": name, "password": password, "cookie": True}, **headers)
        if status == 200:
            self.set_cookie = fields["Set-Cookie"]
            self.cookie, self.csrf = self.set_cookie.split(";")[0], session["csrf"]
        return status

    def events(self):
        """The stream's answer, once it is there, and the socket's file to read on from."""
        connection = self.connect()
        connection.request("GET", "/api/v1/events", headers={"Cookie": self.cookie})
        return connection, connection.getresponse()


def next_event(stream) -> tuple[str, dict]:
    name, data = "", {}
    while True:
        line = stream.readline().decode()
        if not line:
            raise EOFError("the stream ended")
        if line == "\n" and name:
            return name, data
        if line.startswith("event: "):
            name = line[7:].strip()
        if line.startswith("data: "):
            data = json.loads(line[6:])


class Web(Scenario):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def start(self, central_keys: str, certificate=None):
        l = self.lab({"ids-1": ["dev-1"]}, central_keys=central_keys)
        if certificate:
            trust = ssl.create_default_context(cafile=certificate)

            def ready(program):
                if not program.alive():
                    raise RuntimeError("central ended at its start:\n" + program.said())
                try:
                    connection = http.client.HTTPSConnection("localhost", l.http_port, timeout=5, context=trust)
                    connection.request("GET", "/readyz")
                    return connection.getresponse().status == 200
                except OSError:
                    return False
            l.ready = ready
        l.start_smtp()
        l.start_central()
        return l

    def token(self, l) -> dict:
        return {"Authorization": "Bearer " + (l.folder / "central" / "admin.token").read_text().strip()}

    def add_ann(self, l, client: Client) -> None:
        status, _, _ = client.call("POST", "/api/v1/users", {"name": "ann", "role": "operator", "password": PASSWORD}, **self.token(l))
        self.assertEqual(status, 201)

    def check_events(self, l, client: Client) -> None:
        connection, stream = client.events()
        with contextlib.closing(connection):
            self.assertEqual(stream.status, 200)
            self.assertEqual(stream.headers["Content-Type"], "text/event-stream")
            self.assertEqual(next_event(stream)[0], "hello")
            self.assertEqual(client.call("POST", "/api/v1/alerts", ALERT, **self.token(l))[0], 202)
            told = set()
            while "tickets" not in told:
                name, data = next_event(stream)
                self.assertEqual(name, "changed")
                told |= set(data["resources"])

    def test_a_certificate_of_its_own(self):
        certificate, key = make_certificate(self.folder)
        l = self.start(f'http_certificate = "{certificate}"\nhttp_key = "{key}"', certificate)
        client = Client(l.http_port, certificate)
        self.add_ann(l, client)
        self.assertEqual(client.log_in("ann"), 200)
        self.assertIn("; Secure", client.set_cookie)
        self.check_events(l, client)
        self.check_command_line(l, certificate)
        with self.assertRaises((http.client.HTTPException, OSError)):  # no TLS, no answer
            plain = http.client.HTTPConnection("127.0.0.1", l.http_port, timeout=PATIENCE)
            plain.request("GET", "/healthz")
            plain.getresponse()
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.set_ciphers("DEFAULT@SECLEVEL=0")
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        with self.assertRaises(OSError), socket.create_connection(("127.0.0.1", l.http_port)) as s:
            old.wrap_socket(s)
        # Who connects and says nothing holds up neither the others nor the end.
        silent = [socket.create_connection(("127.0.0.1", l.http_port)) for _ in range(40)]
        self.assertEqual(client.call("GET", "/api/v1/session")[1]["name"], "ann")
        l.stop_all()
        for s in silent:
            s.close()

    def check_command_line(self, l, certificate) -> None:
        def redrive(url: str, *words):
            return subprocess.run([BIN / "redrive", "--central", url, "--token-file", l.folder / "central" / "admin.token", *words, "status", "--json"],
                                  capture_output=True, text=True, timeout=PATIENCE)
        for host in ("localhost", "127.0.0.1"):
            well = redrive(f"https://{host}:{l.http_port}", "--ca-file", certificate)
            self.assertEqual(well.returncode, 0, well.stderr)
            self.assertEqual(json.loads(well.stdout)["name"], "lab")
        stranger = redrive(f"https://localhost:{l.http_port}")
        self.assertEqual(stranger.returncode, 5)
        self.assertIn("--ca-file", stranger.stderr)
        # A trusted certificate of another name gets nothing to read, least of all the token.
        other, key = make_certificate(self.folder, "elsewhere.example")
        trap = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trap.load_cert_chain(other, key)
        heard = []
        with socket.create_server(("127.0.0.1", 0)) as server:
            def listen():
                with contextlib.suppress(OSError), trap.wrap_socket(server.accept()[0], server_side=True) as s:
                    heard.append(s.recv(10_000))
            thread = threading.Thread(target=listen)
            thread.start()
            refused = redrive(f"https://localhost:{server.getsockname()[1]}", "--ca-file", other)
            thread.join(PATIENCE)
        self.assertEqual(refused.returncode, 5, refused.stdout)
        self.assertEqual(b"".join(heard), b"")

    def test_a_certificate_that_does_not_fit_is_told_at_the_start(self):
        certificate, _ = make_certificate(self.folder)
        other = self.folder / "other"
        other.mkdir()
        _, key = make_certificate(other)
        l = self.lab({"ids-1": ["dev-1"]}, central_keys=f'http_certificate = "{certificate}"\nhttp_key = "{key}"')
        done = subprocess.run([BIN / "redrive-central", "--config", l.folder / "central.toml"], capture_output=True, text=True, timeout=PATIENCE)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(str(key), done.stderr)

    @unittest.skipUnless(shutil.which("nginx") or pathlib.Path("/usr/sbin/nginx").exists(), "needs nginx")
    def test_behind_nginx_as_documented(self):
        certificate, key = make_certificate(self.folder)
        l = self.start('http_proxies = ["127.0.0.1"]')
        port = self.start_nginx(l, certificate, key)
        client = Client(port, certificate, source="127.0.0.2")
        self.add_ann(l, client)
        self.assertEqual(client.log_in("ann", "wrong guess", **{"X-Forwarded-For": "203.0.113.9"}), 401)
        self.assertEqual(client.log_in("ann"), 200)
        self.assertIn("; Secure", client.set_cookie)
        self.check_events(l, client)
        outage = {"server": "ids-1", "duration": "2h", "reason": "works"}
        self.assertEqual(client.call("POST", "/api/v1/outages", outage)[0], 201)
        self.assertEqual(client.call("POST", "/api/v1/outages", outage, Origin="https://elsewhere.example")[0], 403)
        acts = client.call("GET", "/api/v1/audit", **self.token(l))[1]["items"]
        self.assertEqual({a["from"] for a in acts if a["who"] == "ann"}, {"127.0.0.2"}, "not the proxy, and not what somebody made up")

    def open_stream(self, l):
        """The answer holds the connection: who lets go of it has gone."""
        connection = http.client.HTTPConnection("127.0.0.1", l.http_port, timeout=PATIENCE)
        connection.request("GET", "/api/v1/events", headers=self.token(l))
        return connection.getresponse()

    def listens(self, l, streams) -> bool:
        another = self.open_stream(l)
        if another.status != 200:
            return False
        streams.append(another)
        return True

    def start_nginx(self, l, certificate, key) -> int:
        port = free_port()
        site = (SOURCE / "etc" / "nginx" / "redrive.conf").read_text()
        for before, after in (("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"), ("server_name noc.example.com", "server_name localhost"),
                              ("127.0.0.1:8461", f"127.0.0.1:{l.http_port}"), ("/etc/nginx/tls/fullchain.pem", str(certificate)),
                              ("/etc/nginx/tls/key.pem", str(key))):
            self.assertIn(before, site)
            site = site.replace(before, after)
        home = l.folder / "nginx"
        home.mkdir()
        (home / "redrive.conf").write_text(site)
        temporary = "".join(f"{kind}_temp_path {home}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (home / "nginx.conf").write_text(f"daemon off;\npid {home}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}"
                                         f"include {home}/redrive.conf;\n}}\n")
        program = l.start("nginx", "/usr/sbin/nginx", "-e", "stderr", "-c", home / "nginx.conf")

        def listens():
            if not program.alive():
                raise RuntimeError("nginx ended:\n" + program.said())
            with socket.socket() as s:
                return s.connect_ex(("127.0.0.1", port)) == 0
        wait_for("nginx", listens)
        return port

    def test_those_who_only_listen_make_nobody_wait(self):
        l = self.start("")
        token = self.token(l)
        streams = [self.open_stream(l) for _ in range(16)]
        self.assertEqual({stream.status for stream in streams}, {200})
        refused = self.open_stream(l)
        self.assertEqual(refused.status, 503)
        self.assertGreater(int(refused.headers["Retry-After"]), 0)
        # One who goes makes room at once, not at the next heartbeat.
        streams.pop().close()
        wait_for("room for another", lambda: self.listens(l, streams), 10)
        idle = [socket.create_connection(("127.0.0.1", l.http_port)) for _ in range(200)]
        self.assertGreaterEqual(l.status()["alerts"]["stored"], 0)
        l.programs["central"].stop()  # within 20 s, with all of them open
        for one in (*streams, *idle):
            one.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
