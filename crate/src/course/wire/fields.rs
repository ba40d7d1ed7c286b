//! A JSON object that is being written, field by field.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::raft::NodeId;
use crate::sim::scenario::{BadInput, Item, Json};

use super::address_book::{AddressBook, WireAddress};

/// An object under way.
#[derive(Default)]
pub struct Fields(Vec<(String, Json)>);

impl Fields {
    pub fn json(mut self, key: &str, value: Json) -> Self {
        self.0.push((key.into(), value));
        self
    }

    pub fn number(self, key: &str, number: u64) -> Self {
        self.json(key, Json::Number(number.into()))
    }

    pub fn flag(self, key: &str, flag: bool) -> Self {
        self.json(key, Json::Flag(flag))
    }

    pub fn text(self, key: &str, text: &str) -> Self {
        self.json(key, Json::Text(text.into()))
    }

    pub fn address(self, key: &str, address: WireAddress) -> Self {
        self.text(key, &address.to_string())
    }

    /// The address of a replica, or `null`.
    pub fn replica(self, key: &str, replica: Option<NodeId>, book: &AddressBook) -> Self {
        match replica {
            Some(id) => self.address(key, book.address(id)),
            None => self.json(key, Json::Null),
        }
    }

    /// Bytes, in base64.
    pub fn bytes(self, key: &str, bytes: &[u8]) -> Self {
        self.text(key, &STANDARD.encode(bytes))
    }

    pub fn list(self, key: &str, items: impl IntoIterator<Item = Json>) -> Self {
        self.json(key, Json::List(items.into_iter().collect()))
    }

    pub fn close(self) -> Json {
        Json::Object(self.0)
    }
}

/// Bytes that [`Fields::bytes`] wrote.
pub fn read_bytes(item: Item<'_>) -> Result<Vec<u8>, BadInput> {
    let bytes = item.word().and_then(|text| STANDARD.decode(text).ok());
    bytes.ok_or_else(|| item.refused("bytes in base64, with padding"))
}
