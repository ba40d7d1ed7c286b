//! The course's verdict: whether a run is correct, and the tier that each figure earns.

use crate::raft::Micros;
use crate::sim::grader::{Books, Heard, Mishap};
use crate::sim::scenario::plain;

use super::test_file::{Bounds, Tiers};

/// How good a figure is, by the bounds of the test file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Below none of the bounds.
    None,
    /// Below the third bound.
    Partial,
    /// Below the second bound.
    Full,
    /// Below the first bound.
    Bonus,
}

/// A figure that the course's verdict looks at.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its name in test files.
    pub name: &'static str,
    /// Its value; of the latency in seconds, and none if nothing was answered.
    pub value: Option<f64>,
    /// The upper bounds of its tiers, if the test file has any.
    pub bounds: Option<Tiers>,
    /// What it earns, if there are bounds.
    pub tier: Option<Tier>,
}

/// Why a run is not correct.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// What was counted, and what is allowed.
    pub text: String,
    /// When that came about, if it has a moment.
    pub at: Option<Micros>,
}

/// What the course says of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Why the run is not correct; it is, if there is nothing.
    pub reasons: Vec<Reason>,
    /// total_msgs, failures, duplicates and median_latency.
    pub figures: [Figure; 4],
    /// Gets that were never answered.
    pub unanswered_gets: u64,
    /// Puts that were never answered.
    pub unanswered_puts: u64,
}

/// What a test file asks of a run: how many requests, of how many replicas, with what share of gets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Requests that the workload has.
    pub requests: u64,
    /// Replicas.
    pub replicas: u8,
    /// The share of gets.
    pub mix: f64,
}

impl Tier {
    /// What a value earns that is to be strictly below bounds.
    #[must_use]
    pub fn of(value: f64, [bonus, full, partial]: Tiers) -> Self {
        if value < bonus {
            Self::Bonus
        } else if value < full {
            Self::Full
        } else if value < partial {
            Self::Partial
        } else {
            Self::None
        }
    }

    /// The name that the course gives it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Partial => "partial",
            Self::Full => "full",
            Self::Bonus => "bonus",
        }
    }
}

impl Figure {
    fn new(name: &'static str, value: Option<f64>, bounds: Option<Tiers>) -> Self {
        let tier = bounds.map(|bounds| value.map_or(Tier::None, |value| Tier::of(value, bounds)));
        Self { name, value, bounds, tier }
    }
}

/// The verdict on a run by its books, when so many `messages` were sent between replicas.
#[must_use]
pub fn verdict(books: &Books, messages: u64, size: Size, bounds: &Bounds) -> Verdict {
    let unanswered = |get: bool| {
        books.requests().filter(|request| request.answer.is_none() && request.get == get).count() as u64
    };
    let (unanswered_gets, unanswered_puts) = (unanswered(true), unanswered(false));
    let counts = &books.counts;
    let failures = counts.failed_get + counts.failed_put + unanswered_gets + unanswered_puts;
    let figures = [
        Figure::new("total_msgs", Some(messages as f64), bounds.total_msgs),
        Figure::new("failures", Some(failures as f64), bounds.failures),
        Figure::new("duplicates", Some(counts.duplicates as f64), bounds.duplicates),
        Figure::new("median_latency", seconds(median_latency(books, |_| true)), bounds.median_latency),
    ];
    let mut judge = Judge { books, reasons: Vec::new() };
    judge.none("incorrect", counts.incorrect, &[Mishap::WrongValue, Mishap::AnswerToRetired]);
    judge.none("died", counts.died, &[Mishap::Died]);
    judge.some_put();
    judge.answered("gets", true, unanswered_gets, counts.generated_gets, bounds.unanswered_gets);
    judge.answered("puts", false, unanswered_puts, counts.generated_puts, bounds.unanswered_puts);
    judge.gets_generated(bounds.ungenerated_gets);
    judge.enough_messages(messages, size, bounds.batched_appends);
    Verdict { reasons: judge.reasons, figures, unanswered_gets, unanswered_puts }
}

