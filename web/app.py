"""The web application: one factory, and the list of all places that a person can stand in."""

from flask import Flask

from web import assets, errors, frame, guard, guide, icons, language, requests, words
from web import config as configuration
from web.help_center import found, missing
from web.house import opened, sends_mail
from web.places import PLACES


def create_app(settings: configuration.Settings | None = None) -> Flask:
    """A new application with its own store, index and live tail; settings come from the environment by default."""
    app = empty()
    app.extensions["firstline"] = opened(settings or configuration.read())
    return app


def empty() -> Flask:
    """An application with all its pages, and nothing yet that they would show."""
    app = Flask("web")
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
        sends_mail=sends_mail,
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
    for pages in PLACES:
        app.register_blueprint(pages)
    return app
