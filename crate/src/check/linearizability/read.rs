//! A history in JSON.

use crate::kv::Text;
use crate::raft::Micros;
use crate::sim::scenario::{BadInput, Item, Json, Object};

use super::BUDGET;
use super::history::{Call, History, Operation, Outcome};
use super::model::Model;

/// The longest text of a history, in bytes.
const LONGEST_HISTORY: usize = 100_000_000;

/// The longest name, key or value, in bytes.
const LONGEST_TEXT: usize = 1_000_000;

/// The greatest integer that JavaScript and JSON hold exactly.
const GREATEST_INTEGER: u64 = (1 << 53) - 1;

/// Reads a history: `{"operations": [{"client": "C1", "op": "put", "key": "x", "value": "3", "invoked": 100,
/// "returned": 250, "outcome": "ok"}, …]}`, with times in microseconds.
///
/// # Errors
/// What is wrong with it, and where.
pub fn read_history(text: &str) -> Result<History, BadInput> {
    let json = Json::parse_up_to(text, LONGEST_HISTORY)?;
    let mut history = Item::root(&json, "history").object()?;
    let operations = history.need("operations")?.items()?.map(operation).collect::<Result<_, _>>()?;
    history.finish()?;
    Ok(History { operations })
}

/// How a history is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// What each key is.
    pub model: Model,
    /// After how many steps the verdict is unknown.
    pub budget: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { model: Model::Store, budget: BUDGET }
    }
}

impl Options {
    /// Reads options, of which any may be left out: `{"model": "register", "budget": 1000}`.
    ///
    /// # Errors
    /// What is wrong with them, and where.
    pub fn read(text: &str) -> Result<Self, BadInput> {
        let json = Json::parse(text)?;
        let mut options = Self::default();
        let mut object = Item::root(&json, "options").object()?;
        object.set(&mut options.model, "model", model)?;
        object.set(&mut options.budget, "budget", |item| item.whole(0, GREATEST_INTEGER))?;
        object.finish()?;
        Ok(options)
    }
}

fn model(item: Item<'_>) -> Result<Model, BadInput> {
    match item.word() {
        Some("store") => Ok(Model::Store),
        Some("register") => Ok(Model::Register),
        _ => Err(item.refused("\"store\" or \"register\"")),
    }
}

fn operation(item: Item<'_>) -> Result<Operation, BadInput> {
    let mut object = item.object()?;
    let client = object.need("client").and_then(text)?;
    let call = call(&mut object)?;
    let key = object.need("key").and_then(text)?;
    let invoked = object.need("invoked").and_then(time)?;
    let returned = object.need("returned")?;
    let returned = or_null(returned, |item| {
        let at = time(item)?;
        if at < invoked { Err(item.refused("not before \"invoked\"")) } else { Ok(at) }
    })?;
    let outcome = outcome(&mut object, &call)?;
    if returned.is_none() && outcome != Outcome::Unknown {
        let message = "\"returned\" is null: then the outcome is \"unknown\"";
        return Err(item.complaint(message.into()));
    }
    object.finish()?;
    Ok(Operation { client, key, call, invoked, returned, outcome })
}

fn call(object: &mut Object<'_>) -> Result<Call, BadInput> {
    let op = object.need("op")?;
    let value = |object: &mut Object<'_>| object.need("value").and_then(text);
    Ok(match op.word() {
        Some("get") => Call::Get,
        Some("put") => Call::Put(value(object)?),
        Some("delete") => Call::Delete,
        Some("compare_and_set") => {
            Call::CompareAndSet { expected: or_null(object.need("expected")?, text)?, value: value(object)? }
        }
        Some("append") => Call::Append(value(object)?),
        _ => return Err(op.refused("get, put, delete, compare_and_set or append")),
    })
}

fn outcome(object: &mut Object<'_>, call: &Call) -> Result<Outcome, BadInput> {
    let outcome = object.need("outcome")?;
    // What others were told may be there and says nothing.
    object.get("result");
    Ok(match outcome.word() {
        Some("ok") if *call == Call::Get => Outcome::Ok(or_null(object.need("result")?, text)?),
        Some("ok") => Outcome::Ok(None),
        Some("fail") => Outcome::Fail,
        Some("unknown") => Outcome::Unknown,
        _ => return Err(outcome.refused("ok, fail or unknown")),
    })
}

