"""The table of every route and every person. A route that is missing here fails the build."""

from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb.store import articles
from kb.store.articles import Article
from kb.store.engine import Database
from tests.web.conftest import Customer, signed_in

EVERYBODY: Final = ("stranger", "member", "moderator", "agent", "supervisor", "administrator")

# What a route answers to each of EVERYBODY, in that order. One number: to all of them.
# A conversation's token, which only its customer has, opens the routes of TOKEN.
ROUTES: Final[dict[str, tuple[int, ...] | int]] = {
    "GET /": 200,
    "GET /topics": 200,
    "GET /questions": 200,
    "GET /questions/ask": (303, 200, 200, 200, 200, 200),
    "POST /questions/ask": (401, 400, 400, 400, 400, 400),
    "POST /questions/ask/found": 303,
    "GET /questions/similar": 200,
    "GET /questions/similar/<kind>/<id>": 404,
    "GET /questions/confirm/<link>": 404,
    "POST /questions/confirm/<link>": 404,
    "GET /questions/<id>": 404,
    "GET /questions/<id>/<slug>": 404,
    "GET /questions/<id>/answers/<answer>": 404,
    "GET /posts/<id>": 404,
    **{f"POST /questions/<id>/{deed}": (401, 404, 404, 404, 404, 404) for deed in ("follow", "unfollow", "answers")},
    **{f"POST /posts/<id>/{deed}": (401, 404, 404, 404, 404, 404) for deed in (
        "unvote", "accept", "unaccept", "mark", "unmark", "thank", "unthank", "withdraw", "put-back", "comments",
    )},
    "POST /posts/<id>/vote": (401, 400, 400, 400, 400, 400),
    "GET /comments/<id>/edit": (303, 404, 404, 404, 404, 404),
    **{f"POST /comments/<id>/{deed}": (401, 404, 404, 404, 404, 404) for deed in ("edit", "remove", "put-back")},
    "GET /posts/<id>/edit": (303, 404, 404, 404, 404, 404),
    "POST /posts/<id>/edit": (401, 404, 404, 404, 404, 404),
    "GET /posts/<id>/history": 404,
    "GET /posts/<id>/history/<number>": 404,
    "POST /posts/<id>/history/<number>/restore": (401, 404, 404, 404, 404, 404),
    "GET /posts/<id>/edits/<edit>": (303, 404, 404, 404, 404, 404),
    **{f"POST /posts/<id>/edits/<edit>/{deed}": (401, 404, 404, 404, 404, 404) for deed in (
        "accept", "decline", "withdraw",
    )},
    "GET /people/<id>": 404,
    "POST /questions/preview": (401, 200, 200, 200, 200, 200),
    "GET /questions/tags/beginning": 200,
    "POST /questions/pictures": (401, 400, 400, 400, 400, 400),  # board/test_pictures.py sends some
    "POST /questions/drafts": (401, 400, 400, 400, 400, 400),
    "POST /questions/drafts/discard": (401, 400, 400, 400, 400, 400),
    "POST /posts/<id>/promote": (401, 404, 404, 404, 404, 404),
    "POST /posts/<id>/demote": (401, 404, 404, 404, 404, 404),
    "GET /questions/feed.atom": 200,
    "GET /questions/tagged/<name>/feed.atom": 404,
    "GET /questions/<id>/feed.atom": 404,
    "GET /sitemap/questions-<after>.xml": 200,
    "GET /notifications": (303, 200, 200, 200, 200, 200),
    "POST /notifications/read": (401, 303, 303, 303, 303, 303),
    "GET /topics/<slug>": 404,
    "GET /articles/<slug>": 200,
    "GET /articles/<slug>.md": 200,
    "GET /topics/<slug>/feed.atom": 404,
    "GET /feed.atom": 200,
    "GET /robots.txt": 200,
    "GET /sitemap.xml": 200,
    "GET /sitemap/topics.xml": 200,
    "GET /sitemap/articles-<after>.xml": 200,
    "GET /articles/<slug>/suggest": (303, 200, 200, 200, 200, 200),
    "POST /articles/<slug>/suggest": (401, 400, 400, 400, 400, 400),
    "POST /articles/<slug>/suggest/difference": (401, 400, 400, 400, 400, 400),
    "GET /suggestions": (303, 200, 200, 200, 200, 200),
    "GET /suggestions/<id>": (303, 404, 404, 404, 404, 404),  # another person's: help_center/test_suggesting.py
    "POST /suggestions/<id>/withdraw": (401, 404, 404, 404, 404, 404),
    "POST /articles/<slug>/feedback": (400, 400, 303, 303, 303, 303),  # no vote; staff's is not counted anyway
    "GET /search": 200,
    "GET /suggest": 200,
    "GET /ask": 200,
    "GET /guide/<key>": 404,
    "GET /language": 303,
    "GET /scheme": 303,
    "GET /widget": 200,
    "GET /widget/demo": 200,
    "GET /embed.js": 200,
    "GET /case/<token>": 404,
    "POST /case/<token>": 404,
    "GET /case/<token>/stream": 404,
    "GET /cases": (303, 200, 200, 200, 200, 200),
    "GET /cases/stream": (401, 200, 200, 200, 200, 200),
    "GET /cases/<id>": (303, 404, 404, 404, 404, 404),
    "POST /cases/<id>": (401, 404, 404, 404, 404, 404),
    "GET /unsubscribe/<link>": 404,
    "POST /unsubscribe/<link>": 404,
    "GET /posts/<id>/flag": (303, 404, 404, 404, 404, 404),
    "POST /posts/<id>/flag": (401, 404, 404, 404, 404, 404),
    "POST /posts/<id>/flag/withdraw": (401, 404, 404, 404, 404, 404),
    "GET /manage/board": (303, 403, 200, 200, 200, 200),  # and who has the reputation to review
    "POST /manage/board/next": (401, 403, 303, 303, 303, 303),
    "POST /manage/board/bulk": (401, 403, 400, 403, 400, 400),
    "POST /manage/board/undo": (401, 403, 303, 403, 303, 303),
    "GET /manage/board/log": (303, 403, 200, 403, 200, 200),
    "GET /manage/board/tasks/<id>": (303, 403, 404, 404, 404, 404),
    "POST /manage/board/tasks/<id>/claim": (401, 403, 404, 404, 404, 404),
    "POST /manage/board/tasks/<id>/release": (401, 403, 404, 404, 404, 404),
    "POST /manage/board/tasks/<id>/decide": (401, 403, 404, 404, 404, 404),
    "GET /manage/board/posts/<id>": (303, 403, 404, 403, 404, 404),
    "POST /manage/board/posts/<id>": (401, 403, 404, 403, 404, 404),
    "POST /manage/board/posts/<id>/duplicate": (401, 403, 404, 403, 404, 404),
    "POST /manage/board/posts/<id>/tags": (401, 403, 404, 403, 404, 404),
    "GET /manage/board/people/<id>": (303, 403, 404, 403, 404, 404),
    "POST /manage/board/people/<id>/suspend": (401, 403, 404, 403, 404, 404),
    "POST /manage/board/people/<id>/lift": (401, 403, 404, 403, 404, 404),
    "GET /manage/board/steps": (303, 403, 403, 403, 403, 200),
    "POST /manage/board/steps": (401, 403, 403, 403, 403, 400),
    "GET /manage/board/tags/<id>": (303, 403, 404, 403, 404, 404),
    "POST /manage/board/tags/<id>": (401, 403, 404, 403, 404, 404),
    "POST /manage/board/tags/<id>/synonyms": (401, 403, 404, 403, 404, 404),
    "POST /manage/board/tags/<id>/synonyms/remove": (401, 403, 404, 403, 404, 404),
    "POST /manage/board/tags/<id>/merge": (401, 403, 404, 403, 404, 404),
    "GET /moderation": 200,
    "GET /questions/tags": 200,
    "GET /questions/tagged/<name>": 404,
    "POST /questions/tagged/<name>/follow": (401, 404, 404, 404, 404, 404),
    "POST /questions/tagged/<name>/unfollow": (401, 404, 404, 404, 404, 404),
    "GET /manage/mail": (303, 403, 403, 403, 403, 200),
    "POST /manage/mail/<id>/retry": (401, 403, 403, 403, 403, 404),
    "GET /health": 200,
    "GET /health/live": 200,
    "GET /health/ready": 200,
    "GET /metrics": 200,  # to this machine alone, or to whoever shows the token: serving/test_metrics.py
    "GET /static/<path:filename>": 200,
    "GET /sign-in": (200, 303, 303, 303, 303, 303),
    "POST /sign-in": 401,
    "POST /sign-out": 303,
    "GET /sign-up": (200, 303, 303, 303, 303, 303),
    "POST /sign-up": 403,  # without a mail server; with one: people/joining/test_signing_up.py
    "GET /sign-up/<link>": 404,
    "POST /sign-up/<link>": 404,
    "GET /password": 200,
    "POST /password": 403,
    "GET /password/<link>": 404,
    "POST /password/<link>": 404,
    "GET /invitation/<link>": 404,
    "POST /invitation/<link>": 404,
    "GET /address/<link>": 404,
    "POST /address/<link>": 404,
    "GET /profile": (303, 200, 200, 200, 200, 200),
    "POST /profile": (401, 400, 400, 400, 400, 400),
    "POST /profile/picture": (401, 400, 400, 400, 400, 400),
    "POST /profile/address": (401, 403, 403, 403, 403, 403),
    "POST /profile/password": (401, 400, 400, 400, 400, 400),
    "POST /profile/sessions": (401, 303, 303, 303, 303, 303),
    "GET /profile/leave": (303, 200, 200, 200, 200, 200),
    "POST /profile/leave": (401, 400, 400, 400, 400, 400),
    "GET /manage/people": (303, 403, 403, 403, 403, 200),
    "POST /manage/people": (401, 403, 403, 403, 403, 400),
    "GET /manage/people/<id>": (303, 403, 403, 403, 403, 404),
    "POST /manage/people/<id>/role": (401, 403, 403, 403, 403, 404),
    "POST /manage/people/<id>/deactivate": (401, 403, 403, 403, 403, 404),
    "POST /manage/people/<id>/activate": (401, 403, 403, 403, 403, 404),
    "POST /manage/people/<id>/link": (401, 403, 403, 403, 403, 404),
    "POST /api/desk/session": 401,
    "DELETE /api/desk/session": 204,
    "GET /desk": (303, 403, 403, 200, 200, 200),
    "GET /api/desk/me": (401, 403, 403, 200, 200, 200),
    "PUT /api/desk/presence": (401, 403, 403, 200, 200, 200),
    "GET /api/desk/inbox": (401, 403, 403, 200, 200, 200),
    "GET /api/desk/stream": (401, 403, 403, 200, 200, 200),
    "GET /api/desk/conversations/<id>": (401, 403, 403, 200, 200, 200),
    "GET /api/desk/conversations/<id>/messages": (401, 403, 403, 200, 200, 200),
    "POST /api/desk/conversations/<id>/read": (401, 403, 403, 204, 204, 204),
    "POST /api/desk/conversations/<id>/note": (401, 403, 403, 200, 200, 200),
    "POST /api/desk/conversations/<id>/typing": (401, 403, 403, 204, 204, 204),
    "POST /api/desk/conversations/<id>/reply": (401, 403, 403, 409, 409, 409),
    "POST /api/desk/conversations/<id>/hand-back": (401, 403, 403, 409, 409, 409),
    "POST /api/desk/conversations/<id>/resolve": (401, 403, 403, 409, 409, 409),
    "POST /api/desk/conversations/<id>/reopen": (401, 403, 403, 409, 409, 409),
    "POST /api/desk/conversations/<id>/take-over": (401, 403, 403, 403, 409, 409),
    "POST /api/desk/conversations/<id>/claim": (401, 403, 403, 200, 200, 200),
    "GET /manage": (303, 403, 303, 303, 303, 303),
    "GET /manage/": (303, 403, 303, 303, 303, 303),
    "GET /manage/articles": (303, 403, 200, 200, 200, 200),
    "GET /manage/articles/new": (303, 403, 200, 200, 200, 200),
    "POST /manage/articles/new": (401, 403, 303, 303, 303, 303),
    "GET /manage/articles/<id>": (303, 403, 200, 200, 200, 200),
    "POST /manage/articles/<id>/revise": (401, 403, 303, 303, 303, 303),
    "POST /manage/articles/<id>/submit": (401, 403, 409, 409, 409, 409),
    "POST /manage/articles/<id>/publish": (401, 403, 303, 403, 303, 303),
    "POST /manage/articles/<id>/archive": (401, 403, 303, 403, 303, 303),
    "POST /manage/articles/<id>/redraft": (401, 403, 303, 403, 303, 303),
    "POST /manage/files": (401, 403, 400, 400, 400, 400),  # manage/test_files.py sends some
    "GET /files/<id>/<name>": 404,
    "POST /manage/articles/preview": (401, 403, 200, 200, 200, 200),
    "GET /manage/articles/<id>/revisions": (303, 403, 200, 200, 200, 200),
    "GET /manage/articles/<id>/revisions/<number>": (303, 403, 200, 200, 200, 200),
    "POST /manage/articles/<id>/revisions/<number>/restore": (401, 403, 303, 403, 303, 303),
    "GET /manage/reviews": (303, 403, 200, 200, 200, 200),
    "GET /manage/reviews/<id>": (303, 403, 404, 404, 404, 404),
    "GET /manage/reviews/<id>/change": (303, 403, 404, 403, 404, 404),
    "POST /manage/reviews/<id>/difference": (401, 403, 404, 403, 404, 404),
    "POST /manage/reviews/<id>/accept": (401, 403, 404, 403, 404, 404),
    "POST /manage/reviews/<id>/decline": (401, 403, 404, 403, 404, 404),
    "POST /manage/reviews/<id>/reopen": (401, 403, 404, 403, 404, 404),
    "GET /manage/reviews/articles/<id>": (303, 403, 200, 404, 200, 200),
    "POST /manage/reviews/articles/<id>/reopen": (401, 403, 409, 403, 409, 409),
    "POST /manage/reviews/articles/<id>/publish": (401, 403, 409, 403, 409, 409),
    "POST /manage/reviews/articles/<id>/send-back": (401, 403, 409, 404, 409, 409),
    "POST /manage/articles/rendered": (401, 403, 200, 200, 200, 200),
    "POST /manage/articles/answer": (401, 403, 200, 200, 200, 200),
    "POST /manage/articles/unsaved": (401, 403, 200, 200, 200, 200),
    "GET /manage/articles/unsaved": (303, 403, 404, 404, 404, 404),
    "POST /manage/articles/unsaved/discard": (401, 403, 303, 303, 303, 303),
    "POST /manage/articles/bulk": (401, 403, 400, 403, 400, 400),
    "POST /manage/articles/undo": (401, 403, 303, 403, 303, 303),
    "POST /manage/articles/<id>/check": (401, 403, 303, 403, 303, 303),
    "POST /manage/articles/<id>/copy": (401, 403, 303, 303, 303, 303),
    "POST /manage/articles/<id>/unarchive": (401, 403, 409, 403, 409, 409),
    "GET /manage/phrasings": (303, 403, 200, 403, 200, 200),
    "POST /manage/phrasings": (401, 403, 303, 403, 303, 303),
    "POST /manage/phrasings/<id>/keep": (401, 403, 404, 403, 404, 404),
    "POST /manage/phrasings/<id>/remove": (401, 403, 404, 403, 404, 404),
    "GET /manage/languages": (303, 403, 200, 200, 200, 200),
    "POST /manage/languages/<id>/confirm": (401, 403, 400, 403, 400, 400),
    "POST /manage/languages/<id>/lead": (401, 403, 303, 403, 303, 303),
    "GET /manage/synonyms": (303, 403, 200, 403, 200, 200),
    "POST /manage/synonyms": (401, 403, 400, 403, 400, 400),
    "GET /manage/synonyms/<id>": (303, 403, 404, 403, 404, 404),
    "POST /manage/synonyms/<id>/change": (401, 403, 404, 403, 404, 404),
    "POST /manage/synonyms/<id>/remove": (401, 403, 404, 403, 404, 404),
    "GET /manage/explain": (303, 403, 200, 403, 200, 200),
    "POST /manage/explain": (401, 403, 400, 403, 400, 400),
    "GET /manage/regressions": (303, 403, 200, 403, 200, 200),
    "POST /manage/regressions": (401, 403, 400, 403, 400, 400),
    "POST /manage/regressions/paste": (401, 403, 400, 403, 400, 400),
    "POST /manage/regressions/run": (401, 403, 303, 403, 303, 303),
    "GET /manage/regressions/questions.jsonl": (303, 403, 200, 403, 200, 200),
    "GET /manage/regressions/entries.jsonl": (303, 403, 200, 403, 200, 200),
    "GET /manage/regressions/<id>": (303, 403, 404, 403, 404, 404),
    "POST /manage/regressions/<id>/change": (401, 403, 404, 403, 404, 404),
    "POST /manage/regressions/<id>/remove": (401, 403, 404, 403, 404, 404),
    "GET /manage/topics": (303, 403, 200, 403, 200, 200),
    "POST /manage/topics": (401, 403, 400, 403, 400, 400),
    "GET /manage/topics/<id>": (303, 403, 404, 403, 404, 404),
    "POST /manage/topics/<id>/change": (401, 403, 404, 403, 404, 404),
    "POST /manage/topics/<id>/move": (401, 403, 404, 403, 404, 404),
    "POST /manage/topics/<id>/remove": (401, 403, 404, 403, 404, 404),
    "POST /manage/topics/<id>/restore": (401, 403, 409, 403, 409, 409),
    "GET /manage/articles/<id>/related": (303, 403, 200, 403, 200, 200),
    "POST /manage/articles/<id>/related": (401, 403, 303, 403, 303, 303),
    "GET /manage/articles/<id>/related/suggest": (303, 403, 200, 403, 200, 200),
    "GET /manage/feedback": (303, 403, 200, 403, 200, 200),
    "GET /manage/feedback/feedback.csv": (303, 403, 200, 403, 200, 200),
    "POST /manage/feedback/<id>/handle": (401, 403, 404, 403, 404, 404),
    "POST /manage/feedback/<id>/reopen": (401, 403, 404, 403, 404, 404),
    "POST /api/chat/conversations": 201,
}

