//! What people and companies are called.

use crate::random::Random;

const GIVEN: [&str; 96] = [
    "Adaeze", "Aisha", "Alicia", "Anders", "Andrea", "Anika", "Anton", "Aoife", "Arjun", "Astrid", "Beatriz", "Ben",
    "Camille", "Carlos", "Carmen", "Chiara", "Chloé", "Claire", "Daniel", "Daria", "David", "Derek", "Diego", "Dilan",
    "Elena", "Eliza", "Emeka", "Emil", "Emma", "Erik", "Esra", "Fatima", "Felix", "Fiona", "Frieda", "Gareth",
    "Giulia", "Grace", "Hana", "Hannah", "Haruto", "Helen", "Hugo", "Ines", "Ivy", "Jakub", "James", "Javier", "Jing",
    "Joana", "João", "Julia", "Kaito", "Karin", "Katya", "Kenji", "Kofi", "Laila", "Lars", "Laura", "Leila", "Leon",
    "Liam", "Linh", "Łukasz", "Maeve", "Magnus", "Marcus", "María", "Marta", "Mateo", "Mei", "Mikkel", "Nadia",
    "Naomi", "Niamh", "Nina", "Nora", "Oliver", "Omar", "Oscar", "Paula", "Pedro", "Rachel", "Rafael", "Ravi", "René",
    "Rosa", "Samir", "Sanne", "Sofia", "Søren", "Tariq", "Tess", "Yuki", "Zoë",
];

const FAMILY: [&str; 100] = [
    "Abbott",
    "Adeyemi",
    "Almeida",
    "Andersson",
    "Bakker",
    "Banerjee",
    "Barros",
    "Bauer",
    "Becker",
    "Bennett",
    "Berg",
    "Bianchi",
    "Boateng",
    "Brandt",
    "Brooks",
    "Byrne",
    "Calder",
    "Campos",
    "Carter",
    "Castillo",
    "Chen",
    "Claes",
    "Conti",
    "Costa",
    "Dahl",
    "Dubois",
    "Duarte",
    "Eriksen",
    "Evans",
    "Farouk",
    "Ferrari",
    "Fischer",
    "Fletcher",
    "Fontaine",
    "Fraser",
    "Garcia",
    "Gomes",
    "González",
    "Greene",
    "Haddad",
    "Hansen",
    "Hartmann",
    "Hayashi",
    "Holm",
    "Hughes",
    "Ibarra",
    "Iwata",
    "Jansen",
    "Jensen",
    "Kaczmarek",
    "Kaplan",
    "Keller",
    "Khan",
    "Kim",
    "Kowalska",
    "Krüger",
    "Laurent",
    "Lindqvist",
    "López",
    "Mabaso",
    "MacLeod",
    "Malik",
    "Marino",
    "Mbeki",
    "Mensah",
    "Meyer",
    "Moreau",
    "Müller",
    "Murphy",
    "Nakamura",
    "Ndlovu",
    "Nguyen",
    "Nilsen",
    "Nowak",
    "Nuñez",
    "O’Brien",
    "Okoye",
    "Olsen",
    "Ortega",
    "Osei",
    "Park",
    "Patel",
    "Pereira",
    "Petersen",
    "Quinn",
    "Reyes",
    "Ricci",
    "Roux",
    "Ryan",
    "Santos",
    "Sato",
    "Schmidt",
    "Silva",
    "Singh",
    "Sørensen",
    "Tanaka",
    "Torres",
    "Vos",
    "Walsh",
    "Yilmaz",
];

const COMPANY_FIRST: [&str; 88] = [
    "Alder",
    "Amber",
    "Anchor",
    "Arbor",
    "Aster",
    "Aurora",
    "Barley",
    "Basalt",
    "Beacon",
    "Birch",
    "Blue Heron",
    "Bramble",
    "Brass",
    "Bright",
    "Canyon",
    "Cardinal",
    "Cedar",
    "Chestnut",
    "Cinder",
    "Clover",
    "Cobalt",
    "Copper",
    "Coral",
    "Cove",
    "Crescent",
    "Cypress",
    "Dandelion",
    "Delta",
    "Driftwood",
    "Dune",
    "Elm & Ivy",
    "Ember",
    "Falcon",
    "Fern",
    "Finch",
    "Flint",
    "Foxglove",
    "Garnet",
    "Gable",
    "Glen",
    "Granite",
    "Grove",
    "Gull",
    "Hawthorn",
    "Hazel",
    "Heath",
    "Heron",
    "Indigo",
    "Iris",
    "Ivory",
    "Jasper",
    "Juniper",
    "Kelp",
    "Lantern",
    "Larch",
    "Linden",
    "Lotus",
    "Mallow",
    "Maple",
    "Marigold",
    "Meadow",
    "Mistral",
    "Moss",
    "Nettle",
    "North Quay",
    "Oak & Iron",
    "Olive",
    "Orchard",
    "Osprey",
    "Pebble",
    "Pepper",
    "Plum",
    "Poppy",
    "Quarry",
    "Quill",
    "Raven",
    "Rowan",
    "Saffron",
    "Sage",
    "Sierra",
    "Silver Birch",
    "Slate",
    "Sparrow",
    "Tamarind",
    "Thistle",
    "Velvet",
    "Willow",
    "Wren",
];

