//! What an administrator types about the causes of a broken promise.

use super::{FieldErrors, Fields, sentence};
use crate::text::{Line, fold};

/// More than one reads through before one chooses.
pub const MOST_CAUSES: usize = 20;

/// The field of the cause at a place, from 1 on.
#[must_use]
pub fn cause_field(place: usize) -> String {
    format!("cause_{place}")
}

/// The check that takes the cause at a place out of what is offered.
#[must_use]
pub fn retire_field(place: usize) -> String {
    format!("retire_{place}")
}

/// How many places the form has.
#[must_use]
pub fn places(fields: &Fields) -> usize {
    (1..).take_while(|place| fields.has(&cause_field(*place))).take(MOST_CAUSES).count()
}

/// The causes that are offered from now on, in their order. Fields: `cause_1`, `retire_1` and so on, and `new`, which may be
/// empty.
pub fn causes(fields: &Fields) -> Result<Vec<Line>, FieldErrors> {
    let mut errors = FieldErrors::default();
    let kept = (1..=places(fields)).filter(|place| fields.get(&retire_field(*place)) != "on");
    let kept = kept.map(|place| (cause_field(place), format!("what cause {place} is, or retire it")));
    let added = (!fields.get("new").trim().is_empty()).then(|| ("new".to_owned(), "what it is".to_owned()));
    let mut causes: Vec<Line> = Vec::new();
    for (name, what) in kept.chain(added) {
        match Line::parse(fields.get(&name)) {
            Ok(cause) if causes.iter().any(|known| fold(known.as_str()) == fold(cause.as_str())) => {
                errors.add(&name, format!("“{cause}” stands there twice."));
            }
            Ok(cause) => causes.push(cause),
            Err(fault) => errors.add(&name, sentence(fault, &what)),
        }
    }
    if errors.is_empty() && causes.is_empty() {
        errors.add("new", "Leave one to choose: add a cause, or keep one of these.");
    }
    if causes.len() > MOST_CAUSES {
        errors.add("new", "Twenty are as many as one reads through. Retire one for this one.");
    }
    errors.or(Some(causes))
}

/// The form with the cause at a place one place further up (`-1`) or down (`1`), with all that was typed; as it was where
/// there is no such place.
#[must_use]
pub fn moved(fields: &Fields, place: usize, by: isize) -> Fields {
    let places = places(fields);
    let mut fields = fields.clone();
    let Some(other) = place.checked_add_signed(by).filter(|to| [place, *to].iter().all(|at| (1..=places).contains(at)))
    else {
        return fields;
    };
    for field in [cause_field, retire_field] {
        let (one, two) = (fields.get(&field(place)).to_owned(), fields.get(&field(other)).to_owned());
        fields.set(&field(place), two);
        fields.set(&field(other), one);
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn read(pairs: &[(&str, &str)]) -> Vec<String> {
        causes(&fields(pairs)).unwrap().iter().map(|cause| cause.as_str().to_owned()).collect()
    }

    const LIST: [(&str, &str); 3] = [("cause_1", "Staffing"), ("cause_2", "Our mistake"), ("cause_3", "Weather")];

    #[test]
    fn causes_are_kept_renamed_retired_and_added_in_their_order() {
        assert_eq!(read(&LIST), ["Staffing", "Our mistake", "Weather"]);
        assert_eq!(read(&[LIST[0], ("cause_2", " Our own mistake"), LIST[2]])[1], "Our own mistake");
        assert_eq!(
            read(&[&LIST[..], &[("retire_2", "on"), ("new", "Strike")]].concat()),
            ["Staffing", "Weather", "Strike"]
        );
    }

    #[test]
    fn what_is_wrong_is_said_beside_its_field() {
        let wrong = |pairs: &[(&str, &str)]| {
            let errors = causes(&fields(pairs)).unwrap_err();
            errors.iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(wrong(&[LIST[0], ("cause_2", ""), LIST[2]]), ["cause_2"]);
        assert_eq!(wrong(&[LIST[0], LIST[1], ("cause_3", "STAFFING")]), ["cause_3"]);
        assert_eq!(wrong(&[&LIST[..], &[("new", "weather")]].concat()), ["new"]);
        assert_eq!(wrong(&[LIST[0], ("retire_1", "on")]), ["new"]);
        let many: Vec<(String, String)> = (1..=20).map(|n| (cause_field(n), format!("Cause {n}"))).collect();
        let mut many = Fields::new(many);
        assert_eq!(causes(&many).unwrap().len(), 20);
        many.set("new", "One more");
        assert!(causes(&many).unwrap_err().get("new").is_some());
    }

    #[test]
    fn a_cause_moves_with_its_check_and_stays_within_the_list() {
        let list = fields(&[&LIST[..], &[("retire_2", "on")]].concat());
        let up = moved(&list, 2, -1);
        assert_eq!([up.get("cause_1"), up.get("cause_2"), up.get("cause_3")], ["Our mistake", "Staffing", "Weather"]);
        assert_eq!([up.get("retire_1"), up.get("retire_2")], ["on", ""]);
        for (place, by) in [(1, -1), (3, 1), (0, 1), (9, -1), (usize::MAX, 1)] {
            assert_eq!(moved(&list, place, by), list, "{place} {by}");
        }
    }
}
