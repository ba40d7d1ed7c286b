//! §8 and the dissertation's §6.3: commands that take effect once, however often their client sends them.

use std::rc::Rc;

use raft_playground::kv::{Answer, Command, Effect, Mark, Op, Sequence, SessionRules, Store};
use raft_playground::raft::{LogIndex, Rule, Rules};

/// A state machine that is fed a log, entry by entry.
struct Machine {
    store: Store,
    last: LogIndex,
    rules: SessionRules,
}

impl Machine {
    fn new(rules: Rules, kept: usize) -> Self {
        let rules = SessionRules { kept, once: rules.on(Rule::ApplyOnce) };
        Self { store: Store::default(), last: LogIndex::ZERO, rules }
    }

    fn applies(&mut self, command: &Rc<[u8]>) -> (Answer, Effect) {
        self.last = self.last.next();
        self.store.apply(self.last, command, self.rules).expect("it is a command")
    }

    fn opens(&mut self, client: u8) -> LogIndex {
        match self.applies(&Op::OpenSession { client }.encode()) {
            (Answer::Opened(session), Effect::Plain) => session,
            other => panic!("opening a session is answered {other:?}"),
        }
    }

    fn value(&self) -> String {
        self.store.get(&"x".into()).to_string()
    }
}

fn put(value: &str) -> Op {
    Op::Put { key: "x".into(), value: value.into() }
}

/// Command `sequence` of a session; its client still waits for `unanswered`.
fn command(op: &Op, session: LogIndex, sequence: u64, unanswered: u64) -> Rc<[u8]> {
    let (sequence, unanswered) = (Sequence(sequence), Sequence(unanswered));
    Command::encode(op, Some(Mark { session, sequence, unanswered }))
}

#[test]
fn a_session_is_named_by_the_entry_that_opened_it() {
    let mut machine = Machine::new(Rules::default(), 8);
    assert_eq!((machine.opens(0), machine.opens(0)), (LogIndex(1), LogIndex(2)), "so each is new");
}

#[test]
fn a_command_in_the_log_twice_takes_effect_once_and_gets_the_first_answer() {
    // ApplyOnce, §8.
    let mut machine = Machine::new(Rules::default(), 8);
    let (one, other) = (machine.opens(0), machine.opens(1));
    let swap = Op::CompareAndSet { key: "x".into(), expect: "".into(), value: "mine".into() };
    let first = machine.applies(&command(&swap, one, 1, 1));
    assert_eq!(first, (Answer::Ok(None), Effect::Done(one, Sequence(1))));
    machine.applies(&command(&put("theirs"), other, 1, 1));
    let again = machine.applies(&command(&swap, one, 1, 1));
    assert_eq!(again, (Answer::Ok(None), Effect::Repeated(one, Sequence(1))));
    assert_eq!(machine.value(), "theirs");
}

#[test]
fn without_apply_once_a_command_in_the_log_twice_takes_effect_twice() {
    let mut machine = Machine::new(Rules::default().without(Rule::ApplyOnce), 8);
    let (one, other) = (machine.opens(0), machine.opens(1));
    machine.applies(&command(&put("mine"), one, 1, 1));
    machine.applies(&command(&put("theirs"), other, 1, 1));
    machine.applies(&command(&put("mine"), one, 1, 1));
    assert_eq!(machine.value(), "mine", "what the other client was told is done is gone");
}

#[test]
fn a_late_copy_of_a_command_whose_answer_the_client_has_takes_no_effect() {
    let mut machine = Machine::new(Rules::default(), 8);
    let session = machine.opens(0);
    machine.applies(&command(&put("1"), session, 1, 1));
    machine.applies(&command(&put("2"), session, 2, 2));
    machine.applies(&command(&put("1"), session, 1, 1));
    assert_eq!(machine.value(), "2");
}

#[test]
fn a_command_of_a_session_that_expired_says_so_and_takes_no_effect() {
    // Dissertation §6.3.
    let mut machine = Machine::new(Rules::default(), 1);
    let first = machine.opens(0);
    machine.applies(&command(&put("1"), first, 1, 1));
    let second = machine.opens(1);
    machine.applies(&command(&put("2"), second, 1, 1));
    let again = machine.applies(&command(&put("1"), first, 1, 1));
    assert_eq!(again, (Answer::Expired, Effect::Refused(first, Sequence(1))));
    assert_eq!(machine.value(), "2");
}

#[test]
fn replicas_that_apply_the_same_log_expire_the_same_sessions() {
    let run = || {
        let mut machine = Machine::new(Rules::default(), 3);
        let mut sessions = Vec::new();
        for number in 0..60_u64 {
            if number % 4 == 0 {
                sessions.push(machine.opens(0));
            }
            let session = sessions[(number * 7 % sessions.len() as u64) as usize];
            machine.applies(&command(&put(&number.to_string()), session, number + 1, number + 1));
        }
        machine.store.sessions().clone()
    };
    assert_eq!(run(), run());
    assert_eq!(run().iter().count(), 3);
}
