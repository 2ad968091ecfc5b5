//! Addresses in a `srcset`: candidates parted by commas, each an address and what it is for (HTML standard, "parse a
//! srcset attribute").

/// Calls `each` with every address. An address may have commas within; what is for it may have them in brackets.
pub(super) fn read<'a>(text: &'a str, mut each: impl FnMut(&'a str)) {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|character: char| {
            character.is_ascii_whitespace() || character == ','
        });
        if rest.is_empty() {
            return;
        }
        let end = rest
            .find(|character: char| character.is_ascii_whitespace())
            .unwrap_or(rest.len());
        let (address, behind) = rest.split_at(end);
        let bare = address.trim_end_matches(',');
        if !bare.is_empty() {
            each(bare);
        }
        rest = if bare.len() < address.len() {
            behind
        } else {
            after_descriptor(behind)
        };
    }
}

/// What follows the comma that ends what an address is for.
fn after_descriptor(text: &str) -> &str {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => return text.split_at(at).1,
            _ => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_are_parted_as_browsers_part_them() {
        for (text, addresses) in [
            ("/a.png", &["/a.png"][..]),
            ("/a.png 1x, /b.png 2x", &["/a.png", "/b.png"]),
            ("/a.png, /b.png 100w", &["/a.png", "/b.png"]),
            (" ,, /a.png 1x,/b.png", &["/a.png", "/b.png"]),
            ("/a,b.png 1x, /c.png", &["/a,b.png", "/c.png"]),
            ("/a.png,,, /b.png", &["/a.png", "/b.png"]),
            ("/a.png (x, y) 1x, /b.png", &["/a.png", "/b.png"]),
            ("data:,x 1x, /b.png", &["data:,x", "/b.png"]),
            ("/a.png\n\t2x,\n/b.png\n3x", &["/a.png", "/b.png"]),
            ("/a.png (x, /b.png", &["/a.png"]),
            (",", &[]),
            ("", &[]),
        ] {
            let mut found = Vec::new();
            read(text, |address| found.push(address));
            assert_eq!(found, addresses, "{text}");
        }
    }
}