# Opened by the customer's own token; to everybody else, whoever is signed in, 401.
TOKEN: Final[dict[str, int]] = {
    "GET /api/chat/conversations/<id>/messages": 200,
    "GET /api/chat/conversations/<id>/stream": 200,
    "POST /api/chat/conversations/<id>/messages": 200,
    "POST /api/chat/conversations/<id>/handoff": 200,
    "POST /api/chat/conversations/<id>/solved": 200,
    "POST /api/chat/conversations/<id>/contact": 200,
    "POST /api/chat/conversations/<id>/rating": 200,
    "POST /api/chat/conversations/<id>/link": 200,
    "POST /api/chat/conversations/<id>/typing": 204,
    "POST /api/chat/conversations/<id>/read": 204,
    "POST /api/chat/conversations/<id>/transcript": 409,  # no mail server is set: mail/test_mailing.py
}

BODIES: Final[dict[str, dict[str, object]]] = {
    "PUT /api/desk/presence": {"presence": "online"},
    "POST /api/desk/session": {"email": "nobody@example.com", "password": "wrong"},
    "POST /api/desk/conversations/<id>/read": {"number": 1},
    "POST /api/desk/conversations/<id>/note": {"key": "n", "text": "note"},
    "POST /api/desk/conversations/<id>/reply": {"key": "r", "text": "reply"},
    "POST /api/desk/conversations/<id>/hand-back": {"to": "queue"},
    "POST /api/desk/conversations/<id>/take-over": {"from": "nobody"},
    "POST /api/chat/conversations/<id>/messages": {"key": "m", "text": "hello"},
    "POST /api/chat/conversations/<id>/handoff": {"key": "h"},
    "POST /api/chat/conversations/<id>/solved": {"key": "s", "solved": True},
    "POST /api/chat/conversations/<id>/contact": {"email": "customer@example.com"},
    "POST /api/chat/conversations/<id>/rating": {"rating": 5},
    "POST /api/chat/conversations/<id>/read": {"number": 1},
}
ARTICLE_FORM: Final = {
    "title": "Mend a bicycle", "body": "Find the hole.", "language": "en", "topic": "", "phrasings": "", "note": "",
}


