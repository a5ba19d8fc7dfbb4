//! The Python module (Python程序): one file for Python 3.9 and later, with its standard library only. Spec: §14.5.

pub(super) mod dialect;
pub(super) mod module;

use super::{Artifact, Subject};
use crate::words;

/// The module.
pub(super) fn files(subject: &Subject<'_>) -> Vec<Artifact> {
    vec![Artifact {
        path: "python/score.py".to_owned(),
        bytes: module::write(subject).into_bytes(),
        about: words! {
            zh: "给信息中心：不装evalc也能计分，命令行和函数都能用，与evalc逐位一致",
            en: "for the information center: scores without evalc, as a command or a function, the same to the last digit"
        },
    }]
}
