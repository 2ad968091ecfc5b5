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
trace-names-failed = the DNS did not answer

trace-event-name = The DNS was asked for the name
trace-event-full = The DNS and the registries were asked
