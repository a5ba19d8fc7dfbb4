//! `eval.lock` (锁定文件): which mandate a project was written for, byte for byte.

use serde::{Deserialize, Serialize};

/// The layout of the file this compiler writes and reads.
const VERSION: u32 = 1;

/// The content of `eval.lock`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    version: u32,
    mandate: LockedMandate,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LockedMandate {
    /// As `eval.toml` names it.
    id: String,
    sha256: String,
}

impl Lock {
    /// Pins a mandate to its content hash.
    pub fn new(id: &str, sha256: &str) -> Self {
        Lock { version: VERSION, mandate: LockedMandate { id: id.to_owned(), sha256: sha256.to_owned() } }
    }

    /// Reads the file; `None` if it is not what evalc writes.
    pub fn parse(text: &str) -> Option<Self> {
        toml::from_str(text).ok().filter(|lock: &Lock| lock.version == VERSION)
    }

    /// The text to write.
    pub fn to_text(&self) -> String {
        let body = toml::to_string(self).unwrap_or_default();
        format!("# 由 evalc 写入，记录省级实施方案的内容校验值，请勿手工修改。\n{body}")
    }

    /// The mandate as `eval.toml` named it.
    pub fn id(&self) -> &str {
        &self.mandate.id
    }

    /// Its content hash.
    pub fn sha256(&self) -> &str {
        &self.mandate.sha256
    }
}