const MERCHANT_SECOND: [&str; 34] = [
    "Apparel",
    "Audio",
    "Baby",
    "Bakery Supply",
    "Beauty",
    "Bikes",
    "Books",
    "Boutique",
    "Ceramics",
    "Coffee",
    "Cookware",
    "Denim",
    "Eyewear",
    "Fabrics",
    "Footwear",
    "Furniture",
    "Garden",
    "Gifts",
    "Goods",
    "Home",
    "Instruments",
    "Jewellery",
    "Kids",
    "Lighting",
    "Living",
    "Outdoor",
    "Outfitters",
    "Pet Care",
    "Sports",
    "Stationery",
    "Tea",
    "Tools",
    "Toys",
    "Travel",
];

const PARTNER_SECOND: [&str; 8] =
    ["Commerce", "Consulting", "Digital", "Integration", "Labs", "Partners", "Studio", "Systems"];

/// How many different merchants there are names for.
pub const MERCHANTS: u64 = (COMPANY_FIRST.len() * MERCHANT_SECOND.len()) as u64;
pub const PARTNERS: u64 = (COMPANY_FIRST.len() * PARTNER_SECOND.len()) as u64;

/// A name of one's own for each number: steps that have no factor in common with the count visit all.
#[must_use]
pub fn merchant(number: u64) -> String {
    company(number.wrapping_mul(1_237) % MERCHANTS, &MERCHANT_SECOND)
}

#[must_use]
pub fn partner(number: u64) -> String {
    company(number.wrapping_mul(455) % PARTNERS, &PARTNER_SECOND)
}

fn company(number: u64, second: &[&str]) -> String {
    let (first, second) = (number as usize % COMPANY_FIRST.len(), second[number as usize / COMPANY_FIRST.len()]);
    format!("{} {second}", COMPANY_FIRST[first])
}

#[must_use]
pub fn person(random: &mut Random) -> String {
    format!("{} {}", random.pick(&GIVEN), random.pick(&FAMILY))
}

/// The given name, as people address each other here.
#[must_use]
pub fn given(name: &str) -> &str {
    name.split(' ').next().unwrap_or(name)
}

/// The part of an address before the `@`: `zoe.nunez`.
#[must_use]
pub fn local_part(name: &str) -> String {
    plain(name, Some('.'))
}

/// The domain of a company: `harborpine.example`, never one that exists (RFC 6761).
#[must_use]
pub fn domain(company: &str) -> String {
    format!("{}.example", plain(company, None))
}

fn plain(name: &str, blank: Option<char>) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            ' ' => out.extend(blank),
            'á' | 'ã' | 'å' | 'à' => out.push('a'),
            'ä' => out.push_str("ae"),
            'é' | 'ë' | 'è' => out.push('e'),
            'í' => out.push('i'),
            'ñ' | 'ń' => out.push('n'),
            'ó' | 'ø' | 'õ' => out.push('o'),
            'ö' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ł' => out.push('l'),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_company_has_a_name_of_its_own() {
        let names: HashSet<String> = (0..MERCHANTS).map(merchant).chain((0..PARTNERS).map(partner)).collect();
        assert_eq!(names.len() as u64, MERCHANTS + PARTNERS);
    }

    #[test]
    fn addresses_are_written_in_plain_letters() {
        assert_eq!(local_part("Łukasz O’Brien"), "lukasz.obrien");
        assert_eq!(local_part("Zoë Nuñez"), "zoe.nunez");
        assert_eq!(domain("Harbor & Pine"), "harborpine.example");
    }
}