/// The latency in the middle of those of all answers that are looked at, in the order of their lengths; of an even
/// number, the greater of the two in the middle.
#[must_use]
pub fn median_latency(books: &Books, looked_at: impl Fn(Heard) -> bool) -> Option<Micros> {
    let answers = books.requests().filter_map(|request| request.answer);
    let mut latencies: Vec<Micros> =
        answers.filter(|&(_, heard)| looked_at(heard)).map(|(latency, _)| latency).collect();
    latencies.sort_unstable();
    latencies.get(latencies.len() / 2).copied()
}

/// A length of time in seconds, as the course tells it.
pub(super) fn seconds(time: Option<Micros>) -> Option<f64> {
    time.map(|time| time.0 as f64 / 1e6)
}

/// Collects why a run is not correct.
struct Judge<'a> {
    books: &'a Books,
    reasons: Vec<Reason>,
}

impl Judge<'_> {
    fn reason(&mut self, text: String, at: Option<Micros>) {
        self.reasons.push(Reason { text, at });
    }

    /// Nothing of a kind is allowed.
    fn none(&mut self, name: &str, count: u64, mishaps: &[Mishap]) {
        if count > 0 {
            let first = self.books.mishaps().iter().find(|(_, mishap)| mishaps.contains(mishap));
            self.reason(format!("{name} is {count}: 0 is allowed"), first.map(|&(at, _)| at));
        }
    }

    fn some_put(&mut self) {
        if self.books.counts.ok_puts == 0 {
            let first = self.books.requests().find(|request| !request.get);
            let text = "acknowledged puts are 0: at least 1 is required".into();
            self.reason(text, first.map(|request| request.asked));
        }
    }

    /// Of what was generated, only a share may go unanswered.
    fn answered(&mut self, name: &str, get: bool, unanswered: u64, generated: u64, share: f64) {
        if unanswered as f64 > share * generated as f64 {
            let mut requests = self.books.requests();
            let first = requests.find(|request| request.get == get && request.answer.is_none());
            let at = first.map(|request| request.asked);
            let most = most(share, generated);
            self.reason(format!("unanswered {name} are {unanswered} of {generated}: {most} are allowed"), at);
        }
    }

    fn gets_generated(&mut self, share: f64) {
        let (failed, generated) =
            (self.books.counts.failed_to_generate_get, self.books.counts.generated_gets);
        let allowed = share * generated as f64;
        if failed as f64 > allowed {
            let mishaps = self.books.mishaps().iter();
            let one_too_many = mishaps
                .filter(|&&(_, mishap)| mishap == Mishap::NoKeyToGet)
                .nth(allowed as usize)
                .map(|&(at, _)| at);
            let most = most(share, generated);
            self.reason(
                format!("failed_to_generate_get is {failed} of {generated} gets: {most} are allowed"),
                one_too_many,
            );
        }
    }

    /// So few messages can only be if puts were not replicated one by one.
    fn enough_messages(&mut self, messages: u64, Size { requests, replicas, mix }: Size, batched: f64) {
        let least = requests as f64 * f64::from(replicas) * (1.0 - mix) * batched;
        // A product of decimals is seldom exact.
        let least = (least * 1e6).round() / 1e6;
        if (messages as f64) < least {
            self.reason(format!("total_msgs is {messages}: at least {} are required", plain(least)), None);
        }
    }
}

