//! The rules, a table a country. Deliberately absent: what they mean; that is `mod.rs`.

use std::ops::RangeInclusive;

use super::super::date::Weekday::{Fri, Mon, Sat, Thu};
use super::super::date::{Date, Weekday};
use super::{Country, Weekend};

/// When a holiday is.
pub enum On {
    /// Month and day.
    Date(i64, i64),
    /// The n-th of a weekday in a month; the last one with 5.
    Nth(usize, Weekday, i64),
    /// The first of a weekday on a month's day or after it.
    From(i64, i64, Weekday),
    /// So many days after Easter Sunday.
    Easter(i64),
    Computed(fn(i64) -> Option<Date>),
}

pub struct Rule {
    pub name: &'static str,
    pub on: On,
    pub years: RangeInclusive<i64>,
    /// Where it is not as the country has it.
    pub weekend: Option<Weekend>,
}

const fn day(name: &'static str, on: On) -> Rule {
    Rule { name, on, years: 0..=9_999, weekend: None }
}

const fn since(year: i64, name: &'static str, on: On) -> Rule {
    Rule { name, on, years: year..=9_999, weekend: None }
}

const fn weekend(weekend: Weekend, name: &'static str, on: On) -> Rule {
    Rule { name, on, years: 0..=9_999, weekend: Some(weekend) }
}

const GOOD_FRIDAY: Rule = day("Good Friday", On::Easter(-2));
const EASTER_SUNDAY: Rule = day("Easter Sunday", On::Easter(0));
const EASTER_MONDAY: Rule = day("Easter Monday", On::Easter(1));
const ASCENSION: Rule = day("Ascension Day", On::Easter(39));
const WHIT_SUNDAY: Rule = day("Whit Sunday", On::Easter(49));
const WHIT_MONDAY: Rule = day("Whit Monday", On::Easter(50));
const CORPUS_CHRISTI: Rule = day("Corpus Christi", On::Easter(60));
const NEW_YEAR: Rule = day("New Year’s Day", On::Date(1, 1));
const EPIPHANY: Rule = day("Epiphany", On::Date(1, 6));
const LABOUR_DAY: Rule = day("Labour Day", On::Date(5, 1));
const ASSUMPTION: Rule = day("Assumption Day", On::Date(8, 15));
const ALL_SAINTS: Rule = day("All Saints’ Day", On::Date(11, 1));
const IMMACULATE_CONCEPTION: Rule = day("Immaculate Conception", On::Date(12, 8));
const CHRISTMAS: Rule = day("Christmas Day", On::Date(12, 25));
const BOXING_DAY: Rule = day("Boxing Day", On::Date(12, 26));
const ST_STEPHEN: Rule = day("St Stephen’s Day", On::Date(12, 26));
const SECOND_CHRISTMAS: Rule = day("Second Day of Christmas", On::Date(12, 26));

static AUSTRALIA: &[Rule] = &[
    NEW_YEAR,
    weekend(Weekend::Moves, "Australia Day", On::Date(1, 26)),
    GOOD_FRIDAY,
    EASTER_MONDAY,
    // Only some states have another day for it. The King’s birthday is on another day in each.
    weekend(Weekend::Stays, "Anzac Day", On::Date(4, 25)),
    CHRISTMAS,
    BOXING_DAY,
];

static AUSTRIA: &[Rule] = &[
    NEW_YEAR,
    EPIPHANY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    WHIT_MONDAY,
    CORPUS_CHRISTI,
    ASSUMPTION,
    day("National Day", On::Date(10, 26)),
    ALL_SAINTS,
    IMMACULATE_CONCEPTION,
    CHRISTMAS,
    ST_STEPHEN,
];

static BRAZIL: &[Rule] = &[
    NEW_YEAR,
    GOOD_FRIDAY,
    day("Tiradentes’ Day", On::Date(4, 21)),
    LABOUR_DAY,
    day("Independence Day", On::Date(9, 7)),
    day("Our Lady of Aparecida", On::Date(10, 12)),
    day("All Souls’ Day", On::Date(11, 2)),
    day("Republic Proclamation Day", On::Date(11, 15)),
    since(2024, "Black Awareness Day", On::Date(11, 20)),
    CHRISTMAS,
];

