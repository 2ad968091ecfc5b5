## The queue

assessment-queue = Queue
assessment-queue-empty = No case stands here.
assessment-queue-learning = Second opinions are given by colleagues who have learned the work. None is offered to you yet.
assessment-queue-none-like-this = No case is like this. Ask for less, or for every state.
assessment-queue-none-yet = None was found so far, and there is more to search.
assessment-queue-no-more = There are no more cases.
assessment-queue-short = There is more to search than fits one page.
assessment-queue-search-on = Search on
assessment-queue-ask-count = Count the cases
assessment-queue-count = { $count ->
    [one] { NUMBER($count) } case
   *[other] { NUMBER($count) } cases
}
assessment-queue-more-than = More than { NUMBER($count) } cases
assessment-promoted = Waited long
assessment-holder-other = A colleague
assessment-lapsed-title = Claims that lapsed
assessment-lapsed = Your claim of case { $case } lapsed at { $at }. The case went back to the queue, and what you saved is kept.
assessment-lapsed-opinion = A supervisor withdrew the second opinion on case { $case } that you had in hand, at { $at }. The case went back to the queue, to be assessed anew.
assessment-lapsed-taken-back = Whoever had handed you case { $case } took it back at { $at }.
assessment-lapsed-seen = I have seen this
assessment-lapsed-too-many = Say it of { NUMBER($most) } at a time.
assessment-handed-title = Handed to you
assessment-handed = for a second opinion, since { $at }
assessment-handed-hint = A colleague gave these back and named you. They wait in the queue: whoever claims one has it.
assessment-queue-next = Next cases
assessment-mine = My cases
assessment-cases = Cases
assessment-case = Case
assessment-age = Age
assessment-reports = Reports
assessment-held-until = Held until
assessment-state = State
assessment-state-waiting = Waiting
assessment-state-assessing = Being assessed
assessment-state-second-opinion = Second opinion
assessment-state-acting = Being acted on
assessment-state-closed = Closed
assessment-pressing = Class
assessment-pressing-danger = A child in danger
assessment-pressing-police = The police ask
assessment-pressing-own-picture = Own picture
assessment-pressing-raised = Reported by many
assessment-pressing-severe = Severe
assessment-pressing-ordinary = Ordinary
assessment-pressing-bulk = Bulk
assessment-age-minutes = { $count ->
    [one] { NUMBER($count) } minute
   *[other] { NUMBER($count) } minutes
}
assessment-age-hours = { $count ->
    [one] { NUMBER($count) } hour
   *[other] { NUMBER($count) } hours
}
assessment-age-days = { $count ->
    [one] { NUMBER($count) } day
   *[other] { NUMBER($count) } days
}

## Filters and views of the queue

assessment-filter = Filter
assessment-filter-all = All
assessment-filter-any-state = Every state
assessment-filter-holder = Held by
assessment-filter-me = Me
assessment-filter-nobody = Nobody
assessment-filter-source = Came by
assessment-filter-category = About
assessment-filter-site-type = Site type
assessment-filter-country = Country
assessment-filter-country-hint = Two letters, such as KH.
assessment-filter-provider = Provider
assessment-filter-network = Network
assessment-filter-network-hint = The number of the autonomous system.
assessment-filter-older = At least so old
assessment-filter-older-than = { $age } or more
assessment-filter-younger = At most so old
assessment-filter-younger-than = { $age } or less
assessment-filter-reference = Reference
assessment-filter-reference-hint = The eight letters and digits by which the case is called.
assessment-filter-apply = Show these
assessment-filter-clear = Clear the filter
assessment-filter-drop = Show those of other addresses too
assessment-filter-of-place = These are the cases of the address that you looked for.
assessment-filter-of-domain = These are the cases of the domain that you looked for.
assessment-filter-wrong-reference = A reference has eight letters and digits.
assessment-filter-wrong-network = Write the number of the network, such as 64500.
assessment-filter-wrong-country = Write the two letters of the country, such as KH.
assessment-find = Look for an address
assessment-find-address = Web address or domain
assessment-find-provider = Cases of a provider that is not in the filter
assessment-find-provider-hint = Its whole name, as it stands among the contacts. The filter lists those that were added last.
assessment-filter-no-provider = No provider of this name is known.
assessment-filter-several-providers = Several providers have this name, in { $countries }. Write a comma and the country behind it.
assessment-find-hint = It is looked for among all cases, and is not kept.
assessment-find-domain = Every case of its domain
assessment-find-apply = Look for it
assessment-views = Saved views
assessment-view = View
assessment-view-whose = For whom
assessment-view-own = For me
assessment-view-everybodys = For everybody
assessment-view-remove = Remove
assessment-view-remove-one = Remove “{ $name }”
assessment-view-save = Save this view
assessment-view-name = Name of the view
assessment-view-name-hint = It keeps the filter as it is now. No addresses in the name.
assessment-view-for-everybody = For everybody
assessment-view-nameless = Give the view a name, without invisible characters.
assessment-view-name-long = This name is too long. Use 80 letters at most.
assessment-views-too-many = There are as many views as there may be. Remove one first.
assessment-legend = What the classes mean
assessment-legend-order = The most pressing class stands first, and in each class the oldest case. Every few places one goes to a case that has waited longer than its class may, so that none waits for ever. A case that is up again, is corrected or waits for a second opinion counts from the day it was opened, not from that.
assessment-legend-meaning = Meaning
assessment-legend-wait = Waits at most
assessment-legend-danger = A reporter said that a child is in danger now, or a released decision does.
assessment-legend-police = The police asked about it.
assessment-legend-own-picture = A reporter is the child whom it shows, or was.
assessment-legend-raised = Many reported it, each in their own words.
assessment-legend-severe = It was reported as something that the hotline holds to be severe, or the youngest child in it was found to be of an age that counts as such.
assessment-legend-ordinary = All others.
assessment-legend-bulk = Only reports of a flood name it.

