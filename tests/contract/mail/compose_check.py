"""Reads composed messages with Python's own e-mail parser, every defect an error (RFC 5322, 2045, 2047; requirement T3)."""
import email.policy
import email.utils
import json
import pathlib
import subprocess
import sys
import tempfile

STRICT = email.policy.default.clone(raise_on_defect=True)
HEADERS = {"from", "to", "reply-to", "date", "subject", "message-id", "in-reply-to", "references", "auto-submitted",
           "x-redrive-ticket", "x-redrive-kind", "mime-version", "content-type"}
FIELDS = {"id", "kind", "scope", "server", "device", "package", "failure_type", "location", "reported_location", "location_matched_by",
          "location_confidence", "location_runner_up", "location_note", "centre",
          "opened_at", "state", "alerts", "failures", "reason"}


def check(name, raw, expected):
    assert raw.isascii() and raw.endswith(b"\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r"), "a line end that is not CRLF"
    head, body = raw.split(b"\r\n\r\n", 1)
    # Addresses and ids cannot be folded; everything else keeps to 76 columns.
    for line in body.split(b"\r\n"):
        assert len(line) <= 76, line
    for line in head.split(b"\r\n"):
        assert len(line) <= 76 or line.split(b" ")[-1].startswith(b"<"), line

    message = email.message_from_bytes(raw, policy=STRICT)
    names = [key.lower() for key in message.keys()]
    assert len(names) == len(set(names)) and set(names) <= HEADERS, names
    for key in message.keys():
        assert not message[key].defects, (key, message[key].defects)
    assert message["subject"] == expected["subject"], (message["subject"], expected["subject"])
    assert message["message-id"].strip() == expected["message_id"]
    assert message["auto-submitted"] == "auto-generated"
    assert message["x-redrive-kind"] == expected["kind"]
    assert email.utils.parsedate_to_datetime(message["date"]).utcoffset().total_seconds() == 0
    if expected["sequence"] > 1:
        assert message["in-reply-to"] == message["references"] != message["message-id"]
    for address in message["from"].addresses + message["to"].addresses:
        assert address.domain and not set("\r\n<>") & set(address.addr_spec), address
    check_parts(name, message, expected)


def check_parts(name, message, expected):
    assert message.get_content_type() == "multipart/mixed"
    readable, machine = message.iter_parts()
    assert readable.get_content_type() == "multipart/alternative"
    text, page = [part.get_content() for part in readable.iter_parts()]
    for field in ("Host:", "Service:", "State:", "Address:"):
        for part in (text, page):
            assert part.count(field) == 1, (field, part)
    assert ("State: OK" if expected["kind"] == "closed" else "State: CRITICAL") in text
    assert "prefers-color-scheme" in page and "http" not in page and "src=" not in page.replace(expected["reason"], "")
    assert not any(ord(c) < 32 and c not in "\r\n" for c in text + page), "a control character in a readable part"
    assert machine.get_content_type() == "application/json"
    ticket = json.loads(machine.get_payload(decode=True))
    assert FIELDS <= set(ticket), FIELDS - set(ticket)
    assert ticket["id"] == expected["id"] and ticket["reason"] == expected["reason"], name


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.argv[1], folder], check=True)
        samples = sorted(pathlib.Path(folder).glob("*.eml"))
        assert len(samples) >= 10, samples
        for sample in samples:
            try:
                check(sample.stem, sample.read_bytes(), json.loads(sample.with_suffix(".json").read_text()))
            except Exception as error:
                raise SystemExit(f"{sample.name}: {type(error).__name__}: {error}\n{sample.read_text()[:3000]}") from error
        print(f"{len(samples)} messages read")


main()
