//! What may be asked, and how.

use super::Question;

fn refused(text: &str) -> String {
    let bad = Question::read(text, 3, 2).expect_err("it is refused");
    format!("{}: {}", bad.place, bad.message)
}

#[test]
fn a_question_names_what_it_is_about() {
    assert_eq!(refused("{}"), "question: the key \"about\" is missing");
    assert_eq!(
        refused(r#"{ "about": "weather" }"#),
        r#"question.about: "weather" is not allowed: entry, vote, leader, request, replica or message"#
    );
    assert_eq!(
        refused(r#"{ "about": "leader", "replica": "S1" }"#),
        r#"question: unknown key "replica"; known here: about"#
    );
}

#[test]
fn a_question_names_those_that_are_there() {
    assert_eq!(
        refused(r#"{ "about": "replica", "replica": "S4" }"#),
        r#"question.replica: "S4" is no replica of this cluster: S1 to S3"#
    );
    assert_eq!(
        refused(r#"{ "about": "request", "client": "C3" }"#),
        r#"question.client: "C3" is no client of this cluster: C1 to C2"#
    );
    assert_eq!(
        refused(r#"{ "about": "vote", "voter": "S1", "candidate": "C1" }"#),
        r#"question.candidate: "C1" is no replica of this cluster: S1 to S3"#
    );
}

#[test]
fn an_entry_and_a_message_have_numbers() {
    assert_eq!(
        refused(r#"{ "about": "entry", "index": 0 }"#),
        "question.index: 0 is not allowed: a whole number from 1 to 9007199254740991"
    );
    assert_eq!(
        refused(r#"{ "about": "message", "message": "1" }"#),
        r#"question.message: "1" is not allowed: a whole number from 1 to 9007199254740991"#
    );
    assert_eq!(refused(r#"{ "about": "entry" }"#), "question: the key \"index\" is missing");
}
