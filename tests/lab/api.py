"""Central's HTTP API for a client that lives through central's end: it repeats until it is answered."""
import http.client
import json

from lab import Lab, wait_for


class Away(Exception):
    """Central gave no answer: whether it did what was asked is not known."""


class Api:
    """One connection for each call, so any thread may use it."""

    def __init__(self, lab: Lab):
        self.port = lab.http_port
        self.token = (lab.folder / "central" / "admin.token").read_text().strip()

    def call(self, method: str, path: str, body=None, **headers) -> tuple[int, dict]:
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request(method, path, data, {"Authorization": f"Bearer {self.token}", "Content-Type": kind, **headers})
            answer = connection.getresponse()
            status, text = answer.status, answer.read()
        except (OSError, http.client.HTTPException) as lost:
            raise Away(f"{method} {path}: {lost}") from lost
        finally:
            connection.close()
        if status == 503:
            raise Away(f"{method} {path}: {text[:200]!r}")
        return status, json.loads(text) if text else {}

    def answered(self, method: str, path: str, body=None, **headers) -> tuple[int, dict]:
        """Repeats the same until there is an answer."""
        def once():
            try:
                return self.call(method, path, body, **headers)
            except Away:
                return None
        return wait_for(f"an answer to {method} {path}", once)

    def get(self, path: str) -> dict:
        status, answer = self.answered("GET", path)
        if status != 200:
            raise RuntimeError(f"GET {path}: {status} {answer}")
        return answer

    def all(self, path: str) -> list[dict]:
        items, after = [], ""
        while True:
            page = self.get(f"{path}?limit=1000{after}")
            items += page["items"]
            if page["next"] is None:
                return items
            after = f"&after={page['next']}"
