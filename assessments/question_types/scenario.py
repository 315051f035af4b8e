"""An exchange by e-mail, chat or telephone in steps: what is chosen decides which scene comes next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, ClassVar, Final

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.errors import QuestionError
from assessments.question_types.authoring import AuthorForm, ReasonRow, Row, Rows, number_choices
from assessments.question_types.base import (
    NOTHING,
    FormData,
    Key,
    Order,
    Parsed,
    Presentation,
    QuestionTypeSpec,
    Raw,
    Reasons,
    drawn,
)
from assessments.question_types.counting import Part
from assessments.question_types.printed import KeyLine, Printed
from assessments.question_types.reading import (
    MAX_TEXT,
    field_values,
    letters,
    neutral,
    read_flag,
    read_html,
    read_line,
    read_parts,
    read_reason,
    read_text,
)
from assessments.question_types.reviewed import MISSED, RIGHT, WRONG, ReviewedBody, ReviewedOption
from assessments.question_types.rich_text import html_of, safe_html, typed_of
from assessments.question_types.rich_text_area import RichTextArea
from assessments.question_types.shown import Response, ShownBody, ShownOption
from assessments.question_types.steps import STEP
from common.text.html import plain_text

MOST_SCENES: Final = 12
MOST_CHOICES: Final = 6
MOST_ANSWERS: Final = MOST_SCENES * MOST_CHOICES
FIRST: Final = "a"
MEDIA: Final = {
    "email": gettext_lazy("e-mail"),
    "chat": gettext_lazy("chat messages"),
    "call": gettext_lazy("telephone call"),
}


@dataclass(frozen=True, slots=True)
class ShownScene:
    """A scene that has been reached; `made` is the choice that was sent, None where it is open."""

    number: int
    sender: str
    subject: str
    text: SafeString
    choices: tuple[ShownOption, ...]
    made: ShownOption | None


@dataclass(frozen=True, slots=True)
class ShownScenario(ShownBody):
    medium: str = ""
    scenes: tuple[ShownScene, ...] = ()
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class ReviewedScene:
    number: int
    sender: str
    subject: str
    text: SafeString
    choices: tuple[ReviewedOption, ...]


@dataclass(frozen=True, slots=True)
class ReviewedScenario(ReviewedBody):
    medium: str = ""
    scenes: tuple[ReviewedScene, ...] = ()


class SceneRow(Row):
    sender = forms.CharField(label=gettext_lazy("From"), required=False, max_length=MAX_TEXT)
    subject = forms.CharField(label=gettext_lazy("Subject (e-mail only)"), required=False, max_length=MAX_TEXT)
    text = forms.CharField(label=gettext_lazy("What it says"), required=False, widget=RichTextArea)

    def raw(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"from": data["sender"], "subject": data["subject"], "text": html_of(data["text"])}


class ChoiceRow(ReasonRow):
    """`scene` and `next` are numbers of scenes; in the package form a scene holds its choices."""

    scene = forms.TypedChoiceField(
        label=gettext_lazy("In scene"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=number_choices(MOST_SCENES),
    )
    right = forms.BooleanField(label=gettext_lazy("Right"), required=False)
    next = forms.TypedChoiceField(
        label=gettext_lazy("Leads to scene"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=number_choices(MOST_SCENES, gettext_lazy("end")),
    )
    field_order = ("id", "scene", "right", "text", "next", "reason")
    apart = ("scene", "text")


class MediumForm(forms.Form):
    medium = forms.ChoiceField(label=gettext_lazy("Kind of exchange"), choices=list(MEDIA.items()))


class ScenarioForm(AuthorForm):
    hint = gettext_lazy(
        "The first scene begins. Each choice names its scene and leads to another one or to the end. "
        "Every scene needs at least one right choice; no way may lead back to a scene."
    )
    settings = MediumForm
    parts: ClassVar = {
        "scenes": Rows(SceneRow, gettext_lazy("Scenes")),
        "choices": Rows(ChoiceRow, gettext_lazy("Choices"), most=24),
    }

    def initial(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        numbers = {scene["id"]: number for number, scene in enumerate(raw["scenes"], start=1)}
        return {
            "medium": raw["medium"],
            "scenes": [
                {"id": s["id"], "sender": s["from"], "subject": s["subject"], "text": typed_of(s["text"])}
                for s in raw["scenes"]
            ],
            "choices": [
                {**choice, "scene": numbers[scene["id"]], "next": numbers.get(choice["next"])}
                for scene in raw["scenes"]
                for choice in scene["choices"]
            ],
        }

    def raw(self) -> dict[str, Any]:
        read, names = super().raw(), self.numbered("scenes")
        choices: dict[str | None, list[dict[str, Any]]] = {}
        for choice in read["choices"]:
            to = choice["next"]
            # A number without a scene names none, and is refused with a sentence when the question is read.
            choice["next"] = names.get(to, str(to)) if to else None
            scene = names.get(choice.pop("scene"))
            if scene is None:
                raise QuestionError(_("The choice “%(text)s” names no scene.") % {"text": choice["text"]})
            choices.setdefault(scene, []).append(choice)
        scenes = [{**scene, "choices": choices.get(scene["id"], [])} for scene in read["scenes"]]
        return {"medium": read["medium"], "scenes": scenes}


class Scenario(QuestionTypeSpec):
    """Presentation `{"medium", "scenes": [{id, from, subject, text, choices: [{id, text, next}]}]}`.

    Key `{"right": [choice], "ways": {scene: {choice: scene or None}}}`; response: see `steps`.

    Marked by right choices ÷ choices that count: those made, and those still missing to the nearest
    end by right choices, but never fewer than the shortest way through by right choices alone.
    """

    name = "scenario"
    label = gettext_lazy("scenario in steps")
    fields = ("medium", "scenes")
    hint = gettext_lazy("Choose what to do at each step. A choice that was sent cannot be changed.")
    template = "components/questions/scenario.html"
    in_steps = True

    def author_form(self, data: Mapping[str, Any] | None = None, raw: Raw | None = None) -> AuthorForm:
        return ScenarioForm(data, raw)

    def parse(self, raw: Raw) -> Parsed:
        medium = raw.get("medium")
        if not isinstance(medium, str) or medium not in MEDIA:
            raise QuestionError(_("The kind of exchange must be email, chat or call."))
        read = read_parts(raw, "scenes", _("Scenes"), ("from", "subject", "text", "choices"), least=1, most=MOST_SCENES)
        letter_of = dict(zip((scene["id"] for scene in read), letters(len(read)), strict=True))
        scenes: list[dict[str, Any]] = []
        right: list[str] = []
        names: list[list[str]] = []
        reasons: dict[str, str] = {}
        for number, scene in enumerate(read, start=1):
            try:
                choices = _read_choices(scene, letter_of, right, names, reasons)
                scenes.append({"id": letter_of[scene["id"]], **_read_scene(scene, number, medium), "choices": choices})
            except QuestionError as error:
                raise QuestionError(_("Scene %(number)d: %(error)s") % {"number": number, "error": error}) from error
        ways = {scene["id"]: {choice["id"]: choice["next"] for choice in scene["choices"]} for scene in scenes}
        _check_ways(ways)
        ids = [[ours, authors] for authors, ours in letter_of.items()]
        return Parsed(
            {"medium": medium, "scenes": scenes},
            {"right": right, "ways": ways, "ids": ids, "choice_ids": names},
            reasons,
        )

    def told_apart(self, raw: Raw) -> list[tuple[str, list[str]]]:
        """The choices of each scene: the same one may be offered again in another."""
        return [(_("Choices"), [choice["text"] for choice in scene["choices"]]) for scene in raw["scenes"]]

    def raw(self, presentation: Presentation, key: Key, reasons: Reasons) -> dict[str, Any]:
        scene_name, choice_name = dict(key["ids"]), dict(key["choice_ids"])
        return {
            "medium": presentation["medium"],
            "scenes": [
                {
                    "id": scene_name[scene["id"]],
                    "from": scene["from"],
                    "subject": scene["subject"],
                    "text": scene["text"],
                    "choices": [
                        {
                            "id": choice_name[choice["id"]],
                            "text": choice["text"],
                            "right": choice["id"] in key["right"],
                            "next": scene_name[choice["next"]] if choice["next"] else None,
                            "reason": reasons.get(choice["id"], ""),
                        }
                        for choice in scene["choices"]
                    ],
                }
                for scene in presentation["scenes"]
            ],
        }

    def words(self, presentation: Presentation) -> list[str]:
        return [
            word
            for scene in presentation["scenes"]
            for word in (
                scene["from"],
                scene["subject"],
                plain_text(scene["text"]),
                *(choice["text"] for choice in scene["choices"]),
            )
        ]

    def draw_order(self, presentation: Presentation, rng: Random, shuffle: bool) -> dict[str, Any]:
        """The order of the choices; that of the scenes is what happens."""
        choices = (choice for scene in presentation["scenes"] for choice in scene["choices"])
        return {"order": drawn(choices, rng, shuffle)}

    def shown(self, presentation: Presentation, order: Order, response: Response, name: str) -> ShownBody:
        """Only the scenes that the choices sent have reached."""
        scenes = []
        for number, (scene, sent) in enumerate(_reached(presentation, response.get("sent", ())), start=1):
            chosen = sent or response.get("chosen", "")
            options = tuple(
                ShownOption(choice["id"], choice["text"], choice["id"] == chosen) for choice in _ordered(scene, order)
            )
            made = next((option for option in options if option.chosen), None) if sent else None
            text = safe_html(scene["text"])
            scenes.append(ShownScene(number, scene["from"], scene["subject"], text, () if sent else options, made))
        is_over = bool(scenes) and scenes[-1].made is not None
        return ShownScenario(medium=presentation["medium"], scenes=tuple(scenes), is_over=is_over)

    def reviewed(
        self, presentation: Presentation, order: Order, response: Response, name: str, key: Key, reasons: Reasons
    ) -> ReviewedBody:
        """The way that was taken, each choice with its reason; where it stopped, what would have been right."""
        return ReviewedScenario(
            medium=presentation["medium"],
            scenes=tuple(
                ReviewedScene(
                    number,
                    scene["from"],
                    scene["subject"],
                    safe_html(scene["text"]),
                    tuple(
                        ReviewedOption(
                            choice["id"],
                            choice["text"],
                            choice["id"] == made,
                            _verdict(choice["id"] == made, choice["id"] in key["right"]),
                            reasons.get(choice["id"], ""),
                        )
                        for choice in _ordered(scene, order)
                    ),
                )
                for number, (scene, made) in enumerate(_reached(presentation, _path(response)), start=1)
            ),
        )

    def response_from_form(self, presentation: Presentation, data: FormData, prefix: str) -> Response:
        """`<prefix>-sent` holds the choices sent before, `<prefix>` the one marked in the open step."""
        sent = []
        given = field_values(data, f"{prefix}-sent", MOST_ANSWERS)
        scene: str | None = FIRST
        ways = _ways(presentation)
        while scene:
            made = next((choice for choice in ways[scene] if choice in given), None)
            if made is None:
                break
            sent.append(made)
            scene = ways[scene][made]
        marked = field_values(data, prefix, MOST_CHOICES)
        chosen = next((choice for choice in ways[scene] if choice in marked), "") if scene else ""
        if chosen and prefix in data.getlist(STEP):
            return {"sent": [*sent, chosen], "chosen": ""}
        return {"sent": sent, "chosen": chosen}

    def is_response(self, presentation: Presentation, response: Any) -> bool:
        if not isinstance(response, dict) or response.keys() != {"sent", "chosen"}:
            return False
        sent, chosen = response["sent"], response["chosen"]
        if not isinstance(sent, list) or not isinstance(chosen, str):
            return False
        ways = _ways(presentation)
        scene: str | None = FIRST
        for choice in [*sent, chosen] if chosen else sent:
            if not isinstance(choice, str) or scene is None or choice not in ways[scene]:
                return False
            scene = ways[scene][choice]
        return True

    def mark(self, key: Key, response: Response) -> Decimal:
        path, ways = _path(response), key["ways"]
        if not path:
            return NOTHING
        scene: str | None = FIRST
        for choice in path:
            scene = ways[scene][choice]
        missing = _shortest(scene, key) if scene else 0
        counted = max(len(path) + missing, _shortest(FIRST, key))
        return Decimal(sum(choice in key["right"] for choice in path)) / counted

    def parts(self, presentation: Presentation, key: Key) -> list[Part]:
        """Each choice of each scene, with the number of the scene."""
        return [
            Part(choice["id"], f"{number}. {choice['text']}", choice["id"] in key["right"])
            for number, scene in enumerate(presentation["scenes"], start=1)
            for choice in scene["choices"]
        ]

    def counted(self, presentation: Presentation, key: Key, response: Response) -> list[str]:
        return _path(response)

    def is_answered(self, presentation: Presentation, response: Response) -> bool:
        return _end(presentation, _path(response)) is None

    def goes_on(self, presentation: Presentation, response: Response) -> bool:
        return _end(presentation, response.get("sent", ())) is not None

    def printed(self, presentation: Presentation, order: Order) -> Printed:
        """All scenes, each choice with the number of the scene that follows: only practice is printed."""
        numbers = {scene["id"]: number for number, scene in enumerate(presentation["scenes"], start=1)}
        return Printed(
            html=format_html_join("", "{}", ((_on_paper(s, numbers, order),) for s in presentation["scenes"]))
        )

    def key_lines(self, presentation: Presentation, key: Key, reasons: Reasons) -> list[KeyLine]:
        return [
            KeyLine(f"{number}. {choice['text']}", choice["id"] in key["right"], reasons.get(choice["id"], ""))
            for number, scene in enumerate(presentation["scenes"], start=1)
            for choice in scene["choices"]
        ]


def _read_scene(scene: Mapping[str, Any], number: int, medium: str) -> dict[str, Any]:
    subject = read_line(scene.get("subject", ""), number, MAX_TEXT)
    if bool(subject) != (medium == "email"):
        raise QuestionError(_("An e-mail has a subject, a message or a call has none."))
    sender = read_text(scene, number, "from")
    return {"from": sender, "subject": subject, "text": read_html(scene.get("text"), number)}


def _read_choices(
    scene: Mapping[str, Any],
    letter_of: Mapping[str, str],
    right: list[str],
    names: list[list[str]],
    reasons: dict[str, str],
) -> list[dict[str, Any]]:
    """The choices of a scene; what is right of them, their names and reasons are noted beside."""
    choices = []
    read = read_parts(scene, "choices", _("Choices"), ("text", "right", "next", "reason"), least=2, most=MOST_CHOICES)
    named = [{"id": choice["id"], "text": read_text(choice, number)} for number, choice in enumerate(read, start=1)]
    place_of = {choice["id"]: place for place, choice in enumerate(neutral(named), start=1)}
    for number, choice in enumerate(read, start=1):
        ours = f"{letter_of[scene['id']]}{place_of[choice['id']]}"
        following = choice.get("next")
        if following is not None and (not isinstance(following, str) or following not in letter_of):
            raise QuestionError(_("Choice %(number)d leads to a scene that is not there.") % {"number": number})
        if read_flag(choice, number, "right"):
            right.append(ours)
        if reason := read_reason(choice, number):
            reasons[ours] = reason
        names.append([ours, choice["id"]])
        choices.append(
            {"id": ours, "text": read_text(choice, number), "next": letter_of[following] if following else None}
        )
    if not any(choice["id"] in right for choice in choices):
        raise QuestionError(_("At least one choice must be right."))
    return choices


def _check_ways(ways: Mapping[str, Mapping[str, str | None]]) -> None:
    """Every scene can be reached and none comes twice on one way."""
    reached: set[str] = set()

    def walk(scene: str, behind: tuple[str, ...]) -> None:
        if scene in behind:
            raise QuestionError(_("A way leads back to a scene that was already there."))
        reached.add(scene)
        for following in set(ways[scene].values()):
            if following:
                walk(following, (*behind, scene))

    walk(FIRST, ())
    for number, scene in enumerate(ways, start=1):
        if scene not in reached:
            raise QuestionError(_("No choice leads to scene %(number)d.") % {"number": number})


def _ways(presentation: Presentation) -> dict[str, dict[str, str | None]]:
    return {scene["id"]: {c["id"]: c["next"] for c in scene["choices"]} for scene in presentation["scenes"]}


def _path(response: Response) -> list[str]:
    """Every choice made; the one marked in the open step counts as well."""
    chosen = response.get("chosen", "")
    return [*response.get("sent", ()), *([chosen] if chosen else ())]


def _end(presentation: Presentation, path: Any) -> str | None:
    """The scene at which the path stands; None at the end."""
    ways = _ways(presentation)
    scene: str | None = FIRST
    for choice in path:
        scene = ways[scene][choice] if scene else None
    return scene


def _reached(presentation: Presentation, path: Any) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The scenes on the path with the choice made in each, and the open one at its end with none."""
    scenes = {scene["id"]: scene for scene in presentation["scenes"]}
    ways = _ways(presentation)
    scene: str | None = FIRST
    for choice in path:
        if scene:
            yield scenes[scene], choice
            scene = ways[scene][choice]
    if scene:
        yield scenes[scene], ""


