//! What is linearizable: small histories that are known, and any small history beside a check of every order.

use proptest::prelude::*;

use super::*;
use crate::raft::Micros;

/// A history on one key, written as a script: `client op … from..to`, a line an operation.
fn history(operations: Vec<Operation>) -> History {
    History { operations }
}

/// An operation on the key x of one client, from one time to another.
fn on_x(call: Call, (invoked, returned): (u64, u64), outcome: Outcome) -> Operation {
    let returned = Some(Micros(returned));
    Operation { client: "C1".into(), key: "x".into(), call, invoked: Micros(invoked), returned, outcome }
}

fn put(value: &str, times: (u64, u64)) -> Operation {
    on_x(Call::Put(value.into()), times, Outcome::Ok(None))
}

fn append(value: &str, times: (u64, u64)) -> Operation {
    on_x(Call::Append(value.into()), times, Outcome::Ok(None))
}

fn delete(times: (u64, u64)) -> Operation {
    on_x(Call::Delete, times, Outcome::Ok(None))
}

fn get(result: &str, times: (u64, u64)) -> Operation {
    on_x(Call::Get, times, Outcome::Ok(Some(result.into())))
}

fn swap(expected: &str, value: &str, times: (u64, u64), done: bool) -> Operation {
    let call = Call::CompareAndSet { expected: Some(expected.into()), value: value.into() };
    on_x(call, times, if done { Outcome::Ok(None) } else { Outcome::Fail })
}

/// The same, but no one knows what came of it.
fn unknown(operation: Operation) -> Operation {
    Operation { returned: None, outcome: Outcome::Unknown, ..operation }
}

/// The same, but it was not carried out.
fn failed(operation: Operation) -> Operation {
    Operation { outcome: Outcome::Fail, ..operation }
}

fn report(operations: &[Operation]) -> Report {
    check(&history(operations.to_vec()), Model::Store, BUDGET)
}

fn holds(operations: &[Operation]) -> bool {
    let report = report(operations);
    assert_ne!(report.verdict, Verdict::Unknown);
    report.verdict == Verdict::Linearizable
}

#[test]
fn one_thing_after_the_other_is_what_a_store_does() {
    assert!(holds(&[]));
    assert!(holds(&[get("", (0, 1)), put("1", (2, 3)), get("1", (4, 5)), delete((6, 7)), get("", (8, 9))]));
    assert!(holds(&[append("a", (0, 1)), append("b", (2, 3)), get("ab", (4, 5))]));
    assert!(!holds(&[append("a", (0, 1)), append("b", (2, 3)), get("ba", (4, 5))]));
}

#[test]
fn a_get_finds_what_was_put_last() {
    assert!(!holds(&[put("1", (0, 1)), put("2", (2, 3)), get("1", (4, 5))]), "a stale read");
    assert!(!holds(&[put("1", (0, 1)), get("", (2, 3))]), "a lost put");
    assert!(!holds(&[put("1", (0, 1)), delete((2, 3)), get("1", (4, 5))]), "a lost delete");
    assert!(!holds(&[get("1", (0, 1)), put("1", (2, 3))]), "a read of the future");
    assert!(!holds(&[get("7", (0, 1))]), "a value that no one put");
}

#[test]
fn what_overlaps_may_take_effect_in_any_order() {
    let puts = [put("1", (0, 10)), put("2", (0, 10))];
    for last in ["1", "2"] {
        assert!(holds(&[&puts[..], &[get(last, (11, 12))]].concat()));
    }
    assert!(holds(&[put("1", (0, 10)), get("", (1, 2)), get("1", (3, 4))]));
    let turned = [put("1", (0, 10)), get("1", (1, 2)), get("", (3, 4))];
    assert!(!holds(&turned), "once a put is seen it stays seen");
}

#[test]
fn an_answer_and_an_invocation_at_the_same_time_overlap() {
    assert!(holds(&[put("1", (0, 5)), get("", (5, 6))]));
    assert!(!holds(&[put("1", (0, 5)), get("", (6, 7))]));
}

#[test]
fn a_put_of_which_nothing_is_known_may_take_effect_late_or_never() {
    let put_of_2 = unknown(put("2", (2, 0)));
    for seen in [["1", "1"], ["2", "2"], ["1", "2"]] {
        let gets = [get(seen[0], (4, 5)), get(seen[1], (100, 101))];
        assert!(holds(&[&[put("1", (0, 1)), put_of_2.clone()][..], &gets].concat()), "{seen:?}");
    }
    let back = [put("1", (0, 1)), put_of_2.clone(), get("2", (4, 5)), get("1", (6, 7))];
    assert!(!holds(&back), "and once only");
    assert!(!holds(&[get("2", (0, 1)), put_of_2]), "not before it was asked");
}

