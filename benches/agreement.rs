//! The long run of the agreement test: `cargo bench --bench agreement -- ROWS` scores that many random counties with the
//! native scorer and the reference interpreter and stops at the first digit that differs.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::float_arithmetic,
    dead_code,
    reason = "shares the files of the test, which stop at the first surprise"
)]

#[path = "../tests/it/agreement.rs"]
mod agreement;
#[path = "../tests/it/random_data.rs"]
mod random_data;
#[path = "../tests/it/support.rs"]
mod support;

fn main() {
    let wanted: usize = std::env::args().skip(1).find_map(|n| n.parse().ok()).unwrap_or(10_000);
    let (spec, cities) = (agreement::of_the_spec(), agreement::cities());
    // One long run each: a run that starts again would draw the same numbers again.
    let rounds = wanted.div_ceil(3 * spec.len()) as u32;
    let (of_spec, _) = agreement::agree(&spec, rounds, 300);
    let (of_cities, _) = agreement::agree(&cities, rounds.div_ceil(20), 4000);
    let done = of_spec + of_cities;
    assert!(done >= wanted, "{done} counties of {wanted}");
    println!("{done} counties, no difference");
}
