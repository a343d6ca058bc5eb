use super::Limits;

/// What the bytes of a file are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Decoded {
    /// Text, without a byte order mark.
    Text(String),
    /// Text with bytes in it that are none: they are replaced, and the reason says where the first one stands.
    Damaged(String, String),
    /// Not text.
    Binary,
    /// Text that is not read, and why.
    Refused(String),
}

/// Turns bytes into text. UTF-8 is expected; UTF-16 is read where a byte order mark announces it.
pub(crate) fn decode(bytes: Vec<u8>, limits: &Limits) -> Decoded {
    let text = match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => {
            std::str::from_utf8(rest).map(str::to_owned).map_err(|_| "not UTF-8".to_owned())
        }
        head if is_binary(head) => return Decoded::Binary,
        _ => match String::from_utf8(bytes) {
            Ok(text) => Ok(text),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let line = memchr::memchr_iter(b'\n', &error.as_bytes()[..at]).count() + 1;
                let reason = format!("not UTF-8: the first invalid byte is on line {line}");
                return damaged(error.as_bytes(), reason, limits);
            }
        },
    };
    match text {
        Err(reason) => Decoded::Refused(reason),
        Ok(text) => match long_line(&text, limits.line_bytes as usize) {
            Some(line) => Decoded::Refused(format!(
                "line {line} is longer than the limit of {} bytes",
                limits.line_bytes
            )),
            None => Decoded::Text(text),
        },
    }
}

/// A text with a few characters of an old encoding in it is a text; one that is full of them is not.
fn damaged(bytes: &[u8], reason: String, limits: &Limits) -> Decoded {
    /// In how many bytes one may be invalid.
    const ONE_IN: usize = 50;
    let text = String::from_utf8_lossy(bytes);
    let invalid = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    match invalid <= 1 + bytes.len() / ONE_IN
        && long_line(&text, limits.line_bytes as usize).is_none()
    {
        true => Decoded::Damaged(text.into_owned(), reason),
        false => Decoded::Refused(reason),
    }
}

/// A NUL byte near the beginning tells data from text.
pub(crate) fn is_binary(bytes: &[u8]) -> bool {
    memchr::memchr(0, &bytes[..bytes.len().min(8192)]).is_some()
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units)
        .collect::<Result<String, _>>()
        .ok()
        .filter(|_| bytes.len().is_multiple_of(2))
        .ok_or_else(|| "announced as UTF-16 and not valid UTF-16".to_owned())
}

/// Whether a script was packed by a build: most of it stands in long lines, and these are code, not data.
pub(crate) fn is_minified(text: &str) -> bool {
    /// Below this, a packed file costs nothing to read.
    const LEAST: usize = 16 * 1024;
    const LONG: usize = 1000;
    if text.len() < LEAST {
        return false;
    }
    let (mut long, mut marks) = (0, 0);
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        if end - start > LONG {
            long += end - start;
            marks += text.as_bytes()[start..end]
                .iter()
                .filter(|byte| matches!(byte, b'(' | b')' | b'{' | b'}' | b';'))
                .count();
        }
        start = end + 1;
    }
    long * 2 > text.len() && marks * 25 > long
}

/// The number of the first line longer than `limit` bytes.
fn long_line(text: &str, limit: usize) -> Option<usize> {
    if text.len() <= limit {
        return None;
    }
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    for (at, end) in ends.enumerate() {
        if end - start > limit {
            return Some(at + 1);
        }
        start = end + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> Decoded {
        decode(bytes.to_vec(), &Limits::default())
    }

    #[test]
    fn byte_order_marks_are_taken_off() {
        assert_eq!(text(b"\xEF\xBB\xBFx = 1"), Decoded::Text("x = 1".into()));
        assert_eq!(text(b"\xFF\xFEx\0=\0"), Decoded::Text("x=".into()));
        assert_eq!(text(b"\xFE\xFF\0x\0="), Decoded::Text("x=".into()));
    }

    #[test]
    fn what_is_no_text_is_told_apart() {
        assert_eq!(text(b"\x89PNG\0\0"), Decoded::Binary);
        assert_eq!(
            text(b"a\n\xE9t\xE9"),
            Decoded::Refused("not UTF-8: the first invalid byte is on line 2".into())
        );
        assert!(matches!(text(b"\xFF\xFEx"), Decoded::Refused(_)));
    }

    #[test]
    fn one_character_of_an_old_encoding_does_not_lose_the_text() {
        assert_eq!(
            text(b"x = 'caf\xE9'\n"),
            Decoded::Damaged(
                "x = 'caf\u{FFFD}'\n".into(),
                "not UTF-8: the first invalid byte is on line 1".into()
            )
        );
    }

    #[test]
    fn a_long_line_is_refused_and_named() {
        let limits = Limits { line_bytes: 10, ..Limits::default() };
        let refused = decode(b"short\nthis line is too long\n".to_vec(), &limits);
        assert_eq!(refused, Decoded::Refused("line 2 is longer than the limit of 10 bytes".into()));
        assert!(matches!(decode(b"0123456789\n01234".to_vec(), &limits), Decoded::Text(_)));
    }
}
