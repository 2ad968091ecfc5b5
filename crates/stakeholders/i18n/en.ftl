# Organisations that the hotline writes to.

stakeholders-title = Contacts
stakeholders-lead = Only approved contacts are written to. One that a registry named is a proposal: approve it when you know that the address belongs to the organisation.
stakeholders-none = There are no contacts yet.
stakeholders-name = Organisation
stakeholders-kind = Kind
stakeholders-country = Country
stakeholders-country-hint = Two letters, such as KH
stakeholders-address = E-mail address
stakeholders-language = Language of our mails
stakeholders-source = Known from
stakeholders-state = State
stakeholders-action = What to do
stakeholders-approve = Approve
stakeholders-approve-named = Approve { $name }
stakeholders-retire = Retire
stakeholders-retire-named = Retire { $name }
stakeholders-retire-hint = Nothing is written to this address any more.
stakeholders-add = Add a contact
stakeholders-add-lead = It is proposed first, and written to once it is approved.
stakeholders-propose = Propose

stakeholders-key = OpenPGP key
stakeholders-key-named = OpenPGP key of { $name }
stakeholders-key-lead = Mail to this contact is encrypted to this key, and may hold URLs. Compare the fingerprint with somebody there, by telephone or on paper.
stakeholders-key-fingerprint = Fingerprint
stakeholders-key-until = Expires
stakeholders-key-hint = The public key as text, from BEGIN to END. Leave it empty to take the key away.
stakeholders-key-save = Save
stakeholders-key-none = there is no key
stakeholders-key-good = can be encrypted to
stakeholders-key-not-yet = the key is not valid yet
stakeholders-key-expired = the key has expired
stakeholders-key-revoked = the key is revoked
stakeholders-key-weak = the key is too weak
stakeholders-key-cannot-encrypt = the key cannot encrypt
stakeholders-key-secret = This is a secret key. Whoever sent it should replace it; ask for the public one.
stakeholders-key-wrong = Give one OpenPGP public key, as text from BEGIN to END.

stakeholders-manner = How to write
stakeholders-manner-named = How to write to { $name }
stakeholders-manner-channel = By which way
stakeholders-manner-channel-hint = By hand: each letter becomes a task. Somebody fills in their form, and says when they did.
stakeholders-manner-mail = by mail
stakeholders-manner-by-form = in their form, by hand
stakeholders-manner-form = Address of their form
stakeholders-manner-form-hint = Such as https://provider.example/report; only where it is filled in by hand
stakeholders-manner-form-wrong = Give the https address of their form
stakeholders-manner-mail-only = Police units and partner hotlines are written to by mail.
stakeholders-manner-language-unknown = not known: English
stakeholders-manner-formats = What is sent
stakeholders-manner-formats-lead = The text is always sent. It names each place so that nothing makes a link of it.
stakeholders-manner-plain = text
stakeholders-manner-csv = a table of the exact places (CSV)
stakeholders-manner-csv-hint = Without it they have the places only as the text names them.
stakeholders-manner-xarf = reports for machines (XARF v4)
stakeholders-manner-xarf-hint = One for each place of the INHOPE class Baseline.
stakeholders-manner-pace = How many places in one letter
stakeholders-manner-pace-hint = Urgent letters wait for nothing.
stakeholders-manner-each = one letter for each place
stakeholders-manner-gathered = what comes together in one letter
stakeholders-manner-daily = one letter a day at most
stakeholders-manner-save = Save

stakeholders-kind-provider = Provider
stakeholders-kind-registrar = Registrar of names
stakeholders-kind-police = Police unit
stakeholders-kind-partner = Partner hotline
stakeholders-kind-regulator = Regulator of providers
stakeholders-source-trace = a registry
stakeholders-source-staff = a colleague
stakeholders-state-proposed = to be approved
stakeholders-state-approved = approved
stakeholders-state-retired = retired

stakeholders-country-wrong = Give the country as two letters, such as KH
stakeholders-name-wrong = Give the organisation’s name, in at most 200 characters
stakeholders-address-wrong = Give an e-mail address such as abuse@provider.example
stakeholders-changed = The contact has changed in the meantime. Go back and look at it again.

# Organisations, and what they have.

