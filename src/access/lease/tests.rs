//! Several processes and one lender, without a store between them.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::oneshot::{self, Receiver};

use super::desk::{Ask, Subject};
use super::leases::Leases;
use crate::access::holder::{Allowance, Limit};
use crate::access::moment::Moment;
use crate::access::store::{Claim, Held, Trouble};

/// What the store's script does, for one limit and several processes.
#[derive(Default)]
struct Lender {
    held: HashMap<&'static str, u64>,
}

impl Lender {
    fn claim(&mut self, process: &'static str, claim: &Claim<'_>) -> Held {
        let others = self.held.iter().filter(|(other, _)| **other != process).map(|(_, held)| held).sum();
        let own = claim.holds.max(claim.wants.min(claim.most.saturating_sub(others)));
        self.held.insert(process, own);
        Held { own, all: own + others }
    }
}

struct Process {
    leases: Leases,
    allowance: Arc<Allowance>,
}

const PERIOD: u32 = 24_322;
const MOST: u64 = 100;

impl Default for Process {
    fn default() -> Self {
        Self { leases: Leases::default(), allowance: Arc::new(Allowance::new("team".into())) }
    }
}

impl Process {
    fn subject(&self) -> Subject {
        Subject { allowance: Arc::clone(&self.allowance), limit: Limit::Monthly, period: PERIOD }
    }

    /// How many of so many that ask at once are let through.
    fn ask(&mut self, count: usize, claim: impl FnMut(Claim<'_>) -> Result<Held, Trouble>) -> usize {
        let (asks, answers): (Vec<_>, Vec<Receiver<bool>>) = (0..count)
            .map(|_| {
                let (reply, answer) = oneshot::channel();
                (Ask { subject: self.subject(), most: MOST, reply }, answer)
            })
            .unzip();
        self.leases.answer(asks, claim);
        answers.into_iter().filter_map(|mut answer| answer.try_recv().ok()).filter(|answer| *answer).count()
    }

    /// Uses all that was leased, as requests do that need not ask.
    fn use_up(&self) -> u64 {
        let quota = self.allowance.of(Limit::Monthly);
        std::iter::from_fn(|| quota.count_leased(PERIOD)).count() as u64
    }

    fn used(&self) -> u64 {
        self.allowance.of(Limit::Monthly).used(PERIOD)
    }
}

fn away(_: Claim<'_>) -> Result<Held, Trouble> {
    Err(Trouble::Passing("away".to_owned()))
}

fn now() -> Moment {
    Moment::from_seconds(1_795_000_000)
}

#[test]
fn what_several_are_let_through_never_exceeds_the_limit_and_reaches_it() {
    let (mut lender, mut one, mut other) = (Lender::default(), Process::default(), Process::default());
    let mut through = 0;
    for _ in 0..40 {
        through += one.ask(3, |claim| Ok(lender.claim("one", &claim))) as u64 + one.use_up();
        through += other.ask(2, |claim| Ok(lender.claim("other", &claim))) as u64 + other.use_up();
        assert!(through <= MOST, "{through}");
    }
    assert_eq!((through, one.used() + other.used()), (MOST, MOST));
}

#[test]
fn a_killed_process_takes_no_more_with_it_than_one_spare() {
    let (mut lender, mut one) = (Lender::default(), Process::default());
    let mut through = 0;
    for _ in 0..6 {
        // Those who wait for one answer have asked before they could see what the last one lent.
        through += one.ask(5, |claim| Ok(lender.claim("one", &claim))) as u64;
        assert!(lender.held["one"] - through <= MOST / 32, "{} for {through}", lender.held["one"]);
    }
    assert_eq!((through, one.used()), (30, 30));
}

#[test]
fn who_has_gone_wants_nothing() {
    let (mut lender, mut one) = (Lender::default(), Process::default());
    let ask = |reply| Ask { subject: one.subject(), most: MOST, reply };
    let asks = (0..50).map(|_| ask(oneshot::channel().0)).collect();
    one.leases.answer(asks, |claim| Ok(lender.claim("one", &claim)));
    assert_eq!((lender.held.len(), one.used()), (0, 0));
}

#[test]
fn what_is_not_used_is_given_back() {
    let (mut lender, mut one, mut other) = (Lender::default(), Process::default(), Process::default());
    assert_eq!(one.ask(1, |claim| Ok(lender.claim("one", &claim))), 1);
    assert!(lender.held["one"] > 1);
    for _ in 0..2 {
        one.leases.settle(now(), |claim| Ok(lender.claim("one", &claim))).unwrap();
    }
    assert_eq!(lender.held["one"], 1);
    assert_eq!(other.ask(200, |claim| Ok(lender.claim("other", &claim))), 99);
    other.leases.return_all(|claim| Ok(lender.claim("other", &claim))).unwrap();
    assert_eq!(lender.held["other"], 99);
}

#[test]
fn alone_it_goes_by_what_it_last_knew_and_tells_it_later() {
    let (mut lender, mut one, mut other) = (Lender::default(), Process::default(), Process::default());
    assert_eq!(other.ask(60, |claim| Ok(lender.claim("other", &claim))), 60);
    other.leases.return_all(|claim| Ok(lender.claim("other", &claim))).unwrap();
    assert_eq!(one.ask(1, |claim| Ok(lender.claim("one", &claim))), 1);
    let through = 1 + one.use_up() + one.ask(90, away) as u64 + one.use_up();
    assert_eq!(through, 40);
    one.leases.distrust();
    one.leases.settle(now(), |claim| Ok(lender.claim("one", &claim))).unwrap();
    assert_eq!(lender.held["one"], 40);
    assert_eq!(other.ask(1, |claim| Ok(lender.claim("other", &claim))), 0);
}

#[test]
fn a_store_that_forgot_is_told_again() {
    let (mut lender, mut one) = (Lender::default(), Process::default());
    assert_eq!(one.ask(70, |claim| Ok(lender.claim("one", &claim))), 70);
    lender.held.clear();
    assert_eq!(one.ask(70, |claim| Ok(lender.claim("one", &claim))) as u64 + one.use_up(), 30);
}

#[test]
fn who_goes_meanwhile_uses_nothing() {
    let (mut lender, mut one) = (Lender::default(), Process::default());
    let (reply, answer) = oneshot::channel();
    let (ask, mut answer) = (Ask { subject: one.subject(), most: MOST, reply }, Some(answer));
    one.leases.answer(vec![ask], |claim| {
        drop(answer.take());
        Ok(lender.claim("one", &claim))
    });
    assert_eq!(one.used(), 0);
    assert_eq!(one.use_up(), lender.held["one"]);
}

#[test]
fn periods_that_are_over_are_forgotten() {
    let mut one = Process::default();
    one.ask(1, away);
    assert_eq!(now().month().number(), PERIOD);
    one.leases.settle(now().month().end(), |_| panic!("nothing to tell")).unwrap();
    assert!(one.leases.held.is_empty());
}