fn text(item: Item<'_>) -> Result<Text, BadInput> {
    Ok(item.text(LONGEST_TEXT)?.into())
}

fn time(item: Item<'_>) -> Result<Micros, BadInput> {
    Ok(Micros(item.whole(0, GREATEST_INTEGER)?))
}

fn or_null<'a, T>(
    item: Item<'a>,
    read: impl FnOnce(Item<'a>) -> Result<T, BadInput>,
) -> Result<Option<T>, BadInput> {
    if item.is_null() { Ok(None) } else { read(item).map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(operation: &str) -> Result<History, BadInput> {
        read_history(&format!(r#"{{"operations": [{operation}]}}"#))
    }

    #[test]
    fn a_history_reads_as_it_is_written() {
        let text = r#"{"operations": [
            {"client": "C1", "op": "get", "key": "x", "invoked": 1, "returned": 2, "outcome": "ok", "result": null},
            {"client": "C2", "op": "compare_and_set", "key": "x", "expected": null, "value": "1", "invoked": 3,
             "returned": 4, "outcome": "fail"},
            {"client": "C1", "op": "append", "key": "y", "value": "2", "invoked": 3, "returned": null,
             "outcome": "unknown"}]}"#;
        let history = read_history(text).expect("it reads");
        let [get, swap, append] = &history.operations[..] else { panic!("{history:?}") };
        assert_eq!((&get.call, &get.outcome), (&Call::Get, &Outcome::Ok(None)));
        let call = Call::CompareAndSet { expected: None, value: "1".into() };
        assert_eq!((&swap.call, &swap.outcome, swap.returned), (&call, &Outcome::Fail, Some(Micros(4))));
        assert_eq!((&append.call, append.returned), (&Call::Append("2".into()), None));
    }

    #[test]
    fn what_is_wrong_is_refused_with_its_place_and_what_is_allowed() {
        let good = r#"{"client": "C1", "op": "put", "key": "x", "value": "1", "invoked": 5, "returned": 9, "outcome": "ok"}"#;
        assert!(one(good).is_ok());
        for (from, to, said) in [
            (
                "\"put\"",
                "\"set\"",
                "history.operations[0].op: \"set\" is not allowed: get, put, delete, compare_and_set or append",
            ),
            ("\"value\"", "\"val\"", "history.operations[0]: the key \"value\" is missing"),
            ("\"1\"", "1", "history.operations[0].value: 1 is not allowed: a string"),
            (
                "5",
                "-5",
                "history.operations[0].invoked: -5 is not allowed: a whole number from 0 to 9007199254740991",
            ),
            ("9", "4", "history.operations[0].returned: 4 is not allowed: not before \"invoked\""),
            ("9", "null", "history.operations[0]: \"returned\" is null: then the outcome is \"unknown\""),
            (
                "\"ok\"",
                "\"done\"",
                "history.operations[0].outcome: \"done\" is not allowed: ok, fail or unknown",
            ),
            ("\"put\"", "\"get\"", "history.operations[0]: the key \"result\" is missing"),
            (
                "\"client\"",
                "\"process\": 3, \"client\"",
                "history.operations[0]: unknown key \"process\"; known here: ",
            ),
        ] {
            let refused = one(&good.replace(from, to)).expect_err(to).to_string();
            assert!(refused.starts_with(said), "{refused}");
        }
        assert_eq!(read_history("[]").expect_err("no object").place, "history");
        assert_eq!(read_history("{").expect_err("no JSON").place, "line 1, column 1");
    }

    #[test]
    fn options_may_be_left_out_and_are_refused_by_name() {
        assert_eq!(Options::read("{}"), Ok(Options { model: Model::Store, budget: BUDGET }));
        let options = Options::read(r#"{"model": "register", "budget": 7}"#);
        assert_eq!(options, Ok(Options { model: Model::Register, budget: 7 }));
        let refused = Options::read(r#"{"model": "queue"}"#).expect_err("no model").to_string();
        assert_eq!(refused, "options.model: \"queue\" is not allowed: \"store\" or \"register\"");
    }
}