static CANADA: &[Rule] = &[
    NEW_YEAR,
    GOOD_FRIDAY,
    // The Monday before 25 May.
    day("Victoria Day", On::From(5, 18, Mon)),
    day("Canada Day", On::Date(7, 1)),
    day("Labour Day", On::Nth(1, Mon, 9)),
    since(2021, "National Day for Truth and Reconciliation", On::Date(9, 30)),
    day("Thanksgiving Day", On::Nth(2, Mon, 10)),
    day("Remembrance Day", On::Date(11, 11)),
    CHRISTMAS,
    BOXING_DAY,
];

static ENGLAND: &[Rule] = &[
    NEW_YEAR,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    day("Early May bank holiday", On::Nth(1, Mon, 5)),
    day("Spring bank holiday", On::Nth(5, Mon, 5)),
    day("Summer bank holiday", On::Nth(5, Mon, 8)),
    CHRISTMAS,
    BOXING_DAY,
];

static FRANCE: &[Rule] = &[
    NEW_YEAR,
    EASTER_MONDAY,
    LABOUR_DAY,
    day("Victory in Europe Day", On::Date(5, 8)),
    ASCENSION,
    WHIT_MONDAY,
    day("Bastille Day", On::Date(7, 14)),
    ASSUMPTION,
    ALL_SAINTS,
    day("Armistice Day", On::Date(11, 11)),
    CHRISTMAS,
];

static GERMANY: &[Rule] = &[
    NEW_YEAR,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    WHIT_MONDAY,
    day("German Unity Day", On::Date(10, 3)),
    CHRISTMAS,
    SECOND_CHRISTMAS,
];

static INDIA: &[Rule] = &[
    day("Republic Day", On::Date(1, 26)),
    day("Independence Day", On::Date(8, 15)),
    day("Gandhi Jayanti", On::Date(10, 2)),
];

static IRELAND: &[Rule] = &[
    NEW_YEAR,
    day("Saint Brigid’s Day", On::Computed(saint_brigid)),
    day("Saint Patrick’s Day", On::Date(3, 17)),
    EASTER_MONDAY,
    day("May Day", On::Nth(1, Mon, 5)),
    day("June Holiday", On::Nth(1, Mon, 6)),
    day("August Holiday", On::Nth(1, Mon, 8)),
    day("October Holiday", On::Nth(5, Mon, 10)),
    CHRISTMAS,
    ST_STEPHEN,
];

static ITALY: &[Rule] = &[
    NEW_YEAR,
    EPIPHANY,
    EASTER_SUNDAY,
    EASTER_MONDAY,
    day("Liberation Day", On::Date(4, 25)),
    LABOUR_DAY,
    day("Republic Day", On::Date(6, 2)),
    ASSUMPTION,
    since(2026, "Saint Francis of Assisi", On::Date(10, 4)),
    ALL_SAINTS,
    IMMACULATE_CONCEPTION,
    CHRISTMAS,
    ST_STEPHEN,
];

static JAPAN: &[Rule] = &[
    NEW_YEAR,
    day("Coming of Age Day", On::Nth(2, Mon, 1)),
    day("National Foundation Day", On::Date(2, 11)),
    day("Emperor’s Birthday", On::Date(2, 23)),
    day("Vernal Equinox Day", On::Computed(vernal_equinox)),
    day("Shōwa Day", On::Date(4, 29)),
    day("Constitution Day", On::Date(5, 3)),
    day("Greenery Day", On::Date(5, 4)),
    day("Children’s Day", On::Date(5, 5)),
    day("Marine Day", On::Nth(3, Mon, 7)),
    day("Mountain Day", On::Date(8, 11)),
    day("Respect for the Aged Day", On::Nth(3, Mon, 9)),
    day("Autumnal Equinox Day", On::Computed(autumnal_equinox)),
    day("Sports Day", On::Nth(2, Mon, 10)),
    day("Culture Day", On::Date(11, 3)),
    day("Labour Thanksgiving Day", On::Date(11, 23)),
];

