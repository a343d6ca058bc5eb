//! Patterns over paths, as middleware, matchers and lists of exemptions write them: `/admin/*`,
//! `/users/:id`, `/((?!api|static).*)`, and regular expressions, which begin with `^`.

use std::cell::RefCell;

use regex::{Regex, RegexBuilder};
use rustc_hash::FxHashMap;

/// How large a compiled expression may become, in bytes.
const SIZE_LIMIT: usize = 1 << 18;

/// Holds patterns against paths; what was compiled once is kept.
#[derive(Debug, Default)]
pub struct Patterns {
    compiled: RefCell<FxHashMap<String, Option<Expression>>>,
}

impl Patterns {
    /// Whether a pattern covers a path: itself and what is below it, at the border of a part.
    pub fn covers(&self, pattern: &str, path: &str) -> bool {
        match is_expression(pattern) {
            true => self.expression(pattern, path, true),
            false => parts_match(&parts(pattern), &parts(path), true),
        }
    }

    /// Whether a pattern is a path: part by part, wildcards aside.
    pub fn matches(&self, pattern: &str, path: &str) -> bool {
        match is_expression(pattern) {
            true => self.expression(pattern, path, false),
            false => parts_match(&parts(pattern), &parts(path), false),
        }
    }

    fn expression(&self, pattern: &str, path: &str, below: bool) -> bool {
        let mut compiled = self.compiled.borrow_mut();
        let key = format!("{}{pattern}", if below { '+' } else { '=' });
        let expression = compiled.entry(key).or_insert_with(|| Expression::of(pattern, below));
        let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
        expression.as_ref().is_some_and(|it| {
            it.whole.is_match(path) && !it.never.iter().any(|never| never.is_match(path))
        })
    }
}

/// Whether a pattern has groups, or is a regular expression.
fn is_expression(pattern: &str) -> bool {
    pattern.starts_with('^') || pattern.contains('(')
}

/// A regular expression, and what it excludes by looking ahead.
#[derive(Debug)]
struct Expression {
    whole: Regex,
    never: Vec<Regex>,
}

impl Expression {
    fn of(pattern: &str, below: bool) -> Option<Self> {
        let (text, never) = translate(pattern, below);
        let compile = |text: &str| RegexBuilder::new(text).size_limit(SIZE_LIMIT).build().ok();
        let never = never.iter().filter_map(|text| compile(text)).collect();
        Some(Self { whole: compile(&text)?, never })
    }
}

/// A pattern as a regular expression without looking ahead, and those of what it leaves out.
fn translate(pattern: &str, below: bool) -> (String, Vec<String>) {
    let literal = pattern.starts_with('^');
    let mut text = String::from(if literal { "" } else { "^" });
    let mut never = Vec::new();
    let mut open = 0usize;
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        if let Some(inside) = rest.strip_prefix("(?!") {
            let end = closing(inside);
            let close = ")".repeat(open);
            never.push(format!("{text}(?:{}){close}", &inside[..end]));
            rest = inside.get(end + 1..).unwrap_or_default();
            continue;
        }
        let mut taken = c.len_utf8();
        match c {
            '\\' => {
                taken += rest[taken..].chars().next().map_or(0, char::len_utf8);
                text.push_str(&rest[..taken]);
            }
            '(' => {
                open += 1;
                text.push('(');
            }
            ')' => {
                open = open.saturating_sub(1);
                text.push(')');
            }
            // Within groups and expressions everything is one.
            _ if literal || open > 0 => text.push(c),
            ':' | '*' if c == '*' || rest[1..].starts_with(is_word) => {
                taken += rest[1..].chars().take_while(|c| c == &'_' || is_word(*c)).count();
                // A parameter takes the slash before it along when it is repeated or left out.
                let part = match rest.as_bytes().get(taken) {
                    _ if c == '*' => ".*".to_owned(),
                    Some(b'(') => String::new(),
                    Some(b'*' | b'+' | b'?') if text.ends_with('/') => {
                        text.pop();
                        let sign = &rest[taken..=taken];
                        taken += 1;
                        format!("(?:/[^/]+){sign}")
                    }
                    _ => "[^/]+".to_owned(),
                };
                text.push_str(&part);
            }
            '?' | '+' => text.push(c),
            c => text.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
        rest = rest.get(taken..).unwrap_or_default();
    }
    if !literal {
        text.push_str(if below { "(?:/.*)?$" } else { "$" });
    }
    (text, never)
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

/// Where the group ends in whose inside a text begins.
fn closing(inside: &str) -> usize {
    let mut depth = 0u32;
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '(' => depth += 1,
            ')' if depth == 0 => return at,
            ')' => depth -= 1,
            _ => {}
        }
    }
    inside.len()
}

