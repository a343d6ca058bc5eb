use std::io::{self, BufWriter, IsTerminal, Write};

use crate::Failure;

/// Writes to the standard output until everything is out. A reader that went away is no error: it has seen enough.
pub(crate) fn whole(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // The rest in the buffer would only fail again.
            let _ = out.into_parts();
            Ok(())
        }
        Err(error) => Err(Failure::internal(format!("the output cannot be written: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// Tells the user what went wrong.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "shipworthy: {text}");
}

/// Whether the standard output shows colours, and the user wants them.
#[expect(
    clippy::disallowed_methods,
    reason = "NO_COLOR changes how the audit looks, not the audit"
)]
pub(crate) fn has_colors() -> bool {
    io::stdout().is_terminal() && std::env::var("NO_COLOR").map_or(true, |value| value.is_empty())
}
