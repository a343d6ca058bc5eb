//! Base64, as tokens and manifests write it.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The bytes behind a Base64 text of either alphabet, padded or not; white space is passed over. `None` if it is none.
pub fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let plain: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            byte => byte,
        })
        .collect();
    LENIENT.decode(plain).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_alphabets_are_read_with_and_without_padding() {
        assert_eq!(decode_base64("Pz8_\nPg").as_deref(), Some(&b"???>"[..]));
        assert_eq!(decode_base64("Pz8/Pg==").as_deref(), Some(&b"???>"[..]));
        assert_eq!(decode_base64("not base64!"), None);
    }
}
