# Handing reports over to partner hotlines.

exchange-title = Partner hotlines
exchange-none = Nothing is to be handed over to a partner hotline.
exchange-due-at = Due since
exchange-handed-over-at = Handed over
exchange-deadline = The provider is told after
exchange-reference = The partner’s reference
exchange-record = Record the handover
exchange-acts = The partner acts, or has asked the provider already
exchange-declines = The partner does not act
exchange-declines-hint = The partner’s time ends with that, and the provider is told at once.

exchange-state-due = to be handed over
exchange-state-handed-over = handed over
exchange-state-lapsed = time has passed
exchange-state-withdrawn = withdrawn before it was handed over

exchange-changed = The handover has changed in the meantime. Go back to the case and look at it again.
exchange-reference-wrong = Give the partner’s reference, in at most 200 characters.

exchange-event-due = The report is to be handed over to a partner hotline
exchange-event-handed-over = The report was handed over to the partner hotline
exchange-event-withdrawn = The report is not to be handed over any more
exchange-event-lapsed = The time of the partner hotline passed
exchange-event-acts = The partner hotline says that it acts
exchange-event-declines = The partner hotline says that it does not act

## The tray

exchange-tray = Tray
exchange-tray-lead = Mail that arrived and answers none of ours by its addresses. Say what each is about.
exchange-tray-none = The tray is empty.
exchange-tray-more = There are more: sort these first.
exchange-tray-at = Arrived
exchange-tray-kind = What it is
exchange-tray-answer = an answer
exchange-tray-automatic = written by a machine
exchange-tray-failed = could not be delivered
exchange-tray-delayed = delayed, and still being tried
exchange-tray-delivered = delivered
exchange-tray-guessed = By its addresses, or by what it quotes, it is about this mail of ours. Check that before you say so.
exchange-tray-kind-wrong = Say what it is: an answer, a failure, or written by a machine.
exchange-tray-sender = From
exchange-tray-subject = Subject
exchange-tray-sealed = It was encrypted to the hotline.
exchange-tray-dropped = What was not text was left out, unread: { $count }.
exchange-tray-to = What it is about
exchange-tray-to-hint = The Message-ID of a mail of ours, or the reference of a case that has one mail
exchange-tray-assign = It is about this
exchange-tray-aside = It is about nothing
exchange-tray-unknown = No mail of ours is called so.
exchange-tray-several = Several mails go under this reference: give the Message-ID of the one, from the page of the case.
exchange-tray-changed = The mail was sorted in the meantime. Go back to the tray.
