//! Text as it is kept. Somebody may paste a file into it: what is no text is cut out, undecoded.

/// The least lines in a row that make a pasted file.
const PASTED: usize = 3;

/// Letters of a line of base64 that is no word.
const LONG: usize = 20;

/// Letters of a pasted file that is written by sixteens: a list of digests is shorter.
const MANY: usize = 4_000;

/// A text, cleaned.
pub(super) struct Cleaned {
    /// The text; nothing where it was none.
    pub(super) text: Option<String>,
    /// How many files were cut out.
    pub(super) cut: usize,
}

/// Cleans a text: no controls but line ends and tabs, no pasted files. What is mostly no text, under whatever name it
/// came, is none.
pub(super) fn clean(raw: &str) -> Cleaned {
    let (mut odd, mut all) = (0_usize, 0_usize);
    for letter in raw.chars() {
        all += 1;
        let control = letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{c}');
        if control || letter == char::REPLACEMENT_CHARACTER {
            odd += 1;
        }
    }
    // A picture under the name of a text: one letter in twenty would be far more than a wrong charset does to a
    // text in Latin letters, yet a text in none of the charsets we know is lost with it.
    if raw.contains('\0') || (odd > 16 && odd.saturating_mul(20) > all) {
        return Cleaned { text: None, cut: 1 };
    }
    let plain: String = raw
        .replace("\r\n", "\n")
        .chars()
        .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'))
        .collect();
    let (text, cut) = without_files(&plain);
    Cleaned {
        text: Some(text.trim().to_owned()),
        cut,
    }
}

/// A text without the files in it: lines of base64, what stands between `begin` and `end` of uuencode.
fn without_files(text: &str) -> (String, usize) {
    let mut kept: Vec<&str> = Vec::new();
    let mut pasted: Vec<&str> = Vec::new();
    let mut cut = 0;
    let mut in_uu = false;
    for line in text.lines().chain(std::iter::once("")) {
        let bare = line.trim_start_matches(['>', ' ', '\t']).trim_end();
        if in_uu {
            in_uu = bare != "end";
            continue;
        }
        if is_uu_begin(bare) {
            in_uu = true;
            cut += 1;
            kept.push("[…]");
            continue;
        }
        if is_encoded(bare) {
            pasted.push(line);
            continue;
        }
        let is_file = is_file(&pasted);
        if is_file {
            cut += 1;
            kept.push("[…]");
        } else {
            kept.append(&mut pasted);
        }
        pasted.clear();
        // The last line of a file is shorter than the others.
        let is_rest = is_file && !bare.is_empty() && bare.len() < LONG && is_of_base64(bare);
        if !is_rest {
            kept.push(line);
        }
    }
    // A single line may hold a whole file.
    let kept: Vec<_> = kept
        .into_iter()
        .map(|line| match line.split_once(";base64,") {
            Some((before, _)) => {
                cut += 1;
                format!("{before}[…]")
            }
            None if line.len() > 1000
                && line
                    .split_whitespace()
                    .any(|word| word.len() > 900 && is_of_base64(word)) =>
            {
                cut += 1;
                "[…]".to_owned()
            }
            None => line.to_owned(),
        })
        .collect();
    (kept.join("\n"), cut)
}

fn is_uu_begin(line: &str) -> bool {
    let Some(rest) = line
        .strip_prefix("begin ")
        .or_else(|| line.strip_prefix("begin-base64 "))
    else {
        return false;
    };
    let mode = rest.split(' ').next().unwrap_or_default();
    (3..=4).contains(&mode.len()) && mode.bytes().all(|byte| (b'0'..=b'7').contains(&byte))
}

/// Whether a line may be of a file: long, without a blank, and of letters of two kinds, as no word is and no ruled line.
fn is_encoded(line: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| usize::from(line.as_bytes().iter().any(kind));
    line.len() >= LONG
        && is_of_base64(line)
        && has(u8::is_ascii_digit) + has(u8::is_ascii_lowercase) + has(u8::is_ascii_uppercase) >= 2
}

/// Whether lines that may be are a file: what is written by sixteens may as well be a list of digests.
fn is_file(lines: &[&str]) -> bool {
    let sixteens = |byte: u8| byte.is_ascii_hexdigit() || b"> \t".contains(&byte);
    let letters: usize = lines.iter().map(|line| line.len()).sum();
    lines.len() >= PASTED
        && (letters >= MANY || !lines.iter().all(|line| line.bytes().all(sixteens)))
}

fn is_of_base64(line: &str) -> bool {
    line.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"+/=-_".contains(&byte))
}
