//! The words and signs of an expression.

use crate::sim::scenario::BadInput;

/// The longest expression, in characters.
const LONGEST: usize = 500;

/// A word or sign, and the column at which it begins, counted from 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub column: usize,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    Word(String),
    Number(f64),
    Text(String),
    Sign(&'static str),
    End,
}

/// Longer signs before shorter ones.
const SIGNS: [&str; 15] = ["!=", "<=", ">=", "=", "<", ">", "+", "-", "(", ")", "[", "]", ".", ",", ":"];

/// The one word with a hyphen in it.
const PRE_CANDIDATE: &str = "pre-candidate";

/// What is wrong at a column.
pub(super) fn wrong(column: usize, message: impl Into<String>) -> BadInput {
    BadInput::new(format!("column {column}"), message.into())
}

/// Takes an expression apart. The last token is the end.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, BadInput> {
    if text.chars().nth(LONGEST).is_some() {
        return Err(wrong(LONGEST + 1, format!("an expression has at most {LONGEST} characters")));
    }
    let mut lexer = Lexer { rest: text, column: 1 };
    let mut tokens = Vec::new();
    loop {
        lexer.skip(lexer.rest.len() - lexer.rest.trim_start().len());
        let column = lexer.column;
        let what = lexer.next()?;
        let ends = what == What::End;
        tokens.push(Token { column, what });
        if ends {
            return Ok(tokens);
        }
    }
}

pub(super) fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

struct Lexer<'a> {
    rest: &'a str,
    column: usize,
}

impl<'a> Lexer<'a> {
    fn next(&mut self) -> Result<What, BadInput> {
        let Some(letter) = self.rest.chars().next() else { return Ok(What::End) };
        if letter == '"' {
            return self.text();
        }
        if letter.is_ascii_digit() {
            return self.number();
        }
        if is_word(letter) {
            let end = self.rest.find(|letter| !is_word(letter)).unwrap_or(self.rest.len());
            let end = if self.rest.starts_with(PRE_CANDIDATE) { PRE_CANDIDATE.len() } else { end };
            return Ok(What::Word(self.skip(end).into()));
        }
        if let Some(sign) = SIGNS.into_iter().find(|sign| self.rest.starts_with(sign)) {
            self.skip(sign.len());
            return Ok(What::Sign(sign));
        }
        Err(wrong(
            self.column,
            format!(
                "'{letter}' is not allowed: words, numbers, texts in \"…\", = != < <= > >= + - ( ) [ ] . , :"
            ),
        ))
    }

    fn number(&mut self) -> Result<What, BadInput> {
        let column = self.column;
        let end = self
            .rest
            .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .unwrap_or(self.rest.len());
        let digits = self.skip(end);
        let (whole, behind) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |digits: &str| !digits.is_empty() && !digits.contains('.');
        if plain(whole) && plain(behind) && digits.len() <= 16 {
            return Ok(What::Number(number(whole, behind)));
        }
        let allowed = "at most 15 digits and one point in them are allowed";
        Err(wrong(column, format!("{digits} is no number: {allowed}")))
    }

    fn text(&mut self) -> Result<What, BadInput> {
        let column = self.column;
        let mut text = String::new();
        let mut letters = self.rest.char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' => {
                    self.skip(at + 1);
                    return Ok(What::Text(text));
                }
                '\\' => text.extend(letters.next().map(|(_, letter)| letter)),
                _ => text.push(letter),
            }
        }
        Err(wrong(column, "the text that begins here has no closing \""))
    }

    /// Goes on by so many bytes, and gives what they were.
    fn skip(&mut self, bytes: usize) -> &'a str {
        let (skipped, rest) = self.rest.split_at(bytes);
        self.column += skipped.chars().count();
        self.rest = rest;
        skipped
    }
}

/// The number that the digits before and behind the point make. Both are exact up to 15 digits, so that it is the nearest
/// to what was written. The standard library reads any number, by tables of 10 kB that would be part of the first load.
fn number(whole: &str, behind: &str) -> f64 {
    let of = |digits: &str, start: u64| {
        digits.bytes().fold(start, |number, digit| 10 * number + u64::from(digit - b'0'))
    };
    let scale = behind.bytes().fold(1_u64, |scale, _| 10 * scale);
    of(behind, of(whole, 0)) as f64 / scale as f64
}