## The claim

assessment-panel = Assessment
assessment-claim = Claim this case
assessment-yours = You hold this case until { $until }.
assessment-theirs = Another analyst holds this case until { $until }.
assessment-extend = Hold it longer
assessment-hand-over = Hand it over
assessment-hand-over-to = Hand over to
assessment-hand-over-hint = No reason is needed.
assessment-hand-over-second-hint = No reason is needed. A second opinion goes back to the queue; whom you name reads of it there, if they may give it.
assessment-hand-over-queue = The queue

## The viewing session

assessment-viewing = Viewing session
assessment-viewing-hint = Addresses are shown only in a viewing session. It ends by itself, and it is counted.
assessment-viewing-open = Open a viewing session
assessment-viewing-open-until = Go to the viewing session, open until { $until }
assessment-viewing-close = End the viewing session
assessment-viewing-title = Viewing session of case { $case }
assessment-viewing-ends = { $minutes ->
    [one] This session ends in { NUMBER($minutes) } minute, on { $at }. Take a break afterwards if you need one.
   *[other] This session ends in { NUMBER($minutes) } minutes, on { $at }. Take a break afterwards if you need one.
}
assessment-to-hand-over-open = Open a viewing session to hand over
assessment-to-hand-over-hint = For a report whose addresses a person hands over. The session ends by itself, and it is counted.
assessment-to-hand-over-copy = Copy the address exactly as it stands here. The working address comes first.
assessment-exact = The exact address
assessment-show = Show
assessment-show-one = Show { $item }
assessment-show-column = Address
assessment-show-hint = Addresses are shown one at a time. Each one is counted.
assessment-shown = Shown above
assessment-copy = Copy the exact address
assessment-copied = Copied.
assessment-marked = It is marked: copy it by hand.
assessment-isolated-open = Open it in the isolated browser
assessment-isolated-hint = The link works once, for two minutes. It does not contain the address.
assessment-page-read = Read this page for what it embeds
assessment-page-read-hint = The page itself is asked for by machine, and nothing but its HTML is read. No picture or video is ever asked for.
assessment-page-read-list = What the page embeds
assessment-hide = Hide it now
assessment-hide-hint = The Escape key hides the screen at once. You come back with one click.
assessment-hide-title = Hiding the screen
assessment-hide-explained = In a viewing session press Escape once: the screen is blank at once, and the address is closed. The button “Hide it now” does the same without a script. You come back with one click; the address stays closed until you show it again.
assessment-viewing-ended-title = The viewing session has ended
assessment-viewing-ended-hint = Nothing is shown any more.
assessment-unsent-title = The message was not sent
assessment-unsent-explained = Open a viewing session again: it opens in a window of its own. Then send the message from here.
assessment-unsent-of-lead = Take the lead again: it opens in a window of its own. Then send the message from here.
assessment-hidden-title = The screen is hidden
assessment-hidden-back = Back
assessment-hidden-hint = The session goes on until its end. Nothing is shown until you ask for it.
assessment-told-url-hidden = An address: it is shown with its item
assessment-working = Working address
assessment-working-hint = Checks and notices use the one you pick. Pick one that says nothing about a person.
assessment-working-choose = Use this address
assessment-working-missing = Pick one of the addresses.
assessment-personal-confirm = I have looked: this address may leave the house although it looks personal
assessment-personal-unconfirmed = This address looks as if it named a person. Pick another, or confirm that it may leave the house.
assessment-personal-credentials = Contains a user name or password
assessment-personal-e-mail = Contains an e-mail address
assessment-personal-session = Looks like somebody’s session
assessment-personal-token = Contains something like a key
assessment-personal-account = Looks like somebody’s account
assessment-personal-invitation = Looks like a personal invitation
assessment-told = What reporters told
assessment-told-lead = Instead of an address
assessment-told-no-danger = Answered: no child is in danger now
assessment-told-category = About
assessment-told-urls = Addresses as they were typed
assessment-told-narrative = Description
assessment-told-sender = Whose file
assessment-told-reference = The sender’s reference
assessment-told-found-on = Where it was found
assessment-told-shown-as = What is shown
assessment-told-seen = Seen
assessment-told-reach = How to get there
assessment-told-feedback = Wishes to be told what came of it
assessment-told-withdrawn = Withdrew what was told of oneself
assessment-told-cut = Cut, because the letterbox was short of space
assessment-told-danger = A child is said to be in danger
assessment-told-own = The reporter is the child, or was, whom it shows

## How much is viewed, and the limits

