# What traces found.

trace-source-dns = DNS
trace-source-network = registry of addresses (RDAP)
trace-source-domain = registry of names (RDAP)
trace-source-network-whois = registry of addresses (WHOIS)
trace-source-domain-whois = registry of names (WHOIS)
trace-source-system = registry of autonomous systems (RDAP)
trace-source-table = table of addresses

trace-named-by-registration = Named by the registry of the network
trace-named-by-route = Named as the origin of the route
trace-named-by-table = Named by a table of addresses

# Where a contact was found. $word is a role or a field, as the protocol calls it; $within are the roles around it.
trace-subject-network = of the network
trace-subject-system = of the autonomous system
trace-subject-domain = of the domain
trace-subject-registrar = of the registrar
trace-place-rdap = RDAP { $subject }, entity with the role { $word }
trace-place-rdap-within = RDAP { $subject }, entity with the role { $word } within { $within }
trace-place-whois = WHOIS { $subject }, field { $word }
trace-place-whois-remark = WHOIS { $subject }, in a remark

trace-names-found = addresses found
trace-names-address = the place names an address
trace-names-none = there is no such name
trace-names-aliases = the name leads through too many others, or in a circle
trace-names-unasked = not asked: this domain was asked about often enough in this hour
trace-names-no-resolver = no resolver is configured
trace-names-onion = an onion service: it has no country
trace-names-onion-unreached = an onion service: it has no country, and no Tor is configured, so nobody can look at it
trace-names-failed = the DNS did not answer

trace-event-name = The DNS was asked for the name
trace-event-full = The DNS and the registries were asked

## Rules of the hotline

trace-rules = Rules about hosts
trace-rules-lead = What the hotline knows better than the registries. Where several rules fit, the rule of a host counts first, then that of the longest domain, then that of the longest range; of two alike, the newer one. “Do not contact” always holds.
trace-rules-none = There are no rules.
trace-rules-with-ended = Show those that ended too
trace-rules-without-ended = Hide those that ended
trace-rule-add = Add a rule
trace-rule-add-lead = It counts at once for what is decided from now on. Open cases that it speaks of go on by it within minutes.
trace-rule-add-it = Add the rule
trace-rule-reach = About
trace-rule-reach-host = one host
trace-rule-reach-suffix = a domain and all names below it
trace-rule-reach-network = a range of addresses
trace-rule-key = Host, domain or range
trace-rule-key-hint = Such as files.example, example.org or 192.0.2.0/24. Not the address of a page.
trace-rule-says = What it says
trace-rule-real-host = the real host
trace-rule-own-registrar = its own registrar
trace-rule-site-owner = write to the owner of the site
trace-rule-do-not-contact = do not contact
trace-rule-named = Whom it names
trace-rule-provider = Name
trace-rule-provider-hint = Of the real host, the registrar or the owner.
trace-rule-address = Address of the real host
trace-rule-address-hint = An IP address. The registry is asked whose it is.
trace-rule-mail = Mail address
trace-rule-country = Country
trace-rule-country-hint = Two letters, such as KH. Needed where there is no address.
trace-rule-reason = Reason
trace-rule-since = Since
trace-rule-end = End
trace-rule-end-reason = Why it ends
trace-rule-end-it = End it
trace-rule-end-named = End the rule about { $key }
trace-rule-ended = Ended { $at }
trace-rule-somebody = somebody
trace-rule-changed = This rule has ended in the meantime.
trace-rule-wrong-key = Give a host, a domain of two parts at least, or a range such as 192.0.2.0/24.
trace-rule-wrong-says = Choose what the rule says.
trace-rule-wrong-address = Give the IP address of the server, or the name of the provider.
trace-rule-wrong-provider = Give a name of at most 200 characters.
trace-rule-wrong-mail = Give a mail address that can be written to.
trace-rule-wrong-country = Give the country as two letters, such as KH.
trace-rule-wrong-reason = Say why, in at most 2,000 characters.

## What a proxy answered

trace-answer-wrong-said-by = Say who gave the answer, in at most 200 characters.
trace-answer-wrong-said-on = Give the day as in 2026-01-05. It cannot be one to come.
trace-answer-no-proxy = No proxy stands in front of this place by the newest trace.

trace-source-proxy = lists of proxies
trace-source-rule = rule of the hotline
trace-source-answer = answer of the proxy
trace-source-redirect = redirect (HEAD)
trace-source-look = the place itself (HEAD)

trace-event-redirects = It was asked where the place leads
trace-event-answer = The proxy’s answer was written down
trace-event-changed-address = Moved to other addresses
trace-event-changed-network = Moved to another network
trace-event-changed-country = Moved to another country
trace-event-changed-contact = The abuse contact has changed