fn most(share: f64, of: u64) -> String {
    let most = share * of as f64;
    format!("at most {}, {} of them,", plain((most * 1e6).round() / 1e6), plain(share))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kv::Op;
    use crate::sim::grader::Wish;
    use crate::sim::{Reply, RequestId};

    const SIZE: Size = Size { requests: 10, replicas: 5, mix: 0.2 };
    /// As many messages as are just required.
    const ENOUGH: u64 = 20;

    fn op(get: bool) -> Op {
        if get { Op::Get { key: "k".into() } } else { Op::Put { key: "k".into(), value: "v".into() } }
    }

    /// Books that are filled request by request, a second apart.
    #[derive(Default)]
    struct Clerk {
        books: Books,
        asked: u64,
    }

    impl Clerk {
        /// Books of so many gets and puts that are answered ok.
        fn with(gets: u64, puts: u64) -> Self {
            let mut clerk = Self::default();
            (0..gets).for_each(|_| clerk.asks(true, Some(&Reply::Ok(None))));
            (0..puts).for_each(|_| clerk.asks(false, Some(&Reply::Ok(None))));
            clerk
        }

        fn now(&self) -> Micros {
            Micros(self.asked * 1_000_000)
        }

        fn asks(&mut self, get: bool, reply: Option<&Reply>) {
            self.takes(get, reply, Micros(400));
        }

        /// A request is answered after so long, or never.
        fn takes(&mut self, get: bool, reply: Option<&Reply>, latency: Micros) {
            self.asked += 1;
            let (id, now) = (RequestId(self.asked), self.now());
            self.books.generate(&Wish { op: op(get), in_place_of_get: false }, now);
            self.books.ask(id, &op(get), now);
            if let Some(reply) = reply {
                self.books.answer(id, reply, true, now.after(latency));
            }
        }

        fn finds_no_key(&mut self) {
            let now = self.now();
            self.books.generate(&Wish { op: op(false), in_place_of_get: true }, now);
        }

        fn verdict(&self, messages: u64) -> Verdict {
            verdict(&self.books, messages, SIZE, &Bounds::default())
        }

        /// Why it is not correct, in words, and when that came about.
        fn reasons(&self) -> Vec<(String, Option<u64>)> {
            let reasons = self.verdict(ENOUGH).reasons;
            reasons.into_iter().map(|reason| (reason.text, reason.at.map(|at| at.0))).collect()
        }

        fn median(&self) -> Option<f64> {
            self.verdict(ENOUGH).figures[3].value
        }
    }

    #[test]
    fn a_run_in_which_all_rules_hold_is_correct() {
        assert_eq!(Clerk::with(2, 8).reasons(), []);
    }

    #[test]
    fn one_incorrect_answer_is_too_many() {
        let mut clerk = Clerk::with(2, 8);
        clerk.books.answer(RequestId(99), &Reply::Ok(None), true, Micros(7));
        clerk.books.answer(RequestId(99), &Reply::Ok(None), true, Micros(8));
        assert_eq!(clerk.reasons(), [("incorrect is 2: 0 is allowed".into(), Some(7))]);
    }

    #[test]
    fn one_replica_that_died_is_too_many() {
        let mut clerk = Clerk::with(2, 8);
        clerk.books.bury(Micros(9));
        assert_eq!(clerk.reasons(), [("died is 1: 0 is allowed".into(), Some(9))]);
    }

    #[test]
    fn at_least_one_put_must_be_acknowledged() {
        let mut clerk = Clerk::with(0, 0);
        clerk.asks(false, Some(&Reply::Fail));
        let said = "acknowledged puts are 0: at least 1 is required";
        assert_eq!(clerk.reasons(), [(said.into(), Some(1_000_000))]);
        clerk.asks(false, Some(&Reply::Ok(None)));
        assert_eq!(clerk.reasons(), []);
    }

    #[test]
    fn half_of_the_gets_may_go_unanswered_and_no_more() {
        let mut clerk = Clerk::with(3, 1);
        (0..3).for_each(|_| clerk.asks(true, None));
        assert_eq!(clerk.reasons(), []);
        clerk.asks(true, None);
        let said = "unanswered gets are 4 of 7: at most 3.5, 0.5 of them, are allowed";
        assert_eq!(clerk.reasons(), [(said.into(), Some(5_000_000))]);
        assert_eq!((clerk.verdict(ENOUGH).unanswered_gets, clerk.verdict(ENOUGH).unanswered_puts), (4, 0));
    }

    #[test]
    fn half_of_the_puts_may_go_unanswered_and_no_more() {
        let mut clerk = Clerk::with(1, 2);
        (0..2).for_each(|_| clerk.asks(false, None));
        assert_eq!(clerk.reasons(), []);
        clerk.asks(false, None);
        let said = "unanswered puts are 3 of 5: at most 2.5, 0.5 of them, are allowed";
        assert_eq!(clerk.reasons(), [(said.into(), Some(4_000_000))]);
    }

    #[test]
    fn a_tenth_of_the_gets_may_have_no_key_and_no_more() {
        let mut clerk = Clerk::with(9, 1);
        clerk.finds_no_key();
        assert_eq!(clerk.reasons(), [], "1 of 10");
        clerk.asks(false, Some(&Reply::Ok(None)));
        clerk.finds_no_key();
        let said = "failed_to_generate_get is 2 of 11 gets: at most 1.1, 0.1 of them, are allowed";
        assert_eq!(clerk.reasons(), [(said.into(), Some(11_000_000))]);
    }

    #[test]
    fn shares_of_a_test_file_take_the_place_of_the_defaults() {
        let mut clerk = Clerk::with(3, 3);
        (0..3).for_each(|_| clerk.asks(true, None));
        (0..3).for_each(|_| clerk.asks(false, None));
        clerk.finds_no_key();
        let judged = |bounds| verdict(&clerk.books, 10, SIZE, &bounds).reasons.len();
        let strict = Bounds {
            unanswered_gets: 0.4,
            unanswered_puts: 0.4,
            ungenerated_gets: 0.1,
            batched_appends: 0.5,
            ..Bounds::default()
        };
        assert_eq!(judged(strict), 4);
        let mild = Bounds { ungenerated_gets: 0.2, batched_appends: 0.25, ..Bounds::default() };
        assert_eq!(judged(mild), 0);
    }

    #[test]
    fn too_few_messages_tell_that_puts_were_not_replicated() {
        let clerk = Clerk::with(2, 8);
        assert_eq!(clerk.verdict(ENOUGH).reasons, [], "10 requests × 5 replicas × 0.8 × 0.5");
        let reasons = clerk.verdict(ENOUGH - 1).reasons;
        let text = "total_msgs is 19: at least 20 are required".into();
        assert_eq!(reasons, [Reason { text, at: None }]);
    }

    #[test]
    fn a_tier_is_earned_strictly_below_its_bound() {
        let bounds = [0.001, 0.005, 0.05];
        for (value, tier) in [
            (0.000_999, Tier::Bonus),
            (0.001, Tier::Full),
            (0.004_999, Tier::Full),
            (0.005, Tier::Partial),
            (0.049_999, Tier::Partial),
            (0.05, Tier::None),
        ] {
            assert_eq!(Tier::of(value, bounds), tier, "{value}");
        }
        assert_eq!(Tier::of(0.0, [0.0, 1.0, 2.0]), Tier::Full, "a bound of 0 cannot be beaten");
    }

    #[test]
    fn failures_are_what_failed_and_what_was_never_answered() {
        let mut clerk = Clerk::with(5, 5);
        for get in [true, false] {
            clerk.asks(get, Some(&Reply::Fail));
            clerk.asks(get, Some(&Reply::Redirect));
            clerk.asks(get, None);
        }
        assert_eq!(clerk.verdict(ENOUGH).figures[1].value, Some(4.0));
    }

    #[test]
    fn the_median_latency_is_element_half_of_the_length_of_all_that_are_sorted() {
        let mut clerk = Clerk::default();
        assert_eq!(clerk.median(), None);
        for (latency, median) in [(300, 300), (100, 300), (200, 200), (900, 300)] {
            clerk.takes(false, Some(&Reply::Ok(None)), Micros(latency));
            assert_eq!(clerk.median(), Some(f64::from(median) / 1e6), "{latency}");
        }
    }

    #[test]
    fn redirects_and_fails_are_among_the_latencies_and_silence_is_not() {
        let mut clerk = Clerk::with(0, 1);
        clerk.takes(false, Some(&Reply::Redirect), Micros(20));
        clerk.takes(false, Some(&Reply::Fail), Micros(30));
        clerk.takes(false, None, Micros(1));
        assert_eq!(clerk.median(), Some(0.000_03));
        assert_eq!(median_latency(&clerk.books, |heard| heard == Heard::Ok), Some(Micros(400)));
    }

    #[test]
    fn a_figure_without_bounds_earns_no_tier_and_one_without_a_value_earns_none() {
        assert_eq!(Figure::new("failures", Some(0.0), None).tier, None);
        assert_eq!(Figure::new("median_latency", None, Some([1.0, 2.0, 3.0])).tier, Some(Tier::None));
    }
}
