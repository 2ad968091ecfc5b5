//! A full trace in the making: what the registries and the tables say of addresses, autonomous systems and a domain.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use jobs::Outcome;
use kernel::Timestamp;

use crate::ask::{Asking, Unsaid};
use crate::contact::Protocol;
use crate::detail::{Detail, Lack, Named};
use crate::manners::NotNow;
use crate::sources::{Said, Sources};
use crate::work::PATIENCE;

/// The longest rest of a registry that a case waits for. Where it is longer the trace is stored without that registry's
/// word, and made anew when the rest is over.
const REST: Duration = Duration::from_mins(10);

/// How long until a registry that gave no usable answer is asked again.
const AGAIN: Duration = Duration::from_secs(30);

/// Networks asked about for one location at most: a name may have a hundred addresses in few networks.
const NETWORKS: usize = 8;

/// Addresses of one location at most whose network is told, asked for or known.
pub(crate) const ADDRESSES: usize = 16;

/// Autonomous systems asked about for one location at most.
const SYSTEMS: usize = 4;

/// A full trace in the making.
pub(crate) struct Gathering<'a> {
    pub(crate) asking: Asking<'a>,
    pub(crate) attempt: i64,
    pub(crate) details: Vec<Detail>,
    systems: BTreeMap<u32, Named>,
    /// How long a registry rests whose word is missing.
    pub(crate) rest: Option<Duration>,
    /// Whether somebody gave no usable answer who may have one later.
    pub(crate) unusable: bool,
}

/// Why a trace is not gone on with.
pub(crate) enum Stop {
    /// It is made later, from the beginning. What was said until now is known for a day.
    Later(Outcome),
    /// A silence began.
    Silence,
}

impl<'a> Gathering<'a> {
    pub(crate) const fn new(asking: Asking<'a>, attempt: i64, names: Vec<Detail>) -> Self {
        Self {
            asking,
            attempt,
            details: names,
            systems: BTreeMap::new(),
            rest: None,
            unusable: false,
        }
    }

    pub(crate) async fn networks(&mut self, addresses: &[IpAddr]) -> Result<(), Stop> {
        let mut asked = 0;
        for address in addresses.iter().copied().take(ADDRESSES) {
            let heard = match self.asking.known_network(address) {
                Some(said) => Heard::Said(said),
                None if asked == NETWORKS => continue,
                None => {
                    asked += 1;
                    let said = self.asking.network(address).await;
                    self.heard(said)?
                }
            };
            let Parts {
                answered,
                lacks,
                protocol,
                said_at,
                asked,
                answer,
            } = self.parts(heard);
            if let Some(number) = answer.autonomous_system {
                let named_by = match protocol {
                    Some(Protocol::Whois) => Named::Route,
                    Some(Protocol::Rdap) | None => Named::Registration,
                };
                self.systems.entry(number).or_insert(named_by);
            }
            self.details.push(Detail::Network {
                address,
                protocol,
                said_at,
                range: answer.range,
                handle: answer.handle,
                holder: answer.holder,
                country: answer.country,
                autonomous_system: answer.autonomous_system,
                abuse: answer.abuse,
                asked,
                answered,
                lacks,
            });
        }
        Ok(())
    }

    pub(crate) async fn tables(&mut self, sources: &Sources, addresses: &[IpAddr]) {
        let addresses = addresses.get(..ADDRESSES).unwrap_or(addresses);
        let located = sources.located(addresses, self.asking.now()).await;
        for (address, located) in located {
            if let Some(number) = located.autonomous_system {
                self.systems.entry(number).or_insert(Named::Table);
            }
            self.details.push(Detail::Located {
                address,
                country: located.country,
                autonomous_system: located.autonomous_system,
                holder: located.holder,
                table: located.table,
                built_at: located.built_at,
            });
        }
    }

    pub(crate) async fn systems(&mut self) -> Result<(), Stop> {
        for (number, named_by) in self.systems.clone().into_iter().take(SYSTEMS) {
            let said = self.asking.system(number).await;
            let heard = self.heard(said)?;
            let Parts {
                answered,
                said_at,
                asked,
                answer,
                ..
            } = self.parts(heard);
            self.details.push(Detail::System {
                number,
                named_by,
                said_at,
                holder: answer.holder,
                country: answer.country,
                abuse: answer.abuse,
                asked,
                answered,
            });
        }
        Ok(())
    }

    pub(crate) async fn domain(&mut self, domain: &str) -> Result<(), Stop> {
        let said = self.asking.domain(domain).await;
        let heard = self.heard(said)?;
        let Parts {
            answered,
            lacks,
            protocol,
            said_at,
            asked,
            answer,
        } = self.parts(heard);
        self.details.push(Detail::Domain {
            protocol,
            said_at,
            registrar: answer.registrar,
            abuse: answer.abuse,
            asked,
            answered,
            lacks,
        });
        Ok(())
    }

    /// What is stored of what was heard. Where whoever was to say the rest gave no answer, they are asked again later.
    fn parts<T: Default>(&mut self, heard: Heard<T>) -> Parts<T> {
        let lacks = match &heard {
            Heard::Said(said) if said.is_whole => None,
            Heard::Said(_) => Some(Lack::Part),
            Heard::Nobody => Some(Lack::Nobody),
            Heard::Nothing => None,
        };
        self.unusable |= lacks == Some(Lack::Part);
        match heard {
            Heard::Said(said) => Parts {
                answered: true,
                lacks,
                protocol: Some(said.protocol),
                said_at: said.at,
                asked: said.asked,
                answer: said.answer,
            },
            Heard::Nobody | Heard::Nothing => Parts {
                answered: false,
                lacks,
                protocol: None,
                said_at: self.asking.now(),
                asked: Vec::new(),
                answer: T::default(),
            },
        }
    }

    /// What was said; nothing where that has to do; or when to come again.
    fn heard<T>(&mut self, said: Result<Said<T>, Unsaid>) -> Result<Heard<T>, Stop> {
        let unsaid = match said {
            Ok(said) => return Ok(Heard::Said(said)),
            Err(unsaid) => unsaid,
        };
        let is_patient = self.attempt < PATIENCE;
        match unsaid {
            Unsaid::Silence => Err(Stop::Silence),
            Unsaid::NotNow(NotNow::Busy(pause)) => Err(Stop::Later(Outcome::PutOff(
                pause,
                "a registry is asked by others of ours",
            ))),
            Unsaid::NotNow(NotNow::Rests(rest)) if is_patient && rest <= REST => Err(Stop::Later(
                Outcome::RetryAfter(rest, "a registry asked to be left alone"),
            )),
            Unsaid::NotNow(NotNow::Rests(rest)) => {
                if rest > REST {
                    self.rest = Some(self.rest.unwrap_or_default().max(rest));
                }
                self.unusable = true;
                Ok(Heard::Nothing)
            }
            Unsaid::Unusable if is_patient => Err(Stop::Later(Outcome::RetryAfter(
                AGAIN,
                "a registry gave no usable answer",
            ))),
            Unsaid::Unusable => {
                self.unusable = true;
                Ok(Heard::Nothing)
            }
            Unsaid::Nobody => Ok(Heard::Nobody),
        }
    }
}

/// What was heard of a registry.
enum Heard<T> {
    Said(Said<T>),
    /// There is nobody to ask, or whoever there is knows no such thing.
    Nobody,
    /// No answer, for now.
    Nothing,
}

/// The parts of what was said, or of there having been no answer.
struct Parts<T> {
    answered: bool,
    lacks: Option<Lack>,
    protocol: Option<Protocol>,
    said_at: Timestamp,
    asked: Vec<String>,
    answer: T,
}
