//! What a scenario tells whoever watches it: small texts, each when the run comes to its moment.

use crate::raft::Micros;

use super::bad_input::BadInput;
use super::read_limits as limits;
use super::read_object::{Item, Object};

/// The most captions of a scenario.
const MOST_CAPTIONS: usize = 50;

/// The longest caption, in characters.
const LONGEST_CAPTION: usize = 280;

/// The longest predicate, in bytes; the language takes no more characters than this.
const LONGEST_PREDICATE: usize = 500;

/// A small text that is shown from a moment of the run on, until the next one comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// What brings it.
    pub cue: Cue,
    /// What it says.
    pub text: String,
}

/// What brings a caption, once the one before it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cue {
    /// A time.
    At(Micros),
    /// The first event after which this predicate holds. Only who runs it can read it: `predicate::Captions`.
    When(String),
}

/// The captions, in the order in which they come.
pub(super) fn captions(list: Item<'_>) -> Result<Vec<Caption>, BadInput> {
    let items = list.items()?;
    if items.len() > MOST_CAPTIONS {
        let message = format!("{} captions are not allowed: at most {MOST_CAPTIONS}", items.len());
        return Err(list.complaint(message));
    }
    let mut captions = Vec::new();
    let mut latest = Micros::ZERO;
    for item in items {
        let mut object = item.object()?;
        let cue = cue(&mut object, item, &mut latest)?;
        let text = limits::prose(object.need("text")?, LONGEST_CAPTION)?;
        object.finish()?;
        captions.push(Caption { cue, text });
    }
    Ok(captions)
}

fn cue(object: &mut Object<'_>, caption: Item<'_>, latest: &mut Micros) -> Result<Cue, BadInput> {
    match (object.get("at_ms"), object.get("when")) {
        (Some(at), None) => {
            let time = limits::moment(at)?;
            if time < *latest {
                return Err(at.refused("captions come in the order of time"));
            }
            *latest = time;
            Ok(Cue::At(time))
        }
        (None, Some(when)) => predicate(when).map(Cue::When),
        _ => Err(caption.complaint("a caption has either \"at_ms\" or \"when\"".into())),
    }
}

/// The text of a predicate.
pub(super) fn predicate(item: Item<'_>) -> Result<String, BadInput> {
    item.text(LONGEST_PREDICATE).map(str::to_owned)
}
