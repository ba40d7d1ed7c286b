//! Short words of the tests.

use raft_playground::course::Member;
use raft_playground::course::wire::AddressBook;
use raft_playground::sim::scenario::{Item, Json};
use serde_json::{Value, json};

/// The ids of the course's five replicas.
pub(crate) const IDS: [&str; 5] = ["0000", "0001", "0002", "0003", "0004"];

/// A client of the course.
pub(crate) const CLIENT: &str = "0015";

/// The options of one of the five, with these among them.
pub(crate) fn options(id: &str, more: &Value) -> Value {
    let peers: Vec<_> = IDS.into_iter().filter(|&other| other != id).collect();
    let mut options = json!({ "id": id, "peers": peers, "seed": 7 });
    for (key, value) in more.as_object().expect("options are an object") {
        options[key] = value.clone();
    }
    options
}

pub(crate) fn member(id: &str, more: &Value) -> Member {
    Member::new(&options(id, more).to_string(), 0, 0.0).expect("the options are good")
}

pub(crate) fn book(id: &str) -> AddressBook {
    let value = |json: Value| Json::parse(&json.to_string()).expect("it is JSON");
    let (me, peers) = (value(json!(id)), value(options(id, &json!({}))["peers"].clone()));
    AddressBook::read(Item::root(&me, "id"), Item::root(&peers, "peers")).expect("the addresses are good")
}

/// A value as the tests look at it.
pub(crate) fn value(json: &Json) -> Value {
    serde_json::to_value(json).expect("it is JSON")
}

/// A message of the course's protocol to the replica 0000.
pub(crate) fn letter(src: &str, kind: &str, more: &Value) -> Value {
    let mut letter = json!({ "src": src, "dst": "0000", "leader": "FFFF", "type": kind });
    for (key, value) in more.as_object().expect("fields are an object") {
        letter[key] = value.clone();
    }
    letter
}
