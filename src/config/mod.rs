//! `eval.toml` and `eval.lock` (项目配置), and the mandates inside the binary. Rank 9; text in, values out.

mod forms;
mod lock;
mod mandates;
mod project;

pub use forms::{DocumentKind, FontSettings, FormSettings, Format};
pub use lock::Lock;
pub use mandates::{Embedded, content_hash, embedded, embedded_ids, id_of};
pub use project::{CheckSettings, Project};
