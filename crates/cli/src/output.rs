use std::io::{self, BufWriter, Write};

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