#[test]
fn a_delete_of_nothing_of_which_nothing_is_known_may_hide_a_put() {
    let hidden = [
        unknown(delete((0, 0))),
        swap("", "ab", (0, 0), true),
        put("a", (0, 0)),
        swap("ab", "", (1, 1), true),
    ];
    assert!(holds(&hidden), "put, delete, and one swap after the other");
    assert!(!holds(&hidden[1..]), "without the delete the put has no place");
}

#[test]
fn what_was_not_carried_out_is_not_seen() {
    let refused = failed(put("2", (2, 3)));
    assert!(holds(&[put("1", (0, 1)), refused.clone(), get("1", (4, 5))]));
    assert!(!holds(&[put("1", (0, 1)), refused, get("2", (4, 5))]));
    assert!(holds(&[failed(get("7", (0, 1)))]), "a get that failed tells nothing");
}

#[test]
fn a_compare_and_set_finds_what_it_expects_or_fails() {
    assert!(holds(&[put("1", (0, 1)), swap("1", "2", (2, 3), true), get("2", (4, 5))]));
    assert!(holds(&[put("1", (0, 1)), swap("2", "3", (2, 3), false), get("1", (4, 5))]));
    assert!(!holds(&[put("1", (0, 1)), swap("2", "3", (2, 3), true)]));
    assert!(!holds(&[put("1", (0, 1)), swap("1", "3", (2, 3), false)]), "it had what was expected");
    let both = [swap("", "1", (0, 5), true), swap("", "2", (0, 5), true)];
    assert!(!holds(&both), "two of them cannot both be the first");
    assert!(holds(&[
        swap("", "1", (0, 5), true),
        swap("", "2", (0, 5), false),
        swap("1", "2", (0, 5), true)
    ]));
    assert!(holds(&[unknown(swap("", "1", (0, 0), true)), get("", (1, 2)), get("1", (3, 4))]));
}

#[test]
fn an_append_of_which_nothing_is_known_stands_where_it_is_seen() {
    let open = unknown(append("b", (0, 0)));
    assert!(holds(&[open.clone(), append("a", (1, 2)), append("c", (3, 4)), get("abc", (5, 6))]));
    assert!(holds(&[open.clone(), append("a", (1, 2)), append("c", (3, 4)), get("ac", (5, 6))]));
    assert!(!holds(&[open, append("a", (1, 2)), append("c", (3, 4)), get("babc", (5, 6))]));
}

#[test]
fn no_value_is_the_empty_one_to_a_store_and_another_to_a_register() {
    let read =
        |result: Option<&str>| history(vec![on_x(Call::Get, (0, 1), Outcome::Ok(result.map(Into::into)))]);
    let verdict = |result, model| check(&read(result), model, BUDGET).verdict;
    assert_eq!(verdict(None, Model::Store), Verdict::Linearizable);
    assert_eq!(verdict(Some(""), Model::Store), Verdict::Linearizable);
    assert_eq!(verdict(None, Model::Register), Verdict::Linearizable);
    assert_eq!(verdict(Some(""), Model::Register), Verdict::NotLinearizable);
}

#[test]
fn each_key_is_looked_at_by_itself() {
    let on_y = |operation: Operation| Operation { key: "y".into(), ..operation };
    let report = report(&[put("1", (0, 1)), on_y(put("2", (2, 3))), get("1", (4, 5)), on_y(get("", (6, 7)))]);
    let keys: Vec<_> = report.keys.iter().map(|key| (key.key.to_string(), key.verdict)).collect();
    assert_eq!(keys, [("x".to_owned(), Verdict::Linearizable), ("y".to_owned(), Verdict::NotLinearizable)]);
    assert_eq!(report.verdict, Verdict::NotLinearizable);
    assert_eq!((&report.keys[1].prefix[..], &report.keys[1].misplaced[..]), (&[1][..], &[3][..]));
}

#[test]
fn the_points_lie_between_invocations_and_answers_in_an_order_that_explains_all() {
    let operations =
        [put("1", (0, 100)), put("2", (10, 40)), get("1", (20, 30)), get("2", (50, 60)), get("2", (90, 95))];
    let report = report(&operations);
    let points: Vec<_> = report.keys[0].points.iter().map(|point| (point.operation, point.at.0)).collect();
    assert_eq!(points, [(0, 15), (2, 25), (1, 30), (3, 55), (4, 92)]);
}

