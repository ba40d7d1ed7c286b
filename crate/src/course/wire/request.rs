//! What clients say and hear: `get` and `put` and their answers as the course has them, and besides what our store
//! can do. A key that is not known here is passed over: a client of another hand may say more than is asked.

use crate::kv::{Mark, Op};
use crate::raft::{NodeId, ReadWay};
use crate::sim::Reply;
use crate::sim::scenario::{self, BadInput, GREATEST_INTEGER, Item, Json, Object};

use super::address_book::WireAddress;
use super::entry::read_mark;
use super::fields::Fields;

/// The longest text that tells a request from others, in bytes.
const LONGEST_ID: usize = 1_000;

/// What tells a request from others (MID): a text or a whole number, which the answer repeats.
#[derive(Clone, Debug, PartialEq)]
pub enum MessageId {
    /// A text.
    Text(String),
    /// A whole number.
    Number(u64),
}

/// Who waits for an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Asker {
    /// The client.
    pub client: WireAddress,
    /// Its request.
    pub id: MessageId,
}

/// A request.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Who asks.
    pub asker: Asker,
    /// Whom the client believes to lead.
    pub leader: Option<NodeId>,
    /// What.
    pub op: Op,
    /// Its place in the client's session, if that has one.
    pub mark: Option<Mark>,
    /// How a get is to be answered, if the client says.
    pub way: Option<ReadWay>,
}

/// The request of a client, which believes that a replica leads.
pub fn read(
    what: Item<'_>,
    (client, leader): (WireAddress, Option<NodeId>),
    object: &mut Object<'_>,
) -> Result<Request, BadInput> {
    let id = read_id(object.need("MID")?)?;
    let op = if what.word() == Some("open_session") {
        // The number is for people: the session goes by the index of its entry.
        Op::OpenSession { client: client.0 as u8 }
    } else {
        let allowed = "get, put, delete, compare_and_set or open_session from a client";
        scenario::op(what, object)?.ok_or_else(|| what.refused(allowed))?
    };
    let mark = read_mark(&op, object)?;
    let way = if let Op::Get { .. } = op { object.read("read", scenario::reads)? } else { None };
    Ok(Request { asker: Asker { client, id }, leader, op, mark, way })
}

fn read_id(item: Item<'_>) -> Result<MessageId, BadInput> {
    if item.word().is_some() {
        return item.text(LONGEST_ID).map(|text| MessageId::Text(text.into()));
    }
    let number = item.whole(0, GREATEST_INTEGER).map(MessageId::Number);
    number.map_err(|_| item.refused(&format!("a text, or a whole number from 0 to {GREATEST_INTEGER}")))
}

/// The course knows `ok`, `fail` and `redirect`. That a session is open, or is not any more, is said beside.
pub fn write_answer(fields: Fields, id: &MessageId, reply: &Reply) -> Fields {
    let kind = match reply {
        Reply::Ok(_) | Reply::Opened(_) => "ok",
        Reply::Fail | Reply::SessionExpired => "fail",
        Reply::Redirect => "redirect",
    };
    let fields = fields.text("type", kind).json(
        "MID",
        match id {
            MessageId::Text(text) => Json::Text(text.clone()),
            MessageId::Number(number) => Json::Number((*number).into()),
        },
    );
    match reply {
        Reply::Ok(Some(value)) => fields.text("value", value),
        Reply::Opened(session) => fields.number("session", session.0),
        Reply::SessionExpired => fields.flag("sessionExpired", true),
        Reply::Ok(None) | Reply::Fail | Reply::Redirect => fields,
    }
}
