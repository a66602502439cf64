//! The address of a request, read once for all who decide by it: the limits, the dispatch of forms and the log must
//! never disagree about which page it names.

/// The parts between slashes; empty ones say nothing.
pub fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

/// The one way to write this path: no empty part, no slash at the end.
pub fn canonical(path: &str) -> String {
    format!("/{}", segments(path).join("/"))
}

/// A path as the log may hold it: without the tokens of links that let people in, however the address is written.
pub fn logged(path: &str) -> String {
    match segments(path).as_slice() {
        [secret @ ("survey" | "welcome"), ..] => format!("/{secret}/…"),
        // No page of ours begins like this; it could be one of those above in other letters.
        [first, ..] if first.contains('%') => "/%…".to_owned(),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_page_has_one_address() {
        for way in ["/sign-in", "/sign-in/", "//sign-in", "///sign-in//"] {
            assert_eq!(segments(way), ["sign-in"], "{way}");
            assert_eq!(canonical(way), "/sign-in", "{way}");
        }
        assert_eq!(canonical("/"), "/");
        assert_eq!(canonical("//evil.example//x"), "/evil.example/x");
    }

    #[test]
    fn the_log_holds_no_token_of_a_link() {
        for way in ["/welcome/5ecret", "//welcome/5ecret", "/welcome//5ecret", "/survey/5ecret/", "/%77elcome/5ecret"] {
            assert!(!logged(way).contains("5ecret"), "{way}: {}", logged(way));
        }
        assert_eq!(logged("/portal/cases/C-1042"), "/portal/cases/C-1042");
    }
}