assessment-exposure = How much was viewed
assessment-exposure-title = My viewing
assessment-exposure-lead = How long you have viewed, and how many addresses were shown to you. It is there to protect you. It is never used to measure your work. You and the welfare lead see it; managers see sums of three people or more.
assessment-exposure-near = You are near a limit. Think about stopping here for now.
assessment-exposure-when = When
assessment-exposure-today = Today
assessment-exposure-week = This week
assessment-exposure-minutes = Minutes
assessment-exposure-items = Addresses
assessment-exposure-of = { $is }, of { $most } at most
assessment-exposure-rest =
    After { $after ->
        [one] one minute
       *[other] { NUMBER($after) } minutes
    } of viewing in a row, a break of { $length ->
        [one] one minute
       *[other] { NUMBER($length) } minutes
    } is due, in which no session opens.
assessment-exposure-weeks = Minutes of viewing, by week
assessment-exposure-week-of = Week from
assessment-opt-out-title = What I would rather not see
assessment-opt-out = Leave cases of these categories out of my queue
assessment-opt-out-hint = No reason is needed, and nobody else is shown it.
assessment-opt-out-save = Save
assessment-opted-out-title = You would rather not see this
assessment-opted-out-lead = A report of this case is of a category that you left out of your queue. You need not take it.
assessment-opted-out-leave = Back to the queue
assessment-opted-out-claim = Claim it all the same
assessment-opted-out-view = Open the viewing session all the same
assessment-opted-out-give-back = Give it back to the queue
assessment-opted-out-view-api = A report of this case is of a category that you left out of your queue. To look at it all the same, send “despite”.
assessment-opted-out-api = A report of this case is of a category that you left out of your queue. To claim it all the same, send “despite”.
assessment-view-count-whole = { $count }, with those of categories that you would rather not see
assessment-queue-left-out = Cases of the categories that you would rather not see are left out.
assessment-limit-title = Not now
assessment-limit-hours = It is outside the hours in which addresses are shown here.
assessment-limit-day-viewing = You have viewed as long as anybody may on one day.
assessment-limit-day-items = You have seen as many addresses as anybody may on one day.
assessment-limit-week-viewing = You have viewed as long as anybody may in one week.
assessment-limit-week-items = You have seen as many addresses as anybody may in one week.
assessment-limit-rest = A break is due after so much viewing in a row.
assessment-limit-alone = Nobody looks at this case alone: no colleague who may view is at the desk.
assessment-limit-ends = This ends on { $at }.
assessment-limit-ends-with-company = This ends as soon as a colleague who may view is signed in and working.
assessment-limit-ends-unknown = No such hours come within the next weeks.
assessment-limit-talk = Whom to talk to
assessment-welfare-title = Welfare
assessment-welfare-lead = How much each person has viewed. It is there to protect them, and is never a measure of their performance. No case is named here. That you look is recorded.
assessment-welfare-nobody = Nobody here views.
assessment-welfare-person = Person
assessment-welfare-near = Near a limit
assessment-welfare-of = Viewing of { $name }
assessment-welfare-lift = Lift the limit
assessment-welfare-lift-hint = For the rest of today, { NUMBER($minutes) } minutes and { NUMBER($items) } addresses more. Talk to the person first. Breaks and hours stay. It is recorded.
assessment-welfare-lift-do = Lift the limit for today
assessment-welfare-sums-title = Viewing in sums
assessment-welfare-sums-lead = How much all together have viewed, in weeks that are over. It is never a measure of anybody’s performance.
assessment-welfare-sums-least = A week is shown where addresses were shown to at least { NUMBER($least) } people in it, yourself not counted: a smaller sum would tell of one person. What you viewed yourself is left out.
assessment-welfare-sums-few = Too few people for a sum

## Messages and contact

assessment-messages = Messages
assessment-messages-none = There are no messages yet.
assessment-messages-count =
    { $new ->
        [0]
            { $messages ->
                [one] One message with reporters
               *[other] { NUMBER($messages) } messages with reporters
            }
       *[other]
            { $messages ->
                [one] One message with reporters, new
               *[other] { NUMBER($messages) } messages with reporters, { NUMBER($new) } new
            }
    }
