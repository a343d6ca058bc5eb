//! Web frameworks of Python, a file each.
//!
//! A recogniser says what a file says about routes; [`link`] joins the files.

mod aiohttp;
mod channels;
mod depends;
mod django;
mod fastapi;
mod flask;
mod helpers;
mod library;
mod link;
mod litestar;
mod middleware;
mod ninja;
mod permissions;
mod rest;
mod site;
mod source;
mod starlette;
mod steps;
mod tables;
mod tornado;
mod view;
mod views;

pub(crate) use library::{guard as library_guard, status as library_status};
pub(crate) use link::routes;

use shipworthy_core::analysis::{Analysis, Recogniser};
use shipworthy_core::facts::{FileFacts, Import};

use fastapi::Found;
use source::Source;

/// The recognisers of all frameworks.
pub(crate) const RECOGNISERS: [&dyn Recogniser; 1] = [&Frameworks];

/// A framework: which files it looks at, and what it finds there.
struct Framework {
    applies: fn(&[Import]) -> bool,
    recognise: fn(&Source<'_, '_>) -> Found,
}

const FRAMEWORKS: [Framework; 8] = [
    Framework { applies: fastapi::applies, recognise: fastapi::recognise },
    Framework { applies: flask::applies, recognise: flask::recognise },
    Framework { applies: django::applies, recognise: django::recognise },
    Framework { applies: ninja::applies, recognise: ninja::recognise },
    Framework { applies: litestar::applies, recognise: litestar::recognise },
    Framework { applies: aiohttp::applies, recognise: aiohttp::recognise },
    Framework { applies: tornado::applies, recognise: tornado::recognise },
    Framework { applies: channels::applies, recognise: channels::recognise },
];

/// All frameworks over one view of a file.
struct Frameworks;

impl Recogniser for Frameworks {
    fn applies(&self, imports: &[Import]) -> bool {
        FRAMEWORKS.iter().any(|framework| (framework.applies)(imports))
    }

    fn recognise(&self, analysis: &Analysis<'_, '_>, facts: &mut FileFacts) {
        let source = Source::new(facts, analysis.module());
        let found: Vec<Found> = FRAMEWORKS
            .iter()
            .filter(|framework| (framework.applies)(&facts.imports))
            .map(|framework| (framework.recognise)(&source))
            .collect();
        for found in found {
            found.enter(facts);
        }
    }
}
