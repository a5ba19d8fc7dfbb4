//! The columnar scorer (列式计分): the scoring program run on columns of whole numbers, each as wide as its range needs.

mod fold;
mod kernel;
mod lane;
mod linear;
mod machine;
mod order;
mod plan;
mod shape;

pub use lane::{Column, Lane};
pub use machine::{Chunk, Machine, Output};
pub use plan::{Arg, Plan, Source};
