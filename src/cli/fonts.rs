//! `evalc fonts`: which font families printed documents want, which are there, what stands in for those that are not. Spec: §15.7.

use std::path::PathBuf;

use super::arguments::{CommandError, Context, Outcome};

/// Arguments of `evalc fonts`.
#[derive(Debug, clap::Args)]
pub(super) struct Fonts {
    /// 规则文件或一个市的目录；写了就按它的 eval.toml 里的字体
    #[arg(value_name = "路径")]
    path: Option<PathBuf>,
    /// 另外到这些目录里找字体
    #[arg(long, value_name = "目录")]
    font_path: Vec<PathBuf>,
    /// 再列出找到的全部字体
    #[arg(long)]
    all: bool,
}

#[cfg(not(feature = "pdf"))]
impl Fonts {
    pub(super) fn run(&self, _: Context) -> Result<Outcome, CommandError> {
        let _ = (&self.path, &self.font_path, self.all);
        Err(CommandError::new(crate::words! { zh: "这个版本不能做PDF，用不到字体", en: "this build makes no PDF and needs no fonts" }))
    }
}

#[cfg(feature = "pdf")]
impl Fonts {
    pub(super) fn run(&self, context: Context) -> Result<Outcome, CommandError> {
        use std::io::Write as _;

        let settings = match &self.path {
            Some(path) => match super::forms::surroundings(path, context) {
                Some(surroundings) => surroundings.settings,
                None => return Ok(Outcome::Findings),
            },
            None => crate::config::FormSettings::default(),
        };
        let fonts = super::forms::found(&self.font_path)?;
        let mut out = std::io::stdout().lock();
        for standing in fonts.standings(&crate::forms::page::Faces::new(&settings.fonts)) {
            let _ = writeln!(out, "{}", said(&standing).get(context.lang));
        }
        if self.all {
            let mut families = fonts.families();
            families.sort();
            for family in families {
                let _ = writeln!(out, "{family}");
            }
        }
        Ok(Outcome::Clean)
    }
}

/// One part in words: 正文　仿宋_GB2312：没有，改用 Noto Serif CJK SC
#[cfg(feature = "pdf")]
fn said(standing: &crate::forms::pdf::Standing) -> crate::finding::Words {
    use crate::forms::page::Face;
    use crate::words;

    let (zh, en) = match standing.face {
        Face::Title => ("标题", "title"),
        Face::Heading => ("一级标题", "heading"),
        Face::Subheading => ("二级标题", "subheading"),
        Face::Body => ("正文", "body"),
        Face::Table => ("表格", "table"),
    };
    let wanted = &standing.wanted;
    match &standing.used {
        Some(used) if used == wanted => words! { zh: "{zh}　{wanted}：有", en: "{en}: {wanted}, found" },
        Some(used) if standing.is_true => words! { zh: "{zh}　{wanted}：有，名为 {used}", en: "{en}: {wanted}, found as {used}" },
        Some(used) => words! { zh: "{zh}　{wanted}：没有，改用 {used}", en: "{en}: {wanted} is not there, {used} stands in" },
        None => words! { zh: "{zh}　{wanted}：没有，也没有可以代替的", en: "{en}: {wanted} is not there and nothing stands in" },
    }
}
