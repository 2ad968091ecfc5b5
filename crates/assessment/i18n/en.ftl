## The queue

assessment-queue = Queue
assessment-queue-empty = No case stands here.
assessment-queue-none-like-this = No case is like this. Ask for less, or for every state.
assessment-queue-none-yet = None was found so far, and there is more to search.
assessment-queue-no-more = There are no more cases.
assessment-queue-short = There is more to search than fits one page.
assessment-queue-search-on = Search on
assessment-queue-ask-count = Count them
assessment-queue-count = { $count ->
    [one] { NUMBER($count) } case
   *[other] { NUMBER($count) } cases
}
assessment-queue-more-than = More than { NUMBER($count) } cases
assessment-promoted = Waited long
assessment-holder-other = A colleague
assessment-lapsed-title = Claims that lapsed
assessment-lapsed = Your claim of case { $case } lapsed at { $at }. The case went back to the queue, and what you saved is kept.
assessment-lapsed-seen = I have seen this
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
assessment-view-nameless = Give the view a name.
assessment-view-name-long = This name is too long. Use 80 letters at most.
assessment-views-too-many = There are as many views as there may be. Remove one first.
assessment-legend = What the classes mean
assessment-legend-order = The most pressing class stands first, and in each class the oldest case. Every few places one goes to a case that has waited longer than its class may, so that none waits for ever.
assessment-legend-meaning = Meaning
assessment-legend-wait = Waits at most
assessment-legend-danger = A reporter said that a child is in danger now.
assessment-legend-own-picture = A reporter is the child whom it shows, or was.
assessment-legend-raised = Many reported it, each in their own words.
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
assessment-required = Choose an answer.
assessment-unknown = Choose one of the answers given here.
assessment-law-unanswered = Answer this question, or classify the content as unavailable.
assessment-yes = Yes
assessment-no = No
assessment-unsure = Unsure
assessment-back = Back to the case

## Decision and release

assessment-class = International class
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

## When something cannot be done

assessment-problem-held = Another analyst claimed this case before you. Choose another from the queue.
assessment-problem-not-held = You do not hold this case, or your time with it ran out. Claim it to go on.
assessment-problem-viewing-ended = The viewing session has ended. Open a new one on the page of the case.
assessment-problem-too-many = This case has as many items as a case may have.
assessment-problem-moved = The case has moved on in the meantime. Look at it again in the queue.
