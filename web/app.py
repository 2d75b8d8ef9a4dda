"""The web application: one factory, and the list of all places that a person can stand in."""

import threading

from flask import Flask
from gevent import monkey

from kb import repair, search
from kb.index import open_index
from kb.store.engine import open_database
from kb.store.threads import NATIVE
from web import assets, errors, frame, guard, guide, icons, language, requests, words
from web import config as configuration
from web.buckets import Buckets
from web.chat.live import Live
from web.help_center import found, missing
from web.house import House
from web.places import PLACES
from web.serving.greenlets import Greenlets
from web.serving.instruments import Instruments


def create_app(settings: configuration.Settings | None = None) -> Flask:
    """A new application with its own store, index and live tail; settings come from the environment by default."""
    settings = settings or configuration.read()
    threads = Greenlets() if monkey.is_module_patched("threading") else NATIVE
    db = open_database(settings.database, threads=threads)
    index = open_index(settings.index, settings.data / "index")
    app = Flask("web")
    app.extensions["firstline"] = House(
        settings=settings,
        db=db,
        index=index,
        live=Live(db, threads=threads, settings=settings),
        buckets=Buckets(),
        instruments=Instruments("web", folder=settings.metrics),
        stopping=threading.Event(),
    )
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    words.install(app, locale=language.locale)
    app.jinja_env.globals.update(
        asset=assets.address(app),
        current_language=language.current,
        current_scheme=language.scheme,
        guide_address=guide.address,
        house_name="Firstline",
        heroicon_outline=icons.outline,
        heroicon_solid=icons.solid,
        heroicon_mini=icons.mini,
        heroicon_micro=icons.micro,
        language_labels=language.LABELS,
        once=frame.once,
        sends_mail=settings.mail is not None,
        account=frame.account,
        account_hole=frame.HOLE,
        filled=frame.filled,
    )
    requests.install(app)
    app.after_request(language.remember)
    app.after_request(assets.freshness)
    errors.install(app)
    missing.install(app)
    found.install(app)
    guard.install(app)
    search.prepare()
    repair.keep(index, threads=threads)
    for pages in PLACES:
        app.register_blueprint(pages)
    return app
