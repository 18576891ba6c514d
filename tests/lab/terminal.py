"""A person at a terminal: bash in a tmux of its own, what is typed into it, and what its screen shows."""
import os
import pathlib
import subprocess
import tempfile

from lab import BIN, Lab, wait_for

PROMPT = "$ "
# Says how the last command ended where that was not well, and that the shell is ready for the next one.
READY = 'code=$?; [ $code = 0 ] || echo "(exit code $code)"; tmux -S "$SOCKET" wait-for -S ready'


class Terminal:
    def __init__(self, lab: Lab, width: int = 120, height: int = 40, **env: str):
        self.lab = lab
        self.socket = pathlib.Path(tempfile.mkdtemp(prefix="tm-", dir="/tmp")) / "s"
        environment = {"PATH": f"{BIN}:/usr/bin:/bin", "TERM": "screen-256color", "LC_ALL": "C.UTF-8", "TZ": os.environ.get("TZ", "UTC"),
                       "HOME": str(lab.folder), "PROMPT_COMMAND": READY, "SOCKET": str(self.socket), "SHELL": "/bin/bash",
                       "REDRIVE_CENTRAL": f"http://127.0.0.1:{lab.http_port}",
                       "REDRIVE_TOKEN_FILE": str(lab.folder / "central" / "admin.token"), **env}
        (lab.folder / "tmux.conf").write_text("set -g status off\nset -g history-limit 10000\nset -g default-terminal screen-256color\n")
        subprocess.run(["tmux", "-S", self.socket, "-f", lab.folder / "tmux.conf", "new-session", "-d", "-x", str(width), "-y", str(height),
                        "-c", lab.folder, "exec env PS1='$ ' bash --norc --noprofile"], check=True, env=environment)
        self.wait_ready()

    def tmux(self, *words) -> str:
        return subprocess.run(["tmux", "-S", self.socket, *[str(w) for w in words]], check=True, capture_output=True, text=True, timeout=120).stdout

    def wait_ready(self) -> None:
        self.tmux("wait-for", "ready")
        wait_for("the prompt, which comes after that", lambda: self.screen().endswith("\n" + PROMPT.strip()) or self.screen() == PROMPT.strip())

    def type(self, text: str) -> None:
        self.tmux("send-keys", "-l", text)

    def key(self, name: str) -> None:
        self.tmux("send-keys", name)

    def screen(self, history: bool = False) -> str:
        """What is to be seen, colours left out; with all that was scrolled away on demand."""
        return self.tmux("capture-pane", "-p", "-J", *(["-S", "-"] if history else [])).rstrip()

    def colours(self) -> str:
        return self.tmux("capture-pane", "-p", "-e")

    def resize(self, width: int, height: int) -> None:
        self.tmux("resize-window", "-x", width, "-y", height)

    def wait_for(self, text: str) -> str:
        """Until the screen shows it."""
        return wait_for(f"the screen to show {text!r}; it shows\n{self.screen()}", lambda: self.screen() if text in self.screen() else None)

    def clear(self) -> None:
        self.tmux("send-keys", "-R")
        self.tmux("clear-history")

    def run(self, command: str) -> str:
        """One command to its end; what was on the terminal meanwhile, the command line first."""
        self.clear()
        self.type(command)
        self.key("Enter")
        self.wait_ready()
        return self.shown()

    def shown(self) -> str:
        """The command and its output, without the empty prompt after it."""
        lines = (PROMPT + self.screen(history=True)).splitlines()  # clear() took the first prompt away
        return "\n".join(line.rstrip() for line in lines[:-1]).rstrip() if lines and lines[-1].strip() == PROMPT.strip() else "\n".join(lines)

    def close(self) -> None:
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], check=False, capture_output=True)
