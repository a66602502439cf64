//! The particulars of one case, drawn once, so that a thread names the same store, order and version throughout.

use std::fmt::Write as _;

use caseline_domain::hours::{LocalReading, Weekday};

use crate::piece::{Piece, Slot, Text};
use crate::place::Place;
use crate::random::Random;

const CARRIERS: [&str; 6] = ["ParcelBird", "Kestrel Express", "TransNord", "Postilion", "Hermelin", "Swiftway"];
const WAREHOUSES: [&str; 4] = ["Stockroom WMS", "PickPath", "Shelfwise", "DockMaster"];
const LEDGERS: [&str; 4] = ["LedgerOne", "Abacus ERP", "Kontor", "Tally & Co"];
const PAYMENTS: [&str; 4] = ["Paylane", "Northpay", "Obol", "Quittance"];
const SHOPS: [&str; 4] = ["Webshop", "Storefront 2", "Shopkeeper", "Vitrine"];

#[derive(Clone, Debug)]
pub struct Facts<'a> {
    place: &'static Place,
    company: &'a str,
    pub customer: &'a str,
    pub csa: &'a str,
    store: usize,
    store2: usize,
    carrier: &'static str,
    warehouse: &'static str,
    ledger: &'static str,
    payment: &'static str,
    shop: &'static str,
    n: i64,
    few: i64,
    count: i64,
    skus: i64,
    percent: i64,
    minutes: i64,
    order: i64,
    sku: i64,
    cents: i64,
    limit: i64,
    sum: i64,
    bug: i64,
    known: i64,
    /// When something was changed: before the case was opened, on the customer's clock.
    pub changed: LocalReading,
    /// The release that was current when the case was opened: minor and patch of version 4.
    version: (i64, i64),
}

impl<'a> Facts<'a> {
    /// `opened` on the customer's clock; `number` of the case. What a company uses does not change from case to case:
    /// it is drawn from `habits`.
    pub fn new(random: &mut Random, habits: u64, place: &'static Place, opened: LocalReading, number: i64) -> Self {
        let of_account = |all: &[&'static str], shift: u64| all[((habits >> shift) % all.len() as u64) as usize];
        let store = random.below(5) as usize;
        let minute = 5 * random.between(6 * 12, 21 * 12);
        let days = random.between(1, 5);
        let skus = random.between(104, 899) * 100;
        // A minor release every second month, a patch in the weeks between.
        let (year, month, day) = opened.date.civil();
        let months = ((year - 2025) * 12 + month - 1).max(0);
        Facts {
            place,
            company: "",
            customer: "",
            csa: "",
            store,
            store2: (store + 1 + random.below(4) as usize) % 5,
            carrier: CARRIERS[random.below(CARRIERS.len() as u64) as usize],
            warehouse: of_account(&WAREHOUSES, 3),
            ledger: of_account(&LEDGERS, 7),
            payment: of_account(&PAYMENTS, 11),
            shop: of_account(&SHOPS, 15),
            n: random.between(2, 9),
            few: random.between(11, 48),
            count: random.between(120, 980),
            skus,
            percent: random.between(3, 40),
            minutes: random.between(15, 55),
            order: random.between(100_204_113, 100_998_761),
            sku: random.between(10_210, 98_870),
            cents: random.between(1_900, 24_900),
            limit: 10 * random.between(2, 25),
            sum: 100 * random.between(42, 480),
            bug: 8_100 + (number / 40) % 1_900,
            // Of the years before: a number of this desk would name a case about something else.
            known: random.between(412, 998),
            changed: LocalReading { date: opened.date.plus_days(-days), millis: minute * 60_000 },
            version: (1 + months / 2, (months % 2) * 2 + i64::from(day > 15)),
        }
    }

    #[must_use]
    pub fn with_people(self, company: &'a str, customer: &'a str) -> Self {
        Facts { company, customer, ..self }
    }

    /// The text with its gaps filled, behind what is in `out` already.
    pub fn write(&self, text: &Text, out: &mut String) {
        for piece in text.pieces() {
            match piece {
                Piece::Words(words) => out.push_str(words),
                Piece::Paragraph => out.push_str("\n\n"),
                Piece::Gap(slot) => self.fill(*slot, out),
            }
        }
    }

    #[must_use]
    pub fn filled(&self, text: &Text) -> String {
        let mut out = String::with_capacity(256);
        self.write(text, &mut out);
        out
    }

    fn fill(&self, slot: Slot, out: &mut String) {
        // Writing into a string cannot fail.
        let _ = match slot {
            Slot::Amount => {
                write!(out, "{}{}.{:02}", self.place.currency, self.cents / 100, self.cents % 100)
            }
            Slot::Limit => write!(out, "{}{}", self.place.currency, self.limit),
            Slot::Sum => write!(out, "{}{},{:03}", self.place.currency, self.sum / 1_000, self.sum % 1_000),
            Slot::Bug => write!(out, "OMS-{}", self.bug),
            Slot::Known => write!(out, "C-{}", self.known),
            Slot::Count => write!(out, "{}", self.count),
            Slot::Few => write!(out, "{}", self.few),
            Slot::N => write!(out, "{}", self.n),
            Slot::Minutes => write!(out, "{}", self.minutes),
            Slot::Percent => write!(out, "{}", self.percent),
            Slot::Order => write!(out, "{}", self.order),
            Slot::Sku => write!(out, "SKU-{}", self.sku),
            Slot::Skus => write!(out, "{},{:03}", self.skus / 1_000, self.skus % 1_000),
            Slot::Time => {
                let (hour, minute, _) = self.changed.hour_minute_second();
                write!(out, "{hour:02}:{minute:02}")
            }
            Slot::Version => write!(out, "4.{}.{}", self.version.0, self.version.1),
            Slot::Fix => write!(out, "4.{}.{}", self.version.0, self.version.1 + 1),
            words => out.write_str(self.words(words)),
        };
    }

    fn words(&self, slot: Slot) -> &str {
        match slot {
            Slot::Carrier => self.carrier,
            Slot::Company => self.company,
            Slot::Country => self.place.country,
            Slot::Csa => self.csa,
            Slot::Customer => self.customer,
            Slot::Day => weekday(self.changed.date.weekday()),
            Slot::Erp => self.ledger,
            Slot::Psp => self.payment,
            Slot::Shop => self.shop,
            Slot::Store => self.place.cities[self.store],
            Slot::Store2 => self.place.cities[self.store2],
            Slot::Wms => self.warehouse,
            _ => "",
        }
    }
}

const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}
