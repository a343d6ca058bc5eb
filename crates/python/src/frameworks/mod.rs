//! Web frameworks of Python, a file each.
//!
//! A recogniser says what a file says about routes; [`link`] joins the files.

mod django;
mod fastapi;
mod flask;
mod library;
mod link;
mod permissions;
mod source;
mod view;
mod views;

pub(crate) use library::{guard as library_guard, status as library_status};
pub(crate) use link::routes;

use shipworthy_core::analysis::{Analysis, Recogniser};
use shipworthy_core::facts::{FileFacts, Import};

use fastapi::Found;
use source::Source;

/// The recognisers of all frameworks.
pub(crate) const RECOGNISERS: [&dyn Recogniser; 3] = [
    &Framework { applies: fastapi::applies, recognise: fastapi::recognise },
    &Framework { applies: flask::applies, recognise: flask::recognise },
    &Framework { applies: django::applies, recognise: django::recognise },
];

/// A framework: which files it looks at, and what it finds there.
struct Framework {
    applies: fn(&[Import]) -> bool,
    recognise: fn(&Source<'_, '_>) -> Found,
}

impl Recogniser for Framework {
    fn applies(&self, imports: &[Import]) -> bool {
        (self.applies)(imports)
    }

    fn recognise(&self, analysis: &Analysis<'_, '_>, facts: &mut FileFacts) {
        let found = (self.recognise)(&Source::new(facts, analysis.module()));
        found.enter(facts);
    }
}
