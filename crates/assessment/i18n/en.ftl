## The queue

assessment-queue = Queue
assessment-queue-empty = There is no case here.
assessment-queue-next = Next cases
assessment-mine = My cases
assessment-cases = Cases
assessment-case = Case
assessment-age = Since
assessment-reports = Reports
assessment-held-until = Held until
assessment-state = State
assessment-state-waiting = Waiting
assessment-state-assessing = Being assessed
assessment-state-acting = Being acted on
assessment-state-closed = Closed
assessment-pressing = Class
assessment-pressing-danger = A child in danger
assessment-pressing-own-picture = Own picture
assessment-pressing-raised = Reported by many
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

## The claim

assessment-panel = Assessment
assessment-claim = Claim this case
assessment-yours = You hold this case until { $until }.
assessment-theirs = Another analyst holds this case until { $until }.
assessment-extend = Hold it longer
assessment-hand-over = Give it back to the queue

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
assessment-to-hand-over-copy = Copy the addresses exactly as they stand here. The working address comes first.
assessment-exact = Exact:
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
assessment-told-category = About
assessment-told-urls = Addresses as they were typed
assessment-told-narrative = Description
assessment-told-found-on = Where it was found
assessment-told-shown-as = What is shown
assessment-told-seen = Seen
assessment-told-reach = How to get there
assessment-told-feedback = Wishes to be told what came of it
assessment-told-withdrawn = Withdrew what was told of oneself
assessment-told-cut = Cut, because the letterbox was short of space
assessment-told-danger = A child is said to be in danger
assessment-told-own = The reporter is the child, or was, whom it shows

## Messages and contact

assessment-messages = Messages
assessment-messages-none = There are no messages yet.
assessment-messages-count =
    { $new ->
        [0] { NUMBER($messages) } messages with reporters
       *[other] { NUMBER($messages) } messages with reporters, { NUMBER($new) } new
    }
assessment-unread = new message
assessment-message-new = new
assessment-message-reporter = Reporter
assessment-message-staff = Hotline
assessment-message-withdrawn = (withdrawn)
assessment-message = Message to the reporter
assessment-message-hint = A reporter may be the offender. Tell nothing of police, providers, partners, other reporters or what was found.
assessment-message-send = Send to the reporter
assessment-message-empty = Write a message or pick an answer.
assessment-message-long = This message is too long. Please shorten it.
assessment-message-no-receipt = This report came without a receipt: nobody could read an answer.
assessment-message-tells-more = This would tell more than a reporter may know. Read what was found below, and change the message.
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
assessment-contact-back = Back to the viewing session

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
assessment-refused-too-long = This address is longer than the 8,192 bytes an address may have.

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
assessment-why-hint = For colleagues. It is sealed, and never sent. No addresses here.
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
assessment-danger = A child is in danger
assessment-out-of-remit = Outside what this hotline takes
assessment-signpost = Where the reporter is sent
assessment-signpost-hint = Only with what is outside what this hotline takes. The reporter reads these words under the receipt.
assessment-signpost-none = Nowhere
assessment-note = Note
assessment-note-hint = For colleagues. It is sealed, and never sent. No addresses here.
assessment-decided = Decided
assessment-released = Released
assessment-not-released = Not yet
assessment-release = Release the decision
assessment-release-hint = After this the decision leaves the house, or the case is closed.
assessment-unready-unclassified = Classify every item first.
assessment-unready-undecided = Decide first.
assessment-unready-outdated = The items were classified anew after the decision. Decide again.
assessment-unready-no-working-url = Pick the working address of each item that is to be acted on, in a viewing session.
assessment-unready-in-remit = What is illegal, harmful or a danger to a child is not outside what this hotline takes.
assessment-unready-signpost = Reporters are sent elsewhere only with what is outside what this hotline takes.
assessment-unready-two-laws = The law changed after some of the items were classified. Classify those anew, so that all are judged under one law.
assessment-unready-uncorrectable = There is no released decision here that you may take back.
assessment-reopen = Take the decision back
assessment-reopen-hint = The case comes to you, to be classified and decided anew. What has not left the house yet is stopped. What has left is listed under what is to be done, to be corrected with whoever got it.
assessment-reopen-no-reason = Say why the decision is taken back.
assessment-correction = Decision taken back
assessment-correction-opened = Taken back
assessment-correction-reason = Why
assessment-correction-closed = New decision released

## When something cannot be done

assessment-problem-held = Another analyst claimed this case before you. Choose another from the queue.
assessment-problem-not-held = You do not hold this case, or your time with it ran out. Claim it to go on.
assessment-problem-viewing-ended = The viewing session has ended. Open a new one on the page of the case.
assessment-problem-too-many = This case has as many items as a case may have.
assessment-problem-no-law = The pack has no law that is in force today. Tell whoever keeps it.
assessment-problem-moved = The case has moved on in the meantime. Look at it again in the queue.
