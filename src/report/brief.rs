//! Results without explanations (简表), for more counties than anybody explains: what the CSV of results holds.

use super::build::{Counted, order};
use super::{Area, County, IndicatorLine, Receipt, Subject};
use crate::data::Frame;
use crate::model::{Mandate, Model, Names};
use crate::score::Results;
use crate::syntax::tree::File;

/// What is the same for all counties.
pub struct Brief<'b> {
    subject: Subject<'b>,
    /// Focus areas that indicators serve.
    pub areas: Vec<Area>,
    /// Indicators and items.
    pub indicators: Vec<IndicatorLine>,
    counted: Vec<Counted>,
}

/// No data: what is told of counties is told one block after the other.
#[derive(Debug, Default)]
pub struct Nothing(Frame, Results);

impl<'b> Brief<'b> {
    /// Reads what the rules say of areas and indicators.
    pub fn new(model: &'b Model, names: &'b Names, files: &'b [File], mandate: Option<&'b Mandate>, nothing: &'b Nothing) -> Self {
        let receipt = Receipt { rules: String::new(), mandate: None, data: Vec::new(), compiler: String::new(), language: 0 };
        let subject = Subject { model, names, files, mandate, frame: &nothing.0, results: &nothing.1, receipt };
        let indicators: Vec<IndicatorLine> = model.indicators.iter().map(|i| subject.line(i)).collect();
        let counted = subject.areas(&indicators);
        Brief { subject, areas: counted.iter().map(|(area, _)| area.clone()).collect(), indicators, counted }
    }

    /// The indicators counted in each area, by place.
    pub fn counted(&self) -> impl Iterator<Item = &[usize]> {
        self.counted.iter().map(|(_, own)| own.as_slice())
    }

    /// The counties of whole parts in the order a report has them; `names` are those of the parts.
    pub fn counties(&self, results: &Results, names: &[String]) -> Vec<County> {
        let parted = self.subject.model.header.as_ref().is_some_and(|h| h.parted_by.is_some());
        let mut out: Vec<(u32, County)> = Vec::new();
        for county in &results.counties {
            let name = names.get(county.part as usize).cloned().unwrap_or_else(|| (county.part + 1).to_string());
            out.push((county.part, self.subject.brief(county, parted.then_some(name), &self.counted)));
        }
        out.sort_by_key(|(part, county)| (*part, order(county)));
        out.into_iter().map(|(_, county)| county).collect()
    }
}
