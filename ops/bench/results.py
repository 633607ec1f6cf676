"""Figures as text, and as pictures: medians with the least and the most beside them."""

import json
import math
import statistics
from xml.sax.saxutils import escape

INK, PAPER, GRID = "#1f2328", "#fbfbfa", "#d8dade"
COLORS = ["#0b6bcb", "#c2410c", "#15803d", "#7c3aed", "#a16207", "#be185d"]
WIDTH = 820


def value(number):
    if number is None:
        return "–"
    return f"{number:,.0f}" if abs(number) >= 100 or number == int(number) else f"{number:.1f}" if abs(number) >= 10 else f"{number:.2f}"


def spread(numbers):
    """The median, and from where to where."""
    if not numbers:
        return "–"
    text = value(statistics.median(numbers))
    return text if len(numbers) == 1 else f"{text} ({value(min(numbers))}–{value(max(numbers))})"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "| --- " * len(head) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def head(title, result):
    """A result's title, and what one has to know of its making."""
    lines = "".join(f"- {name}: {text}\n" for name, text in result["versions"].items())
    return f"# {title}, {result['date']}\n\n`{result['command']}`\n\n- machine: {result['machine']}\n{lines}"


def write(folder, name, result, text, picture=None):
    """NAME-DATE.json, .md and .svg."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{result['date']}"
    path.with_suffix(".json").write_text(json.dumps(result, ensure_ascii=False) + "\n")
    path.with_suffix(".md").write_text(text.rstrip() + "\n")
    if picture:
        path.with_suffix(".svg").write_text(picture)
    return path


# --- pictures ---

def svg(title, height, lines):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" font-family="system-ui, sans-serif" '
            f'font-size="13" fill="{INK}">\n<title>{escape(title)}</title>\n'
            f'<rect width="100%" height="100%" rx="8" fill="{PAPER}"/>\n' + "\n".join(lines) + "\n</svg>\n")


BAR_LEFT, BAR, GAP = 110, 20, 8


def bars(title, groups, colors):
    """Groups of bars: a title, and the numbers of each name; a bar ends at the median, a line goes from the least to the most."""
    lines, top = [], 20
    for name, found in groups:
        found = {one: numbers for one, numbers in found.items() if numbers}
        if not found:
            continue
        scale = (WIDTH - BAR_LEFT - 190) / max(max(max(numbers) for numbers in found.values()), 1e-9)
        lines.append(f'<text x="20" y="{top + 16}" font-weight="600">{escape(name)}</text>')
        top += 30
        for one, numbers in found.items():
            length, low, high = (max(0.0, number) * scale for number in (statistics.median(numbers), min(numbers), max(numbers)))
            lines += [
                f'<text x="{BAR_LEFT - 10}" y="{top + 15}" text-anchor="end">{escape(one)}</text>',
                f'<rect x="{BAR_LEFT}" y="{top}" width="{length:.1f}" height="{BAR}" fill="{colors.get(one, "#b3bac2")}"/>',
                f'<path d="M{BAR_LEFT + low:.1f} {top + BAR / 2}H{BAR_LEFT + high:.1f}" stroke="{INK}"/>',
                f'<text x="{BAR_LEFT + high + 8:.1f}" y="{top + 15}">{spread(numbers)}</text>']
            top += BAR + GAP
        top += 16
    return svg(title, top, lines)


LEFT, RIGHT, PANEL, INSET_TOP, INSET_BOTTOM = 84, 40, 250, 40, 46


def curves(title, panels, is_logarithmic=False):
    """Panels one below the other: (what x is, what y is, {name: [(x, [y, …]), …]}). A curve goes through the medians."""
    lines, top = [f'<text x="20" y="28" font-weight="600" font-size="15">{escape(title)}</text>'], 40
    every = [x for _, _, series in panels for points in series.values() for x, _ in points]
    ends = (min(every), max(every)) if every else (0, 1)
    for x_name, y_name, series in panels:
        series = {name: [(x, [y for y in ys if y is not None]) for x, ys in points] for name, points in series.items()}
        series = {name: [point for point in points if point[1]] for name, points in series.items()}
        if any(series.values()):
            lines += panel(top, ends, x_name, y_name, {name: points for name, points in series.items() if points}, is_logarithmic)
            top += PANEL
    return svg(title, top, lines)


def panel(top, ends, x_name, y_name, series, is_logarithmic):
    scale = (lambda x: math.log10(max(x, 1e-9))) if is_logarithmic else float
    xs = sorted({x for points in series.values() for x, _ in points})
    low, high = scale(ends[0]), scale(ends[1])
    most = nice(max(max(ys) for points in series.values() for _, ys in points))
    bottom, start = top + PANEL - INSET_BOTTOM, top + INSET_TOP

    def place(x, y):
        across = (scale(x) - low) / (high - low) if high > low else 0.5
        return LEFT + across * (WIDTH - LEFT - RIGHT), bottom - max(0.0, y) / most * (bottom - start)

    lines = []
    for step in range(5):
        _, y = place(xs[0], most * step / 4)
        lines += [f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{GRID}"/>',
                  f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value(most * step / 4)}</text>']
    for x in xs if is_logarithmic else [ends[0] + (ends[1] - ends[0]) * step / 6 for step in range(7)]:
        lines.append(f'<text x="{place(x, 0)[0]:.1f}" y="{bottom + 18}" text-anchor="middle">{x:,.0f}</text>')
    lines += [f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{bottom + 36}" text-anchor="middle">{escape(x_name)}</text>',
              f'<text x="{LEFT}" y="{top + 28}">{escape(y_name)}</text>']
    for index, (name, points) in enumerate(series.items()):
        color = COLORS[index % len(COLORS)]
        if len(series) > 1:
            lines.append(f'<text x="{WIDTH - RIGHT - (len(series) - index - 1) * 70}" y="{top + 28}" text-anchor="end" fill="{color}">{escape(name)}</text>')
        through = [place(x, statistics.median(ys)) for x, ys in sorted(points)]
        lines.append(f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in through)}" fill="none" stroke="{color}" stroke-width="2"/>')
        for x, ys in points if len(points) < 30 else []:
            (across, from_y), (_, to_y) = place(x, min(ys)), place(x, max(ys))
            lines += [f'<path d="M{across:.1f} {from_y:.1f}V{to_y:.1f}" stroke="{color}"/>',
                      f'<circle cx="{across:.1f}" cy="{place(x, statistics.median(ys))[1]:.1f}" r="3" fill="{color}"/>']
    return lines


def nice(number):
    """The next number above that makes a good end of a scale."""
    if number <= 0:
        return 1
    power = 10 ** math.floor(math.log10(number))
    return next(step * power for step in (1, 2, 4, 5, 8, 10) if step * power >= number)
