//! The compiler for `*.eval` files.

pub mod expr;
pub mod finding;
pub mod model;
pub mod oracle;
pub mod sentence;
pub mod source;
pub mod syntax;
