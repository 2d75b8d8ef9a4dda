"""`firstline serve`."""

from argparse import Namespace

from kb.store import people
from web.commands import Refused, demo, opened
from web.config import Settings
from web.serving import serve as parent


def serve(settings: Settings, _arguments: Namespace) -> int:
    with opened(settings) as db:
        if not parent.is_loopback(settings.host) and people.active_demo(db):
            raise Refused(
                f"Demo people are active and their passwords lie in a file, so only this machine may reach the server, "
                f"not FIRSTLINE_HOST={settings.host}: run `firstline person deactivate --demo` first."
            )
        sign_ins = demo.sign_ins(db, settings)
    parent.run(settings, greeting=_greeting(settings, sign_ins))
    return 0


def _greeting(settings: Settings, sign_ins: str) -> str:
    lines = [
        "",
        "Firstline is ready.",
        "",
        f"  Help center    {settings.url}/",
        f"  Chat widget    {settings.url}/widget/demo",
        f"  Agents' desk   {settings.url}/desk",
        "",
    ]
    if sign_ins:
        lines += [f"Demo sign-ins, also in {settings.data / 'demo-sign-ins.txt'}:", ""]
        lines += [f"  {line}" for line in sign_ins.splitlines()]
        lines += [""]
    return "\n".join([*lines, "Ctrl+C ends it.", "", ""])
