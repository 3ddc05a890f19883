//! When a place may be asked again that could not say.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;

use super::place::PlaceKey;

/// After the first failure.
const FIRST: Duration = Duration::from_secs(10);

/// After many.
const LONGEST: Duration = Duration::from_mins(10);

/// The places that are left alone for a while. Nothing is final.
#[derive(Debug, Default)]
pub(crate) struct Pauses(ArcSwap<HashMap<PlaceKey, Pause>>);

#[derive(Debug, Clone, Copy)]
struct Pause {
    until: Instant,
    length: Duration,
}

impl Pauses {
    pub(crate) fn is_paused(&self, place: &PlaceKey, now: Instant) -> bool {
        self.0.load().get(place).is_some_and(|pause| now < pause.until)
    }

    /// Leaves it alone, each time twice as long.
    pub(crate) fn pause(&self, place: &PlaceKey, now: Instant) {
        self.change(|pauses| {
            let length = pauses.get(place).map_or(FIRST, |pause| (pause.length * 2).min(LONGEST));
            pauses.insert(place.clone(), Pause { until: now + length, length });
        });
    }

    /// It has answered.
    pub(crate) fn end(&self, place: &PlaceKey) {
        if self.0.load().contains_key(place) {
            self.change(|pauses| {
                pauses.remove(place);
            });
        }
    }

    pub(crate) fn end_all(&self) {
        if !self.0.load().is_empty() {
            self.0.store(std::sync::Arc::default());
        }
    }

    fn change(&self, with: impl Fn(&mut HashMap<PlaceKey, Pause>)) {
        self.0.rcu(|pauses| {
            let mut changed = HashMap::clone(pauses);
            with(&mut changed);
            changed
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::upstream::unbuilt::place::{Accept, Credentials};

    #[test]
    fn pauses_double_up_to_ten_minutes_and_end() {
        let (pauses, now) = (Pauses::default(), Instant::now());
        let place = PlaceKey {
            route: "shop".into(),
            path: "/a".into(),
            accept: Accept::Any,
            credentials: Credentials::Absent,
        };
        let mut lengths = Vec::new();
        for _ in 0..8 {
            pauses.pause(&place, now);
            lengths.push(
                (0..=600).find(|after| !pauses.is_paused(&place, now + Duration::from_secs(*after))).unwrap(),
            );
        }
        assert_eq!(lengths, [10, 20, 40, 80, 160, 320, 600, 600]);
        pauses.end(&place);
        assert!(!pauses.is_paused(&place, now));
    }
}
