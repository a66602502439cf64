//! Business hours and deadlines: a calendar is compiled once into a timeline, and every due time is a search on it.
//! The browser gets timelines as plain data and searches them with this same code (`zones` off, no zone database).
//! Deliberately absent: the present moment (it is handed in), floating point, and any rule of the support process.
//!
//! To add a target: a variant of [`Target`], its arm in `target.rs` and in `segments.rs`, its line in the slow count of
//! `domain/tests/deadline_properties/slow_count.rs`, and vectors.

mod calendar;
#[cfg(feature = "zones")]
mod calendars;
#[cfg(feature = "zones")]
mod compile;
mod date;
#[cfg(feature = "zones")]
mod edit;
#[cfg(feature = "zones")]
mod holidays;
#[cfg(feature = "zones")]
pub mod ical;
mod offsets;
mod segments;
mod target;
mod timeline;
pub mod vector;
mod week;
mod wire;
#[cfg(feature = "zones")]
mod zone;

pub use calendar::{Calendar, Holiday};
#[cfg(feature = "zones")]
pub use calendars::{Calendars, DeadlineError};
#[cfg(feature = "zones")]
pub use compile::CalendarError;
pub use date::{Date, LocalReading, NotADate, Weekday};
#[cfg(feature = "zones")]
pub use edit::{Changed, day_as_typed, day_in_words, holiday_in_words};
#[cfg(feature = "zones")]
pub use holidays::{Country, HOLIDAY_YEARS};
pub use offsets::{Offsets, OffsetsOutOfOrder};
pub use segments::{Segment, SegmentKind};
pub use target::{Pause, Target};
pub use timeline::{Horizon, HorizonEnd, OutOfHorizon, Timeline};
pub use week::{MinuteOfDay, NotAMinuteOfDay, OpenInterval, Week};
pub use wire::NotATimeline;
#[cfg(feature = "zones")]
pub use zone::zone_offsets;
