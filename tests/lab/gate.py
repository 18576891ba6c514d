"""A gate in front of a device: while it is shut, the job's step on that device waits in the middle of its run."""
import fcntl
import pathlib


class Gate:
    """The job's step must be step(folder): it takes the gate's lock for a moment, and the laboratory holds the lock
    while the gate is shut. Nothing waits at a gate that nobody has shut."""

    def __init__(self, folder: pathlib.Path, device: str):
        self.file = open(folder / device, "w")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def open(self) -> None:
        self.file.close()

    @staticmethod
    def step(folder: pathlib.Path) -> list[str]:
        folder.mkdir(parents=True, exist_ok=True)
        return ["flock", "--shared", f"{folder}/{{device}}", "true"]
