//! What the typesetter sees: the template, the document as JSON, the fonts. No file system, no clock, no packages.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _};

use super::Fonts;
use crate::forms::FormError;
use crate::forms::page::Document;

const TEMPLATE: &str = include_str!("template.typ");

pub(super) struct World<'f> {
    library: LazyHash<Library>,
    fonts: &'f Fonts,
    template: Source,
    document: (FileId, Bytes),
}

impl<'f> World<'f> {
    pub fn new(document: &Document, fonts: &'f Fonts) -> Result<World<'f>, FormError> {
        let json = serde_json::to_vec(document).map_err(FormError::new)?;
        Ok(World {
            library: LazyHash::new(Library::default()),
            fonts,
            template: Source::new(file("template.typ")?, TEMPLATE.to_owned()),
            document: (file("document.json")?, Bytes::new(json)),
        })
    }
}

fn file(name: &str) -> Result<FileId, FormError> {
    let path = VirtualPath::new(name).map_err(|_| FormError::new(name))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl typst::World for World<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.store.book()
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.document.0 { Ok(self.document.1.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.store.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
