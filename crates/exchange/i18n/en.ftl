# Handing reports over to partner hotlines.

exchange-title = Partner hotlines
exchange-none = Nothing is to be handed over to a partner hotline.
exchange-due-at = Due since
exchange-handed-over-at = Handed over
exchange-deadline = The provider is told after
exchange-reference = The partner’s reference
exchange-record = Record the handover

exchange-state-due = to be handed over
exchange-state-handed-over = handed over
exchange-state-lapsed = time has passed
exchange-state-withdrawn = withdrawn before it was handed over

exchange-changed = The handover has changed in the meantime. Go back to the case and look at it again.
exchange-reference-wrong = Give the partner’s reference, in at most 200 characters.