static MEXICO: &[Rule] = &[
    NEW_YEAR,
    day("Constitution Day", On::Nth(1, Mon, 2)),
    day("Birthday of Benito Juárez", On::Nth(3, Mon, 3)),
    LABOUR_DAY,
    day("Independence Day", On::Date(9, 16)),
    day("Change of Federal Government", On::Computed(change_of_government)),
    day("Revolution Day", On::Nth(3, Mon, 11)),
    CHRISTMAS,
];

static NETHERLANDS: &[Rule] = &[
    NEW_YEAR,
    EASTER_SUNDAY,
    EASTER_MONDAY,
    day("King’s Day", On::Computed(kings_day)),
    day("Liberation Day", On::Computed(liberation_day)),
    ASCENSION,
    WHIT_SUNDAY,
    WHIT_MONDAY,
    CHRISTMAS,
    SECOND_CHRISTMAS,
];

static NEW_ZEALAND: &[Rule] = &[
    NEW_YEAR,
    day("Day after New Year’s Day", On::Date(1, 2)),
    day("Waitangi Day", On::Date(2, 6)),
    GOOD_FRIDAY,
    EASTER_MONDAY,
    day("Anzac Day", On::Date(4, 25)),
    day("King’s Birthday", On::Nth(1, Mon, 6)),
    day("Matariki", On::Computed(matariki)),
    day("Labour Day", On::Nth(4, Mon, 10)),
    CHRISTMAS,
    BOXING_DAY,
];

static POLAND: &[Rule] = &[
    NEW_YEAR,
    EPIPHANY,
    EASTER_SUNDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    day("Constitution Day", On::Date(5, 3)),
    WHIT_SUNDAY,
    CORPUS_CHRISTI,
    ASSUMPTION,
    ALL_SAINTS,
    day("Independence Day", On::Date(11, 11)),
    since(2025, "Christmas Eve", On::Date(12, 24)),
    CHRISTMAS,
    SECOND_CHRISTMAS,
];

static SINGAPORE: &[Rule] = &[
    NEW_YEAR,
    day("Chinese New Year", On::Computed(chinese_new_year)),
    day("Chinese New Year, second day", On::Computed(after_chinese_new_year)),
    GOOD_FRIDAY,
    LABOUR_DAY,
    day("National Day", On::Date(8, 9)),
    CHRISTMAS,
];

static SPAIN: &[Rule] = &[
    NEW_YEAR,
    EPIPHANY,
    GOOD_FRIDAY,
    LABOUR_DAY,
    ASSUMPTION,
    day("National Day", On::Date(10, 12)),
    ALL_SAINTS,
    day("Constitution Day", On::Date(12, 6)),
    IMMACULATE_CONCEPTION,
    CHRISTMAS,
];

static SWEDEN: &[Rule] = &[
    NEW_YEAR,
    EPIPHANY,
    GOOD_FRIDAY,
    EASTER_SUNDAY,
    EASTER_MONDAY,
    day("May Day", On::Date(5, 1)),
    ASCENSION,
    WHIT_SUNDAY,
    day("National Day", On::Date(6, 6)),
    day("Midsummer Day", On::From(6, 20, Sat)),
    day("All Saints’ Day", On::From(10, 31, Sat)),
    CHRISTMAS,
    SECOND_CHRISTMAS,
];

static SWITZERLAND: &[Rule] = &[NEW_YEAR, ASCENSION, day("National Day", On::Date(8, 1)), CHRISTMAS];

static UNITED_STATES: &[Rule] = &[
    NEW_YEAR,
    day("Birthday of Martin Luther King, Jr.", On::Nth(3, Mon, 1)),
    day("Washington’s Birthday", On::Nth(3, Mon, 2)),
    day("Memorial Day", On::Nth(5, Mon, 5)),
    day("Juneteenth National Independence Day", On::Date(6, 19)),
    day("Independence Day", On::Date(7, 4)),
    day("Labor Day", On::Nth(1, Mon, 9)),
    day("Columbus Day", On::Nth(2, Mon, 10)),
    day("Veterans Day", On::Date(11, 11)),
    day("Thanksgiving Day", On::Nth(4, Thu, 11)),
    CHRISTMAS,
];