assessment-unread = new from the reporter
assessment-message-new = new
assessment-message-reporter = Reporter
assessment-message-staff = Hotline
assessment-message-withdrawn = (withdrawn)
assessment-told-more = More is new under this receipt than is shown here. Open this page again to read it.
assessment-reports-shown = Reports { NUMBER($from) } to { NUMBER($to) } of { NUMBER($all) }
assessment-reports-all = Show all reports and messages of this case
assessment-reports-before = Earlier reports
assessment-reports-after = Later reports
assessment-unanswered = The work is finished, and this reporter wishes to be told what came of it. Write an answer below.
assessment-unanswered-leave = No answer is needed
assessment-news = What reporters wait for
assessment-news-hint = Something new that nobody has read, or a wish to be told what came of it. It is read and answered in a viewing session.
assessment-news-none = No reporter waits for anything.
assessment-news-waits = Waits for
assessment-news-since = Since
assessment-opinions-count = { $count ->
    [one] One case waits for a second opinion that you may give
   *[other] { NUMBER($count) } cases wait for a second opinion that you may give
}
assessment-opinions-many = { NUMBER($count) } cases or more wait for a second opinion that you may give
assessment-news-count = { $count ->
    [one] In one case a reporter waits for something
   *[other] In { NUMBER($count) } cases reporters wait for something
}
assessment-news-many = Reporters wait for something in { NUMBER($count) } cases or more
assessment-news-next = Next cases
assessment-news-first = From the first
assessment-news-unread = { $count ->
    [one] new from one reporter
   *[other] new from { NUMBER($count) } reporters
}
assessment-news-unanswered = { $count ->
    [one] one reporter wishes to be told what came of it
   *[other] { NUMBER($count) } reporters wish to be told what came of it
}
assessment-news-open = Open a viewing session to read it
assessment-news-open-hint = The case is closed: the session shows what reporters told and the messages, and no address of the case.
assessment-message = Message to the reporter
assessment-message-hint = A reporter may be the offender. Tell nothing of police, providers, partners, other reporters or what was found.
assessment-message-send = Send to the reporter
assessment-message-both = A message is written and an answer is picked. Keep one of them: empty the message, or pick none.
assessment-message-empty = Write a message or pick an answer.
assessment-message-long = This message is too long. Please shorten it.
assessment-message-no-receipt = This report came without a receipt: nobody could read an answer.
assessment-message-tells-more = This would tell more than a reporter may know. Read what was found below, and change the message.
assessment-message-tells-more-api = This would tell more than a reporter may know. Ask what is found in it, read that, and change the message, or accept each part.
assessment-message-all-the-same = I have read this, and send it all the same
assessment-answer = Ready answer
assessment-answer-hint = Sent in the reporter’s language, where no message is written below.
assessment-answer-none = None: I write a message
assessment-finding-address = an address or the name of a site. Whoever put it there would learn that it is being looked at.
assessment-finding-mail = an e-mail address. It may name a person or a unit.
assessment-finding-telephone = a telephone number. It may name a person or a unit.
assessment-contact-why = The reporter left a way to be reached. Why do you need it?
assessment-contact-hint = It is shown once, and the record notes that you read it and why.
assessment-contact-danger = A child is in danger
assessment-contact-asked = The reporter asked for it
assessment-contact-question = A question that cannot wait
assessment-contact-title = How to reach the reporter
assessment-contact-none = There is none any more.
assessment-contact-recorded = That you read this is recorded.
assessment-contact-back = Back to what was told

## Leads

assessment-leads = Leads
assessment-leads-lead = What was told without a web address. A person reads it and passes it on, or finds that there is nothing to do.
assessment-leads-empty = There is no lead here.
assessment-leads-next = Next leads
assessment-lead = Lead
assessment-lead-title = Lead { $lead }
assessment-lead-waiting = Waiting
assessment-lead-taken = Taken
assessment-lead-referred = Passed on
assessment-lead-closed = Nothing to do
assessment-lead-take = Take this lead
assessment-lead-take-hint = What was told is read by whoever takes it. The reporter is told that it is in work.
assessment-lead-take-again = Take it up again
assessment-lead-yours = You have this lead until { $until }.
assessment-lead-theirs = { $name } has this lead until { $until }.
assessment-lead-give-back = Give it back
assessment-lead-read = Read what was told
assessment-lead-read-hint = That you read it is recorded.
assessment-lead-case = An address was told under the same receipt. It is in this case:
assessment-lead-address-hint = If the words hold a web address, enter it under “Take reports”, so that it becomes a case.
assessment-lead-refer = It was passed on
assessment-lead-refer-hint = Call first, then note here whom you reached. Nothing is sent by this page, and the reporter is not told to whom it went.
assessment-lead-to = To whom?
assessment-lead-reference = Their reference
assessment-lead-reference-hint = What they call it, if they said so.
assessment-lead-note = Note
assessment-lead-note-hint = For colleagues. It is sealed, and goes when the reporter withdraws. No addresses here.
assessment-lead-close = There is nothing to do
assessment-lead-why = Why?
assessment-lead-too-little = It says too little to go on
assessment-lead-out-of-remit = It is not what this hotline takes
assessment-lead-known = It is known already
assessment-lead-advised = The reporter was told where to turn
assessment-lead-address = An address was told: its case has the work
assessment-lead-withdrawn = The reporter withdrew it
assessment-lead-too-long = At most 100 characters fit into the reference, and 2,000 into the note.
assessment-lead-outcomes = What became of it
assessment-lead-to-police = Passed on to the police: { $line }
assessment-lead-to-line = Passed on to: { $line }
assessment-lead-history = History
assessment-lead-moved-told = it was told
assessment-lead-moved-take = somebody took it
assessment-lead-moved-give-back = it was given back
assessment-lead-moved-lapse = the time with it ran out
assessment-lead-moved-refer = it was passed on
assessment-lead-moved-close = there was nothing to do
assessment-lead-moved-more-told = the reporter told more
assessment-lead-colleague = a colleague
assessment-lead-machine = the system
assessment-lead-hidden-hint = Nothing is shown until you ask for it: that you read it again is recorded.
assessment-lead-ended-title = What was told is not shown any more
assessment-lead-back = Back to the lead

