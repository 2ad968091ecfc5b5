# The parts of the desk, signing in, staff, and what the workers could not do.

## The parts

desk-part-queue = Queue
desk-part-leads = Leads
desk-part-reports = Take reports
desk-part-tasks = Tasks
desk-part-alarms = Alarms
desk-part-letters = Letters
desk-part-tray = Tray
desk-part-overdue = Overdue
desk-part-figures = Figures
desk-part-contacts = Contacts
desk-part-providers = Providers
desk-part-rules = Rules about hosts
desk-part-exposure = My viewing
desk-part-welfare = Welfare
desk-part-welfare-sums = Viewing in sums
desk-part-quality = Quality
desk-part-police-words = What the police said
desk-part-trainees = Trainees
desk-part-staff = Staff
desk-part-partners = Partners’ keys
desk-part-keys = My keys
desk-part-jobs = Jobs that failed

## Signing in

sign-in-title = Sign in to the desk
sign-in-name = Sign-in name
sign-in-password = Password
sign-in = Sign in
sign-in-wrong = The name or the password is wrong. Check both and try again.
sign-in-wait = There were too many wrong passwords for this name. Try again in { $seconds ->
    [one] { NUMBER($seconds) } second
   *[other] { NUMBER($seconds) } seconds
}.
sign-in-session-ended = Your session has ended, and what you just sent was not stored. Sign in, then do it again.
sign-in-kept = Your session has ended, and nothing was done yet. Sign in under your own name within an hour: then you can send what you typed.
sign-in-not-kept = Your session has ended, and what you typed could not be kept here. Step back in your browser and copy it before you sign in.
sign-in-another = Somebody else has signed in here since this page was opened, and what you just sent was not done. Sign in under your own name, then do it again.
sign-in-another-kept = Somebody else has signed in here since this form was opened, and nothing was done yet. Sign in under your own name within an hour: then you can send what you typed.
sign-in-another-not-kept = Somebody else has signed in here since this form was opened, and what you typed could not be kept here. Step back in your browser and copy it before you sign in.
kept-title = You typed this before your session ended
kept-explained = Nothing of it was done or stored yet. Passwords have to be typed again.
kept-send = Send it now
kept-drop = Drop it

## The language of the desk

desk-language-title = Language of the desk
desk-language-lead = Choose the language in which you want to read these pages. It stays until you choose another.

## Shortcuts

desk-shortcuts-lead = Keys that save time. They need a script, and do nothing while you type.
desk-shortcuts-on = They are on. If they get in the way of a screen reader or of speech input, switch them off.
desk-shortcuts-off = You have switched them off.
desk-shortcuts-switch-off = Switch them off
desk-shortcuts-switch-on = Switch them on

## Staff

role-analyst = Analyst
role-supervisor = Supervisor
role-manager = Manager
role-administrator = Administrator
role-welfare-lead = Welfare lead
staff-lead = Everyone who can sign in. People are added at the command line, with “hotline staff add”.
staff-name = Name
staff-roles = Roles
staff-language = Language
staff-added = Added

## Keys of the staff, and the interface they open

keys-lead = A program calls the desk’s interface with a key. Whatever it does is done and recorded as you, with the roles you give the key. Keep a key as you keep your password.
keys-none = You have no key.
keys-everybodys = These are the keys of everybody at the desk.
keys-name = Name
keys-name-hint = What the key is for, so that you know it again.
keys-expires = Ends
keys-used = Last used
keys-unused = never
keys-action = Action
keys-retire = Retire
keys-retire-named = Retire the key { $name }
keys-retired = Retired { $date }
keys-expired = Ended
keys-roles-changed = Ended: the roles of its owner have changed
keys-new = Make a key
keys-role-hint = What the program may do. Give it no more than it needs.
keys-life = Ends after
keys-days = { $count ->
    [one] { NUMBER($count) } day
   *[other] { NUMBER($count) } days
}
keys-password = Your password
keys-password-hint = We ask once more, so that nobody else at your screen can make a key.
keys-make = Make the key
keys-made-title = Copy this key now
keys-made = It is shown only once and kept nowhere. Whoever has it can act as you.
keys-name-wrong = Give the key a name of 1 to 100 characters.
keys-role-wrong = Choose at least one of your own roles.
keys-days-wrong = A key may not live so long here.
keys-too-many = You have as many keys as one may have. Retire those that you do not need.
keys-password-wrong = This is not your password.
api-idempotency-missing = Send the header Idempotency-Key with a value of its own for each new request.
api-idempotency-wrong = The idempotency key must have 1 to 200 visible characters of ASCII.
api-idempotency-other = This idempotency key was used for another request.
api-idempotency-in-hand = The same request is in hand. Ask again in a moment.
api-version-wrong = If-Match must hold the ETag of an answer, with its quotation marks.
api-parameter-wrong = This cannot be read.
api-field-missing = This is missing.
api-field-wrong = This is not what is expected here.
## Trainees

trainees-lead = What a trainee decides waits for a second opinion, where the pack says so. When the time of learning is over, end it here.
trainees-none = Nobody is a trainee.
trainees-name = Name
trainees-added = Added
trainees-action = Action
trainees-end = End the traineeship
trainees-end-named = End the traineeship of { $name }

## Partners’ keys

partners-lead = Whose programs may send reports to the desk. Keys are made at the command line, with “hotline partner add”, and shown there once.
partners-none = No partner has a key.
partners-name = Partner
partners-added = Added
partners-used = Last used
partners-unused = never
partners-action = Action
partners-retire = Retire
partners-retire-named = Retire the key of { $name }
partners-retired = Retired { $date }

## Jobs that failed

jobs-lead = Work that could not be done however often it was tried. Remove the cause, then let it be tried again.
jobs-none = There is nothing here. All work was done, or is still being tried.
jobs-kind = Kind
jobs-queued = Queued
jobs-attempts = Attempts
jobs-reason = Why the last attempt failed
jobs-action = Action
jobs-retry = Try again
