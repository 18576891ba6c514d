"""Whether a server or device was inside an announced outage."""
import fnmatch


def covered(outages: list, server, device, t: float) -> bool:
    for o in outages:
        if o.start <= t < o.end:
            name = {"server": server.name, "site": server.site.code, "device": device.name if device else ""}[o.selector]
            if fnmatch.fnmatchcase(name, o.pattern):
                return True
    return False