fn parts(path: &str) -> Vec<&str> {
    path.trim_end_matches('$').split('/').filter(|part| !part.is_empty()).collect()
}

fn parts_match(pattern: &[&str], path: &[&str], below: bool) -> bool {
    let mut at = 0;
    for (index, part) in pattern.iter().enumerate() {
        let last = index + 1 == pattern.len();
        if last && is_rest(part) {
            return true;
        }
        let Some(segment) = path.get(at) else {
            return false;
        };
        if !(is_wild(part)
            || is_wild(segment) && part.starts_with([':', '{', '<', '*'])
            || part == segment)
        {
            return false;
        }
        at += 1;
    }
    below || at == path.len()
}

fn is_rest(part: &str) -> bool {
    matches!(part, "*" | "**" | ".*" | "*path" | "{*path}" | "*splat" | "{*splat}")
        || part.starts_with(':') && part.ends_with(['*', '+'])
}

fn is_wild(part: &str) -> bool {
    part == "*" || part.starts_with(':') || part.starts_with('{') || part.starts_with('<')
}

#[cfg(test)]
mod tests {
    use super::Patterns;

    fn covers(pattern: &str, path: &str) -> bool {
        Patterns::default().covers(pattern, path)
    }

    fn matches(pattern: &str, path: &str) -> bool {
        Patterns::default().matches(pattern, path)
    }

    #[test]
    fn a_prefix_ends_at_the_border_of_a_part() {
        assert!(covers("/admin", "/admin"));
        assert!(covers("/admin", "/admin/users"));
        assert!(!covers("/admin", "/administrators"));
        assert!(covers("/api/*", "/api/users/1"));
        assert!(covers("/users/:id", "/users/{id}/posts"));
        assert!(!covers("/api/*", "/other"));
        assert!(covers("/api/(.*)", "/api/users/1"));
    }

    #[test]
    fn an_exemption_is_exact() {
        assert!(matches("/login", "/login/"));
        assert!(!matches("/login", "/login/history"));
        assert!(matches("/public/*", "/public/a/b"));
    }

    #[test]
    fn a_negative_lookahead_leaves_out_what_it_names() {
        let matcher = "/((?!api|_next/static|favicon.ico|.*\\.png$).*)";
        assert!(!covers(matcher, "/api/users"));
        assert!(covers(matcher, "/dashboard"));
        assert!(!matches(matcher, "/logo.png"));
        assert!(matches(matcher, "/users/:id"));
    }

    #[test]
    fn groups_and_parameters_are_expressions() {
        assert!(matches("/(api|trpc)(.*)", "/api/items"));
        assert!(!matches("/(api|trpc)(.*)", "/items"));
        assert!(matches("/sign-in(.*)", "/sign-in/sso"));
        assert!(matches("/(de|en)/:path*", "/de"));
        assert!(matches("/users/:id(\\d+)", "/users/7"));
        assert!(!matches("/users/:id(\\d+)", "/users/me"));
        assert!(matches("^\\/public\\/.*", "/public/logo"));
        assert!(!matches("^\\/public\\/.*", "/private"));
    }

    #[test]
    fn a_broken_expression_matches_nothing() {
        assert!(!matches("/((?!api", "/x"));
        assert!(!matches("^(((", "/x"));
    }
}
