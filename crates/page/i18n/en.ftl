# Words that any page may use.

## The language itself

# The name of this language in this language.
language-name = English
# ltr or rtl.
text-direction = ltr
# The ten digits from zero to nine.
digits = 0123456789
digit-group-separator = ,
country-and-code = { $name } ({ $code })
# Words that are not broken at the end of a line, each with a hyphen where a browser would break it; for languages that have
# no blanks between words.
kept-whole = { "" }
date = { $day } { $month } { $year }
date-time = { $date }, { $time }
# Where nothing but the hour is kept.
date-hour = { $date }, in the hour from { $time }
month-and-year = { $month } { $year }
month-january = January
month-february = February
month-march = March
month-april = April
month-may = May
month-june = June
month-july = July
month-august = August
month-september = September
month-october = October
month-november = November
month-december = December

## The frame

service-name = Internet hotline
skip-to-content = Skip to the content
choose-language = Language
navigation = Navigation
quick-exit = Leave this site now
# After the words of the link, where a script runs.
quick-exit-key = (or press Esc twice)
sign-out = Sign out
signed-in-as = Signed in as { $name }
demonstration = Demonstration
demonstration-explained = This is a demonstration with invented data. Nothing you send here reaches a hotline.

## The alarm

alarm-rings = { $reports ->
    [one] An urgent report waits: somebody is to acknowledge it.
   *[other] { NUMBER($reports) } urgent reports wait: somebody is to acknowledge them.
}
alarm-letters = { $letters ->
    [one] An urgent letter has not left in its time.
   *[other] { NUMBER($letters) } urgent letters have not left in their time.
}
alarm-unheard = Nobody who is on call could be reached.

## Shortcuts of the desk

shortcuts-title = Keyboard shortcuts
shortcuts-close = Close
shortcuts-next = the next in a list, or part of a page
shortcuts-before = the one before
shortcuts-open = open it
shortcuts-tick = tick it, or not
shortcuts-claim = claim the case, or what is ticked
shortcuts-hand-over = to the form that hands over
shortcuts-viewing = to the viewing session
shortcuts-note = write a note
shortcuts-queue = the queue
shortcuts-tasks = what is to be done
shortcuts-help = this list

## Forms

# The title of a page whose form has to be corrected: it stays in the browser's history.
title-wrong = Please correct: { $title }

continue = Continue
back = Back
error-summary-title = Please correct this
# Read out before the message at a field.
error-prefix = Please correct:

## The receipt

receipt-copy = Copy
receipt-copied = The receipt is copied.
# Where the browser refuses to copy: the receipt is then selected.
receipt-marked = The receipt is marked: copy it now.
receipt-print = Print

## When something goes wrong

incident = If you tell us about it, please give this number: { $number }
problem-home = Go to the start page
problem-numbers = Numbers to call
problem-not-found = This page was not found
problem-not-found-advice = The address may be mistyped, or the page is no longer there. Go to the start page and try from there.
problem-signed-out = You are not signed in
problem-signed-out-advice = Sign in and try again.
problem-denied = You may not do this
problem-denied-advice = If you need this for your work, ask whoever administers the accounts.
problem-malformed = We could not read what was sent
problem-malformed-advice = Go back: what you typed is usually still there. If it does not work a second time, copy what you typed, begin anew from the start page and paste it.
problem-invalid = Some answers need another look
problem-invalid-advice = Go back and correct what is named here. Nothing was stored.
problem-conflict = This has changed in the meantime
problem-changed = Somebody has changed this since you read it
problem-changed-advice = Read it again, look at what is different, and send your change for what is there now. Nothing of this request was done.
problem-unconditional = This is changed only as it was read
problem-unconditional-advice = Read it first, and send the ETag of that answer as If-Match.
problem-too-large = What was sent is too long
problem-too-large-advice = Go back, shorten it and send it again. Send addresses and text only; never pictures or films.
problem-unsupported-media = Files cannot be sent here
problem-unsupported-media-advice = Send addresses and text only. Pictures, films and other files are never accepted.
problem-too-many = Too many requests at once
problem-too-many-advice = Wait a minute, then try again.
problem-unavailable = The service is interrupted
problem-unavailable-advice = What you sent may not have been stored. Keep what you wrote and try again in a few minutes.
problem-internal = Something went wrong on our side
problem-internal-advice = It is not your fault, and we have been told. Go back and try again; if it happens again, try later.
