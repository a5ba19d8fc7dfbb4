//! Print files (PDF): set by typst, tagged, with the fonts that were used inside.
//!
//! The only module that names typst. A document reaches the template as JSON, never as markup, so that no text of anybody's is
//! read as a command. Spec: §15.7.

#[cfg(feature = "embedded-fonts")]
mod embedded;
mod fonts;
mod world;

pub use fonts::{FontWarning, Fonts, Standing};

use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::FormError;
use super::page::{Document, Faces};
use world::World;

/// The file; the same document and fonts give the same bytes.
///
/// # Errors
/// What the typesetter refused.
pub fn write(document: &Document, fonts: &Fonts) -> Result<Vec<u8>, FormError> {
    let faces = fonts.chosen(&document.faces);
    let document = Document { faces: Faces::clone(&faces), ..document.clone() };
    let world = World::new(&document, fonts)?;
    let laid_out = typst::compile::<PagedDocument>(&world).output.map_err(|errors| said(&errors))?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).map_err(|error| FormError::new(error.message()))?;
    let options = PdfOptions {
        ident: Smart::Custom(document.name.clone()),
        creator: Smart::Custom(Some("evalc".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&laid_out, &options).map_err(|errors| said(&errors))
}

fn said(errors: &[typst::diag::SourceDiagnostic]) -> FormError {
    let all: Vec<String> = errors.iter().map(|error| error.message.to_string()).collect();
    FormError::new(all.join("; "))
}
