//! Instants as earlier systems wrote them: ISO 8601, or a format that the mapping gives, with a zone where they name none.

use caseline_domain::instant::Timestamp;
use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;

/// How an import reads its dates.
#[derive(Clone, Debug)]
pub struct Dates {
    format: Option<String>,
    zone: Option<Tz>,
}

impl Dates {
    /// The format as strftime has it, and an IANA zone. Errors: a sentence for whoever wrote the mapping.
    pub fn new(format: Option<String>, zone: Option<&str>) -> Result<Dates, String> {
        if let Some(format) = &format
            && StrftimeItems::new(format).any(|item| matches!(item, Item::Error))
        {
            return Err(format!(
                "dates = {format:?} is no format of dates. Write it like \"%d.%m.%Y %H:%M\", as strftime has it."
            ));
        }
        let zone = zone
            .map(|name| {
                name.parse::<Tz>().map_err(|_| {
                    format!("zone = {name:?} is no time zone. Write one like \"America/New_York\" or \"UTC\".")
                })
            })
            .transpose()?;
        Ok(Dates { format, zone })
    }

    /// Reads one. Errors: what is wrong with it, as the end of a sentence that begins with what it is.
    pub fn read(&self, text: &str) -> Result<Timestamp, String> {
        let text = text.trim();
        let (with_offset, local) = match &self.format {
            Some(format) => (
                DateTime::parse_from_str(text, format).ok(),
                NaiveDateTime::parse_from_str(text, format)
                    .ok()
                    .or_else(|| Some(NaiveDate::parse_from_str(text, format).ok()?.and_time(NaiveTime::MIN))),
            ),
            None => (DateTime::parse_from_rfc3339(text).ok(), iso(text)),
        };
        if let Some(at) = with_offset {
            return Ok(Timestamp::from_millis(at.timestamp_millis()));
        }
        let Some(local) = local else {
            return Err(match &self.format {
                Some(format) => format!("is {text:?}, which is not written like {format:?}"),
                None => format!("is {text:?}, which is no date of ISO 8601, like 2019-03-05T14:30:00Z"),
            });
        };
        let Some(zone) = self.zone else {
            return Err(format!("is {text:?}, which has no offset from UTC, and the mapping names no zone"));
        };
        // Where clocks were turned back a time was there twice: the first one is taken.
        match zone.from_local_datetime(&local).earliest() {
            Some(at) => Ok(Timestamp::from_millis(at.timestamp_millis())),
            None => Err(format!("is {text:?}, which no clock in {zone} showed: they were turned forward then")),
        }
    }
}

/// ISO 8601 without an offset, with a time or without.
fn iso(text: &str) -> Option<NaiveDateTime> {
    let times = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
    times
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .or_else(|| Some(NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_time(NaiveTime::MIN)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_as_iso_8601_or_as_the_mapping_says() {
        for (format, zone, text, instant) in [
            (None, None, "2019-03-05T14:30:00Z", "2019-03-05T14:30:00Z"),
            (None, None, "2019-03-05T14:30:00.25+02:00", "2019-03-05T12:30:00.250Z"),
            (None, Some("Europe/Berlin"), "2019-07-05T14:30", "2019-07-05T12:30:00Z"),
            (None, Some("UTC"), "2019-07-05 14:30:10", "2019-07-05T14:30:10Z"),
            (None, Some("America/New_York"), " 2019-07-05 ", "2019-07-05T04:00:00Z"),
            (Some("%m/%d/%Y %H:%M"), Some("America/New_York"), "07/05/2019 14:30", "2019-07-05T18:30:00Z"),
            (Some("%d.%m.%Y"), Some("Europe/Berlin"), "05.01.2019", "2019-01-04T23:00:00Z"),
            (Some("%d.%m.%Y %H:%M %z"), None, "05.01.2019 10:00 +0100", "2019-01-05T09:00:00Z"),
            // In Berlin this half past two was there twice.
            (None, Some("Europe/Berlin"), "2019-10-27T02:30", "2019-10-27T00:30:00Z"),
        ] {
            let dates = Dates::new(format.map(str::to_owned), zone).unwrap();
            assert_eq!(dates.read(text).map(|at| at.to_string()), Ok(instant.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_told_why() {
        let reason = |format: Option<&str>, zone, text| {
            Dates::new(format.map(str::to_owned), zone).unwrap().read(text).unwrap_err()
        };
        assert!(reason(None, None, "yesterday").contains("ISO 8601"));
        assert!(reason(None, None, "2019-02-30T10:00:00Z").contains("ISO 8601"));
        assert!(reason(None, None, "2019-03-05T14:30").contains("names no zone"));
        assert!(reason(Some("%d.%m.%Y"), Some("UTC"), "2019-03-05").contains("%d.%m.%Y"));
        assert!(reason(None, Some("Europe/Berlin"), "2019-03-31T02:30").contains("turned forward"));
    }

    #[test]
    fn what_is_no_format_and_no_zone_is_refused() {
        assert!(Dates::new(Some("%d.%Q".into()), None).unwrap_err().contains("strftime"));
        assert!(Dates::new(None, Some("Mars/Olympus")).unwrap_err().contains("time zone"));
    }
}
