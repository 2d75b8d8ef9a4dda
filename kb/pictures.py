"""Pictures taken apart and written anew: only their pixels stay, and nothing else that came with them.

What a camera notes (where it stood, whose it is), a preview of what was cut away, a second file hidden behind the
first: none of it survives. The door to Pillow.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from tempfile import TemporaryFile
from typing import Any, Final, Literal

from PIL import Image, ImageCms, ImageOps, ImageSequence

Problem = Literal["broken", "too_many_pixels"]

MOST_PIXELS: Final = 40_000_000
"""Of a picture that stands still."""

MOST_MOVING: Final = 80_000_000
"""Of all frames of a moving one together; and MOST_FRAMES, how many there are."""

MOST_FRAMES: Final = 600

PAGE_WIDTH: Final = 1_600
"""Pixels that a page shows side by side; wider pictures get a smaller one beside them."""

TYPES: Final = {"PNG": "image/png", "JPEG": "image/jpeg", "MPO": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}

_SIGNS: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
_READ: Final = ("PNG", "JPEG", "GIF", "WEBP")
_QUALITY: Final = 88
_WRITTEN: Final = {"PNG": {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}, "JPEG": {"L", "RGB"}, "WEBP": {"RGB", "RGBA"}}
# What Pillow tells of a picture that says something about its pixels, and what it would write down again from it.
_OF_PIXELS: Final = frozenset({"transparency", "background", "duration", "loop", "disposal"})
_HARMLESS: Final = _OF_PIXELS | {
    "jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "progressive", "progression", "interlace", "gamma",
    "srgb", "version", "extension", "timestamp", "default_image", "bbox",
}


class Unfit(Exception):
    """A picture that is not taken: `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Picture:
    """What became of a picture. `page` is a smaller one for pages, None where it is small enough itself."""

    type: str
    content: bytes
    width: int
    height: int
    page: bytes | None


def is_picture(content: bytes) -> bool:
    """Whether it begins as a picture does; it may still be broken."""
    return content.startswith(_SIGNS) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")


def cleaned(content: bytes) -> Picture:
    """The picture written anew, upright. Raises Unfit.

    The pixels are counted before any is unpacked. Takes up to some seconds of a core, and some hundred megabytes.
    """
    with _opened(content) as image:
        return _written_anew(image, content)


def checked(content: bytes) -> Picture:
    """The same of a picture that came from our own machine: one that carries nothing but its pixels stays as it is.

    So what was exported comes back byte for byte, however often. Raises Unfit.
    """
    with _opened(content) as image:
        image.load()
        if _extra(image) or image.format == "MPO":
            return _written_anew(image, content)
        kind = TYPES[str(image.format)]
        page = None if _moves(image) else _page(image, kind, most=len(content))
        return Picture(kind, content, image.width, image.height, page)


def squared(content: bytes, *, side: int) -> bytes:
    """The middle of a picture as a square of so many pixels, a PNG; of a moving one the first frame. Raises Unfit."""
    with _opened(content) as image:
        image.load()
        cut = ImageOps.fit(_upright(image).convert("RGBA"), (side, side), Image.Resampling.LANCZOS)
        cut.info = {}
        return _saved(cut, "PNG", lossless=True)


class _opened:  # noqa: N801 -- reads as a verb where it stands
    """A picture whose size is fit, for as long as it is worked on; whatever goes wrong meanwhile is Unfit."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __enter__(self) -> Image.Image:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                self._image = Image.open(BytesIO(self._content), formats=_READ)
            frames = int(getattr(self._image, "n_frames", 1))
        except Image.DecompressionBombError as error:
            raise Unfit("too_many_pixels") from error
        except Exception as error:
            raise Unfit("broken") from error
        pixels = self._image.width * self._image.height
        if pixels > MOST_PIXELS or (_moves(self._image) and (pixels * frames > MOST_MOVING or frames > MOST_FRAMES)):
            raise Unfit("too_many_pixels")
        return self._image

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._image.close()
        if isinstance(error, Exception) and not isinstance(error, Unfit):
            raise Unfit("broken") from error


def _moves(image: Image.Image) -> bool:
    return image.format in ("GIF", "WEBP") and bool(getattr(image, "is_animated", False))


def _extra(image: Image.Image) -> bool:
    """Whether the file says anything that is not in its pixels."""
    return bool(set(image.info) - _HARMLESS) or bool(image.getexif())


def _written_anew(image: Image.Image, content: bytes) -> Picture:
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    if _moves(image):
        return Picture(TYPES[kind], _moving(image, kind), image.width, image.height, None)
    image.load()
    still = _upright(image)
    written = _saved(still, kind, lossless=_is_lossless(content))
    return Picture(TYPES[kind], written, still.width, still.height, _page(still, TYPES[kind], most=len(written)))


def _upright(image: Image.Image) -> Image.Image:
    """A copy of the pixels as they are meant to be seen: turned, in the colours that every screen assumes."""
    turned = ImageOps.exif_transpose(image)
    profile = image.info.get("icc_profile")
    if profile and turned.mode in ("RGB", "RGBA", "L", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            mode = "RGBA" if turned.mode == "RGBA" else "RGB"
            shown = ImageCms.profileToProfile(turned, source, ImageCms.createProfile("sRGB"), outputMode=mode)
            turned = shown or turned
        except ImageCms.PyCMSError:
            pass  # a profile that nobody can read says nothing
    turned.info = {name: value for name, value in turned.info.items() if name in _OF_PIXELS}
    return turned


def _saved(image: Image.Image, kind: str, *, lossless: bool) -> bytes:
    allowed = _WRITTEN.get(kind)
    if allowed and image.mode not in allowed:
        see_through = "A" in image.getbands() or "transparency" in image.info
        image = image.convert("RGBA" if see_through and kind != "JPEG" else "RGB")
    options: dict[str, Any] = {
        "JPEG": {"quality": _QUALITY, "optimize": True},
        "WEBP": {"lossless": True, "exact": True} if lossless else {"quality": _QUALITY},
    }.get(kind, {})
    # Into a real file Pillow writes without holding up other threads; into memory it would, for most of a second.
    with TemporaryFile() as out:
        image.save(out, kind, **options)
        out.seek(0)
        return out.read()


def _page(image: Image.Image, kind: str, *, most: int) -> bytes | None:
    """The picture as wide as a page shows it; None where it is not wider, or would not take fewer bytes."""
    if image.width <= PAGE_WIDTH or kind == "image/gif":
        return None
    height = max(1, round(image.height * PAGE_WIDTH / image.width))
    see_through = "A" in image.getbands() or "transparency" in image.info
    mode = "RGBA" if see_through else "L" if image.mode in ("1", "L") else "RGB"
    small = image.convert(mode).resize((PAGE_WIDTH, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    small.info = {}
    saved = _saved(small, kind.removeprefix("image/").upper(), lossless=False)
    return saved if len(saved) < most else None


def _moving(image: Image.Image, kind: str) -> bytes:
    """All frames with their times, and nothing between them."""
    out = BytesIO()
    durations = [_duration(frame) for frame in ImageSequence.Iterator(image)]
    loop = {"loop": int(image.info["loop"])} if "loop" in image.info else {}
    frames = _frames(image)
    first = next(frames)
    options: dict[str, Any] = {"quality": _QUALITY, "loop": 0, **loop} if kind == "WEBP" else {"disposal": 2, **loop}
    first.save(out, kind, save_all=True, append_images=frames, duration=durations, **options)
    return out.getvalue()


def _frames(image: Image.Image) -> Iterator[Image.Image]:
    for frame in ImageSequence.Iterator(image):
        copied = frame.convert("RGBA")
        copied.info = {}
        yield copied


def _duration(frame: Image.Image) -> int:
    """Milliseconds that a frame stands, which WebP tells with its pixels."""
    frame.load()
    return int(frame.info.get("duration", 100))


def _is_lossless(content: bytes) -> bool:
    exact, usual = content.find(b"VP8L", 12), content.find(b"VP8 ", 12)
    return exact > 0 and (usual < 0 or exact < usual)
