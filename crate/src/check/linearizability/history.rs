//! What clients asked, when, and what they were told.

use crate::kv::{Op, Text};
use crate::raft::Micros;
use crate::sim::{Clients, Exchange, Reply};

/// What clients did, in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Their operations. Reports name each by its place here.
    pub operations: Vec<Operation>,
}

/// One operation of a client, from the first request to the last answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Who asked. One client may have several operations open.
    pub client: Text,
    /// The key that it is about.
    pub key: Text,
    /// What was asked.
    pub call: Call,
    /// When it was asked.
    pub invoked: Micros,
    /// When it was answered; never, if it was not. Never before it was asked.
    pub returned: Option<Micros>,
    /// What the client knows of it.
    pub outcome: Outcome,
}

/// What is asked of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// Its value.
    Get,
    /// That it has this value.
    Put(Text),
    /// That it has none.
    Delete,
    /// That it has the new value if it has the expected one.
    CompareAndSet {
        /// The value that it must have; `None` is none.
        expected: Option<Text>,
        /// Its new value.
        value: Text,
    },
    /// That this stands behind its value.
    Append(Text),
}

/// What a client knows of its operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was carried out; with what a get read, where `None` is no value.
    Ok(Option<Text>),
    /// It was not carried out, and never will be. A compare-and-set has found another value than it expects.
    Fail,
    /// It may have been carried out, may be at any later time, or never.
    Unknown,
}

impl Operation {
    /// When it was over: an operation whose outcome is unknown never is.
    pub(super) fn answered(&self) -> Option<Micros> {
        let returned = self.returned.filter(|_| self.outcome != Outcome::Unknown);
        returned.map(|at| at.max(self.invoked))
    }
}

impl Call {
    /// The name by which histories in JSON know it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Put(_) => "put",
            Self::Delete => "delete",
            Self::CompareAndSet { .. } => "compare_and_set",
            Self::Append(_) => "append",
        }
    }
}

impl Outcome {
    /// The name by which histories in JSON know it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Ok(_) => "ok",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
        }
    }
}

impl History {
    /// The history of the clients of a run. That they open sessions is left out: no one can see an effect of it.
    ///
    /// What is sent once more without a session may be carried out twice. It counts as one operation all the same,
    /// as its client takes it to be, so a history in which this shows is not linearizable.
    #[must_use]
    pub fn of(clients: &Clients) -> Self {
        Self { operations: clients.history().iter_from(0).filter_map(operation).collect() }
    }
}

fn operation(exchange: &Exchange) -> Option<Operation> {
    let (key, call) = match &*exchange.op {
        Op::Get { key } => (key, Call::Get),
        Op::Put { key, value } => (key, Call::Put(value.clone())),
        Op::Delete { key } => (key, Call::Delete),
        Op::CompareAndSet { key, expect, value } => {
            // The store knows no difference between no value and an empty one.
            let expected = Some(expect.clone()).filter(|expect| !expect.is_empty());
            (key, Call::CompareAndSet { expected, value: value.clone() })
        }
        Op::OpenSession { .. } => return None,
    };
    let answer = exchange.answer.as_ref();
    let outcome = answer.map_or(Outcome::Unknown, |(_, _, reply)| outcome(&call, reply));
    Some(Operation {
        client: exchange.client.to_string().as_str().into(),
        key: key.clone(),
        call,
        invoked: exchange.asked,
        returned: answer.map(|&(at, ..)| at),
        outcome,
    })
}

/// What the last answer tells of an operation.
fn outcome(call: &Call, reply: &Reply) -> Outcome {
    match reply {
        Reply::Ok(value) => Outcome::Ok(value.clone()),
        // Who is sent on was not served. Of a compare-and-set a failure would say more: that the value was another.
        Reply::Redirect if matches!(call, Call::CompareAndSet { .. }) => Outcome::Unknown,
        Reply::Fail | Reply::Redirect => Outcome::Fail,
        Reply::SessionExpired | Reply::Opened(_) => Outcome::Unknown,
    }
}