## Items

assessment-items = Items
assessment-item-first = The reported place
assessment-item = { $kind } ({ $number })
assessment-kind-image = Image
assessment-kind-video = Video
assessment-kind-text = Text
assessment-kind-link = Link
assessment-kind-container = Container
assessment-kind-other = Other
assessment-add-item = Add an item
assessment-item-url = Address of the item
assessment-item-kind = What it is
assessment-refused-empty = Enter an address.
assessment-refused-not-a-url = This is not one web address. Copy it from the browser’s address bar.
assessment-refused-media = This is the content of a file, not an address. Nothing of it was kept.
assessment-refused-scheme = Only addresses that begin with http or https can be added.
assessment-refused-not-public = This address is not on the public internet.
assessment-refused-mistyped-onion = The name of the onion service is mistyped: its symbols do not fit together.
assessment-refused-too-long = This address is longer than the 8,192 bytes an address may have.
assessment-items-title = Items of case { $case }
assessment-items-all = { NUMBER($classified) } of { NUMBER($items) } items classified
assessment-items-next = Next items
assessment-item-position = Number
assessment-item-name = Item
assessment-item-hash = hash
assessment-item-no-address = no address
assessment-item-known = classified before
assessment-item-same-as = same content as item { $number }
assessment-taken-over = taken over
assessment-bulk = With the selected items
assessment-bulk-hint = Tick items above, or give numbers from and to: all between are selected, on every page of the list.
assessment-bulk-select = Select
assessment-bulk-from = From number
assessment-bulk-to = To number
assessment-bulk-like = Classify as item number
assessment-bulk-like-hint = Classify one item first. Each selected item gets an assessment of its own with the same answers.
assessment-bulk-classify = Classify the selection alike
assessment-bulk-take-over = Take over what is known of the selection
assessment-bulk-take-over-hint = Of items whose content was classified before, where the rules let its answer be taken over. The others stay as they are.
assessment-bulk-nothing-known = Of none of these items an answer is known that may be taken over. Those that are classified already are left out unless you tick them.
assessment-bulk-kind = Say that the selection is of this kind
assessment-bulk-confirm = I have looked: these addresses may leave the house, also those that look personal
assessment-bulk-choose = Use the only address of each
assessment-bulk-choose-hint = Of items whose address was written in one way alone. Others are picked in a viewing session.
assessment-bulk-nothing = Select items first: tick them, or give their numbers.
assessment-bulk-both = Give both numbers, from and to; the same twice for one item.
assessment-bulk-again = Also those that are classified already
assessment-bulk-classified = { $count ->
    [one] { NUMBER($count) } of the selected items is classified already. Tick this to put the new answers in the place of its own.
   *[other] { NUMBER($count) } of the selected items are classified already. Tick this to put the new answers in the place of theirs.
}
assessment-bulk-no-number = Give a number, as it stands in the list.
assessment-bulk-no-model = Give the number of an item that is classified under the rules of today.
assessment-list-title = Paste a list
assessment-list = One item a line
assessment-list-hint = An address, a hash (SHA-256, SHA-1 or MD5, hexadecimal or base64), or both with a blank between. The kind is guessed by the ending; write image, video, text, link, container or other in front to say it. Up to 1,000 lines at once; a case may have 10,000 items.
assessment-list-add = Add the list
assessment-list-empty = Paste at least one line.
assessment-list-left = Some lines were not added. They stand below, to be mended.
assessment-list-too-long = This list has more than { NUMBER($lines) } lines. Nothing was added: paste it in parts.
assessment-list-results = What became of each line
assessment-list-line = Line { $from }: { $result }
assessment-list-lines = Lines { $from } to { $to }: { $result }
assessment-list-more = More lines follow that are not listed here. What was not added stands below.
assessment-list-added = added
assessment-list-there = was there already, as number { $number }
assessment-list-duplicate = says the same as line { $number }
assessment-list-no-hash = not added: what stands there as a hash is none, or there are two of one kind.
assessment-list-differs = The item has another hash of this kind. One of the two is of something else; remove the wrong one first.
assessment-hashes = Hashes
assessment-hash = Hash
assessment-hash-hint = SHA-256, SHA-1 or MD5, in hexadecimal or base64, as you were given it.
assessment-hash-added = The hash is kept with the item. Nothing else was saved yet.
assessment-hash-removed = The hash was taken away. Nothing else was saved yet.
assessment-hash-gone = The hash was taken away already. Nothing that you chose is lost.
assessment-hash-add = Add the hash
assessment-hash-remove = Remove the { $algorithm }
assessment-hash-none = This is no SHA-256, SHA-1 or MD5.
assessment-known = Classified before
assessment-known-by = The same by
assessment-known-by-url = Address alone
assessment-known-hint = You need not look at it again. The record will say that the answer was taken over.
assessment-take-over = Take this answer over
assessment-known-gone = The answer that was known is not known any more: its case is being corrected. Please classify it yourself; nothing that you chose is lost.
assessment-known-off = Only shown: this hotline takes no answers over.
assessment-known-weak = Only shown: MD5, SHA-1 or an address alone do not prove that it is the same, and no check has seen the place unchanged since.
assessment-known-disagreement = The known answers differ. Nothing can be taken over: please classify it yourself.
assessment-known-too-old = Only shown: the answer is too old.
assessment-known-too-few = Only shown: not enough analysts have come to this answer, each by a look of their own.
assessment-known-other-rules = Only shown: under the rules of today the answer would not be the same.

