"""Org's markup as the Markdown of cards (https://orgmode.org/worg/org-syntax.html)."""

import re
from collections.abc import Callable
from typing import Final

_BLOCK: Final = re.compile(r"[ \t]*#\+(begin|end)_(\w+)[ \t]*(.*)", re.IGNORECASE)
_KEYWORD: Final = re.compile(r"[ \t]*#\+\w+:")
_CODE: Final = re.compile(r"(?<![\w`])([=~])(?=\S)([^\n]{0,500}?\S)\1(?![\w`])")
_BOLD: Final = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*?[^\s*])?\*(?![\w*])")
_ITALIC: Final = re.compile(r"(?<![\w/:.])/(?=[^\s/])([^/\n]*?[^\s/])/(?![\w/])")
_LINK: Final = re.compile(r"\[\[([^\[\]\n]+)\](?:\[([^\[\]\n]+)\])?\]")
_INLINE: Final = re.compile(r"\\\(((?:(?!\\[()]).)+?)\\\)")
_DISPLAY: Final = re.compile(r"\\\[((?:(?!\\[\[\]]).)+?)\\\]", re.DOTALL)
_KEPT: Final = re.compile("\ue000([0-9]+)\ue001")
_PRIVATE: Final = re.compile("[\ue000-\ue002]")
_IMAGE: Final = re.compile(
    r"(?:file:|attachment:)?(.+\.(?:png|jpe?g|gif|webp|svg|bmp))", re.IGNORECASE
)
_BLOCKS: Final = frozenset(["src", "example", "export"])


def to_markdown(text: str, image: Callable[[str], str]) -> str:
    """Turn Org text into Markdown; ``image`` names a picture as it will stand beside the deck."""
    lines: list[str] = []
    plain: list[str] = []
    fence = ""
    for line in _PRIVATE.sub("", text).split("\n"):
        found = _BLOCK.match(line)
        kind = found[2].lower() if found else ""
        if fence:
            ends = found is not None and found[1].lower() == "end" and kind == fence
            lines.append("```" if ends else line)
            fence = "" if ends else fence
        elif found is not None and kind in _BLOCKS and found[1].lower() == "begin":
            lines += [_inline("\n".join(plain), image)] if plain else []
            plain = []
            fence = kind
            lines.append("```" + (found[3].split() or [""])[0].lstrip("-:") * (kind == "src"))
        elif found is None and not _KEYWORD.match(line):
            plain.append(line)
    lines += [_inline("\n".join(plain), image)] if plain else []
    lines += ["```"] * bool(fence)
    return "\n".join(lines).strip("\n")


def _inline(text: str, image: Callable[[str], str]) -> str:
    """Turn emphasis, code, formulae and links into Markdown."""
    kept: list[str] = []

    def keep(written: str) -> str:
        kept.append(written)
        return f"\ue000{len(kept) - 1}\ue001"

    text = _DISPLAY.sub(lambda found: keep(f"$${found[1].strip()}$$"), text)
    text = _INLINE.sub(lambda found: keep(f"${found[1].strip()}$"), text)
    text = re.sub(r"\$[^$\n]+\$", lambda found: keep(found[0]), text)
    text = _LINK.sub(lambda found: keep(_link(found, image)), text)
    text = _CODE.sub(lambda found: keep(f"`{found[2]}`" if "`" not in found[2] else found[2]), text)
    text = _BOLD.sub("\ue002\\1\ue002", text) if "*" in text else text
    text = _ITALIC.sub(r"*\1*", text) if "/" in text else text
    text = text.replace("\ue002", "**")
    while _KEPT.search(text):
        text = _KEPT.sub(lambda found: kept[int(found[1])], text)
    return text


def _link(found: re.Match[str], image: Callable[[str], str]) -> str:
    target, shown = found[1], found[2] or ""
    if target.startswith(("http://", "https://", "mailto:")):
        return f"[{shown or target.removeprefix('mailto:')}]({target.replace(' ', '%20')})"
    picture = _IMAGE.fullmatch(target)
    if picture is not None:
        return f"![{shown or picture[1].rpartition('/')[2]}]({image(picture[1])})"
    return shown or target.removeprefix("file:")
