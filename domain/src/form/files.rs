//! The fields of a form that files go along with. A file that is here already travels in the form as its id, with what the
//! page shows of it, so that a form which comes back shows it again; of that only the id is believed.

use super::{FieldErrors, Fields};
use crate::id::FileId;

/// In which files are chosen.
pub const FILES: &str = "files";
/// A file that is here.
pub const ATTACHED: &str = "attached";
/// Why a file that was sent with the form was not taken, after its name.
pub const REFUSED: &str = "refused_file";
/// The button that takes a file out again; its value is the id.
pub const REMOVE: &str = "remove_file";

/// A file as the form carries it; `says`: its name and what else the page shows.
#[must_use]
pub fn attached_value(id: FileId, says: &str) -> String {
    format!("{id} {says}")
}

/// What [`attached_value`] put together: the id as text, and what the page shows.
#[must_use]
pub fn of_attached_value(value: &str) -> (&str, &str) {
    value.split_once(' ').unwrap_or((value, ""))
}

/// The files that a form carries.
#[must_use]
pub fn attached(fields: &Fields) -> Vec<FileId> {
    let values = fields.iter().filter(|(name, _)| *name == ATTACHED);
    values.filter_map(|(_, value)| of_attached_value(value).0.parse().ok()).collect()
}

/// Adds to what is wrong with a form which of its files were not taken.
pub fn with_refused<T>(parsed: Result<T, FieldErrors>, fields: &Fields) -> Result<T, FieldErrors> {
    let refused: Vec<&str> = fields.iter().filter(|(name, _)| *name == REFUSED).map(|(_, says)| says).collect();
    if refused.is_empty() {
        return parsed;
    }
    let mut errors = parsed.err().unwrap_or_default();
    errors.add(FILES, format!("Not attached: {}.", refused.join("; ")));
    Err(errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_attached_file_its_id_is_read_and_the_rest_is_shown() {
        let id: FileId = "7e0c2c8e-7f0e-4b1e-9f3a-111111111111".parse().unwrap();
        let value = attached_value(id, "error log.txt, 3 kB");
        assert_eq!(of_attached_value(&value).1, "error log.txt, 3 kB");
        let fields = [(ATTACHED, value.as_str()), ("text", "T"), (ATTACHED, "nothing"), (ATTACHED, "")];
        let fields = Fields::new(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        assert_eq!(attached(&fields), [id]);
    }

    #[test]
    fn a_file_that_was_not_taken_is_named_beside_what_else_is_wrong() {
        let fields = |pairs: &[(&str, &str)]| {
            Fields::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
        };
        assert_eq!(with_refused(Ok(7), &fields(&[("text", "T")])), Ok(7));
        let refused = fields(&[(REFUSED, "video.mov: 31 MB, at most 25 MB"), (REFUSED, "a.txt: it is empty")]);
        let errors = with_refused::<()>(Err(FieldErrors::one("text", "Write your message.")), &refused).unwrap_err();
        assert_eq!(errors.get("text"), Some("Write your message."));
        assert_eq!(errors.get(FILES), Some("Not attached: video.mov: 31 MB, at most 25 MB; a.txt: it is empty."));
    }
}
