//! The command `shipworthy`: a thin embedder of the library.
//!
//! Exit codes: 0 ready, 1 not ready, 2 usage or configuration error, 3 nothing analysed, 4 internal error.

mod arguments;
mod audit;
mod explain;
mod output;
mod progress;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};

/// An audit takes and gives back millions of small pieces of memory, and needs less processor time with this allocator.
/// An embedder of the library chooses its own.
#[cfg(any(target_os = "linux", target_os = "macos"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// What the command ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Ready = 0,
    NotReady = 1,
    Usage = 2,
    NothingAnalysed = 3,
    Internal = 4,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome as u8)
    }
}

/// Why the command ends early: the text for the user and what to end with.
struct Failure {
    outcome: Outcome,
    text: String,
}

impl Failure {
    fn usage(text: impl ToString) -> Self {
        Self { outcome: Outcome::Usage, text: text.to_string() }
    }

    fn internal(text: impl ToString) -> Self {
        Self { outcome: Outcome::Internal, text: text.to_string() }
    }
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let outcome = if error.use_stderr() { Outcome::Usage } else { Outcome::Ready };
            // A closed pipe loses the text, and nobody is there to read it.
            let _ = error.print();
            return outcome.into();
        }
    };
    let ended = match arguments.command {
        Command::Audit(audit) => audit::run(&audit),
        Command::Schema => explain::schema(),
        Command::Rules => explain::rules(),
        Command::Explain { topic, path } => explain::topic(&topic, &path),
    };
    ended
        .unwrap_or_else(|failure| {
            output::complain(&failure.text);
            failure.outcome
        })
        .into()
}
