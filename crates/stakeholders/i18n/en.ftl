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

stakeholders-kind-provider = Provider
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
