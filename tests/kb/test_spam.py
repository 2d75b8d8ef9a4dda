import pytest

from kb import spam

HONEST = [
    "How do I change the battery? It is flat after a day.",
    "I cannot sign in. The page says 403, see https://example.com/help and https://example.com/login",
    "My invoice 2024-1183 is wrong: I paid $120 but it says $210. Who can help?",
    "WHY DOES IT NOT PRINT",
    "Call me maybe? The call button does nothing when I tap it.",
    "The telegram integration stopped sending messages after the update.",
    "怎么更换电池？用了一天就没电了。",
    "微信登录失败，提示授权过期，怎么办？",
    "發票開錯了抬頭，可以重新開嗎？",
    "我的订单号是 20240518001，退款多久到账？",
    "如何绑定微信支付？手机号已经换了。",
    "A log:\n----------------------------------------\nerror 17\n----------------------------------------",
]
ADVERTISING = [
    "Best casino bonus! Play now at https://lucky.casino/win and https://win.bet/x and https://a.top/b",
    "Recover your bitcoin today. Contact our crypto recovery expert, WhatsApp: +1 555 010 9999",
    "Cheap SEO services, guaranteed ranking, buy backlinks",
    "Support number @ +1 (800) 555-0199 toll free customer care number +1 800 555 0199 printer help",
    "https://spam.example/one",
    "代开发票，加微信：fapiao8888，各行业发票",
    "兼职刷单日赚500，日结，加我微信 abc12345",
    "代開發票，加微信：fapiao8888",
    "私服外挂低价，扣扣群：123456789",
    "Earn $500 per day working online, make money fast",
    "I found a l\u200bo\u200ba\u200bn of\u200bfer, ask about payday loan",
    "Buу сhеар pills оnlinе, buy cheap",
]


@pytest.mark.parametrize("text", HONEST)
def test_honest_questions_are_not_held(text: str) -> None:
    found = spam.weigh(text, links=2)
    assert not found.held, found


@pytest.mark.parametrize("text", ADVERTISING)
def test_advertising_is_held(text: str) -> None:
    found = spam.weigh(text, links=2)
    assert found.held or "only_links" in found.signs, found


def test_the_same_text_again_is_held() -> None:
    text = "Look at my profile for the best prices in town"
    assert not spam.weigh(text, links=2).held
    assert spam.weigh(text, links=2, before=["Something else", f"{text}!!"]).signs == ("same_again",)
    assert spam.weigh(text, links=2, before=[text]).held
    assert not spam.weigh("Thank you", links=2, before=["Thank you"]).held


@pytest.mark.parametrize(("links", "held"), [(0, True), (1, True), (2, True), (4, False), (10, False)])
def test_newcomers_have_fewer_links(links: int, held: bool) -> None:
    text = "I compared these: " + " ".join(f"https://example.com/{n}" for n in range(4)) + " and none of them works"
    assert spam.count_links(text) == 4
    assert spam.weigh(text, links=links).held == held


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "a" * 100_000, "微" * 50_000, "+1 " * 30_000, "call us at 1" + "1-" * 20_000]
)
def test_any_text_is_weighed_in_a_moment(text: str) -> None:
    assert spam.weigh(text, links=2).points >= 0
