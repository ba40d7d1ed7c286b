//! The grader's books: what became of each request, and what is counted beside.
//!
//! A request has a number, the MID. The first answer to it retires it, whatever it says; "redirect" and "fail" have
//! the client ask again under a new one. Silence is never retried, so what is not retired at the end was never
//! answered.

use crate::kv::Op;
use crate::raft::Micros;
use crate::sim::envelope::{Reply, RequestId};

use super::Wish;

/// What the grader keeps of a run.
#[derive(Clone, Debug, Default)]
pub struct Books {
    /// The requests by their numbers, which begin with 1.
    requests: Vec<Option<Request>>,
    /// What is counted.
    pub counts: Counts,
    mishaps: Vec<(Micros, Mishap)>,
}

/// A request as it was sent, under one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Whether it is a get; else it is a put.
    pub get: bool,
    /// When it was sent.
    pub asked: Micros,
    /// After how long the first answer came, and what it was; none yet, or never.
    pub answer: Option<(Micros, Heard)>,
}

/// What an answer says, as far as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Done.
    Ok,
    /// Not done: ask the leader.
    Redirect,
    /// Not done.
    Fail,
}

/// What is counted. Messages between replicas are counted with those of every run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Gets that the workload drew, also those in whose place a put went.
    pub generated_gets: u64,
    /// Puts that the workload drew, also those in the place of a get.
    pub generated_puts: u64,
    /// Gets in whose place a put went, since the client had no acknowledged key.
    pub failed_to_generate_get: u64,
    /// Gets answered ok.
    pub ok_gets: u64,
    /// Puts answered ok: acknowledged.
    pub ok_puts: u64,
    /// Gets answered "fail".
    pub failed_get: u64,
    /// Puts answered "fail".
    pub failed_put: u64,
    /// Answers "redirect" and "fail", after which the client asked again.
    pub redirects: u64,
    /// Answers that repeat one that was "ok".
    pub duplicates: u64,
    /// Answers that may not be.
    pub incorrect: u64,
    /// Replicas that were sent something before their hello.
    pub died: u64,
}

/// What counts against the replicas, and has a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// A get was answered otherwise than by the client's last acknowledged value.
    WrongValue,
    /// An answer came to a request that was retired by another than "ok", or was never made.
    AnswerToRetired,
    /// An answer repeats one that was "ok".
    Duplicate,
    /// A request was answered "fail".
    Failed,
    /// A put went in the place of a get.
    NoKeyToGet,
    /// A replica was sent something before its hello.
    Died,
}

impl Books {
    /// The workload draws a request.
    pub fn generate(&mut self, wish: &Wish, now: Micros) {
        let get = matches!(wish.op, Op::Get { .. });
        self.counts.generated_gets += u64::from(get || wish.in_place_of_get);
        self.counts.generated_puts += u64::from(!get);
        if wish.in_place_of_get {
            self.counts.failed_to_generate_get += 1;
            self.mishaps.push((now, Mishap::NoKeyToGet));
        }
    }

    /// A client sends a request under a new number.
    pub fn ask(&mut self, id: RequestId, op: &Op, now: Micros) {
        let place = id.0 as usize;
        if self.requests.len() < place {
            self.requests.resize(place, None);
        }
        let get = matches!(op, Op::Get { .. });
        self.requests[place - 1] = Some(Request { get, asked: now, answer: None });
    }

    /// A client hears an answer. `right` says whether a value that a get gave is the last that the client knows to be
    /// put, at this moment.
    pub fn answer(&mut self, id: RequestId, reply: &Reply, right: bool, now: Micros) {
        let heard = Heard::from(reply);
        let request = (id.0 as usize).checked_sub(1).and_then(|place| self.requests.get_mut(place)?.as_mut());
        let mishap = match request {
            Some(request) => match request.answer {
                None => {
                    request.answer = Some((Micros(now.0 - request.asked.0), heard));
                    self.counts.first_answer(request.get, heard, right)
                }
                Some((_, Heard::Ok)) => Some(Mishap::Duplicate),
                Some(_) => Some(Mishap::AnswerToRetired),
            },
            None => Some(Mishap::AnswerToRetired),
        };
        match mishap {
            Some(Mishap::Duplicate) => self.counts.duplicates += 1,
            Some(Mishap::WrongValue | Mishap::AnswerToRetired) => self.counts.incorrect += 1,
            _ => {}
        }
        self.mishaps.extend(mishap.map(|mishap| (now, mishap)));
    }

    /// A replica has died.
    pub fn bury(&mut self, now: Micros) {
        self.counts.died += 1;
        self.mishaps.push((now, Mishap::Died));
    }

    /// Every request that was sent.
    pub fn requests(&self) -> impl Iterator<Item = &Request> {
        self.requests.iter().flatten()
    }

    /// What counted against the replicas, in the order in which it happened.
    #[must_use]
    pub fn mishaps(&self) -> &[(Micros, Mishap)] {
        &self.mishaps
    }
}

impl Counts {
    fn first_answer(&mut self, get: bool, heard: Heard, right: bool) -> Option<Mishap> {
        match heard {
            Heard::Ok => {
                self.ok_gets += u64::from(get);
                self.ok_puts += u64::from(!get);
                (!right).then_some(Mishap::WrongValue)
            }
            Heard::Redirect => {
                self.redirects += 1;
                None
            }
            Heard::Fail => {
                self.redirects += 1;
                self.failed_get += u64::from(get);
                self.failed_put += u64::from(!get);
                Some(Mishap::Failed)
            }
        }
    }
}

