"""What the week in events.csv comes to: written from the manual's definitions, with nothing of the program.

    python3 expected.py lives   > expected_lives.csv
    python3 expected.py figures > expected_figures.json

Times are minutes from Monday 2026-01-05T03:00:00Z. The week is looked at after seven days.
"""

import csv
import json
import math
import pathlib
import sys

FOLDER = pathlib.Path(__file__).parent
NOW = 7 * 24 * 60
REMOVED = ("gone", "access_disabled")


def read():
    places = {}
    with open(FOLDER / "events.csv", newline="") as file:
        for row in csv.DictReader(file):
            event = (int(row["minute"]), row["event"], row["detail"])
            places.setdefault(row["place"], []).append(event)
    return places


def split(events):
    """The events of a place, cut where it is opened again."""
    cut = [[]]
    for event in events:
        if event[1] == "reopen":
            cut.append([])
        cut[-1].append(event)
    return cut


def released(events):
    """The releases that were not taken back: minute and what was released."""
    kept, held = [], False
    for minute, event, detail in events:
        if event == "claim":
            held = True
        elif held and event in ("act", "close"):
            kept.append((minute, event))
            held = False
        elif event == "takeback":
            kept.pop()
            held = True
    return kept


def lives(place, events):
    rows = []
    cut = split(events)
    country = [detail for _, event, detail in events if event == "hosted"]
    classes = [detail for _, event, detail in events if event == "class"]
    holds = [detail for _, event, detail in events if event == "hold"]
    for index, part in enumerate(cut):
        start, opening, why = part[0]
        cause = {"report": "reported"}.get(opening) or why.replace("-", "_")
        releases = released(part)
        ends = [(minute, detail) for minute, event, detail in part if event == "close"]
        outcome = ends[-1][1] if ends else ""
        # A decision that is made anew opens the case.
        if ends and any(minute > ends[-1][0] for minute, event, _ in part if event == "correct"):
            outcome = ""
        to_remove = any(event == "act" for _, event in releases) and outcome in ("",) + REMOVED
        removed = [minute for minute, detail in ends if detail in REMOVED]
        police = [minute for minute, event, _ in part if event == "police"]
        asked = []
        for minute, event, detail in part:
            name, _, step = detail.partition(":")
            if event == "notice" and not step and (not asked or asked[-1]["provider"] != name):
                asked.append({"provider": name, "notice": minute, "answered": ""})
            if event == "answer":
                of = [one for one in asked if one["provider"] == name][-1]
                of["answered"] = of["answered"] or minute
        is_newest = index + 1 == len(cut)
        hidden = is_newest and holds and holds[-1] == "silent"
        back = "" if is_newest else cut[index + 1][0]
        for number, one in enumerate(asked or [{"provider": "", "notice": "", "answered": ""}]):
            first, last = number == 0, number + 1 >= len(asked)
            rows.append({
                "place": place,
                "part": len(rows) + 1,
                "life": index + 1,
                "first": first,
                "last": last,
                "cause": cause,
                "received": start - start % 60,
                "assessed": releases[0][0] if first and releases else "",
                "police": police[0] if first and police else "",
                "provider": "" if hidden else one["provider"],
                "notice": one["notice"],
                "answered": one["answered"],
                "removed": removed[0] if last and to_remove and removed else "",
                "came_back": back[0] if last and back and back[2].startswith("came-back") else "",
                "outcome": outcome if last else "",
                "to_remove": to_remove,
                "country": country[-1] if country else "",
                "class": classes[-1] if classes else "",
            })
    return rows


def hide(count):
    return None if count in (1, 2) else count


def times(pairs):
    """How many came, and the median and the 90th percentile by nearest rank."""
    took = sorted(end - start for start, end in pairs if end != "")
    rank = lambda percent: None if len(took) < 3 else took[math.ceil(len(took) * percent / 100) - 1]
    return {"count": hide(len(took)), "median_minutes": rank(50), "ninetieth_minutes": rank(90)}


def shares(since, pairs):
    found = []
    for days in (1, 3, 7, 28):
        span = days * 24 * 60
        old = [(start, end) for start, end in pairs if start + span <= NOW]
        within = [end for start, end in old if end != "" and end - start <= span]
        found.append({
            "since": since,
            "days": days,
            "old_enough": hide(len(old)),
            "within": hide(len(within)),
            "too_young": hide(len(pairs) - len(old)),
        })
    return found


def group(since, pairs):
    return {"to_remove": hide(len(pairs)), **times(pairs), "shares": shares(since, pairs)}


def figures(rows):
    first = [row for row in rows if row["first"]]
    asked = [row for row in rows if row["notice"] != ""]
    ends = [row for row in rows if row["last"] and row["to_remove"]]
    told = [row for row in ends if row["notice"] != ""]
    ways = [
        ("assessed", [(row["received"], row["assessed"]) for row in first]),
        ("police", [(row["received"], row["police"]) for row in first]),
        ("notice", [(row["received"], row["notice"]) for row in first]),
        ("answer", [(row["notice"], row["answered"]) for row in asked]),
        ("removed", [(row["received"], row["removed"]) for row in ends]),
        ("removed_after_notice", [(row["notice"], row["removed"]) for row in told]),
    ]
    countries = {}
    for row in ends:
        countries.setdefault(row["country"], []).append((row["received"], row["removed"]))
    providers, moved = {}, {}
    for row in rows:
        if not row["to_remove"] or not row["provider"]:
            continue
        providers.setdefault(row["provider"], [])
        moved.setdefault(row["provider"], 0)
        if row["last"]:
            providers[row["provider"]].append((row["notice"], row["removed"]))
        else:
            moved[row["provider"]] += 1
    return {
        "lives": hide(len(first)),
        "came_back": hide(sum(row["came_back"] != "" for row in rows)),
        "steps": [{"step": name, "of": hide(len(pairs)), **times(pairs)} for name, pairs in ways],
        "shares": shares("receipt", ways[4][1]) + shares("notice", ways[5][1]),
        "countries": {name or "-": group("receipt", pairs) for name, pairs in countries.items()},
        "providers": {
            name: {"moved": hide(moved[name]), **group("notice", pairs)} for name, pairs in providers.items()
        },
    }


def main():
    rows = [row for place, events in read().items() for row in lives(place, events)]
    if sys.argv[1] == "figures":
        print(json.dumps(figures(rows), indent=1, sort_keys=True))
        return
    writer = csv.DictWriter(sys.stdout, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    for row in sorted(rows, key=lambda row: (row["place"], row["part"])):
        writer.writerow({name: {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
                         for name, value in row.items()})


main()
