//! Where a credential of a program stands, as far as the lines tell without a grammar: inline tests, comments, strings.

use crate::facts::{SecretKind, SecretSite};
use crate::source::{Language, Role, SourceFile, SourcePath, Span, known_language};

/// The places of a source text in which invented values are expected.
pub(super) struct Places<'t> {
    text: &'t str,
    /// In a program only what stands in quotes is a value; a setting needs none.
    program: bool,
    /// All of it is a test.
    test: bool,
    /// All of it is what a program says to people, in one of their languages.
    translation: bool,
    inline_tests: Vec<Span>,
}

impl<'t> Places<'t> {
    pub(super) fn of(source: &SourceFile<'t>) -> Self {
        let language = known_language(source.path.extension());
        let program = *source.language == Language::TEXT
            && language.is_some_and(|it| !matches!(it, "powershell" | "shell" | "sql"));
        let inline_tests =
            if language == Some("rust") { inline_tests(source.text) } else { Vec::new() };
        let test = source.role == Role::Test;
        let translation = is_translation(source.path);
        Self { text: source.text, program, test, translation, inline_tests }
    }

    /// Whether a credential counts where it stands.
    ///
    /// Values that are only fit for the name beside them are what tests are made of, and names of what people are
    /// asked for stand beside their translations: there, a provider's format alone counts. And what a comment of a program puts in a credential's place is a description.
    pub(super) fn counts(&self, site: &SecretSite) -> bool {
        let of_format = site.name.is_empty()
            && site.kind == SecretKind::Literal
            && site.detector.as_str() != "url-password";
        if self.test
            || self.translation
            || self.inline_tests.iter().any(|test| test.contains(site.span))
        {
            return of_format;
        }
        of_format
            || !self.program
            || match self.before(site.span) {
                Before::Comment => site.kind == SecretKind::Literal && !site.name.is_empty(),
                Before::Text => true,
                Before::Code => site.name.is_empty(),
            }
    }

    /// What the line holds before a place.
    fn before(&self, span: Span) -> Before {
        let start = self.text[..span.start as usize].rfind('\n').map_or(0, |end| end + 1);
        let line = &self.text[start..span.start as usize];
        let open = |mark: char| line.matches(mark).count() % 2 == 1;
        if ["//", "#", "*", "/*", "--", ";"].iter().any(|mark| line.trim_start().starts_with(mark))
        {
            Before::Comment
        } else if ['"', '\'', '`'].into_iter().any(open) {
            Before::Text
        } else {
            Before::Code
        }
    }
}

/// Whether a file holds translations, by the folders around it.
fn is_translation(path: &SourcePath) -> bool {
    const FOLDERS: &[&str] =
        &["i18n", "l10n", "lang", "langs", "languages", "locale", "locales", "translations"];
    matches!(path.extension(), "json" | "json5" | "po" | "properties" | "yaml" | "yml")
        && path.parent().split('/').any(|folder| FOLDERS.contains(&folder))
}

enum Before {
    Comment,
    Text,
    Code,
}

/// The modules of a Rust text that are only compiled for tests: from the attribute to the brace that closes the module,
/// which formatted code has at the beginning of its line.
fn inline_tests(text: &str) -> Vec<Span> {
    const ATTRIBUTE: &str = "#[cfg(test)]\nmod ";
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(ATTRIBUTE).map(|at| from + at) {
        let body = at + ATTRIBUTE.len();
        let first = text[body..].lines().next().unwrap_or_default();
        from = body;
        if !first.trim_end().ends_with('{') {
            continue;
        }
        let end = text[body..].find("\n}").map_or(text.len(), |end| body + end);
        found.push(Span::new(at as u32, end as u32));
        from = end;
    }
    found
}
