//! Where accounts are: zone, cities for their stores, money, and telephone numbers that are reserved for fiction.

/// Parts of the world whose office hours differ; arrivals follow them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    Americas,
    Europe,
    Pacific,
}

impl Region {
    pub const ALL: [Region; 3] = [Region::Americas, Region::Europe, Region::Pacific];

    /// Of a hundred cases so many come from here.
    #[must_use]
    pub const fn share(self) -> u64 {
        match self {
            Region::Americas => 44,
            Region::Europe => 41,
            Region::Pacific => 15,
        }
    }

    /// The zone whose office hours stand for the region's.
    #[must_use]
    pub const fn zone(self) -> &'static str {
        match self {
            Region::Americas => "America/Chicago",
            Region::Europe => "Europe/Berlin",
            Region::Pacific => "Asia/Singapore",
        }
    }
}

#[derive(Debug)]
pub struct Place {
    pub zone: &'static str,
    pub region: Region,
    pub country: &'static str,
    pub cities: [&'static str; 5],
    /// As written before an amount.
    pub currency: &'static str,
    /// The fixed part of numbers that no one has; the rest is three digits.
    pub phone: Option<&'static str>,
}

const fn place(
    zone: &'static str,
    region: Region,
    country: &'static str,
    currency: &'static str,
    phone: Option<&'static str>,
    cities: [&'static str; 5],
) -> Place {
    Place { zone, region, country, cities, currency, phone }
}

use Region::{Americas, Europe, Pacific};

pub static PLACES: [Place; 24] = [
    place(
        "America/New_York",
        Americas,
        "the US",
        "$",
        Some("+1 212 555 0"),
        ["Boston", "Brooklyn", "Albany", "Newark", "Raleigh"],
    ),
    place(
        "America/Chicago",
        Americas,
        "the US",
        "$",
        Some("+1 312 555 0"),
        ["Chicago", "Madison", "Austin", "St. Louis", "Omaha"],
    ),
    place(
        "America/Denver",
        Americas,
        "the US",
        "$",
        Some("+1 303 555 0"),
        ["Denver", "Boulder", "Salt Lake City", "Boise", "Santa Fe"],
    ),
    place(
        "America/Los_Angeles",
        Americas,
        "the US",
        "$",
        Some("+1 213 555 0"),
        ["Portland", "Oakland", "San Diego", "Seattle", "Pasadena"],
    ),
    place(
        "America/Toronto",
        Americas,
        "Canada",
        "CA$",
        Some("+1 416 555 0"),
        ["Toronto", "Ottawa", "Hamilton", "Kingston", "Montréal"],
    ),
    place("America/Mexico_City", Americas, "Mexico", "MX$", None, ["Puebla", "Querétaro", "León", "Toluca", "Mérida"]),
    place(
        "America/Sao_Paulo",
        Americas,
        "Brazil",
        "R$",
        None,
        ["São Paulo", "Campinas", "Curitiba", "Santos", "Belo Horizonte"],
    ),
    place(
        "Europe/London",
        Europe,
        "the UK",
        "£",
        Some("+44 20 7946 0"),
        ["Leeds", "Bristol", "Norwich", "Cardiff", "Camden"],
    ),
    place("Europe/Dublin", Europe, "Ireland", "€", None, ["Dublin", "Cork", "Galway", "Limerick", "Sligo"]),
    place(
        "Europe/Berlin",
        Europe,
        "Germany",
        "€",
        Some("+49 30 23125 "),
        ["Hamburg", "Köln", "Leipzig", "Bremen", "Munich"],
    ),
    place(
        "Europe/Paris",
        Europe,
        "France",
        "€",
        Some("+33 1 99 00 0"),
        ["Lyon", "Nantes", "Lille", "Bordeaux", "Montpellier"],
    ),
    place(
        "Europe/Amsterdam",
        Europe,
        "the Netherlands",
        "€",
        None,
        ["Utrecht", "Rotterdam", "Haarlem", "Zwolle", "Delft"],
    ),
    place("Europe/Madrid", Europe, "Spain", "€", None, ["Valencia", "Sevilla", "Bilbao", "Girona", "Málaga"]),
    place("Europe/Lisbon", Europe, "Portugal", "€", None, ["Lisboa", "Porto", "Braga", "Faro", "Coimbra"]),
    place("Europe/Oslo", Europe, "Norway", "NOK ", None, ["Oslo", "Bergen", "Tromsø", "Stavanger", "Ålesund"]),
    place(
        "Europe/Copenhagen",
        Europe,
        "Denmark",
        "DKK ",
        None,
        ["Aarhus", "Odense", "Aalborg", "Roskilde", "Helsingør"],
    ),
    place(
        "Europe/Stockholm",
        Europe,
        "Sweden",
        "SEK ",
        Some("+46 8 465 004 "),
        ["Göteborg", "Malmö", "Uppsala", "Lund", "Umeå"],
    ),
    place("Europe/Warsaw", Europe, "Poland", "PLN ", None, ["Łódź", "Kraków", "Gdańsk", "Poznań", "Lublin"]),
    place("Europe/Rome", Europe, "Italy", "€", None, ["Milano", "Bologna", "Torino", "Verona", "Bari"]),
    place(
        "Africa/Johannesburg",
        Europe,
        "South Africa",
        "R",
        None,
        ["Cape Town", "Durban", "Pretoria", "Stellenbosch", "Sandton"],
    ),
    place("Asia/Tokyo", Pacific, "Japan", "¥", None, ["Yokohama", "Kyoto", "Kobe", "Sapporo", "Nagoya"]),
    place("Asia/Singapore", Pacific, "Singapore", "S$", None, ["Orchard", "Tampines", "Jurong", "Bugis", "Changi"]),
    place(
        "Australia/Sydney",
        Pacific,
        "Australia",
        "A$",
        Some("+61 2 5550 0"),
        ["Newtown", "Melbourne", "Hobart", "Canberra", "Geelong"],
    ),
    place(
        "Pacific/Auckland",
        Pacific,
        "New Zealand",
        "NZ$",
        None,
        ["Auckland", "Wellington", "Nelson", "Dunedin", "Napier"],
    ),
];

/// Of a zone; the first one for a zone that is not here.
#[must_use]
pub fn place_of(zone: &str) -> usize {
    PLACES.iter().position(|place| place.zone == zone).unwrap_or(0)
}
