//! A question in JSON.

use crate::raft::LogIndex;
use crate::sim::MessageId;
use crate::sim::scenario::{BadInput, Cast, GREATEST_INTEGER, Item, Json, Object};

use super::Question;

impl Question {
    /// Reads a question about a cluster of so many replicas and clients: `{"about": "entry", "replica": "S1", "index": 5}`.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn read(text: &str, replicas: u8, clients: u8) -> Result<Self, BadInput> {
        let json = Json::parse(text)?;
        let mut object = Item::root(&json, "question").object()?;
        let question = question(&mut object, Cast { replicas, clients })?;
        object.finish()?;
        Ok(question)
    }
}

fn question(object: &mut Object<'_>, cast: Cast) -> Result<Question, BadInput> {
    let about = object.need("about")?;
    Ok(match about.word().unwrap_or_default() {
        "entry" => Question::Entry {
            replica: object.get("replica").map(|item| cast.replica(item)).transpose()?,
            index: LogIndex(object.need("index")?.whole(1, GREATEST_INTEGER)?),
        },
        "vote" => Question::Vote {
            voter: cast.replica(object.need("voter")?)?,
            candidate: object.get("candidate").map(|item| cast.replica(item)).transpose()?,
        },
        "leader" => Question::Leader,
        "request" => Question::Request {
            client: cast.client(object.need("client")?)?,
            number: object
                .read("number", |item| item.whole(0, GREATEST_INTEGER))?
                .map(|number| number as usize),
        },
        "replica" => Question::Replica { replica: cast.replica(object.need("replica")?)? },
        "message" => {
            let message = object.need("message")?.whole(1, GREATEST_INTEGER)?;
            Question::Message { message: MessageId(message) }
        }
        _ => return Err(about.refused("entry, vote, leader, request, replica or message")),
    })
}
