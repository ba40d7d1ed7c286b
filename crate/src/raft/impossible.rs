//! What no honest replica could send, whatever the network does to its messages. A message that shows so by itself, or
//! beside what is committed here, is ignored before anything else is asked of it, so that the rest of the code may
//! count on what it says. What only an answer's place in a leadership shows is found where that is looked at.

use super::configuration::Configuration;
use super::event::Impossibility;
use super::log::{Entry, Payload};
use super::message::{Appended, Message, Received};
use super::node::Node;
use super::rule::Rules;
use super::types::{LogIndex, NodeId, Term};

type Plausible = Result<(), Impossibility>;

impl Node {
    /// Whether an honest replica could have sent this message; if none could, why.
    #[inline]
    pub(super) fn plausible(&self, from: NodeId, message: &Message) -> Plausible {
        // Whether the sender takes part is not asked: the receiver's configuration may be older, or newer, than
        // the one in which the sender does (§6).
        if from == self.id || !self.membership.replicas.contains(from) {
            return Err(Impossibility::Stranger);
        }
        match *message {
            Message::AppendEntries { term, previous_index, previous_term, ref entries, commit, round } => {
                countable(term.0 | previous_index.0 | previous_term.0 | commit.0 | round.0)?;
                let (previous, entries) = ((previous_index, previous_term), entries.as_slice());
                self.plausible_entry(term, previous)?;
                self.plausible_entries(term, previous_term, entries)?;
                // That it speaks of the last committed entry is plain: the consistency check looks at that.
                if previous_index < self.commit || term > self.term {
                    self.agrees_with_committed(term, previous, entries)?;
                }
                Ok(())
            }
            Message::AppendAnswer { term, outcome, round } => {
                countable(term.0 | round.0)?;
                match outcome {
                    Appended::Matched(index) => {
                        countable(index.0)?;
                        self.plausible_agreement(term)
                    }
                    Appended::Conflict { previous_index, hint_index, hint_term } => {
                        countable(previous_index.0 | hint_index.0 | hint_term.0)
                    }
                }
            }
            Message::RequestVote { term, last_index, last_term, .. }
            | Message::PreVote { asked: term, last_index, last_term } => {
                countable(term.0 | last_index.0 | last_term.0)?;
                self.plausible_entry(term, (last_index, last_term))?;
                self.plausible_candidacy(term, last_term)
            }
            Message::Vote { term, granted } => {
                countable(term.0)?;
                if granted { self.plausible_agreement(term) } else { Ok(()) }
            }
            Message::PreVoteAnswer { term, asked, .. } => countable(term.0 | asked.0),
            Message::TimeoutNow { term } => {
                countable(term.0)?;
                begun(term)
            }
            Message::InstallSnapshot { term, last_index, last_term, configuration, offset, .. } => {
                countable(term.0 | last_index.0 | last_term.0 | offset)?;
                if last_index == LogIndex::ZERO {
                    return Err(Impossibility::EmptySnapshot);
                }
                let last = (last_index, last_term);
                self.plausible_entry(term, last)?;
                self.without_strangers(configuration)?;
                self.agrees_with_committed(term, last, &[])
            }
            Message::SnapshotAnswer { term, last_index, outcome: Received::Part { offset, bytes } } => {
                countable(term.0 | last_index.0 | offset | bytes)
            }
            Message::SnapshotAnswer { term, last_index, outcome: Received::Whole } => {
                countable(term.0 | last_index.0)?;
                self.plausible_agreement(term)
            }
        }
    }

    /// A candidate or a leader of `term` names an entry of its log, by index and term.
    #[inline]
    fn plausible_entry(&self, term: Term, entry: (LogIndex, Term)) -> Plausible {
        begun(term)?;
        if (entry.0 == LogIndex::ZERO) != (entry.1 == Term::ZERO) {
            return Err(Impossibility::NoSuchEntry);
        }
        if entry.1 > term && self.keeps_all_rules() {
            return Err(Impossibility::LaterThanSender);
        }
        Ok(())
    }

    /// Terms never fall along a log, and none is above that of its holder (§5.3, §5.4.1).
    #[inline]
    fn plausible_entries(&self, term: Term, previous: Term, entries: &[Entry]) -> Plausible {
        let mut last = previous.max(Term::ZERO.next());
        let mut falls = false;
        for entry in entries {
            falls |= entry.term < last;
            last = entry.term;
            if let Payload::Internal(Some(configuration)) = &entry.payload {
                self.plausible_configuration(configuration)?;
            }
        }
        if (falls || last > term) && self.keeps_all_rules() {
            return Err(if falls { Impossibility::TermsFall } else { Impossibility::LaterThanSender });
        }
        Ok(())
    }

    #[cold]
    fn plausible_configuration(&self, configuration: &Configuration) -> Plausible {
        if configuration.voters.is_empty() {
            return Err(Impossibility::NoVoter);
        }
        self.without_strangers(*configuration)
    }

    fn without_strangers(&self, configuration: Configuration) -> Plausible {
        let strangers = configuration.members().without(self.membership.replicas);
        if strangers.is_empty() { Ok(()) } else { Err(Impossibility::NamesStrangers) }
    }

    /// Whoever leads a term that has not passed here holds all that is known here to be committed (§5.4.3).
    #[cold]
    fn agrees_with_committed(&self, term: Term, previous: (LogIndex, Term), entries: &[Entry]) -> Plausible {
        let differs = |index, theirs| self.log.term_at(index).is_some_and(|mine| mine != theirs);
        let mut committed = (previous.0.next().0..=self.commit.0).zip(entries);
        let conflicts = previous.0 <= self.commit && differs(previous.0, previous.1)
            || committed.any(|(index, entry)| differs(LogIndex(index), entry.term));
        if conflicts && term >= self.term && self.keeps_all_rules() {
            return Err(Impossibility::ConflictsWithCommitted);
        }
        Ok(())
    }

    /// A candidate opens a term that is later than all of its log (§5.2).
    fn plausible_candidacy(&self, term: Term, last: Term) -> Plausible {
        if last == term && self.keeps_all_rules() { Err(Impossibility::LaterThanSender) } else { Ok(()) }
    }

    /// Who votes for a candidate or holds what a leader sent says so in their term, which they had on their disk before
    /// they asked.
    #[inline]
    fn plausible_agreement(&self, term: Term) -> Plausible {
        if term > self.term && self.keeps_all_rules() { Err(Impossibility::NeverSent) } else { Ok(()) }
    }

    /// Where a rule is switched off, honest replicas come to hold logs and to send messages that show what the rule
    /// is for.
    #[inline]
    pub(super) fn keeps_all_rules(&self) -> bool {
        self.rules == Rules::default()
    }
}

/// Terms, indexes, rounds and offsets stay below 2^53: no run counts so far, sums of two of them do not overflow, and
/// the page's numbers hold them exactly. `bits` are those that are set in any number of a message.
#[inline]
const fn countable(bits: u64) -> Plausible {
    if bits >> 53 == 0 { Ok(()) } else { Err(Impossibility::BeyondCounting) }
}

/// Nobody leads or stands before the first term (§5.1).
#[inline]
fn begun(term: Term) -> Plausible {
    if term == Term::ZERO { Err(Impossibility::BeforeFirstTerm) } else { Ok(()) }
}
