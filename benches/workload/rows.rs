//! The rows of the common workload: any number of them, the same everywhere.

use evalc::expr::DatumId;
use evalc::model::Model;

/// Where the values come from.
const SEED: u64 = 20_261_123;
/// Counties of a city.
pub const CITY: usize = 20;

fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// Smallest and largest units of a datum.
pub fn ends(model: &Model, id: DatumId) -> (i64, i64) {
    let signature = &model.datum(id).unwrap().signature;
    let scale = evalc::expr::Number::ten_to(signature.stored_places());
    match &signature.range {
        Some((low, high)) => ((low * &scale).to_i64().unwrap(), (high * &scale).to_i64().unwrap()),
        None => (0, 1),
    }
}

/// The units of a datum in a row: spread over its range.
pub fn value((low, high): (i64, i64), id: DatumId, row: usize) -> i64 {
    low + (mix(SEED.wrapping_add(u64::from(id.0) << 40).wrapping_add(row as u64)) % (high - low + 1) as u64) as i64
}

/// The rules.
pub fn model() -> Model {
    let mut sources = evalc::source::Sources::default();
    let text = std::fs::read_to_string("benches/workload/workload.eval").unwrap();
    sources.add(evalc::source::SourceFile::new("workload.eval", &text));
    evalc::compile(sources, None).model
}
