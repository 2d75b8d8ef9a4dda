"""Every sentence that the bot says, in every language of the product.

In English plain and friendly; in Chinese 您 and full-width punctuation, Traditional worded for Taiwan. No sentence
promises what is not set up: an answer waits in the conversation and under the private link, and mail is mentioned only
to whoever is sent some.
"""

from typing import Final

from kb.passing_back import Word

SENTENCES: Final[dict[str, dict[str, str]]] = {
    # Names
    "assistant": {"en": "Assistant", "zh-Hans": "助手", "zh-Hant": "助理"},
    # Talking
    "greeting": {
        "en": "Hello. Tell me in a few words what you need, and I will look for the answer. If I have none, "
        "one of our colleagues will help you.",
        "zh-Hans": "您好，请简单说说您遇到的问题，我来为您查找答案；找不到的话，会由同事接着帮您。",
        "zh-Hant": "您好，請簡單描述您遇到的問題，我會為您尋找答案；如果找不到，會由客服人員接著協助您。",
    },
    "greeting_reply": {
        "en": "Hello. What can I help you with?",
        "zh-Hans": "您好，请问有什么可以帮您？",
        "zh-Hant": "您好，請問需要什麼協助？",
    },
    "thanks_reply": {
        "en": "You are welcome. If there is anything else, just write.",
        "zh-Hans": "不客气。如果还有其他问题，随时告诉我。",
        "zh-Hant": "不客氣。如果還有其他問題，歡迎隨時告訴我。",
    },
    "goodbye_reply": {
        "en": "Goodbye. You can come back to this conversation at any time.",
        "zh-Hans": "再见。您随时可以回到这里继续提问。",
        "zh-Hant": "再見。您隨時可以回到這裡繼續提問。",
    },
    "say_more": {
        "en": "Please tell me in a few words what you need.",
        "zh-Hans": "请用一两句话告诉我您需要什么帮助。",
        "zh-Hant": "請用一兩句話告訴我您需要什麼協助。",
    },
    # Answering and asking back
    "from_community": {
        "en": "From the community, by {name}",
        "zh-Hans": "来自社区，作者：{name}",
        "zh-Hant": "來自社群，作者：{name}",
    },
    "from_community_official": {
        "en": "From the community, by {name}. Our team has confirmed it.",
        "zh-Hans": "来自社区，作者：{name}，已由我们的团队确认",
        "zh-Hant": "來自社群，作者：{name}，已由我們的團隊確認",
    },
    "from_somebody": {"en": "From the community", "zh-Hans": "来自社区", "zh-Hant": "來自社群"},
    "perhaps_this": {
        "en": "Perhaps this fits better:",
        "zh-Hans": "这一篇也许更符合您的问题：",
        "zh-Hant": "這一篇也許更符合您的問題：",
    },
    "clarify": {
        "en": "Which of these do you mean?",
        "zh-Hans": "您想问的是哪一个？",
        "zh-Hant": "您想問的是哪一個？",
    },
    "clarify_one": {
        "en": "Is this what you mean?",
        "zh-Hans": "您想问的是这个吗？",
        "zh-Hant": "您想問的是這個嗎？",
    },
    "none_of_these": {"en": "None of these", "zh-Hans": "都不是", "zh-Hant": "都不是"},
    "not_this": {"en": "No, something else", "zh-Hans": "不是这个", "zh-Hant": "不是這個"},
    "rephrase": {
        "en": "I did not find anything on that. Could you put it in other words, with a little more detail?",
        "zh-Hans": "我没有找到相关的内容。您能换个说法，或者说得再具体一些吗？",
        "zh-Hant": "我沒有找到相關的內容。方便請您換個說法，或說得再具體一點嗎？",
    },
    "written_in_english": {
        "en": "This answer is in English.",
        "zh-Hans": "这篇内容是英文的。",
        "zh-Hant": "這篇內容是英文的。",
    },
    "written_in_chinese": {
        "en": "This answer is in Chinese.",
        "zh-Hans": "这篇内容是中文的。",
        "zh-Hant": "這篇內容是中文的。",
    },
    "answer_gone": {
        "en": "This answer has just been withdrawn. Could you tell me in other words what you need?",
        "zh-Hans": "这篇内容刚刚下线了。您能换个说法告诉我需要什么帮助吗？",
        "zh-Hant": "這篇內容剛剛下架了。方便請您換個說法告訴我需要什麼協助嗎？",
    },
    # What a press of a button says for the customer
    "person_please": {
        "en": "I would like to talk to a person.",
        "zh-Hans": "我想联系人工客服。",
        "zh-Hant": "我想聯絡真人客服。",
    },
    "it_is_solved": {"en": "That solved it.", "zh-Hans": "问题解决了。", "zh-Hant": "問題解決了。"},
    "it_is_not_solved": {
        "en": "That did not solve it.",
        "zh-Hans": "问题没有解决。",
        "zh-Hant": "問題沒有解決。",
    },
    # Why a person takes over: comes before `passing` or `nobody_online`
    "because_asked": {"en": "Of course.", "zh-Hans": "好的。", "zh-Hant": "好的。"},
    "because_could_not_answer": {
        "en": "I could not find an answer to this.",
        "zh-Hans": "这个问题我没有找到答案。",
        "zh-Hant": "這個問題我沒有找到答案。",
    },
    "because_none_of_these": {
        "en": "Then I do not have the right answer here.",
        "zh-Hans": "看来我这里没有您要找的答案。",
        "zh-Hant": "看來我這裡沒有您要找的答案。",
    },
    "because_not_solved": {
        "en": "I am sorry that this did not solve it.",
        "zh-Hans": "很抱歉，没能解决您的问题。",
        "zh-Hant": "很抱歉，沒能解決您的問題。",
    },
    "because_same_question": {
        "en": "It seems that my answer was not enough.",
        "zh-Hans": "看来刚才的回答没有解决您的问题。",
        "zh-Hant": "看來剛才的回答沒有解決您的問題。",
    },
    "because_frustration": {
        "en": "I am sorry that I have not been of more help.",
        "zh-Hans": "很抱歉，没能帮上您的忙。",
        "zh-Hant": "很抱歉，沒能幫上您的忙。",
    },
    "because_error": {
        "en": "Something went wrong on our side.",
        "zh-Hans": "我们这边出了点问题。",
        "zh-Hant": "我們這邊出了點狀況。",
    },
    "because_too_slow": {
        "en": "This is taking longer than it should.",
        "zh-Hans": "查找答案花的时间太长了。",
        "zh-Hant": "查詢花的時間太久了。",
    },
    # A person takes over
    "passing": {
        "en": "We are passing this to a colleague, with everything written here, so you need not repeat it.",
        "zh-Hans": "我们会把对话转给同事，前面的内容会一并带过去，您不用再说一遍。",
        "zh-Hant": "我們會將對話轉給客服人員，前面的內容會一併附上，您不必再說明一次。",
    },
    "nobody_online": {
        "en": "Nobody is here right now, but a colleague will read all of this. Please leave an address where we can "
        "reach you. The answer will wait here and under your private link.",
        "zh-Hans": "现在没有同事在线，稍后会有同事查看完整的对话。请留下您的联系方式；"
        "答复会留在这里，您也可以通过专属链接查看。",
        "zh-Hant": "目前沒有客服人員在線上，稍後會有人查看完整的對話。請留下您的聯絡方式；"
        "回覆會留在這裡，您也可以透過專屬連結查看。",
    },
    "nobody_online_known": {
        "en": "Nobody is here right now, but a colleague will read all of this. The answer will wait here and under "
        "your private link.",
        "zh-Hans": "现在没有同事在线，稍后会有同事查看完整的对话。答复会留在这里，您也可以通过专属链接查看。",
        "zh-Hant": "目前沒有客服人員在線上，稍後會有人查看完整的對話。回覆會留在這裡，您也可以透過專屬連結查看。",
    },
    "contact_saved": {
        "en": "Thank you. We have noted your address.",
        "zh-Hans": "谢谢，您的联系方式已经记下。",
        "zh-Hant": "謝謝，您的聯絡方式已經記下。",
    },
    "contact_saved_mail": {
        "en": "Thank you. When there is an answer that you have not read here, we send it to your address.",
        "zh-Hans": "谢谢。有了答复而您还没有在这里看到时，我们会发送到您的邮箱。",
        "zh-Hant": "謝謝。有了回覆而您還沒有在這裡看到時，我們會寄到您的信箱。",
    },
    "agent_joined": {
        "en": "{name} is here for you now.",
        "zh-Hans": "接下来由{name}为您解答。",
        "zh-Hant": "接下來由{name}為您服務。",
    },
    "back_in_queue": {
        "en": "Another colleague will take over from here.",
        "zh-Hans": "接下来会由另一位同事为您解答，请稍候。",
        "zh-Hant": "接下來會由另一位客服人員為您服務，請稍候。",
    },
    "back_to_assistant": {
        "en": "You are talking to the assistant again. Just ask if you want a colleague back.",
        "zh-Hans": "现在由助手继续为您解答。需要同事时，您随时可以说。",
        "zh-Hant": "現在由助理繼續為您解答。需要客服人員時，您隨時可以說。",
    },
    # What was asked of the community meanwhile
    "asked_community": {
        "en": "You asked the community.",
        "zh-Hans": "您在社区提了问题。",
        "zh-Hant": "您在社群提了問題。",
    },
    "community_answered": {
        "en": "Your question to the community has an answer.",
        "zh-Hans": "您在社区的提问有了答案。",
        "zh-Hant": "您在社群的提問有了答案。",
    },
    # How it ends
    "agent_resolved": {
        "en": "{name} has closed this conversation. Is it solved? If not, write again and it is open again.",
        "zh-Hans": "{name}已结束这次对话。您的问题解决了吗？如果没有，直接在这里回复就会重新打开。",
        "zh-Hant": "{name}已結束這次對話。您的問題解決了嗎？如果沒有，直接在這裡回覆就會重新開啟。",
    },
    "agent_reopened": {
        "en": "{name} has opened this conversation again.",
        "zh-Hans": "{name}重新打开了这次对话。",
        "zh-Hant": "{name}重新開啟了這次對話。",
    },
    "confirmed_solved": {
        "en": "Good to hear. If there is anything else, just write.",
        "zh-Hans": "很高兴能帮到您。如果还有其他问题，随时告诉我。",
        "zh-Hant": "很高興能幫上您的忙。如果還有其他問題，歡迎隨時告訴我。",
    },
}


PASSED_BACK: Final[dict[Word, dict[str, str]]] = {
    "asked_community": SENTENCES["asked_community"], "community_answered": SENTENCES["community_answered"]
}
"""What a conversation hears of the question that was asked from it."""


def say(key: str, language: str, **values: str | int) -> str:
    """The sentence in a language (English where we do not speak it), its places filled. KeyError: no such sentence."""
    sentence = SENTENCES[key]
    return sentence.get(language, sentence["en"]).format(**values)


def handing_over(reason: str, language: str) -> str:
    """That a person takes over, and why. Place and wait change while one waits: the conversation shows those."""
    return _together(language, say(f"because_{reason}", language), say("passing", language))


def nobody_online(reason: str, language: str, *, contact: str) -> str:
    """That a person will answer later, why, and where the answer will wait; `contact` is the address that is known."""
    return _together(language, say(f"because_{reason}", language), nobody_here(language, contact=contact))


def nobody_here(language: str, *, contact: str) -> str:
    """The same without a reason. Whoever has left an address, or is signed in, is not asked for one."""
    return say("nobody_online_known", language) if contact else say("nobody_online", language)


def _together(language: str, *said: str) -> str:
    return ("" if language.startswith("zh") else " ").join(said)
