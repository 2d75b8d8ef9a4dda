"""A small help center in two languages, and what customers ask it. Written for these tests."""

from kb.index import Document


def _article(
    id: str, title: str, body: str, *phrasings: str, language: str = "en", audience: str = "public"
) -> Document:
    return Document(id, language, audience, "", title, phrasings, body, version="1")


SHELF = (
    _article(
        "password",
        "Reset your password",
        "Open the sign-in page and choose Forgot password. We send a link that works for one hour. If no mail arrives, "
        "look into the spam folder or ask your administrator.",
        "I forgot my password",
        "I can't log in any more",
    ),
    _article(
        "email",
        "Change your email address",
        "In Settings, open Account and type the new address twice. Confirm it with the link that we send there; until "
        "then the old address stays in use.",
    ),
    _article(
        "two-step",
        "Turn on two-step verification",
        "Scan the code with an authenticator app such as the one on your phone. Keep the ten recovery codes in a safe "
        "place: each works once when the phone is lost.",
        "How do I set up 2FA",
    ),
    _article(
        "invoice",
        "Download an invoice",
        "Every payment has an invoice as PDF. Owners find them under Billing, sorted by month, and can add a tax "
        "number.",
        "Where is my receipt",
    ),
    _article(
        "refund",
        "Get your money back",
        "Within thirty days of a payment write to us with the order number. The amount returns to the card that paid, "
        "usually in five working days.",
        "I want a refund",
    ),
    _article(
        "cancel",
        "Cancel your subscription",
        "Choose Billing, then End subscription. Everything stays open until the paid month is over; after that the "
        "workspace can only be read.",
    ),
    _article(
        "card",
        "Pay with another card",
        "Under Billing choose Payment method and type the number of the new card. The next payment is taken from it.",
    ),
    _article(
        "invite",
        "Invite colleagues",
        "Members come in by a link or by mail. Choose People, then Invite, and say whether they may edit or only read.",
        "Add a user to the team",
    ),
    _article(
        "roles",
        "What each role may do",
        "A reader sees, an editor writes, an owner pays and decides who belongs to the workspace.",
    ),
    _article(
        "mute",
        "Mute a channel",
        "A muted channel makes no sound and shows no badge. Press its name for a moment and choose Mute; mentions "
        "still reach you.",
    ),
    _article(
        "mobile",
        "Use the app on a phone",
        "The app for Android and iPhone has everything but the export. Sign in with the same address.",
        "Is there a mobile app",
    ),
    _article(
        "offline",
        "Work without a connection",
        "What you write on a train is kept on the device and sent as soon as the network is back.",
    ),
    _article(
        "export",
        "Export your data",
        "Owners get a ZIP file with messages, members and files. It is ready within an hour, and we tell you by mail.",
    ),
    _article(
        "delete",
        "Delete your account",
        "Deleting removes your name and picture for good. Messages stay, signed by a former member.",
        "Close my account",
    ),
    _article(
        "keyboard",
        "Keyboard shortcuts",
        "Press the question mark anywhere to see them all: k searches, n begins a new message, Escape closes.",
    ),
    _article(
        "dark",
        "Dark mode",
        "Colours follow your system, or choose light or dark under Appearance.",
    ),
    _article(
        "handbook",
        "Refunds above the limit",
        "For the desk: a supervisor signs refunds above two hundred. Never promise a date.",
        audience="staff",
    ),
    _article(
        "zh-password",
        "重置登录密码",
        "在登录页点击“忘记密码”，我们会向您的邮箱发送链接，一小时内有效。没有收到邮件时，请查看垃圾箱。",
        "忘记密码怎么办",
        language="zh-Hans",
    ),
    _article(
        "zh-refund",
        "申请退款",
        "付款后三十天内可以申请退款。请提供订单号，款项会退回原来的银行卡，一般需要五个工作日。",
        "怎么把钱退回来",
        language="zh-Hans",
    ),
    _article(
        "zh-invoice",
        "下载发票",
        "在“账单”页面可以按月份下载电子发票，也可以填写公司名称和税号。",
        language="zh-Hans",
    ),
    _article(
        "zh-notify",
        "关闭消息通知",
        "打开设置，选择“通知”，可以关闭声音和提醒。被提到时仍然会收到通知。",
        language="zh-Hans",
    ),
    _article(
        "zh-file",
        "上传文件失败",
        "单个文件不能超过一百兆。网络不稳定时请稍后再试，或者换用浏览器上传。",
        language="zh-Hans",
    ),
    _article(
        "zh-hours",
        "人工客服的工作时间",
        "人工客服每天九点到十八点在线。其他时间请留言，我们上班后回复您。",
        "你们几点上班",
        language="zh-Hans",
    ),
    _article(
        "tw-printer",
        "連接印表機",
        "請先確認印表機與電腦在同一個網路，再到設定裡新增裝置。仍然無法列印時，請重新安裝軟體。",
        language="zh-Hant",
    ),
    _article(
        "tw-video",
        "影片無法播放",
        "請更新瀏覽器，並確認伺服器狀態正常。手機使用者請改用最新版的應用程式。",
        language="zh-Hant",
    ),
)

QUESTIONS = (
    ("how do i reset my password", "password"),
    ("I forgot my pass word, password reset please", "password"),
    ("change email address", "email"),
    ("my e-mail has changed", "email"),
    ("set up 2fa", "two-step"),
    ("lost my phone and need the recovery codes", "two-step"),
    ("where can I find the invoices", "invoice"),
    ("receipt for last payment", "invoice"),
    ("can i have a refund", "refund"),
    ("how long until the money is back on my card", "refund"),
    ("cancel the subscription", "cancel"),
    ("pay with a different card", "card"),
    ("inviting a colleague", "invite"),
    ("what may an editor do", "roles"),
    ("how do I mute a channel", "mute"),
    ("muting channels", "mute"),
    ("is there an app for iphone", "mobile"),
    ("does it work offline on a train", "offline"),
    ("exporting all data as zip", "export"),
    ("please delete my account", "delete"),
    ("shortcuts on the keyboard", "keyboard"),
    ("colors dark mode", "dark"),
    ("忘记密码了", "zh-password"),
    ("怎么重置密码？", "zh-password"),
    ("密碼忘記了怎麼辦", "zh-password"),
    ("我要退款", "zh-refund"),
    ("退款要幾個工作天", "zh-refund"),
    ("发票在哪里下载", "zh-invoice"),
    ("可以開發票嗎", "zh-invoice"),
    ("怎么关闭通知的声音", "zh-notify"),
    ("檔案上傳不了", "zh-file"),
    ("人工客服几点上班", "zh-hours"),
    ("打印机连不上", "tw-printer"),
    ("视频不能播放", "tw-video"),
)
