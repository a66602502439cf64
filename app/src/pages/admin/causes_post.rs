//! What the form of the causes does: it saves the list, or shows it again in another order.

use caseline_desk::error::Refusal;
use caseline_domain::access::Actor;
use caseline_domain::form::Fields;
use caseline_domain::form::causes::{causes as typed, moved};

use super::causes::CAUSES;
use super::post::pressed;
use crate::form::Bounce;
use crate::post::{Outcome, refused, told};
use crate::request::RequestContext;
use crate::ui::News;

const NOT_YET: &str = "The new order is not saved yet.";

pub async fn causes(request: &RequestContext, actor: &Actor, fields: Fields) -> Outcome {
    let now = match request.desk.listed_causes(Some(actor)).await {
        Ok(now) => now,
        Err(refusal) => return refused(refusal, CAUSES, fields),
    };
    if let Some((place, by)) = step(&pressed(&fields)) {
        return Bounce::news(CAUSES, moved(&fields, place, by), News::Neutral, NOT_YET).into();
    }
    let causes = match typed(&fields) {
        Ok(causes) => causes,
        Err(errors) => return Bounce::errors(CAUSES, fields, errors).into(),
    };
    let seen = fields.get("seen").lines().map(str::to_owned).collect();
    match request.desk.change_causes(Some(actor), Some(seen), causes).await {
        Ok(()) => told("/admin/causes", "The causes are saved."),
        Err(Refusal::Stale) => {
            let now = now.join("; ");
            let sentence = format!(
                "Somebody changed the causes while you were at it. They are now: {now}. Below is what you typed; saved, it takes their place."
            );
            Bounce::news(CAUSES, fields, News::Warn, sentence).into()
        }
        Err(refusal) => refused(refusal, CAUSES, fields),
    }
}

/// Which cause goes which way, as its button says it.
fn step(pressed: &str) -> Option<(usize, isize)> {
    let (way, place) = pressed.split_once('-')?;
    let by = match way {
        "up" => -1,
        "down" => 1,
        _ => return None,
    };
    Some((place.parse().ok()?, by))
}
