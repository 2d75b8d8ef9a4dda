"""The few words that an import adds to a text, in the text's own language."""

from typing import Final

LABELS: Final = {
    "en": {"tip": "Tip", "note": "Note", "warning": "Warning"},
    "zh-Hans": {"tip": "提示", "note": "说明", "warning": "注意"},
    "zh-Hant": {"tip": "提示", "note": "說明", "warning": "注意"},
}
COLON: Final = {"en": ":", "zh-Hans": "：", "zh-Hant": "："}
IN_SETTINGS: Final = {
    "en": "1. Go to **{0}** in the settings.",
    "zh-Hans": "1. 在设置中打开**{0}**。",
    "zh-Hant": "1. 在設定中開啟**{0}**。",
}
IN_MENU: Final = {
    "en": "1. Open **{1}** in the **{0}** menu.",
    "zh-Hans": "1. 在**{0}**菜单中打开**{1}**。",
    "zh-Hant": "1. 在**{0}**選單中開啟**{1}**。",
}
ICON: Final = {"en": "{} icon", "zh-Hans": "{} 图标", "zh-Hant": "{} 圖示"}

_SPELLED: Final = {"desktop-web": "Desktop/Web", "ios": "iOS", "macos": "macOS", "saml": "SAML", "sso": "SSO"}


def named(mark: str) -> str:
    """The name in a mark as a reader would write it: `bot-list-admin` is "Bot list"."""
    bare = mark.removesuffix(".md").rpartition("/")[2]
    words = bare.removesuffix("-admin").replace("-", " ").replace("_", " ").strip()
    return _SPELLED.get(bare) or words[:1].upper() + words[1:]
