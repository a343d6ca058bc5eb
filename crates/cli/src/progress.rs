use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;

use shipworthy::AuditorBuilder;
use shipworthy::auditor::{Event, Phase};

/// Draws the progress on the error output, if that is a terminal.
pub(crate) fn listen(builder: AuditorBuilder) -> AuditorBuilder {
    if !io::stderr().is_terminal() {
        return builder;
    }
    let last = Mutex::new((Phase::List, usize::MAX));
    builder.progress(move |event| {
        let Event::Progress { phase, done, total, .. } = event else {
            return;
        };
        let percent = (done * 100).checked_div(total).unwrap_or(0);
        let Ok(mut last) = last.lock() else {
            return;
        };
        if *last == (phase, percent) {
            return;
        }
        *last = (phase, percent);
        let name = match phase {
            Phase::List => "listing files",
            Phase::Extract => "reading files",
            Phase::Link => "linking",
            Phase::Check => "running rules",
            Phase::Judge => "judging",
        };
        let _ = write!(io::stderr(), "\r\x1b[K{name} {percent} %");
    })
}

/// Takes the progress off the terminal.
pub(crate) fn clear() {
    if io::stderr().is_terminal() {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
}
