"""What scenarios with a real mailbox begin with."""
import subprocess

from dovecot import Dovecot
from lab import Lab
from scenario import Scenario


class MailboxScenario(Scenario):
    def give_mailbox(self, lab: Lab, password: str = "geheim") -> Dovecot:
        """A mailbox of redrive at a POP3S server with a certificate of its own, read each second. Its password is geheim;
        central is told `password`, in pop3.password. Adds to central's configuration."""
        crt, key, pem = (lab.folder / f"server.{end}" for end in ("crt", "key", "pem"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "2", "-subj", "/CN=lab", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key,
                        "-out", crt], check=True, capture_output=True)
        pem.write_text(crt.read_text() + key.read_text())
        lab.folder.chmod(0o755)  # Dovecot's parts run as users of their own
        server = Dovecot(lab.folder / "dovecot", "geheim", str(pem))
        self.addCleanup(server.stop)
        (lab.folder / "pop3.password").write_text(password + "\n")
        lab.central_extra += (f'\n[mailbox]\npop3 = "pop3s://redrive@127.0.0.1:{server.tls_port}"\n'
                              f'password_file = "pop3.password"\nca_file = "server.crt"\npoll = "1s"\n')
        lab.write_central_config()
        return server
