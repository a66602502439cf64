//! Text made safe for the few places that write markup as a string (drawings, and the content of a `<textarea>`,
//! which Leptos 0.8 does not escape). Deliberately absent: anything that takes markup from outside.

/// The text with the five characters replaced that mean something in markup.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// Permille as a percentage attribute: 125 is `12.5%`.
pub(super) fn percent(permille: u16) -> String {
    let permille = permille.min(1000);
    if permille.is_multiple_of(10) {
        format!("{}%", permille / 10)
    } else {
        format!("{}.{}%", permille / 10, permille % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_element() {
        assert_eq!(escaped("</textarea><script>\"'&"), "&lt;/textarea&gt;&lt;script&gt;&quot;&#39;&amp;");
    }

    #[test]
    fn permille_become_percent_without_rounding() {
        assert_eq!(percent(0), "0%");
        assert_eq!(percent(125), "12.5%");
        assert_eq!(percent(1000), "100%");
        assert_eq!(percent(4000), "100%");
    }
}
