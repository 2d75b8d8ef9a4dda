"""`firstline mail-test`: one mail, at once, and in plain words what the mail server said to it."""

from argparse import Namespace

from kb import ids
from web.clock import now
from web.commands import Refused
from web.config import Settings
from web.mail import contents as mail_contents
from web.mail import letter as mail_letter
from web.mail import post as mail_post
from web.mail.post import Post


def test(settings: Settings, arguments: Namespace) -> int:
    server = settings.mail
    if server is None:
        raise Refused("FIRSTLINE_MAIL is not set, so no mail is sent. Set it like smtp://user:password@mail.example.com:587.")
    letter = mail_contents.test(settings, language=arguments.language)
    moment = now()
    try:
        message = mail_post.message(
            server, id=ids.new_id(moment), recipient=arguments.address, subject=letter.subject,
            plain=mail_letter.plain(letter), html=mail_letter.html(letter), stop="", at=moment,
        )
    except ValueError as error:
        raise Refused(f"{arguments.address!r} is not a mail address.") from error
    post = Post(server)
    outcome = post.send(message)
    post.close()
    where = f"{server.host}:{server.port}"
    match outcome.kind:
        case "sent":
            print(f"{where} has taken a mail to {arguments.address}. It comes from {server.sender.addr_spec}.")
            return 0
        case "refused":
            raise Refused(f"{where} refuses mail to {arguments.address}: {outcome.said}.")
        case "postponed":
            raise Refused(f"{where} does not take the mail just now: {outcome.said}. Try again in a few minutes.")
        case _:
            raise Refused(f"{where} takes no mail from here: {outcome.said}.")
