"""What a week must come to, worked out from the rules as the manual has them and from nothing of the program.

Usage: expect.py < events.tsv > expected.tsv. The clock goes in steps of two hours; a line is an hour, a case, and what is seen then.
"""

import datetime
import sys

STEP = 2
WEEK = 168
MONDAY = datetime.datetime(2026, 1, 5, 10)  # in Phnom Penh
HOLIDAYS = {datetime.date(2026, 1, 7)}  # Victory over Genocide Day
POLICE_HOLD = 72
PARTNER = 72
# After the first notice the provider is written to twice more; who comes next is unknown in this week's world.
REMINDERS = [24, 48]
MISSES, SPAN = 3, 6


def open_at(hour):
    """Whether a provider at home is at work: Monday to Friday, 8 to 17, on no holiday."""
    moment = MONDAY + datetime.timedelta(hours=hour)
    return moment.weekday() < 5 and moment.date() not in HOLIDAYS and 8 <= moment.hour < 17


class Case:
    def __init__(self, where, hour, urgent):
        self.where, self.decided, self.urgent = where, hour, urgent
        # The police are told of each route: where the place is, by what is decided.
        self.routed = [hour]
        self.silent_until = None
        self.lifted = self.down = self.due = None
        # All notices of the case, and those of the series that runs now.
        self.told = self.step_of_series = 0
        self.misses = []
        self.closed = self.stands_still = False

    def begins_anew(self, hour):
        """A first notice is to leave: to another provider, once more, or because it was decided anew."""
        self.step_of_series, self.stands_still, self.due = 0, False, hour

    def stops(self):
        """The decision was taken back, or the first notice did not arrive: nothing follows until a person acts."""
        self.stands_still = True

    def provider_may_know(self, hour):
        if self.where == "home":
            if self.lifted is not None:
                return True
            if self.silent_until is not None:
                return hour >= self.silent_until
            return hour >= self.decided + POLICE_HOLD
        if self.where == "partner":
            return hour >= self.decided + PARTNER
        return True

    def somebody_reads(self, hour):
        return self.where != "home" or self.urgent or open_at(hour)

    def step(self, hour):
        """What is seen of the case when the clock comes to this hour."""
        seen = []
        if hour in self.routed and self.where != "partner":
            seen.append("police told")
        if self.closed:
            return seen
        if self.stands_still:
            return seen
        if self.step_of_series == 0:
            due = self.provider_may_know(hour) and (self.due is None or hour >= self.due)
        else:
            due = self.step_of_series <= len(REMINDERS) and hour >= self.due
        if due and self.somebody_reads(hour):
            self.told += 1
            self.step_of_series += 1
            seen.append(f"provider told {self.told}")
            if self.step_of_series <= len(REMINDERS):
                self.due = hour + REMINDERS[self.step_of_series - 1]
        if self.down is not None and hour >= self.down and not self.is_silent(hour):
            self.misses.append(hour)
            if len(self.misses) >= MISSES and hour - self.misses[0] >= SPAN:
                self.closed = True
                seen.append("closed")
        return seen

    def is_silent(self, hour):
        return self.silent_until is not None and hour < self.silent_until


def main():
    events = {}
    for line in sys.stdin:
        if line.strip() and not line.startswith("#"):
            hour, name, what, *rest = line.rstrip("\n").split("\t")
            events.setdefault(int(hour), []).append((name, what, rest))
    cases = {}
    for hour in range(0, WEEK + 1, STEP):
        for name, what, rest in events.get(hour, []):
            if what in ("decided", "urgent"):
                cases[name] = Case(rest[0], hour, what == "urgent")
            elif what == "silent":
                cases[name].silent_until = int(rest[0])
            elif what == "lifted":
                cases[name].lifted = hour
            elif what == "down":
                cases[name].down = hour
            elif what in ("taken_back", "bounces"):
                cases[name].stops()
            elif what == "retried":
                cases[name].begins_anew(hour)
            elif what == "released":
                cases[name].routed.append(hour)
                cases[name].begins_anew(hour)
            elif what == "moves":
                # The watch sees it when the step's work is done: the manager approves the new provider in the next.
                cases[name].routed.append(hour)
                cases[name].begins_anew(hour + STEP)
            elif what == "more_time":
                cases[name].due = max(cases[name].due, int(rest[0]))
            # "seen" moves nothing; "removed" moves nothing where the place is found up.
        for name in sorted(cases):
            for seen in cases[name].step(hour):
                print(f"{hour}\t{name}\t{seen}")


main()
