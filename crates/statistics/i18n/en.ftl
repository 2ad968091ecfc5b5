# Figures: how long it took from a report to the removal of what it is about.

statistics-title = Figures
statistics-lead = How long it took, from a report to the removal of what it is about.
statistics-first = From
statistics-first-hint = At most a year is shown at once. The file takes any time.
statistics-last = To
statistics-country = Country that hosts it
statistics-country-hint = Two letters, as KH. Empty: all.
statistics-country-unknown = Not known
statistics-class = International class
statistics-class-any = All
statistics-class-baseline = Baseline
statistics-class-national = Illegal under national law
statistics-class-not-illegal = Not illegal
statistics-class-unavailable = Could not be assessed
statistics-provider = Provider
statistics-of-provider = Figures of { $name } alone.
statistics-of-all = Figures of all
statistics-show = Show
statistics-csv = The same as a file (CSV), a line for each place and provider
statistics-asked-wrong = Choose two days at most a year apart, and a country by its two letters.
statistics-empty = Nothing was to be removed in this time.
statistics-few = under 3
statistics-none = –
statistics-percent = { NUMBER($share) } %
statistics-minutes = { NUMBER($minutes) } min
statistics-hours = { NUMBER($hours) } h
statistics-days-hours = { NUMBER($days) } d { NUMBER($hours) } h
statistics-days = { $count ->
    [one] { NUMBER($count) } day
   *[other] { NUMBER($count) } days
}
statistics-removed-within = { $count ->
    [one] Within { NUMBER($count) } day
   *[other] Within { NUMBER($count) } days
}

## The ways

statistics-steps = From a report to the removal
statistics-lives = Places that were reported, or came back, in this time: { $lives }. Of these, that came back after their removal: { $came_back }.
statistics-step = Way
statistics-of = Of
statistics-count = How many
statistics-median = Median
statistics-ninetieth = 90 of 100 within
statistics-step-assessed = Assessed
statistics-step-assessed-what = From the receipt of the first report to the release of the first assessment. Of all places.
statistics-step-police = Police told
statistics-step-police-what = From receipt to the first referral that left (INHOPE: report to law enforcement). Of all places.
statistics-step-notice = Notice sent
statistics-step-notice-what = From receipt to the first notice that left (INHOPE: report to the hosting provider). Of all places.
statistics-step-answer = First answer
statistics-step-answer-what = From the first notice to a provider to the first thing it said about it. Of all providers that were asked about a place.
statistics-step-removed = Removed
statistics-step-removed-what = From receipt to the finding that the content is gone or out of reach (INHOPE: removal). Of places that were to be removed; the others are still there.
statistics-step-removed-after-notice = Removed after the notice
statistics-step-removed-after-notice-what = From the first notice to the provider with which it was removed to that finding. Of places about which a provider was asked.

## Shares

statistics-since-receipt = Removed in time, since receipt
statistics-since-receipt-what = Of the places that were to be removed and were received so long ago, how many were found removed within that time.
statistics-since-notice = Removed in time, since the notice
statistics-since-notice-what = The same from the first notice to the provider: what the provider’s own time was.
statistics-within-days = Within
statistics-old-enough = Old enough
statistics-within = In time
statistics-share = Share
statistics-too-young = Too young to say
statistics-to-remove = To be removed
statistics-removed = Removed
statistics-moved = Moved elsewhere
statistics-countries = By country
statistics-countries-what = By the country that hosts the place, as it is known now. Times and shares since receipt.
statistics-providers = By provider
statistics-providers-what = By the provider that was asked. Times and shares since the first notice to it. A place that moved to another provider counts as moved here, and as to be removed there.

## What is counted

statistics-counted = What is counted, and how
statistics-counted-hour = Of the receipt no more than the hour is kept, so that nobody learns when somebody reported. Times from receipt may be an hour too long.
statistics-counted-rank = Medians and 90th percentiles are exact: the time at that rank of all of them, in whole minutes. They are of those that came so far; the others are counted beside them.
statistics-counted-days = A day has 24 hours. Weekends and holidays count.
statistics-counted-place = A place is the reported place of a case. Other places of its items are not looked at by the watch, and are not counted.
statistics-counted-back = What comes back after its removal, or is reported again and looked at anew, counts as received again. What was moved to another provider does not.
statistics-counted-hold = What the police hold silently counts for no provider.
statistics-counted-few = Counts of one and two are not shown, nor shares and times of so few.