pub fn rules(country: Country) -> &'static [Rule] {
    match country {
        Country::Australia => AUSTRALIA,
        Country::Austria => AUSTRIA,
        Country::Brazil => BRAZIL,
        Country::Canada => CANADA,
        Country::England => ENGLAND,
        Country::France => FRANCE,
        Country::Germany => GERMANY,
        Country::India => INDIA,
        Country::Ireland => IRELAND,
        Country::Italy => ITALY,
        Country::Japan => JAPAN,
        Country::Mexico => MEXICO,
        Country::Netherlands => NETHERLANDS,
        Country::NewZealand => NEW_ZEALAND,
        Country::Poland => POLAND,
        Country::Singapore => SINGAPORE,
        Country::Spain => SPAIN,
        Country::Sweden => SWEDEN,
        Country::Switzerland => SWITZERLAND,
        Country::UnitedStates => UNITED_STATES,
    }
}

/// The first Monday of February, or its first day where that is a Friday.
fn saint_brigid(year: i64) -> Option<Date> {
    let first = Date::from_civil(year, 2, 1)?;
    if first.weekday() == Fri {
        return Some(first);
    }
    (0..7).map(|days| first.plus_days(days)).find(|date| date.weekday() == Mon)
}

/// The 27th of April, or the day before where that is a Sunday.
fn kings_day(year: i64) -> Option<Date> {
    let date = Date::from_civil(year, 4, 27)?;
    Some(if date.weekday() == Weekday::Sun { date.plus_days(-1) } else { date })
}

/// A day off every five years.
fn liberation_day(year: i64) -> Option<Date> {
    if year % 5 == 0 { Date::from_civil(year, 5, 5) } else { None }
}

/// Every six years, since 2024 in October.
fn change_of_government(year: i64) -> Option<Date> {
    if year >= 2024 && (year - 2024) % 6 == 0 { Date::from_civil(year, 10, 1) } else { None }
}

/// The day of the equinox in Japan's time, by the formula that its national observatory's dates follow from 1980 to 2099.
fn vernal_equinox(year: i64) -> Option<Date> {
    Date::from_civil(year, 3, equinox(20_843_100, year))
}

fn autumnal_equinox(year: i64) -> Option<Date> {
    Date::from_civil(year, 9, equinox(23_248_800, year))
}

/// `of_1980`: millionths of a day of the month.
fn equinox(of_1980: i64, year: i64) -> i64 {
    let since = year - 1980;
    (of_1980 + 242_194 * since) / 1_000_000 - since.div_euclid(4)
}

/// Month and day of a year from 2024 to 2035.
fn listed(days: &[(i64, i64); 12], year: i64) -> Option<Date> {
    let (month, day) = *days.get(usize::try_from(year - 2024).ok()?)?;
    Date::from_civil(year, month, day)
}

/// The second new moon after the winter solstice, at Beijing.
fn chinese_new_year(year: i64) -> Option<Date> {
    const DAYS: [(i64, i64); 12] =
        [(2, 10), (1, 29), (2, 17), (2, 6), (1, 26), (2, 13), (2, 3), (1, 23), (2, 11), (1, 31), (2, 19), (2, 8)];
    listed(&DAYS, year)
}

fn after_chinese_new_year(year: i64) -> Option<Date> {
    chinese_new_year(year).map(|date| date.plus_days(1))
}

/// As listed in schedule 1 of the Te Kāhui o Matariki Public Holiday Act 2022.
fn matariki(year: i64) -> Option<Date> {
    const DAYS: [(i64, i64); 12] =
        [(6, 28), (6, 20), (7, 10), (6, 25), (7, 14), (7, 6), (6, 21), (7, 11), (7, 2), (6, 24), (7, 7), (6, 29)];
    listed(&DAYS, year)
}