## What of a reporter may leave the house

assessment-disclosures = What may leave the house of what reporters said
assessment-disclosures-title = What may leave the house of what the reporters of case { $case } said
assessment-disclosures-hint = Nothing that a reporter told leaves the house unless you decide it here. It goes to the police alone, with the referral. Read it in a viewing session first.
assessment-disclosures-none = Nothing leaves.
assessment-disclosure-of = Report
assessment-disclosure-report = Report { $number }, { $at }
assessment-disclosure-part = What may leave
assessment-disclosure-narrative = The description
assessment-disclosure-contact = How to reach the reporter
assessment-disclosure-credentials = User names, passwords and how one gets there
assessment-disclosure-spelling = The address exactly as it was typed
assessment-disclosure-consent = How the reporter consented
assessment-disclosure-consent-hint = Needed for a contact, and never a guess.
assessment-disclosure-consent-none = Not asked
assessment-disclosure-consent-message = In a message
assessment-disclosure-consent-report = In the report itself
assessment-disclosure-consent-spoken = By voice
assessment-disclosure-no-consent = A contact leaves the house only where the reporter consented. Say how.
assessment-disclosure-decide = Let it leave
assessment-disclosure-more = The reporter told more since. That waits for a decision of its own: decide the same again to send it as well.
assessment-disclosure-waits = While a second opinion is asked for, nothing is decided here. It can be once the case is released.
assessment-disclosure-told-more = The reporter told more since you opened this page. Nothing was decided: read it in a viewing session, then decide again.
assessment-disclosure-withdraw = Take this decision back

## Classification

assessment-classify-title = Classify: { $item }
assessment-unclassified = Not classified yet
assessment-schema = International classification
assessment-law-hint = Answer these for themselves, whatever the classification above is. Leave them only for content that is unavailable.
assessment-law-unconfirmed = The hotline’s lawyers have not confirmed every article of this law yet.
assessment-classify-save = Save the classification
assessment-choose = Please choose
assessment-rule = { $message } (Rule: { $rule })
assessment-rule-because = { $message } (Rule: { $rule }. It goes by: { $fields }.)
assessment-not-asked = Leave this out: it is asked only by the answers to { $fields }.
assessment-only-when = Answer this only where: { $answers }.
assessment-suggest = Show what this suggests
assessment-suggest-hint = These answers decide nothing. What they suggest is shown below, beside each question.
assessment-suggested = Suggested: { $answers }.
assessment-suggestions-shown = What your answers suggest stands beside the questions below. Nothing was saved.
assessment-suggestions-take = Put the suggestions into the form
assessment-suggestions-taken = The suggestions stand in the form where nothing was answered. Look at each of them, and save. Nothing was saved yet.
assessment-why = Why it is classified anew
assessment-why-hint = For colleagues; needed where what stood before was decided on. It is sealed, and never sent. No addresses here.
assessment-why-missing = What was classified before was decided on. Say why it is classified anew.
assessment-why-long = This is too long. Please shorten it.
assessment-earlier = Classifications so far
assessment-under = Made under
assessment-under-versions = Schema { $schema }; law { $law }, in force since { $date }
assessment-law-since = Law { $version }, in force since { $date }
assessment-required = Choose an answer.
assessment-unknown = Choose one of the answers given here.
assessment-law-unanswered = Answer this question, or classify the content as unavailable.
assessment-yes = Yes
assessment-no = No
assessment-unsure = Unsure
assessment-left-unanswered = Not answered
assessment-back = Back to the case

## Decision and release

assessment-class = International class
assessment-youngest = Youngest child
assessment-national = National law
assessment-national-not-assessed = Not assessed
assessment-national-not-illegal = Not illegal
assessment-national-harmful = Harmful, not covered by law
assessment-national-illegal = Illegal
assessment-decision = Decision
assessment-decide = Decide
assessment-decide-hint = The class and the national result follow from the items: the most severe counts.
assessment-decide-claim = Claim the case and decide
assessment-danger = A child is in danger
assessment-out-of-remit = Outside what this hotline takes
assessment-signpost = Where the reporter is sent
assessment-signpost-hint = Only with what is outside what this hotline takes. The reporter reads these words under the receipt.
assessment-signpost-none = Nowhere
assessment-note = Note
assessment-note-hint = For colleagues. It is sealed, and never sent. No addresses here.
assessment-note-long = The note is too long: at most { NUMBER($limit) } characters.
assessment-kept = Nothing was stored yet. What you typed is still here.
assessment-decided = Decided
assessment-released = Released
assessment-not-released = Not yet
assessment-release = Release the decision
assessment-release-hint = After this the decision leaves the house, or the case is closed.
assessment-unready-unclassified = Classify every item first.
assessment-unready-undecided = Decide first.
assessment-unready-outdated = The items were classified anew after the decision. Decide again.
assessment-unready-no-working-url = Pick the working address of each item that is to be acted on, in a viewing session.
assessment-unready-looks-personal = More counts as personal since the working addresses were picked. Pick them again in a viewing session.
assessment-unready-in-remit = What is illegal, harmful or a danger to a child is not outside what this hotline takes.
assessment-unready-signpost = Reporters are sent elsewhere only with what is outside what this hotline takes.
assessment-unready-law-changed = The law has changed since this was decided. Classify the items again, under the law of today, and decide again. Where a second opinion is asked for, a supervisor withdraws it first.
assessment-unready-two-laws = The law changed after some of the items were classified. Classify those anew, so that all are judged under one law.
assessment-unready-uncorrectable = There is no released decision here that you may take back.
assessment-reopen = Take the decision back
assessment-reopen-hint = The case comes to you, to be classified and decided anew. What has not left the house yet is stopped. What has left is listed under what is to be done, to be corrected with whoever got it.
assessment-reopen-no-reason = Say why the decision is taken back.
assessment-takers = Also taken over in
assessment-takers-hint = These cases count an answer of this one. Once it is taken back, a supervisor finds each of them among the tasks, to be looked at again.
assessment-takers-more = and in { NUMBER($count) } more
assessment-takers-many = and in at least { NUMBER($count) } more: the list is full, and whoever is not on it is not told
assessment-correction = Decision taken back
assessment-correction-opened = Taken back
assessment-correction-reason = Why
assessment-correction-closed = New decision released

