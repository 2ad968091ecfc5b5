# What a page embeds and links.

inventory-title = What the page of case { $case } embeds
inventory-back = Back to the viewing session
inventory-hide = Hide it now
inventory-forget = Forget the list

inventory-none = No page was read in this session. Pick an item in the viewing session, and have its page read.
inventory-asked = The page is being read. This can take a minute; this list then appears by itself, or when you load the page again.
inventory-host-busy = The page waits for its turn: we ask a server one thing at a time, with a pause between, and its turn has not come yet. This list appears by itself, or when you load the page again.
inventory-host-rests = { $minutes ->
    [one] The server asked to be left alone. The page is read in { NUMBER($minutes) } minute, if this session is still open then.
   *[other] The server asked to be left alone. The page is read in { NUMBER($minutes) } minutes, if this session is still open then.
}
inventory-nothing = The page was read. It embeds and links no media.
inventory-found = { $places ->
    [one] The page embeds or links { NUMBER($places) } place.
   *[other] The page embeds or links { NUMBER($places) } places.
}
inventory-elsewhere = Redirects led to another place: what follows is what the page there embeds, which may be a sign-in page or another site.
inventory-not-whole = The page is longer than what is read of one: what follows is of its beginning.
inventory-not-all = The page leads to more than is listed here. What is missing stands further down in the page.
inventory-hint = None of these places was asked for anything. Their paths are not shown here: make items of what belongs to the case, and open those one at a time in the viewing session. What you do not pick is forgotten when the session ends.

inventory-places = The places
inventory-hosts = By host
inventory-kinds = By kind
inventory-pick = Pick
inventory-number = Number
inventory-host = Host
inventory-kind = What it is
inventory-stood = Where in the page
inventory-count = Places
inventory-next = The next places
inventory-is-item = item { $number } of this case
inventory-known = known: { $class }

inventory-take-picked = Make items of those ticked
inventory-take-all = Make items of all
inventory-take-those = Make items of these
inventory-take-those-of = Make items of those of { $of }
inventory-taken = { $added ->
    [0] No new item.
    [one] { NUMBER($added) } new item.
   *[other] { NUMBER($added) } new items.
} { $there ->
    [0] { "" }
    [one] { NUMBER($there) } place was an item already.
   *[other] { NUMBER($there) } places were items already.
}
inventory-left = { $left ->
    [one] { NUMBER($left) } place is left: so many are not added at once. Pick it again.
   *[other] { NUMBER($left) } places are left: so many are not added at once. Pick them again.
}
inventory-pick-one = Say one of these: numbers, a kind, a host, or all.

inventory-kind-image = Image
inventory-kind-video = Video
inventory-kind-text = Text
inventory-kind-link = Link
inventory-kind-container = Container
inventory-kind-other = Other

inventory-stood-picture = a picture
inventory-stood-video = a film, or its preview
inventory-stood-audio = sound
inventory-stood-object = something a program shows
inventory-stood-frame = a page within the page
inventory-stood-meta = what the page says of itself
inventory-stood-style = a style sheet
inventory-stood-link = a link
inventory-stood-later = what a script shows later

inventory-fault-not-html = This is no page of HTML, so nothing of it was read. If it is a picture or a video, it is itself the item.
inventory-fault-refused = The server did not give a page: it may be gone, or refuse whoever asks by machine. Add items by hand.
inventory-fault-unreachable = No server answered as it should. Add items by hand, or have the page read again.
inventory-fault-untrusted = The server could not be verified: its certificate is at fault, and nothing was read. Add the items by hand.
inventory-fault-too-slow = The server took too long. Add items by hand, or have the page read again.
inventory-fault-too-large = The page is packed so that it would be too large to read. Add items by hand.
inventory-fault-forbidden = The page leads to a place that is not on the public internet. It was not followed.
inventory-fault-personal = The address looks as if it named a person. Pick the address that may be used in the viewing session, then have the page read again.

inventory-problem-no-authority = Pages are not read by machine here: no law that allows it is named. Add items by hand.
inventory-problem-silent = Nobody may be asked anything about this place now. Add items by hand.
