//! The form (自评表): one web page that needs no network; a county fills it in and sees its points. Spec: §14d.

mod content;
mod dialect;
mod page;
mod program;
mod uses;
mod why;

pub(super) use uses::uses;

use super::{Artifact, BuildError, Subject};
use crate::words;

/// The page.
pub(super) fn files(subject: &Subject<'_>) -> Result<Vec<Artifact>, BuildError> {
    Ok(vec![Artifact {
        path: "form/自评表.html".to_owned(),
        bytes: page::write(subject)?.into_bytes(),
        about: words! {
            zh: "给县市区和评价人员：用浏览器打开，不联网，边填边看得分，填好导出交回",
            en: "for counties and evaluators: opens in a browser without network, shows points as it is filled in, exports data"
        },
    }])
}