#[test]
fn all_answers_that_cannot_be_explained_are_named_behind_the_longest_prefix() {
    let report = report(&[
        put("1", (0, 1)),
        put("2", (2, 3)),
        get("1", (4, 5)),
        get("2", (6, 7)),
        get("1", (8, 9)),
        put("3", (10, 11)),
        get("3", (12, 13)),
    ]);
    let key = &report.keys[0];
    assert_eq!((&key.prefix[..], &key.misplaced[..]), (&[0, 1][..], &[2, 4][..]));
    assert!(key.points.is_empty());
}

#[test]
fn whoever_runs_out_of_steps_does_not_guess() {
    let good = [put("1", (0, 1)), get("1", (2, 3)), put("2", (4, 5)), get("2", (6, 7))];
    let bad = [&good[..], &[get("1", (8, 9))]].concat();
    let with = |operations: &[Operation], budget| check(&history(operations.to_vec()), Model::Store, budget);
    for (operations, least, verdict) in
        [(&good[..], 3, Verdict::Linearizable), (&bad, 3, Verdict::NotLinearizable)]
    {
        for budget in 0..least {
            let report = with(operations, budget);
            assert_eq!((report.verdict, report.keys[0].steps), (Verdict::Unknown, budget));
        }
        assert_eq!(with(operations, least).verdict, verdict);
    }
}

#[test]
fn a_hundred_puts_at_once_are_checked_though_their_orders_are_more_than_can_be_tried() {
    let puts: Vec<Operation> = (0..100).map(|nth| put(&nth.to_string(), (nth, 400))).collect();
    let one_by_one = |numbers: &mut dyn Iterator<Item = u64>, from: u64| -> Vec<Operation> {
        (from..).zip(numbers).map(|(at, nth)| get(&nth.to_string(), (2 * at, 2 * at))).collect()
    };
    let seen = one_by_one(&mut (0..100).rev(), 50);
    assert!(holds(&[&puts[..], &seen, &[get("0", (500, 501))]].concat()));
    for last in ["1", ""] {
        assert!(!holds(&[&puts[..], &seen, &[get(last, (500, 501))]].concat()), "{last}");
    }
    assert!(holds(&[&puts[..], &[get("7", (500, 501))]].concat()));
    assert!(!holds(&[&puts[..], &[get("7", (500, 501)), get("8", (502, 503))]].concat()));
}

#[test]
fn very_many_at_once_take_steps_before_any_of_them_is_put_into_an_order() {
    let together = |count: u64| (0..count).map(move |nth| put(&nth.to_string(), (nth, count + nth)));
    let with_budget = |operations: Vec<Operation>, budget| {
        let report = check(&history(operations), Model::Store, budget);
        (report.verdict, report.keys[0].steps)
    };
    assert_eq!(with_budget(together(100).collect(), 100), (Verdict::Linearizable, 100));
    assert_eq!(with_budget(together(3_000).collect(), 10_000), (Verdict::Unknown, 10_000));
    // Each of these may stand anywhere, and no order of them gives what was read.
    let open = (0..3_000).map(|nth| unknown(append(&(nth % 10).to_string(), (nth, 0))));
    let never = get(&"5".repeat(2_000), (4_000, 4_001));
    assert_eq!(with_budget(open.chain([never]).collect(), 10_000), (Verdict::Unknown, 10_000));
}

#[test]
fn to_name_what_cannot_be_placed_takes_steps_too() {
    let wrong: Vec<Operation> = (0..3_000).map(|nth| get("1", (2 * nth, 2 * nth + 1))).collect();
    let report = check(&history(wrong), Model::Store, 100_000);
    assert_eq!(report.verdict, Verdict::NotLinearizable);
    assert!(report.keys[0].misplaced.starts_with(&[0, 1, 2]), "{:?}", report.keys[0].misplaced);
    assert_eq!(report.keys[0].steps, 100_000, "and there may be more");
}

/// Whether some order of all operations on one key explains what was told: each order is tried.
fn some_order_explains(operations: &[Operation]) -> bool {
    goes_on("", operations, &mut vec![false; operations.len()])
}

fn goes_on(value: &str, operations: &[Operation], done: &mut Vec<bool>) -> bool {
    let left: Vec<usize> = (0..operations.len()).filter(|&nth| !done[nth]).collect();
    let open = |nth: &usize| operations[*nth].outcome == Outcome::Unknown;
    if left.iter().all(open) {
        return true;
    }
    let first_answer = left.iter().filter(|nth| !open(nth)).filter_map(|&nth| operations[nth].returned).min();
    left.into_iter().filter(|&nth| Some(operations[nth].invoked) <= first_answer).any(|nth| {
        done[nth] = true;
        let found =
            by_the_book(value, &operations[nth]).is_some_and(|after| goes_on(&after, operations, done));
        done[nth] = false;
        found
    })
}

