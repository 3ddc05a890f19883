//! Medians and percentiles.

/// The middle of some figures; nothing for none.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The figures at or below which these parts (0 to 1) of all lie.
pub(crate) fn percentiles<const N: usize>(mut figures: Vec<u64>, parts: [f64; N]) -> [f64; N] {
    figures.sort_unstable();
    parts.map(|part| percentile(&figures, part))
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts and microseconds, far below 2^52"
)]
fn percentile(sorted: &[u64], part: f64) -> f64 {
    let place = (sorted.len() as f64 * part).ceil() as usize;
    sorted.get(place.saturating_sub(1)).map_or(f64::NAN, |figure| *figure as f64)
}