stakeholders-providers = Providers and others
stakeholders-providers-lead = Everybody whom the hotline writes to, those added last at the head. Whose a network or a domain is, is said on the page of its provider.
stakeholders-providers-none = Nobody is known yet.
stakeholders-providers-all = All of them
stakeholders-providers-more = More
stakeholders-search = Find
stakeholders-search-hint = A whole name or alias, a domain, a range of addresses, a number such as AS64540, or an e-mail address
stakeholders-search-it = Find
stakeholders-search-none = Nobody has exactly that.
stakeholders-search-several = Several have that: give what one alone has, such as an e-mail address.
stakeholders-contacts-all = Approve, retire or add contacts
stakeholders-aliases = Other names
stakeholders-aliases-lead = What a registry calls it in its own country. In others the name says nothing.
stakeholders-alias = Another name
stakeholders-alias-add = Add the name
stakeholders-alias-remove = Remove
stakeholders-alias-remove-named = Remove the name { $name }
stakeholders-alias-taken = Another organisation of the country has that name.
stakeholders-holdings = Networks and domains
stakeholders-holdings-lead = What is said here goes before what registries say: a domain before a network, and the smallest network first.
stakeholders-holdings-none = Nothing was said. Registries decide.
stakeholders-held = Network or domain
stakeholders-held-kind = What it is
stakeholders-held-network = Range of addresses
stakeholders-held-system = Autonomous system
stakeholders-held-domain = Domain
stakeholders-held-hint = Such as 192.0.2.0/24, AS64540 or files.example
stakeholders-held-from = Since
stakeholders-held-from-hint = A day such as 2026-03-01; empty for now
stakeholders-held-until = Until
stakeholders-held-add = Say what it has
stakeholders-held-add-it = Add
stakeholders-held-change = Not theirs
stakeholders-held-to = Whose it is: a name, domain or address that finds one alone
stakeholders-held-correct = It is theirs from now on
stakeholders-held-end = It is nobody’s that we know
stakeholders-why = Why
stakeholders-why-wrong = Say why, in at most 1000 characters
stakeholders-held-wrong = Give a range of addresses such as 192.0.2.0/24, a number such as AS64540, or a domain such as files.example
stakeholders-held-overlaps = Another has it in that time: correct it on the page of that provider.
stakeholders-held-same = It is this provider’s already.
stakeholders-held-no-provider = Only a provider has networks and domains.
stakeholders-held-from-wrong = Give a day that has begun, such as 2026-03-01
stakeholders-answers = How it answered our notices
stakeholders-key-ends = OpenPGP key until { $until }
stakeholders-keys-ending = { $count ->
    [one] One contact has an OpenPGP key that has expired or does within 30 days: mail to it stops then.
   *[other] { NUMBER($count) } contacts have an OpenPGP key that has expired or does within 30 days: mail to them stops then.
}
stakeholders-keys-ending-which = Whose?

# Two that are one.

stakeholders-merge = The same organisation
stakeholders-merge-lead = What is merged is read as one: contacts, names, networks, notices and figures. Each line keeps whose it was, so that it can be taken back.
stakeholders-merge-it = It is the same
stakeholders-merge-other = Another is the same
stakeholders-merge-which = Which one
stakeholders-merge-undo = Take it back
stakeholders-merge-undone = Taken back
stakeholders-merge-merged = One of the two is merged into another already: take that back first, or merge into that one.
stakeholders-merge-has = Others are merged into it. Merge this one into it instead, on its page.
stakeholders-merge-itself = That is this organisation itself.
stakeholders-merge-kind = The two are not of one kind.
stakeholders-merge-not = It is not merged into this one.
stakeholders-likely = Perhaps the same
stakeholders-likely-address = has a contact with the same address
stakeholders-likely-name = has the same name
stakeholders-likely-system = is in the same autonomous system
stakeholders-programs = Keys for programs
stakeholders-programs-named = Keys for programs: { $name }
stakeholders-programs-lead = With a key a program of theirs reads the open places of the letters to this address and answers them, without a person. Send it by a way that nobody else reads: whoever has it sees the addresses.
stakeholders-programs-none = There is no key.
stakeholders-programs-added = Made
stakeholders-programs-until = Ends
stakeholders-programs-used = Last used
stakeholders-programs-unused = never
stakeholders-programs-retire = Retire
stakeholders-programs-retire-named = Retire the key made on { $date }
stakeholders-programs-retired = Retired { $date }
stakeholders-programs-expired = Ended
stakeholders-programs-new = Make a key
stakeholders-programs-life = Ends after
stakeholders-programs-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
stakeholders-programs-make = Make the key
stakeholders-programs-made-title = Copy this key now
stakeholders-programs-made = It is shown only once and kept nowhere. Whoever has it can read and answer what was written to this address.
stakeholders-programs-too-many = There are as many keys as one contact may have. Retire those that are not needed.
