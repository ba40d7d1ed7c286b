//! The course's wire form: every message is one JSON object with `src`, `dst`, `leader` and `type`.
//!
//! The course fixes the four address fields, `hello`, and what clients say and hear. All other types are the
//! replicas' own; ours are the calls of the paper (Figures 2 and 13) and of the dissertation, with their names for the
//! fields, and where they have none those of etcd's raft. Arguments that only repeat `src` are left out.
//!
//! Each type is written and read in one place: messages between replicas in `raft_message`, their entries in `entry`,
//! what clients say and hear in `request`, and in `durable` what a replica must find again after a crash.

mod address_book;
mod durable;
mod entry;
mod fields;
mod raft_message;
mod request;

use crate::raft::{Message, NodeId};
use crate::sim::Reply;
use crate::sim::scenario::{BadInput, Item, Json};

pub use address_book::{AddressBook, WireAddress};
pub use durable::{Durable, write as durable_write};
pub use request::{Asker, MessageId, Request};

use fields::Fields;

/// What a message that came in says.
#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    /// A replica has started.
    Hello,
    /// Another replica speaks.
    Raft {
        /// Which.
        from: NodeId,
        /// What it says.
        message: Message,
    },
    /// A client asks.
    Request(Request),
}

/// Reads a message to the replica whose address book this is.
///
/// # Errors
/// What is wrong with it, and where.
pub fn read(json: &Json, book: &AddressBook) -> Result<Incoming, BadInput> {
    let mut object = Item::root(json, "message").object()?;
    let src = object.need("src")?;
    let (from, sender) = (WireAddress::read(src)?, book.find(src)?);
    if sender == Some(book.me()) {
        return Err(src.refused("the address of another, not that of this replica"));
    }
    book.read_receiver(object.need("dst")?)?;
    let leader = book.read_leader(object.need("leader")?)?;
    let what = object.need("type")?;
    let Some(from_replica) = sender else {
        return request::read(what, (from, leader), &mut object).map(Incoming::Request);
    };
    let incoming = if what.word() == Some("hello") {
        Incoming::Hello
    } else {
        Incoming::Raft { from: from_replica, message: raft_message::read(what, &mut object, book)? }
    };
    object.finish()?;
    Ok(incoming)
}

/// The first message of a replica, to all others.
#[must_use]
pub fn hello(book: &AddressBook) -> Json {
    envelope(book, WireAddress::NOBODY, None).text("type", "hello").close()
}

/// A message to another replica.
#[must_use]
pub fn raft_message(book: &AddressBook, to: NodeId, leader: Option<NodeId>, message: &Message) -> Json {
    raft_message::write(envelope(book, book.address(to), leader), message, book).close()
}

/// An answer to a client.
#[must_use]
pub fn answer(book: &AddressBook, to: &Asker, leader: Option<NodeId>, reply: &Reply) -> Json {
    request::write_answer(envelope(book, to.client, leader), &to.id, reply).close()
}

fn envelope(book: &AddressBook, to: WireAddress, leader: Option<NodeId>) -> Fields {
    let leader = leader.map_or(WireAddress::NOBODY, |leader| book.address(leader));
    Fields::default().address("src", book.address(book.me())).address("dst", to).address("leader", leader)
}