## Second opinion

assessment-second-hint = You give a second opinion. Assess for yourself: what the first analyst found is not shown to you.
assessment-give-hint = With this you give your opinion. Where it agrees with the first the decision is released; where it differs a supervisor settles it.
assessment-opinion = Second opinion
assessment-opinion-why = Asked for because
assessment-opinion-sample = it was drawn
assessment-opinion-known-answer = the same place came to something else before
assessment-opinion-trainee = a trainee decided
assessment-opinion-rule = it is asked for every such decision
assessment-opinion-asked = waits for a second analyst
assessment-opinion-differs = the two differ; waits for a supervisor
assessment-opinion-agreed = the two agree
assessment-opinion-settled = settled by a supervisor
assessment-opinion-taken-back = taken back
assessment-opinion-differences = What the two see differently
assessment-articles = Articles of the law
assessment-settle = Settle what the two see differently
assessment-settle-lead = Both opinions stand side by side. Choose the one that counts, and say why: it is released with that.
assessment-settle-side = Which one counts?
assessment-settle-hint = For both analysts to read. Do not write addresses here.
assessment-side-first = First opinion
assessment-side-second = Second opinion
assessment-settled = What counts
assessment-settled-at = Settled
assessment-reason = Reason
assessment-reason-missing = Say why, in at most { NUMBER($limit) } characters.
assessment-urgent = Tell the police at once
assessment-urgent-by = By
assessment-urgent-at = Released
assessment-urgent-hint = The police are told at once, wherever it is hosted, and before a second opinion if one is asked for. Everything else goes its way.
assessment-urgent-tick = The police must not wait
assessment-urgent-ground = Why is it urgent?
assessment-urgent-reason-hint = It is kept with your name. Do not write addresses here.
assessment-ground-danger = A child is in danger
assessment-ground-victim-at-home = A victim is in this country
assessment-ground-suspect-at-home = A suspect is in this country
assessment-unready-not-the-first = In a second opinion nobody is told at once: that is the word of whoever decided first. Release it without that.
assessment-unready-still-learning = Whoever is still learning does not have the police told alone: ask a colleague to take the case, or release it without that.
assessment-unready-not-urgent = This can be urgent only where something is to be done. What makes it urgent stands in the decision, a child in danger as well as a victim or a suspect in this country: decide so first.

## Taking back

assessment-undo = Undo
assessment-undo-several = You classified several items at once. You can take it back for { NUMBER($seconds) } seconds: what they were classified as before counts again then.
assessment-undo-decide = You decided. You can take it back for { NUMBER($seconds) } seconds.
assessment-undo-hand-over = You gave the case back or handed it on. You can take it again for { NUMBER($seconds) } seconds.
assessment-undo-release = You released the decision. Nothing has left yet: you can take it back for { NUMBER($seconds) } seconds.
assessment-undo-settle = You settled it. Nothing has left yet: you can take it back for { NUMBER($seconds) } seconds.

## Quality

assessment-quality = Quality
assessment-quality-lead = How far first and second opinions agree, how long decisions take, and how many were overturned, over the last twelve months. These figures are no measure of anybody’s performance.
assessment-quality-all = All together
assessment-quality-all-lead = Sums over all analysts. Nobody’s own figures can be read here.
assessment-quality-own = Your own
assessment-quality-own-lead = Only you see these.
assessment-quality-empty = Nothing was decided yet.
assessment-quality-uncompared = No second opinion was given yet.
assessment-quality-fields = Agreement by question
assessment-quality-kappa-hint = Kappa (Cohen) is agreement beyond chance: 1 is full agreement, 0 is what chance gives. With few pairs it says little.
assessment-quality-field = Question
assessment-quality-pairs = Pairs
assessment-quality-agreed = Agreed
assessment-quality-kappa = Kappa
assessment-quality-months = By month
assessment-quality-agreement = Agreement on the class, in percent, by month
assessment-quality-time = Median time from claim to decision, by month
assessment-quality-month = Month
assessment-quality-decisions = Decisions
assessment-quality-median = Median time
assessment-quality-ninetieth = Nine of ten within
assessment-quality-settled = Settled
assessment-quality-overturned = Overturned
assessment-quality-percent = { NUMBER($share) } %
assessment-quality-none = –

