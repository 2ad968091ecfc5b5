//! Whole messages: sealed for others, and opened when they come back.

use std::fmt;
use std::io::{Read, Write};

use kernel::{Sensitive, Timestamp};
use sequoia_openpgp::crypto::SessionKey;
use sequoia_openpgp::packet::{PKESK, SKESK};
use sequoia_openpgp::parse::Parse;
use sequoia_openpgp::parse::stream::{
    DecryptionHelper, DecryptorBuilder, MessageLayer, MessageStructure, VerificationHelper,
};
use sequoia_openpgp::policy::StandardPolicy;
use sequoia_openpgp::serialize::stream::{
    Armorer, Encryptor, LiteralWriter, Message, Recipient, Signer,
};
use sequoia_openpgp::types::SymmetricAlgorithm;
use sequoia_openpgp::{Cert, KeyHandle, KeyID};

use crate::{Certificate, Error, Secret, State, system_time};

/// Seals a text to certificates, signed within where there is a signer. The message is armoured.
pub fn seal(
    text: &[u8],
    to: &[&Certificate],
    signer: Option<&Secret>,
    at: Timestamp,
) -> Result<String, Error> {
    let time = system_time(at);
    let policy = StandardPolicy::at(time);
    let mut recipients: Vec<Recipient<'_>> = Vec::new();
    for certificate in to {
        let state = certificate.state(at);
        if !state.is_good() {
            return Err(Error::Unusable(state));
        }
        let valid = certificate.0.with_policy(&policy, time);
        let valid = valid.map_err(|_| Error::Unusable(State::Weak))?;
        let keys = valid.keys().supported().alive().revoked(false);
        let keys = keys.for_transport_encryption().for_storage_encryption();
        recipients.extend(keys.map(Recipient::from));
    }
    let pair = signer.map(|signer| signer.signer(at)).transpose()?;
    let mut armoured = Vec::new();
    let sealing = || {
        let message = Armorer::new(Message::new(&mut armoured)).build()?;
        let mut message = Encryptor::for_recipients(message, recipients).build()?;
        if let Some(pair) = pair {
            message = Signer::new(message, pair)?.creation_time(time).build()?;
        }
        let mut message = LiteralWriter::new(message).build()?;
        message.write_all(text)?;
        message.finalize()
    };
    let done: sequoia_openpgp::Result<()> = sealing();
    done.map_err(|_| Error::Failed)?;
    String::from_utf8(armoured).map_err(|_| Error::Failed)
}

/// Whether a text is a sealed message, as one is pasted into a mail.
pub fn is_message(text: &str) -> bool {
    text.trim_start().starts_with("-----BEGIN PGP MESSAGE-----")
}

/// What an opened message holds.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// The text.
    pub text: Sensitive<Vec<u8>>,
    /// The fingerprint of who signed it, where it is one of those it was held against and the signature is good.
    pub signed_by: Option<String>,
}

impl fmt::Debug for Opened {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Opened")
    }
}

/// Opens a message that is sealed to a key, and holds its signature against certificates. What it opens to, inflated,
/// is at most `most` bytes.
pub fn open(
    message: &[u8],
    key: &Secret,
    senders: &[Certificate],
    at: Timestamp,
    most: usize,
) -> Result<Opened, Error> {
    let policy = StandardPolicy::at(system_time(at));
    let helper = Helper {
        key,
        senders,
        signed_by: None,
    };
    let reading = || {
        let mut reader =
            DecryptorBuilder::from_bytes(message)?.with_policy(&policy, system_time(at), helper)?;
        let mut text = Vec::new();
        let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        (&mut reader).take(limit).read_to_end(&mut text)?;
        Ok((text, reader.into_helper().signed_by))
    };
    let read: sequoia_openpgp::Result<(Vec<u8>, Option<String>)> = reading();
    let (text, signed_by) = read.map_err(|_| Error::Unopened)?;
    if text.len() > most {
        return Err(Error::Unopened);
    }
    Ok(Opened {
        text: Sensitive::new(text),
        signed_by,
    })
}

struct Helper<'a> {
    key: &'a Secret,
    senders: &'a [Certificate],
    signed_by: Option<String>,
}

impl DecryptionHelper for Helper<'_> {
    fn decrypt(
        &mut self,
        sealed: &[PKESK],
        _: &[SKESK],
        algorithm: Option<SymmetricAlgorithm>,
        decrypt: &mut dyn FnMut(Option<SymmetricAlgorithm>, &SessionKey) -> bool,
    ) -> sequoia_openpgp::Result<Option<Cert>> {
        for mut pair in self.key.openers() {
            let ours = KeyID::from(pair.public().fingerprint());
            let mut fitting = sealed.iter().filter(|one| {
                // A message may hide to whom it is.
                one.recipient()
                    .is_none_or(|handle| KeyID::from(handle) == ours)
            });
            let opened = fitting.any(|one| {
                one.decrypt(&mut pair, algorithm)
                    .is_some_and(|(algorithm, session)| decrypt(algorithm, &session))
            });
            if opened {
                break;
            }
        }
        Ok(None)
    }
}

impl VerificationHelper for Helper<'_> {
    fn get_certs(&mut self, _: &[KeyHandle]) -> sequoia_openpgp::Result<Vec<Cert>> {
        Ok(self.senders.iter().map(|sender| sender.0.clone()).collect())
    }

    /// A message without a good signature is read too: it is a mail like those that are not sealed.
    fn check(&mut self, structure: MessageStructure<'_>) -> sequoia_openpgp::Result<()> {
        for layer in structure.iter() {
            if let MessageLayer::SignatureGroup { results } = layer {
                let good = results.iter().find_map(|result| result.as_ref().ok());
                if let Some(good) = good {
                    self.signed_by = Some(good.ka.cert().fingerprint().to_hex());
                }
            }
        }
        Ok(())
    }
}
