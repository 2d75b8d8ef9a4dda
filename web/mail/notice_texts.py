"""What the mail about notices of the board says, in every language of the product; beside web/mail/texts.py."""

from typing import Final

NOTICES: Final[dict[str, dict[str, str]]] = {
    # To guests
    "answered_subject": {
        "en": "There is an answer: {title}", "zh-Hans": "您的提问有了回答：{title}",
        "zh-Hant": "您的提問有了回答：{title}",
    },
    "answered": {
        "en": "In the community of {house} you asked “{title}”. Here is what others wrote:",
        "zh-Hans": "您在 {house} 社区提的问题“{title}”有了回答：",
        "zh-Hant": "您在 {house} 社群提的問題「{title}」有了回答：",
    },
    "answered_button": {"en": "See your question", "zh-Hans": "查看我的提问", "zh-Hant": "查看我的提問"},
    "answered_why": {
        "en": "You get this because you asked with this address.",
        "zh-Hans": "收到这封邮件，是因为您用这个邮箱提了问。",
        "zh-Hant": "您收到這封信，是因為您用這個電子郵件地址提了問。",
    },
    # To members
    "notices_subject": {
        "en": "What is new in the {house} community", "zh-Hans": "{house} 社区有新消息",
        "zh-Hant": "{house} 社群有新消息",
    },
    "notices": {
        "en": "This happened around your questions and answers, and what you follow:",
        "zh-Hans": "您的提问、回答和关注的内容有了新动态：",
        "zh-Hant": "您的提問、回答和追蹤的內容有了新動態：",
    },
    "notices_more": {
        "en": "There is more in your notices.", "zh-Hans": "更多消息请查看您的通知。",
        "zh-Hant": "更多消息請查看您的通知。",
    },
    "notices_button": {"en": "See all notices", "zh-Hans": "查看全部通知", "zh-Hant": "查看所有通知"},
    "notices_why": {
        "en": "You get this because you take part in the community or follow something there.",
        "zh-Hans": "收到这封邮件，是因为您参与了社区，或关注了其中的内容。",
        "zh-Hant": "您收到這封信，是因為您參與了社群，或追蹤了其中的內容。",
    },
    "notice_somebody": {"en": "Somebody", "zh-Hans": "有人", "zh-Hant": "有人"},
    "notice_question": {
        "en": "{name} asked under a tag that you follow", "zh-Hans": "{name}在您关注的标签下提了问",
        "zh-Hant": "{name}在您追蹤的標籤下提了問",
    },
    "notice_answer": {"en": "{name} answered", "zh-Hans": "{name}回答了", "zh-Hant": "{name}回答了"},
    "notice_comment": {"en": "{name} commented", "zh-Hans": "{name}发表了评论", "zh-Hant": "{name}留言了"},
    "notice_mention": {"en": "{name} mentioned you", "zh-Hans": "{name}提到了您", "zh-Hant": "{name}提到了您"},
    "notice_accepted": {
        "en": "Your answer solved it", "zh-Hans": "您的回答解决了问题", "zh-Hant": "您的回答解決了問題",
    },
    "notice_official": {
        "en": "Your answer is official now", "zh-Hans": "您的回答成为官方回答", "zh-Hant": "您的回答成為官方回答",
    },
    "notice_accepted_to_asker": {
        "en": "A moderator accepted an answer to your question", "zh-Hans": "内容管理员采纳了您问题下的一个回答",
        "zh-Hant": "內容管理員採用了您問題底下的一則回答",
    },
    "notice_official_to_asker": {
        "en": "Your question has an official answer", "zh-Hans": "您的问题有了官方回答",
        "zh-Hant": "您的問題有了官方回答",
    },
    "notice_edited": {
        "en": "{name} edited your text", "zh-Hans": "{name}修改了您的内容", "zh-Hant": "{name}修改了您的內容",
    },
    "notice_closed": {"en": "Your question was closed", "zh-Hans": "您的问题已关闭", "zh-Hant": "您的問題已關閉"},
    "notice_duplicate": {
        "en": "Your question has been asked before; others find the answers there",
        "zh-Hans": "您的问题之前有人问过，答案在那里", "zh-Hant": "您的問題之前有人問過，答案在那裡",
    },
    "notice_hidden": {
        "en": "A moderator hid what you wrote", "zh-Hans": "内容管理员隐藏了您发布的内容",
        "zh-Hant": "內容管理員隱藏了您發表的內容",
    },
    "notice_shown": {
        "en": "Everybody sees what you wrote now", "zh-Hans": "您发布的内容现在所有人可见",
        "zh-Hant": "您發表的內容現在所有人都看得到",
    },
    "notice_flag_decided": {
        "en": "A moderator looked at what you flagged. Thank you", "zh-Hans": "内容管理员看过了您举报的内容，谢谢您",
        "zh-Hant": "內容管理員看過了您檢舉的內容，謝謝您",
    },
    "notice_edit_decided": {
        "en": "The edit that you suggested is decided", "zh-Hans": "您建议的修改有了结果",
        "zh-Hant": "您建議的修改有了結果",
    },
    "notice_article": {
        "en": "An answer here became an official article, or the article was changed",
        "zh-Hans": "这里的回答成为了官方文章，或文章有了更新", "zh-Hant": "這裡的回答成為了官方文章，或文章有了更新",
    },
    "notice_suspended": {
        "en": "You cannot take part for a while. You can still read everything",
        "zh-Hans": "您暂时不能参与，但仍然可以阅读全部内容", "zh-Hant": "您暫時不能參與，但仍然可以閱讀所有內容",
    },
}
