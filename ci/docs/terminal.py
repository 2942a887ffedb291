"""Runs commands on a terminal of their own, and draws what was seen as an animated SVG."""

import fcntl
import html
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass, field

COLUMNS = 112
CELL, LINE, MARGIN, BAR = 7.8, 20, 18, 36
TYPING, PAUSE, HOLD = 0.03, 1.1, 5.0


@dataclass
class Row:
    """A line of the terminal; one that was drawn over ends."""

    text: str
    start: float
    line: int
    end: float | None = None
    kind: str = "output"


@dataclass
class Screen:
    """What stood on the terminal, and when, in seconds since the start; pauses between commands are ours."""

    folder: os.PathLike
    environment: dict
    rows: list = field(default_factory=list)
    now: float = 0.6
    line: int = 0

    def run(self, command):
        """Runs a command, and returns how many seconds it took."""
        self.rows.append(Row(command, self.now, self.line, kind="command"))
        prompt = self.rows[-1]
        self.now += TYPING * len(command) + 0.3
        self.line += 1
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
        start, started = self.now, time.monotonic()
        process = subprocess.Popen(
            ["bash", "-c", command], stdin=theirs, stdout=theirs, stderr=theirs, cwd=self.folder, env=self.environment
        )
        os.close(theirs)
        text, shown = "", None
        while True:
            try:
                chunk = os.read(ours, 1 << 16)
            except OSError:  # the terminal of a process that ended
                chunk = b""
            if not chunk:
                break
            self.now = start + time.monotonic() - started
            *lines, text = (text + chunk.decode()).replace("\r\n", "\n").split("\n")
            # What was drawn over ends, whatever comes next.
            if shown:
                shown.end, shown = self.now, None
            for line in lines:
                self.rows.append(Row(self.overwritten(line), self.now, self.line))
                self.line += 1
            text = self.overwritten(text)
            if text:
                shown = Row(text, self.now, self.line, kind="progress")
                self.rows.append(shown)
        os.close(ours)
        if process.wait() != 0:
            sys.exit(f"error: '{command}' ended with {process.returncode}")
        seconds = time.monotonic() - started
        self.now = start + seconds
        if shown:
            shown.end = self.now
        if command.startswith("sageassets"):
            self.rows.append(Row(f"{seconds:.1f} s", self.now, prompt.line, kind="time"))
        self.now += PAUSE
        return seconds

    @staticmethod
    def overwritten(line):
        """What a line shows at last: a carriage return and 'erase to the end' begin it anew."""
        shown = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", line.rsplit("\r\x1b[K", 1)[-1]).rstrip("\r").expandtabs()
        assert len(shown) <= COLUMNS, f"longer than {COLUMNS} columns: {shown}"
        return shown


STYLE = """\
text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #c9d1d9 }
.title { fill: #8b949e; font-size: 12px; text-anchor: middle }
.prompt { fill: #7ee787 }
.command { fill: #f0f6fc; font-weight: 600 }
.progress { opacity: 0 }
.drawn { fill: #79c0ff }
.time { fill: #8b949e; text-anchor: end }
.sent { fill: #ffa657 }
.found { fill: #7ee787 }
.cover { fill: #0d1117; opacity: 0 }
.cursor { fill: #c9d1d9 }
g { animation-timing-function: step-end; animation-iteration-count: infinite }
@media (prefers-reduced-motion: reduce) { * { animation: none !important } }
"""


def escaped(text):
    return html.escape(text, quote=False)


def text_element(text, x, y, kind=""):
    """Returns a line of text; the first word says what became of an asset."""
    if not text.strip():
        return ""
    word = re.match(r"(sent|found)\b", text)
    if word and not kind:
        return text_element(word[0], x, y, word[0]) + text_element(" " * word.end() + text[word.end() :], x, y)
    text, blank = text.lstrip(), len(text) - len(text.lstrip())
    attributes = f' class="{kind}"' if kind else ""
    # Whatever the font, a character is a cell.
    length = f' textLength="{CELL * len(text):.1f}"' if kind not in ("title", "time") else ""
    return f'<text x="{x + blank * CELL:.1f}" y="{y:.0f}"{attributes}{length} xml:space="preserve">{escaped(text)}</text>'


def draw(screen, title, description):
    """Returns the SVG: the end of the recording where nothing is animated."""
    total = screen.now + HOLD
    lines = screen.line
    width, height = COLUMNS * CELL + 2 * MARGIN, BAR + lines * LINE + 2 * MARGIN - 8
    styles, elements = [], []

    def appearing(start, end=None):
        """Returns the attribute of a group that is there from one time to another."""
        name = f"a{len(styles)}"
        stop = f"{100 * end / total:.2f}% {{ opacity: 0 }} 100% {{ opacity: 0 }}" if end else "100% { opacity: 1 }"
        styles.append(f"@keyframes {name} {{ 0% {{ opacity: 0 }} {100 * start / total:.2f}% {{ opacity: 1 }} {stop} }}")
        return f'style="animation-name:{name};animation-duration:{total:.2f}s"'

    def typed(row, x, y):
        """Returns what covers a command until it is typed."""
        name, length = f"a{len(styles)}", CELL * len(row.text)
        start, end = 100 * row.start / total, 100 * (row.start + TYPING * len(row.text)) / total
        styles.append(
            f"@keyframes {name} {{ 0% {{ transform: translateX(0); opacity: 1; animation-timing-function: step-end }}"
            f" {start:.2f}% {{ transform: translateX(0); opacity: 1; animation-timing-function: steps({len(row.text)}) }}"
            f" {end:.2f}% {{ transform: translateX({length:.1f}px); opacity: 1; animation-timing-function: step-end }}"
            f" {end + 30 / total:.2f}%, 100% {{ transform: translateX({length:.1f}px); opacity: 0 }} }}"
        )
        return (
            f'<g class="cover" style="animation-name:{name};animation-duration:{total:.2f}s">'
            f'<rect x="{x:.1f}" y="{y - 14}" width="{length + CELL:.1f}" height="{LINE - 1}"/>'
            f'<rect class="cursor" x="{x:.1f}" y="{y - 13}" width="{CELL}" height="16"/></g>'
        )

    for row in screen.rows:
        y = BAR + MARGIN + 10 + row.line * LINE
        if row.kind == "command":
            x = MARGIN + 2 * CELL
            elements.append(
                f"<g {appearing(max(0.0, row.start - 0.5))}>{text_element('$', MARGIN, y, 'prompt')}"
                f"{text_element(row.text, x, y, 'command')}{typed(row, x, y)}</g>"
            )
        elif row.kind == "time":
            elements.append(f"<g {appearing(row.start)}>{text_element(row.text, width - MARGIN, y, 'time')}</g>")
        elif row.kind == "progress":
            inner = text_element(row.text, MARGIN, y, "drawn")
            elements.append(f'<g class="progress" {appearing(row.start, row.end)}>{inner}</g>')
        elif element := text_element(row.text, MARGIN, y):
            elements.append(f"<g {appearing(row.start)}>{element}</g>")
    lights = "".join(
        f'<circle cx="{MARGIN + 2 + 20 * place}" cy="{BAR / 2}" r="6" fill="{colour}"/>'
        for place, colour in enumerate(("#ff5f57", "#febc2e", "#28c840"))
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}"'
            f' height="{height:.0f}" role="img">',
            f"<title>{escaped(description)}</title>",
            f"<style>\n{STYLE}" + "\n".join(styles) + "\n</style>",
            f'<rect x="0.5" y="0.5" width="{width - 1:.0f}" height="{height - 1:.0f}" rx="10" fill="#0d1117" stroke="#30363d"/>',
            f'<path d="M0.5 {BAR}.5H{width - 0.5:.1f}" stroke="#30363d"/>',
            lights,
            text_element(title, width / 2, BAR / 2 + 4, "title"),
            *elements,
            "</svg>",
            "",
        ]
    )
