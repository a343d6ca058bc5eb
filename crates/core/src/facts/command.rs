use super::CommandLine;
use crate::source::{Span, Text};

impl CommandLine {
    /// A command given word by word. What a shell is told to run with `-c` is split too.
    pub fn exec(words: &[&str], span: Span) -> Self {
        match words {
            [shell, flag, script, ..]
                if is_shell(shell) && flag.starts_with('-') && flag.ends_with('c') =>
            {
                Self::shell(script, span)
            }
            _ => Self {
                words: words.iter().map(|word| Text::from(*word)).collect(),
                shell: false,
                span,
            },
        }
    }

    /// A command as a shell reads it: `&&`, `||`, `;`, `|` and line ends are words of their own.
    pub fn shell(text: &str, span: Span) -> Self {
        Self { words: split(text).into(), shell: true, span }
    }

    /// The single commands of the line, in order.
    pub fn commands(&self) -> impl Iterator<Item = &[Text]> {
        self.words
            .split(|word| matches!(word.as_str(), "&&" | "||" | ";" | "|" | "&"))
            .filter(|words| !words.is_empty())
    }
}

/// The words of a shell command, operators as words of their own.
fn split(text: &str) -> Vec<Text> {
    let mut words: Vec<Text> = Vec::new();
    let mut word = String::new();
    let mut quote: Option<char> = None;
    let mut started = false;
    let mut chars = text.chars().peekable();
    let flush = |word: &mut String, started: &mut bool, words: &mut Vec<Text>| {
        if *started {
            words.push(word.as_str().into());
            word.clear();
            *started = false;
        }
    };
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), c) => word.push(c),
            (None, '\'' | '"') => {
                quote = Some(c);
                started = true;
            }
            (None, '\\') => {
                if let Some(next) = chars.next()
                    && next != '\n'
                {
                    word.push(next);
                    started = true;
                }
            }
            (None, '#') if !started => {
                while chars.peek().is_some_and(|c| *c != '\n') {
                    chars.next();
                }
            }
            (None, ';' | '\n') => {
                flush(&mut word, &mut started, &mut words);
                if words.last().is_some_and(|last| *last != ";") {
                    words.push(";".into());
                }
            }
            (None, '&' | '|') => {
                flush(&mut word, &mut started, &mut words);
                let double = chars.next_if_eq(&c).is_some();
                words.push(
                    match (c, double) {
                        ('&', true) => "&&",
                        ('|', true) => "||",
                        ('|', false) => "|",
                        _ => "&",
                    }
                    .into(),
                );
            }
            (None, c) if c.is_whitespace() => flush(&mut word, &mut started, &mut words),
            (None, c) => {
                word.push(c);
                started = true;
            }
        }
    }
    flush(&mut word, &mut started, &mut words);
    while words.last().is_some_and(|last| *last == ";") {
        words.pop();
    }
    words
}

fn is_shell(word: &str) -> bool {
    matches!(word.rsplit('/').next(), Some("sh" | "bash" | "ash" | "dash" | "zsh"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        CommandLine::shell(text, Span::default())
            .words
            .iter()
            .map(|word| word.to_string())
            .collect()
    }

    #[test]
    fn quotes_and_operators_split_as_in_a_shell() {
        assert_eq!(
            words("a 'b c' && d \"e\"|f; # g\n h"),
            ["a", "b c", "&&", "d", "e", "|", "f", ";", "h"]
        );
    }

    #[test]
    fn a_shell_with_c_is_split() {
        let line = CommandLine::exec(
            &["/bin/sh", "-c", "alembic upgrade head && uvicorn app:app"],
            Span::default(),
        );
        assert_eq!(line.words.len(), 6);
        assert!(line.shell);
    }
}
