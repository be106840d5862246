"""`office_maker.py PROGRAM SOURCE FOLDER`: the PDF that LibreOffice makes of an Office file, as FOLDER/source.pdf.

Runs alone, started by `collab.files.office_pages`, with limits on memory, time and disk that LibreOffice inherits.  Its profile is new
each time and says: no macros, nothing fetched that a file points to, and where something asks all the same, a proxy that is not there.
"""

import ctypes
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

MEMORY_BYTES = 4 * 1024 * 1024 * 1024  # of address space: most of it is libraries
CPU_SECONDS, FILE_BYTES = 40, 256 * 1024 * 1024
BEGIN_AGAIN = 81  # it has made its profile, and wants to be started anew
PDEATHSIG = 1
COMMON, INET = "org.openoffice.Office.Common/Security/Scripting", "org.openoffice.Inet/Settings"
SAID = (
    (COMMON, "DisableMacrosExecution", "true"), (COMMON, "MacroSecurityLevel", "3"), (COMMON, "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"), ("org.openoffice.Office.Calc/Content/Update", "Link", "1"),
    (INET, "ooInetProxyType", "1"), (INET, "ooInetHTTPProxyName", "127.0.0.1"), (INET, "ooInetHTTPProxyPort", "9"),
    (INET, "ooInetHTTPSProxyName", "127.0.0.1"), (INET, "ooInetHTTPSProxyPort", "9"),
)  # fmt: skip


def profile_text() -> str:
    """What a profile says, as LibreOffice reads it."""
    items = (
        f'<item oor:path="/{path}"><prop oor:name="{name}"><value>{value}</value></prop></item>' for path, name, value in SAID
    )  # fmt: skip
    names = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {names}>\n{chr(10).join(items)}\n</oor:items>\n'


def main(program: str, source: str, folder: str) -> int:
    """0 where the PDF was made."""
    profile = Path(folder) / "profile"
    (profile / "user").mkdir(parents=True, mode=0o700)
    (profile / "user" / "registrymodifications.xcu").write_text(profile_text())
    command = [
        program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--nologo", "--norestore", "--nolockcheck", "--nodefault",
        "--convert-to", "pdf", "--outdir", folder, source,
    ]  # fmt: skip
    environment = {"HOME": folder, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    status = BEGIN_AGAIN
    for _attempt in range(3):
        if status == BEGIN_AGAIN:
            run = subprocess.run(  # noqa: S603 - the program that is installed
                command, env=environment, preexec_fn=limits, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )  # fmt: skip
            status = run.returncode
    return 0 if status == 0 and (Path(folder) / "source.pdf").is_file() else 1


def limits() -> None:
    """Bound what is started, and let it end with us."""
    ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
