//! A person's face: two initials on one of twelve grounds. The ground follows from the name alone, so that a person
//! looks the same on every screen and after every restart. Deliberately absent: pictures.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FaceSize {
    #[default]
    Small,
    Large,
}

/// Initials only; hidden from readers, because the name always stands beside it or on the control that holds it.
#[component]
pub fn Face(#[prop(into)] name: String, #[prop(optional)] size: FaceSize) -> impl IntoView {
    let class = match size {
        FaceSize::Small => format!("face h{}", hue(&name)),
        FaceSize::Large => format!("face l h{}", hue(&name)),
    };
    view! { <span class=class aria-hidden="true" title=name.clone()>{initials(&name)}</span> }
}

/// The face with the name beside it, and room for a word behind it.
#[component]
pub fn Person(#[prop(into)] name: String, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    view! {
        <span class="person">
            <Face name=name.clone()/>
            <span>{name}</span>
            {children.map(|children| children())}
        </span>
    }
}

/// The name without the company that may stand behind it: somebody looks the same with it and without.
fn person(name: &str) -> &str {
    name.split(',').next().unwrap_or(name).trim()
}

/// FNV-1a over the name, folded to twelve (http://www.isthe.com/chongo/tech/comp/fnv/): stable across platforms.
fn hue(name: &str) -> u32 {
    person(name).bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)) % 12
}

/// The first letters of the first and the last word, in capitals.
fn initials(name: &str) -> String {
    let mut words = person(name).split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials("Maya Okafor"), "MO");
        assert_eq!(initials("  ana maria de souza "), "AS");
        assert_eq!(initials("Cher"), "C");
        assert_eq!(initials("Sol Vega, Northwind Partners"), "SV");
        assert_eq!(initials("Émile Zola"), "ÉZ");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn the_ground_follows_from_the_name_alone() {
        assert_eq!(hue("Maya Okafor"), hue(" Maya Okafor "));
        assert_eq!(hue("Maya Okafor"), hue("Maya Okafor, Northwind Partners"));
        let used: std::collections::BTreeSet<u32> =
            ["Maya", "Jonas", "Priya", "Amara", "Lena", "Tom", "Kim", "Ravi"].into_iter().map(hue).collect();
        assert!(used.len() > 3, "names spread over the grounds: {used:?}");
        assert!(used.iter().all(|hue| *hue < 12));
    }
}
