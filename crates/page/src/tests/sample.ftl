sample-heading = Tell us about an address
sample-lead = You need not say who you are.
sample-urls = Addresses
sample-urls-hint = One on each line. Copy it from the browser; do not take pictures of it.
sample-contact = Your address, if we may ask back
sample-secret = Password
sample-kind = What kind of place is it?
sample-kind-site = A website
sample-kind-forum = A forum
sample-kind-forum-hint = Where people answer each other.
sample-told = I have told others too
sample-told-hint = The police, the provider, a teacher.
sample-wrong = This is no address. It begins with https:// and has a host.
sample-choose = Choose one of these.
sample-waiting = { $count ->
    [one] { NUMBER($count) } case waits
   *[other] { NUMBER($count) } cases wait
}
sample-case = Case
sample-since = Since
sample-state = State
sample-state-waiting = waiting
sample-state-acting = acting