def test_every_route_stands_in_the_table(app: Flask) -> None:
    routes = {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == set(ROUTES) | set(TOKEN)


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_what(who: str, app: Flask, db: Database, shelf: dict[str, Article]) -> None:
    answered, wanted = {}, {}
    for route, expected in ROUTES.items():
        customer = Customer(app.test_client())
        customer.press("handoff")
        article = articles.by_id(db, shelf["password"].id)
        client = app.test_client() if who == "stranger" else signed_in(app, db, who, who)
        answered[route] = ask(client, route, customer=customer, article=article, headers={})
        wanted[route] = expected if isinstance(expected, int) else expected[EVERYBODY.index(who)]
    assert answered == wanted


@pytest.mark.parametrize("route", TOKEN)
def test_a_conversation_opens_to_its_own_token_alone(
    route: str, customer: Customer, other_customer: Customer, agent: FlaskClient, administrator: FlaskClient
) -> None:
    for client, headers, status in (
        (customer.client, {}, 401),
        (customer.client, {"Authorization": "Bearer "}, 401),
        (customer.client, {"Authorization": "Bearer null"}, 401),
        (customer.client, {"Authorization": f"Basic {customer.token}"}, 401),
        (other_customer.client, other_customer.headers, 404),
        (customer.client, {"Authorization": f"Bearer {customer.token.upper()}"}, 404),
        (customer.client, {"Authorization": f"Bearer {customer.token[:-1]}"}, 404),
        (agent, {}, 401),
        (administrator, {}, 401),
        (customer.client, customer.headers, TOKEN[route]),
    ):
        assert ask(client, route, customer=customer, article=None, headers=headers) == status


def ask(
    client: FlaskClient, route: str, *, customer: Customer, article: Article | None, headers: dict[str, str]
) -> int:
    method, rule = route.split(" ", 1)
    path = rule.replace("<token>", "x" * 43).replace("<link>", "x" * 61).replace("<path:filename>", "base.css")
    path = path.replace("<number>", "1").replace("<answer>", "none").replace("<edit>", "none")
    if rule.startswith("/manage") and article:
        path = path.replace("<id>", article.id)
    path = path.replace("<id>", customer.id).replace("<slug>", article.slug if article else "")
    form = method == "POST" and rule.startswith(("/manage", "/sign-in", "/case"))
    with client.open(
        path, method=method, headers=headers,
        data={**ARTICLE_FORM, "version": article.version if article else 1} if form else None,
        json=BODIES.get(route, {}) if method in ("POST", "PUT") and not form else None,
    ) as answer:
        return answer.status_code
