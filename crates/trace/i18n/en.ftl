# What traces found.

trace-source-dns = DNS
trace-source-network = registry of addresses (RDAP)
trace-source-domain = registry of names (RDAP)

trace-names-found = addresses found
trace-names-address = the place names an address
trace-names-none = there is no such name
trace-names-no-resolver = no resolver is configured
trace-names-onion = an onion service: it has no country
trace-names-failed = the DNS did not answer

trace-event-name = The DNS was asked for the name
trace-event-full = The DNS and the registries were asked
