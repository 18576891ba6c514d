"""A failure (or recovery) as it happened, before it became an alert."""


class Raw:
    __slots__ = ("t", "server", "device", "job", "file", "type", "truth", "resolved", "central", "arrived", "id", "repeat", "said_at")

    def __init__(self, t, server, device, job, file, type_, truth, resolved=False, central=False):
        self.t, self.server, self.device, self.job, self.file, self.type = t, server, device, job, file, type_
        self.truth = truth  # ids of the causes, or the one of something that passes by itself
        self.resolved, self.central = resolved, central  # central: central itself reports it
        self.arrived, self.id, self.repeat = t, "", False
        self.said_at = t  # the time the alert gives


def passing(truth_id: str) -> bool:
    return truth_id.startswith("t-")