impl From<&Reply> for Heard {
    fn from(reply: &Reply) -> Self {
        match reply {
            Reply::Ok(_) | Reply::Opened(_) => Self::Ok,
            Reply::Redirect => Self::Redirect,
            Reply::Fail | Reply::SessionExpired => Self::Fail,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MID: RequestId = RequestId(1);

    fn get() -> Op {
        Op::Get { key: "k".into() }
    }

    fn put() -> Op {
        Op::Put { key: "k".into(), value: "v".into() }
    }

    /// Books with one request that is not answered.
    fn asked(op: &Op) -> Books {
        let mut books = Books::default();
        books.ask(MID, op, Micros(100));
        books
    }

    fn first(books: &Books) -> Request {
        *books.requests().next().expect("there is a request")
    }

    #[test]
    fn the_first_answer_retires_a_request_and_gives_one_latency_redirects_and_fails_included() {
        for (reply, heard) in
            [(Reply::Ok(None), Heard::Ok), (Reply::Redirect, Heard::Redirect), (Reply::Fail, Heard::Fail)]
        {
            let mut books = asked(&put());
            assert_eq!(first(&books).answer, None);
            books.answer(MID, &reply, true, Micros(350));
            books.answer(MID, &reply, true, Micros(900));
            assert_eq!(first(&books).answer, Some((Micros(250), heard)), "{reply:?}");
        }
    }

    #[test]
    fn an_answer_ok_is_counted_by_what_was_asked() {
        let mut books = asked(&get());
        books.ask(RequestId(2), &put(), Micros(100));
        books.answer(MID, &Reply::Ok(Some("v".into())), true, Micros(200));
        books.answer(RequestId(2), &Reply::Ok(None), true, Micros(200));
        assert_eq!(books.counts, Counts { ok_gets: 1, ok_puts: 1, ..Counts::default() });
    }

    #[test]
    fn a_redirect_is_counted_and_a_fail_as_both() {
        let mut books = asked(&get());
        books.ask(RequestId(2), &get(), Micros(100));
        books.ask(RequestId(3), &put(), Micros(100));
        books.answer(MID, &Reply::Redirect, true, Micros(200));
        assert_eq!(books.counts, Counts { redirects: 1, ..Counts::default() });
        books.answer(RequestId(2), &Reply::Fail, true, Micros(200));
        books.answer(RequestId(3), &Reply::Fail, true, Micros(200));
        assert_eq!(books.counts, Counts { redirects: 3, failed_get: 1, failed_put: 1, ..Counts::default() });
    }

    #[test]
    fn a_repeat_of_what_was_answered_ok_is_a_duplicate() {
        let mut books = asked(&put());
        for _ in 0..3 {
            books.answer(MID, &Reply::Ok(None), true, Micros(200));
        }
        assert_eq!((books.counts.duplicates, books.counts.incorrect, books.counts.ok_puts), (2, 0, 1));
    }

    #[test]
    fn any_other_answer_to_a_retired_request_is_incorrect() {
        for reply in [Reply::Redirect, Reply::Fail] {
            let mut books = asked(&put());
            books.answer(MID, &reply, true, Micros(200));
            books.answer(MID, &Reply::Ok(None), true, Micros(300));
            books.answer(MID, &reply, true, Micros(300));
            assert_eq!((books.counts.duplicates, books.counts.incorrect), (0, 2), "{reply:?}");
        }
    }

    #[test]
    fn an_answer_to_what_was_never_asked_is_incorrect() {
        let mut books = asked(&put());
        for id in [0, 2, 900] {
            books.answer(RequestId(id), &Reply::Ok(None), true, Micros(200));
        }
        assert_eq!(books.counts, Counts { incorrect: 3, ..Counts::default() });
    }

    #[test]
    fn a_get_of_another_value_than_the_last_acknowledged_is_incorrect() {
        let mut books = asked(&get());
        books.answer(MID, &Reply::Ok(Some("old".into())), false, Micros(200));
        assert_eq!(books.counts, Counts { ok_gets: 1, incorrect: 1, ..Counts::default() });
        assert_eq!(books.mishaps(), [(Micros(200), Mishap::WrongValue)]);
    }

    #[test]
    fn a_get_without_a_key_is_a_generated_get_that_failed_and_a_generated_put() {
        let mut books = Books::default();
        books.generate(&Wish { op: get(), in_place_of_get: false }, Micros(1));
        books.generate(&Wish { op: put(), in_place_of_get: false }, Micros(2));
        books.generate(&Wish { op: put(), in_place_of_get: true }, Micros(3));
        let counts =
            Counts { generated_gets: 2, generated_puts: 2, failed_to_generate_get: 1, ..Counts::default() };
        assert_eq!(books.counts, counts);
        assert_eq!(books.mishaps(), [(Micros(3), Mishap::NoKeyToGet)]);
    }

    #[test]
    fn silence_leaves_a_request_unanswered() {
        let mut books = asked(&get());
        books.ask(RequestId(2), &put(), Micros(120));
        books.answer(RequestId(2), &Reply::Ok(None), true, Micros(150));
        let unanswered: Vec<_> = books.requests().filter(|request| request.answer.is_none()).collect();
        assert_eq!(unanswered, [&Request { get: true, asked: Micros(100), answer: None }]);
    }
}
