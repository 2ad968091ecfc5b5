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
assessment-state-second-opinion = Second opinion
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
assessment-note-long = The note is too long: at most { NUMBER($limit) } bytes.
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
assessment-unready-in-remit = What is illegal, harmful or a danger to a child is not outside what this hotline takes.

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
assessment-reason-missing = Say why, in at most { NUMBER($limit) } bytes.
assessment-urgent = Tell the police at once
assessment-urgent-at = Released
assessment-urgent-hint = Should this decision have to wait for a second opinion, the police are told without waiting. Everything else waits.
assessment-urgent-tick = The police must not wait
assessment-urgent-ground = Why is it urgent?
assessment-urgent-reason-hint = It is kept with your name. Do not write addresses here.
assessment-ground-danger = A child is in danger
assessment-ground-victim-at-home = A victim is in this country
assessment-ground-suspect-at-home = A suspect is in this country
assessment-unready-not-urgent = This can be urgent only where something is to be done. That a child is in danger stands in the decision: decide so first.

## Taking back

assessment-undo = Undo
assessment-undo-decide = You decided. You can take it back for { NUMBER($seconds) } seconds.
assessment-undo-hand-over = You gave the case back. You can take it again for { NUMBER($seconds) } seconds.
assessment-undo-release = You released the decision. Nothing has left yet: you can take it back for { NUMBER($seconds) } seconds.
assessment-undo-give = You gave the second opinion. You can take it back for { NUMBER($seconds) } seconds.
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
assessment-problem-viewing-ended = The viewing session has ended. Open a new one on the page of the case.
assessment-problem-too-many = This case has as many items as a case may have.
assessment-problem-moved = The case has moved on in the meantime. Look at it again in the queue.
assessment-problem-own-decision = You had a part in the first opinion on this case. The second one, and settling it, are for somebody else.
assessment-problem-unsettled = The two opinions on this case differ. It waits for a supervisor.
assessment-problem-already-released = You released this case already. Nothing was done twice.
assessment-problem-too-late = It is too late to take this back: the time for it has passed, somebody else went on with the case, or something has left.
assessment-problem-items-stand = Both opinions are of the same items, so none is added now. Write in the note what is missing.
assessment-problem-no-reason = Give the reason, in at most two thousand bytes.
