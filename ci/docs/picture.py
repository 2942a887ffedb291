"""The style of the pictures in the documentation, on light and on dark backgrounds."""

import html
import pathlib

CATALOGUE = pathlib.Path(__file__).resolve().parent.parent.parent / "Sources/sageassets/Documentation.docc"
WIDTH = 880
STYLE = """\
text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif; fill: #59636e }
.code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 12px }
.strong { font-weight: 600; fill: #1f2328 }
.heading { font-weight: 600; font-size: 14px; fill: #1f2328 }
.gain { font-weight: 700; font-size: 14px; fill: #0a7d4f }
.note { font-size: 12px }
.middle { text-anchor: middle }
.end { text-anchor: end }
.card { fill: #ffffff; stroke: #d1d9e0 }
.box { fill: #f6f8fa; stroke: #c4ccd4 }
.ours { fill: #d9f3e7; stroke: #12a06a }
.bar { fill: #12a06a }
.other { fill: #b6c0ca }
.line { fill: none; stroke: #818b98; stroke-width: 1.5 }
.head { fill: #818b98 }
@media (prefers-color-scheme: dark) {
text { fill: #9198a1 }
.strong, .heading { fill: #f0f6fc }
.gain { fill: #3fd193 }
.card { fill: #0d1117; stroke: #3d444d }
.box { fill: #151b23; stroke: #3d444d }
.ours { fill: #12352a; stroke: #2bb57c }
.bar { fill: #2bb57c }
.other { fill: #4a535d }
}
"""


def text(x, y, content, kind=""):
    attribute = f' class="{kind}"' if kind else ""
    return f'<text x="{x:g}" y="{y:g}"{attribute}>{html.escape(content, quote=False)}</text>'


def box(x, y, width, height, kind="box"):
    return f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="6"/>'


def arrow(*points):
    """A line through points, with a head at the last one."""
    (x, y), (before_x, before_y) = points[-1], points[-2]
    step_x, step_y = (x > before_x) - (x < before_x), (y > before_y) - (y < before_y)
    base_x, base_y = x - 8 * step_x, y - 8 * step_y
    path = " ".join(f"{px:g},{py:g}" for px, py in (*points[:-1], (base_x, base_y)))
    head = f"{x:g},{y:g} {base_x - 4 * step_y:g},{base_y - 4 * step_x:g} {base_x + 4 * step_y:g},{base_y + 4 * step_x:g}"
    return f'<polyline class="line" points="{path}"/><polygon class="head" points="{head}"/>'


def svg(title, height, elements):
    """A picture on a card of its own, which is legible on whatever it lies."""
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">
<title>{html.escape(title)}</title>
<style>
{STYLE}</style>
<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="10"/>
{chr(10).join(elements)}
</svg>
"""