def _shortest(scene: str, key: Key) -> int:
    """The fewest choices from a scene to an end when all of them are right."""
    # A set: several right choices to one scene would be followed again for each, and so on from scene to scene.
    following = {to for choice, to in key["ways"][scene].items() if choice in key["right"]}
    return 1 + min(_shortest(to, key) if to else 0 for to in following)


def _ordered(scene: Mapping[str, Any], order: Order) -> list[Mapping[str, Any]]:
    return sorted(scene["choices"], key=lambda choice: order["order"].index(choice["id"]))


def _verdict(made: bool, right: bool) -> str:
    if made:
        return RIGHT if right else WRONG
    return MISSED if right else ""


def _on_paper(scene: Mapping[str, Any], numbers: Mapping[str, int], order: Order) -> SafeString:
    following = {
        choice["id"]: _("then %(number)d") % {"number": numbers[choice["next"]]} if choice["next"] else _("end")
        for choice in scene["choices"]
    }
    choices = [(choice["text"], following[choice["id"]]) for choice in _ordered(scene, order)]
    return format_html(
        "<p><strong>{}. {}{}</strong></p>{}<ul>{}</ul>",
        numbers[scene["id"]],
        scene["from"],
        f": {scene['subject']}" if scene["subject"] else "",
        safe_html(scene["text"]),
        format_html_join("", "<li>{} (→ {})</li>", choices),
    )
