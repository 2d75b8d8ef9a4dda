"""Every sentence that our mail says, in every language of the product.

In English plain and friendly; in Chinese 您 and full-width punctuation, Traditional worded for Taiwan. Mail is written
in the work process, where no request says who reads: the recipient's language is a row's.
"""

from typing import Final

from web.mail.notice_texts import NOTICES

TEXTS: Final[dict[str, dict[str, str]]] = {
    "hello": {"en": "Hello {name},", "zh-Hans": "{name}，您好：", "zh-Hant": "{name}，您好："},
    "hello_somebody": {"en": "Hello,", "zh-Hans": "您好：", "zh-Hant": "您好："},
    "by_hand": {
        "en": "If the button does not work, open this address:",
        "zh-Hans": "如果按钮打不开，请复制这个地址到浏览器：",
        "zh-Hant": "如果按鈕無法開啟，請將這個網址貼到瀏覽器：",
    },
    "good_for_hours": {
        "en": "The link works once, within {count} hours.",
        "zh-Hans": "链接只能使用一次，{count} 小时内有效。",
        "zh-Hant": "連結只能使用一次，{count} 小時內有效。",
    },
    "good_for_hour": {
        "en": "The link works once, within an hour.",
        "zh-Hans": "链接只能使用一次，1 小时内有效。",
        "zh-Hant": "連結只能使用一次，1 小時內有效。",
    },
    "good_for_days": {
        "en": "The link works once, within {count} days.",
        "zh-Hans": "链接只能使用一次，{count} 天内有效。",
        "zh-Hant": "連結只能使用一次，{count} 天內有效。",
    },
    "no_replies": {
        "en": "Nobody reads replies to this mail.",
        "zh-Hans": "请勿直接回复这封邮件，我们看不到。",
        "zh-Hant": "請勿直接回覆這封信，我們看不到。",
    },
    "from": {"en": "Sent by {house}", "zh-Hans": "由 {house} 发送", "zh-Hant": "由 {house} 寄出"},
    "unsubscribe": {
        "en": "No more mail of this kind",
        "zh-Hans": "不再接收这类邮件",
        "zh-Hant": "不再接收這類信件",
    },
    "stop_conversation": {
        "en": "No more mail about this conversation",
        "zh-Hans": "不再接收这次对话的邮件",
        "zh-Hant": "不再接收這次對話的信件",
    },
    # Joining
    "sign_up_subject": {
        "en": "Confirm your address for {house}",
        "zh-Hans": "请确认您的邮箱 · {house}",
        "zh-Hant": "請確認您的電子郵件地址 · {house}",
    },
    "sign_up": {
        "en": "Somebody, most likely you, is signing up at {house} with this address. Press the button, and "
        "your account is ready.",
        "zh-Hans": "有人（应该是您）正在用这个邮箱注册 {house}。点一下下面的按钮，账号就建好了。",
        "zh-Hant": "有人（應該是您）正在用這個電子郵件地址註冊 {house}。按一下下面的按鈕，帳號就建立好了。",
    },
    "sign_up_button": {"en": "Confirm my address", "zh-Hans": "确认邮箱", "zh-Hant": "確認電子郵件地址"},
    "sign_up_why": {
        "en": "Not you? Then do nothing: unless the button is pressed, no account is made.",
        "zh-Hans": "不是您本人？那就不用理会：不点按钮，就不会建立账号。",
        "zh-Hant": "不是您本人？不必理會：沒有按下按鈕，就不會建立帳號。",
    },
    "known_subject": {
        "en": "You have an account at {house} already",
        "zh-Hans": "您已经有 {house} 的账号了",
        "zh-Hant": "您已經有 {house} 的帳號了",
    },
    "known": {
        "en": "Somebody, most likely you, has just tried to sign up at {house} with this address. You have an account "
        "already, so you can simply sign in. If you do not remember the password, choose a new one on the same page.",
        "zh-Hans": "有人（应该是您）刚才用这个邮箱注册 {house}。您已经有账号了，直接登录就可以；"
        "忘了密码的话，在登录页面可以重设。",
        "zh-Hant": "有人（應該是您）剛才用這個電子郵件地址註冊 {house}。您已經有帳號了，直接登入即可；"
        "如果忘了密碼，可以在登入頁面重設。",
    },
    "known_button": {"en": "Sign in", "zh-Hans": "登录", "zh-Hant": "登入"},
    "known_why": {
        "en": "Not you? Nothing has changed, and nobody else was told that you have an account.",
        "zh-Hans": "不是您本人？您的账号没有任何变化，也没有人知道您在这里有账号。",
        "zh-Hant": "不是您本人？您的帳號沒有任何變動，也沒有人知道您在這裡有帳號。",
    },
    "question_subject": {
        "en": "Confirm your question at {house}",
        "zh-Hans": "请确认您的提问 · {house}",
        "zh-Hant": "請確認您的提問 · {house}",
    },
    "question": {
        "en": "Somebody, most likely you, has asked a question in the community of {house} with this address. Press "
        "the button to publish it.",
        "zh-Hans": "有人（应该是您）用这个邮箱在 {house} 社区提了一个问题。点一下下面的按钮，问题就会发布。",
        "zh-Hant": "有人（應該是您）用這個電子郵件地址在 {house} 社群提了一個問題。按一下下面的按鈕，問題就會發布。",
    },
    "question_button": {"en": "See and publish it", "zh-Hans": "查看并发布", "zh-Hant": "查看並發布"},
    "question_why": {
        "en": "Not you? Then do nothing: unless the button is pressed, nothing is published, and it is deleted.",
        "zh-Hans": "不是您本人？那就不用理会：不点按钮就不会发布，之后会自动删除。",
        "zh-Hant": "不是您本人？不必理會：沒有按下按鈕就不會發布，之後會自動刪除。",
    },
    "password_subject": {
        "en": "Choose a new password for {house}",
        "zh-Hans": "重设您的密码 · {house}",
        "zh-Hant": "重設您的密碼 · {house}",
    },
    "password": {
        "en": "Somebody, most likely you, has forgotten the password of this account. Here you choose a new one.",
        "zh-Hans": "有人（应该是您）忘记了这个账号的密码。点下面的按钮，就可以设置新密码。",
        "zh-Hant": "有人（應該是您）忘記了這個帳號的密碼。按下面的按鈕，就可以設定新密碼。",
    },
    "password_button": {"en": "Choose a new password", "zh-Hans": "设置新密码", "zh-Hant": "設定新密碼"},
    "password_why": {
        "en": "Not you? Then do nothing: your password stays as it is.",
        "zh-Hans": "不是您本人？那就不用理会，您的密码不会改变。",
        "zh-Hant": "不是您本人？不必理會，您的密碼不會改變。",
    },
    "address_subject": {
        "en": "Confirm your new address for {house}",
        "zh-Hans": "请确认您的新邮箱 · {house}",
        "zh-Hant": "請確認您的新電子郵件地址 · {house}",
    },
    "address": {
        "en": "You want to use this address for your account at {house} from now on. Press the button to confirm.",
        "zh-Hans": "您想把 {house} 账号的邮箱换成这个地址。点一下下面的按钮就换好了。",
        "zh-Hant": "您想將 {house} 帳號的電子郵件換成這個地址。按一下下面的按鈕就換好了。",
    },
    "address_button": {"en": "Use this address", "zh-Hans": "使用这个邮箱", "zh-Hant": "使用這個電子郵件地址"},
    "address_why": {
        "en": "Not you? Then do nothing: nothing changes unless the button is pressed.",
        "zh-Hans": "不是您本人？那就不用理会：不点按钮，什么都不会变。",
        "zh-Hant": "不是您本人？不必理會：沒有按下按鈕，什麼都不會變。",
    },
    "notice_subject": {
        "en": "Your address at {house} is about to change",
        "zh-Hans": "您在 {house} 的邮箱即将更换",
        "zh-Hant": "您在 {house} 的電子郵件即將更換",
    },
    "notice": {
        "en": "Somebody who is signed in to your account, most likely you, wants to move it to the address {address}. "
        "It moves once that address is confirmed.",
        "zh-Hans": "有人（应该是您）登录了您的账号，要把邮箱换成 {address}。那个地址确认之后才会更换。",
        "zh-Hant": "有人（應該是您）登入了您的帳號，要將電子郵件換成 {address}。那個地址確認之後才會更換。",
    },
    "notice_button": {"en": "Sign in", "zh-Hans": "登录", "zh-Hant": "登入"},
    "notice_why": {
        "en": "Not you? Then sign in now and choose a new password; that ends all other sign-ins.",
        "zh-Hans": "不是您本人？请马上登录并修改密码，其他地方的登录会随之失效。",
        "zh-Hant": "不是您本人？請立即登入並變更密碼，其他地方的登入會隨之失效。",
    },
    "invitation_subject": {
        "en": "{name} invites you to {house}",
        "zh-Hans": "{name}邀请您加入 {house}",
        "zh-Hant": "{name}邀請您加入 {house}",
    },
    "invitation_subject_house": {
        "en": "You are invited to {house}",
        "zh-Hans": "邀请您加入 {house}",
        "zh-Hant": "邀請您加入 {house}",
    },
    "invitation": {
        "en": "An account at {house} is ready for you. Choose a password, and you can begin.",
        "zh-Hans": "{house} 的账号已经为您准备好了。设置密码后就可以开始使用。",
        "zh-Hant": "{house} 的帳號已經為您準備好了。設定密碼後就可以開始使用。",
    },
    "invitation_button": {"en": "Choose a password", "zh-Hans": "设置密码", "zh-Hant": "設定密碼"},
    "invitation_why": {
        "en": "You do not know what this is about? Then do nothing; the invitation runs out by itself.",
        "zh-Hans": "不知道这是怎么回事？那就不用理会，邀请会自动失效。",
        "zh-Hant": "不知道這是怎麼回事？不必理會，邀請會自動失效。",
    },
    # Conversations
    "reply_subject": {
        "en": "Your answer from {house}",
        "zh-Hans": "{house} 给您的答复",
        "zh-Hant": "{house} 給您的回覆",
    },
    "reply": {
        "en": "You asked us something, and there is an answer:",
        "zh-Hans": "您之前向我们提了问题，现在有了答复：",
        "zh-Hant": "您之前向我們提了問題，現在有了回覆：",
    },
    "closed": {
        "en": "This closes the conversation. If it is not solved, write again, and it goes on.",
        "zh-Hans": "对话就此结束。如果问题没有解决，在对话里再写一句就会继续。",
        "zh-Hant": "對話就此結束。如果問題沒有解決，在對話裡再寫一句就會繼續。",
    },
    "closed_subject": {
        "en": "Your conversation with {house} is closed",
        "zh-Hans": "您与 {house} 的对话已结束",
        "zh-Hant": "您與 {house} 的對話已結束",
    },
    "closed_alone": {
        "en": "A colleague has closed your conversation. If it is not solved, write again, and it goes on.",
        "zh-Hans": "同事已经结束了您的对话。如果问题没有解决，在对话里再写一句就会继续。",
        "zh-Hant": "客服人員已結束您的對話。如果問題沒有解決，在對話裡再寫一句就會繼續。",
    },
    "reply_button": {"en": "Read and answer", "zh-Hans": "查看并回复", "zh-Hant": "查看並回覆"},
    "reply_why": {
        "en": "You get this because this address was left in the conversation, for the answer.",
        "zh-Hans": "收到这封邮件，是因为对话中留下了这个邮箱，用来接收答复。",
        "zh-Hant": "您收到這封信，是因為對話中留下了這個電子郵件地址，用來接收回覆。",
    },
    "keep_link": {
        "en": "Whoever has the link can read along and write, so keep it to yourself.",
        "zh-Hans": "拿到链接的人都能查看对话并发言，请不要转发给别人。",
        "zh-Hant": "取得連結的人都能查看對話並發言，請勿轉寄給別人。",
    },
    "transcript_subject": {
        "en": "A copy of your conversation with {house}",
        "zh-Hans": "您与 {house} 的对话记录",
        "zh-Hant": "您與 {house} 的對話紀錄",
    },
    "transcript": {
        "en": "Here is the copy that you asked for, of all that was said until now:",
        "zh-Hans": "这是您要的对话记录，到现在为止的内容都在这里：",
        "zh-Hant": "這是您要的對話紀錄，到目前為止的內容都在這裡：",
    },
    "transcript_button": {"en": "Open the conversation", "zh-Hans": "打开对话", "zh-Hant": "開啟對話"},
    "transcript_why": {
        "en": "You get this because somebody in the conversation asked for it to be sent to this address.",
        "zh-Hans": "收到这封邮件，是因为有人在对话中要求把记录发送到这个邮箱。",
        "zh-Hant": "您收到這封信，是因為有人在對話中要求將紀錄寄到這個電子郵件地址。",
    },
    "you": {"en": "You", "zh-Hans": "您", "zh-Hant": "您"},
    "assistant": {"en": "Assistant", "zh-Hans": "助手", "zh-Hant": "助理"},
    "your_words": {
        "en": "(Open the link to see what you wrote.)",
        "zh-Hans": "（您写的内容请打开链接查看。）",
        "zh-Hant": "（您寫的內容請開啟連結查看。）",
    },
    "shortened": {
        "en": "The conversation is long; open the link for what came before.",
        "zh-Hans": "对话较长，更早的内容请打开链接查看。",
        "zh-Hant": "對話較長，更早的內容請開啟連結查看。",
    },
    # Suggestions
    "accepted_subject": {
        "en": "Your suggestion is published: {title}",
        "zh-Hans": "您的修改建议已发布：{title}",
        "zh-Hant": "您的修改建議已發布：{title}",
    },
    "accepted": {
        "en": "Your suggestion for the article “{title}” has been accepted, and readers see it now. Thank you.",
        "zh-Hans": "您对文章“{title}”的修改建议已被采纳，读者现在就能看到。谢谢您。",
        "zh-Hant": "您對文章「{title}」的修改建議已獲採用，讀者現在就能看到。謝謝您。",
    },
    "declined_subject": {
        "en": "About your suggestion: {title}",
        "zh-Hans": "关于您的修改建议：{title}",
        "zh-Hant": "關於您的修改建議：{title}",
    },
    "declined": {
        "en": "Thank you for your suggestion for the article “{title}”. It was read, and the article stays as it is "
        "for now.",
        "zh-Hans": "感谢您对文章“{title}”提出修改建议。我们看过了，文章暂时保持原样。",
        "zh-Hant": "感謝您對文章「{title}」提出修改建議。我們看過了，文章暫時維持原樣。",
    },
    "review_button": {"en": "See your suggestion", "zh-Hans": "查看我的建议", "zh-Hant": "查看我的建議"},
    "reviewer": {"en": "The reviewer writes", "zh-Hans": "审核人说", "zh-Hant": "審核人說"},
    "review_why": {
        "en": "You get this because you suggested it.",
        "zh-Hans": "收到这封邮件，是因为您提出了这个建议。",
        "zh-Hant": "您收到這封信，是因為您提出了這個建議。",
    },
    # firstline mail-test
    "test_subject": {"en": "{house} can send mail", "zh-Hans": "{house} 可以发送邮件", "zh-Hant": "{house} 可以寄信"},
    "test": {
        "en": "This mail was sent to see whether mail arrives. It does.",
        "zh-Hans": "这封邮件用来测试能否收到邮件。您已经收到了。",
        "zh-Hant": "這封信用來測試能否收到信件。您已經收到了。",
    },
    **NOTICES,
}


def say(key: str, language: str, **values: str | int) -> str:
    """The sentence in a language (English where we do not speak it), its places filled. KeyError: no such sentence."""
    sentence = TEXTS[key]
    return sentence.get(language, sentence["en"]).format(**values)