## When something cannot be done

assessment-problem-held = Another analyst claimed this case before you. Choose another from the queue.
assessment-problem-not-held = You do not hold this case, or your time with it ran out. Claim it to go on.
assessment-problem-lead-held = A colleague took this lead before you. Choose another.
assessment-problem-lead-not-held = You have not taken this lead, or your time with it ran out. Take it to go on.
assessment-problem-lead-moved = This lead has moved on in the meantime. Look at it again.
assessment-problem-viewing-ended = The viewing session has ended. Open a new one on the page of the case.
assessment-problem-too-many = This case has as many items as a case may have.
assessment-problem-no-law = The pack has no law that is in force today. Tell whoever keeps it.
assessment-problem-moved = The case has moved on in the meantime. Look at it again in the queue.
assessment-stale-classification = This item was assessed since you opened this form: what stands now is at the end of the page. Save again to put your answers in its place.
assessment-stale-decision = The case was assessed or decided since you opened this form. Look at what stands now, and send this again to put it in its place.
assessment-stale-release = The case was assessed or decided since you opened this form. Nothing was released: look at the case again.
assessment-stale-items = Items were assessed, or the case was decided, since you opened this page. Nothing was done: look at what stands now, and send this again.
assessment-stale-reopen = The decision you meant was taken back since you opened this form, and another one stands. Look at the case, and send this again to take back what stands now.
assessment-stale-withdrawing = The second opinion you meant has ended since you opened this form, and another one was asked for. Look at the case, and send this again to withdraw that one.
assessment-stands-now = What stands now
assessment-problem-own-decision = You had a part in the first opinion on this case. The second one, and settling it, are for somebody else.
assessment-problem-unsettled = The two opinions on this case differ. It waits for a supervisor.
assessment-problem-already-released = You released this case already. Nothing was done twice.
assessment-problem-too-late = It is too late to take this back: the time for it has passed, somebody else went on with the case, or something has left.
assessment-problem-items-stand = Both opinions are of the same items, so none is added now. Write in the note what is missing.
assessment-problem-no-reason = Give the reason, in at most two thousand characters.

## What happened, in the timeline of a case

assessment-event-viewing-opened = A viewing session was opened
assessment-event-viewing-closed = The viewing session was ended
assessment-event-items = { $count ->
    [one] An item was added
   *[other] { NUMBER($count) } items were added
}
assessment-event-classified = { $count ->
    [one] An item was classified
   *[other] { NUMBER($count) } items were classified
}
assessment-event-decided = A decision was made
assessment-event-released = The decision was released
assessment-event-disclosed = It was decided that a part of a report may leave the house
assessment-event-disclosure-withdrawn = The permission for a part of a report was withdrawn

## Several cases at once

assessment-several-title = With the cases that are ticked
assessment-several-select = Tick case { $reference }
assessment-several-hint = Each case is done by itself; what cannot be done to one does not hinder the others. At most { NUMBER($most) } at once.
assessment-several-claim = Claim them
assessment-several-hand-over = Hand them over
assessment-several-results = What became of each case
assessment-several-summary = Done: { NUMBER($done) } of { NUMBER($all) }
assessment-several-result = Result
assessment-several-none = No case was ticked: nothing was done.
assessment-several-claimed = You hold it
assessment-several-handed-over = Handed over
assessment-several-no-case = There is no such case.
assessment-several-no-colleague = The colleague cannot take it.
assessment-several-opted-out = Not claimed: it is of a category that you left out of your queue. Open it to claim it all the same.
assessment-several-refused = This cannot be done to it now: open it to see why.
assessment-several-left = { $count ->
    [one] One more was left as it was: too many at once.
   *[other] { NUMBER($count) } more were left as they were: too many at once.
}
assessment-several-too-many = At most { NUMBER($most) } cases at once.
assessment-several-back = Back to the queue
assessment-problem-trainee = Whoever is still learning gives no second opinion: a colleague does.
assessment-only-shown-second = Known content is only shown here: a second opinion is somebody’s own look.
assessment-opinion-waits = A second analyst assesses this case without seeing the first opinion. Nothing leaves before the two agree, or a supervisor has settled it.
assessment-withdraw-opinion = Withdraw the second opinion
assessment-withdraw-opinion-hint = For when nobody is left who may give the second opinion or settle it. Nothing was released. The case goes back to the queue and is assessed anew; what the police were told at once stays told.
assessment-settle-shown = Items that they see differently: { NUMBER($from) } to { NUMBER($to) } of { NUMBER($all) }
assessment-settle-pages-hint = Nothing is settled by going on. What you chose and wrote stays.
assessment-settle-earlier = Items before
assessment-settle-later = Items behind
assessment-settle-same =
    { $count ->
        [one] One item that both see alike is not shown.
       *[other] { NUMBER($count) } items that both see alike are not shown.
    }