/// What the value is behind an operation, if the operation can have been told what it was.
fn by_the_book(value: &str, operation: &Operation) -> Option<String> {
    let refused = operation.outcome == Outcome::Fail;
    Some(match (&operation.call, &operation.outcome) {
        (Call::Get, Outcome::Ok(result)) => {
            if result.as_deref().unwrap_or_default() != value {
                return None;
            }
            value.into()
        }
        (Call::CompareAndSet { expected, value: new }, outcome) => {
            let matches = expected.as_deref().unwrap_or_default() == value;
            match outcome {
                Outcome::Fail if matches => return None,
                Outcome::Ok(_) if !matches => return None,
                _ if matches => new.to_string(),
                _ => value.into(),
            }
        }
        (Call::Get, _) => value.into(),
        _ if refused => value.into(),
        (Call::Put(new), _) => new.to_string(),
        (Call::Delete, _) => String::new(),
        (Call::Append(piece), _) => format!("{value}{piece}"),
    })
}

/// Any operation on the key x, with few values and times, so that many fit each other.
fn operations() -> impl Strategy<Value = Operation> {
    let text = || prop_oneof![Just(""), Just("a"), Just("b"), Just("ab")].prop_map(Text::from);
    let call = prop_oneof![
        3 => Just(Call::Get),
        3 => text().prop_map(Call::Put),
        1 => Just(Call::Delete),
        2 => (text(), text()).prop_map(|(expected, value)| Call::CompareAndSet { expected: Some(expected), value }),
        2 => text().prop_map(Call::Append),
    ];
    (call, 0..12_u64, 0..6_u64, 0..10, text()).prop_map(|(call, invoked, length, outcome, result)| {
        let outcome = match outcome {
            0 => Outcome::Fail,
            1 | 2 => Outcome::Unknown,
            _ => Outcome::Ok(Some(result)),
        };
        on_x(call, (invoked, invoked + length), outcome)
    })
}

/// Goes through the order of the points as the book has it.
fn points_explain(report: &KeyReport, operations: &[Operation]) -> bool {
    let mut value = String::new();
    report.points.iter().all(|point| {
        let operation = &operations[point.operation];
        let in_time = operation.invoked <= point.at
            && (operation.outcome == Outcome::Unknown || Some(point.at) <= operation.returned);
        by_the_book(&value, operation).is_some_and(|after| {
            value = after;
            in_time
        })
    }) && report.points.is_sorted_by_key(|point| point.at)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn the_verdict_is_that_of_trying_every_order(operations in proptest::collection::vec(operations(), 0..8)) {
        let report = report(&operations);
        let expected = if some_order_explains(&operations) { Verdict::Linearizable } else { Verdict::NotLinearizable };
        prop_assert_eq!(report.verdict, expected);
        for key in &report.keys {
            match key.verdict {
                Verdict::Linearizable => prop_assert!(points_explain(key, &operations), "{:?}", key),
                _ => prop_assert!(explained_up_to_the_first_misplaced(key, &operations), "{:?}", key),
            }
        }
    }
}

/// Whether the history up to the first misplaced answer has an order, with that answer it has none, and with all
/// misplaced ones taken for unknown it has one again.
fn explained_up_to_the_first_misplaced(report: &KeyReport, operations: &[Operation]) -> bool {
    let first = operations[report.misplaced[0]].returned;
    let cut = |with_it: bool| -> Vec<Operation> {
        let asked = operations.iter().enumerate().filter(|(_, operation)| Some(operation.invoked) <= first);
        asked
            .map(|(nth, operation)| {
                let known = operation.returned < first
                    || (with_it && operation.returned == first)
                    // Of answers at the same time the one with the lower number comes first.
                    || (operation.returned == first && nth < report.misplaced[0]);
                if known { operation.clone() } else { taken_for_unknown(operation) }
            })
            .collect()
    };
    let relaxed: Vec<Operation> =
        operations
            .iter()
            .enumerate()
            .map(|(nth, operation)| {
                if report.misplaced.contains(&nth) { taken_for_unknown(operation) } else { operation.clone() }
            })
            .collect();
    some_order_explains(&cut(false)) && !some_order_explains(&cut(true)) && some_order_explains(&relaxed)
}

/// An operation without its answer. Of a failed one it is still known that it was not carried out.
fn taken_for_unknown(operation: &Operation) -> Operation {
    let none = on_x(Call::Get, (operation.invoked.0, operation.invoked.0), Outcome::Fail);
    match (&operation.call, &operation.outcome) {
        (_, Outcome::Fail) => none,
        _ => unknown(operation.clone()),
    }
}
