//! The administration: support plans, service calendars, which account is on which plan, and the causes
//! of broken promises. Every change of these shows what
//! differs before it is saved, with what it would do to the open cases.

mod account;
#[cfg(feature = "ssr")]
pub mod account_load;
#[cfg(feature = "ssr")]
pub mod account_post;
mod accounts;
mod calendar;
mod calendars;
mod causes;
#[cfg(feature = "ssr")]
pub mod causes_load;
#[cfg(feature = "ssr")]
pub mod causes_post;
mod frame;
mod holidays;
#[cfg(feature = "ssr")]
pub mod load;
mod moving;
mod new_calendar;
mod new_plan;
#[cfg(feature = "ssr")]
pub mod new_post;
mod plan;
#[cfg(feature = "ssr")]
pub mod plan_load;
#[cfg(feature = "ssr")]
pub mod plan_post;
mod plans;
#[cfg(feature = "ssr")]
pub mod post;

pub use account::Account;
pub use accounts::Accounts;
pub use calendar::Calendar;
pub use calendars::Calendars;
pub use causes::Causes;
pub use holidays::AddHolidays;
pub use moving::Moving;
pub use new_calendar::NewCalendar;
pub use new_plan::NewPlan;
pub use plan::Plan;
pub use plans::Plans;

use leptos::prelude::*;

use crate::form::FormState;
use moving::{MoveLine, MovedCases};

/// What a change would do, before it is saved, and the buttons for both. What was shown goes along, so that nothing is saved
/// that was not shown.
#[component]
fn Preview(
    state: FormState,
    #[prop(into)] heading: String,
    /// What it means for cases, opened later and open now.
    after: &'static str,
    /// What the button says that saves.
    #[prop(into)]
    save: String,
    #[prop(into)] button: String,
) -> impl IntoView {
    let (shown, preview) = (state.value("previewed"), state.value("preview"));
    let differs = preview.lines().map(|line| view! { <li>{line.to_owned()}</li> }).collect_view();
    let (says, cases) = (state.value("preview_says"), moved_cases(&state.value("preview_cases")));
    let says = says.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view();
    view! {
        {(!shown.is_empty())
            .then(|| view! {
                <section class="card accent" aria-labelledby="preview" data-test="preview">
                    <header><h2 id="preview">{heading}</h2></header>
                    <div class="body stack">
                        <ul class="stack-xs">{differs}</ul>
                        {says}
                    </div>
                    {(!cases.is_empty()).then(|| view! { <MovedCases lines=cases/> })}
                    <div class="body stack">
                        <p class="soft">{after}</p>
                        <input type="hidden" name="previewed" value=shown/>
                        <div class="row">
                            <button class="button main" type="submit" name="act" value="save">{save}</button>
                        </div>
                    </div>
                </section>
            })}
        <div class="row"><button class="button" type="submit" formaction="#preview" name="act" value="preview">{button}</button></div>
    }
    .into_any()
}

/// The same for a change that makes the version after this one.
#[component]
fn PreviewVersion(state: FormState, version: u32, #[prop(into)] button: String) -> impl IntoView {
    view! {
        <Preview
            state=state
            heading=format!("What changes with version {}", version + 1)
            after="New cases start on it. Open cases keep the version that they started with until they are moved."
            save=format!("Save as version {}", version + 1)
            button=button
        />
    }
}

/// Reads what `plan_load::as_text` writes.
fn moved_cases(text: &str) -> Vec<MoveLine> {
    let line = |line: &str| {
        let mut parts = line.split('\t').map(str::to_owned);
        let mut part = || parts.next().unwrap_or_default();
        MoveLine {
            number: part(),
            priority: part(),
            subject: part(),
            account: part(),
            clock: part(),
            due: part(),
            new_due: part(),
            result: part(),
        }
    };
    text.lines().map(line).collect()
}

/// The values under a name that stands several times in the form that came back.
fn checked(act: &str, name: &str) -> Vec<String> {
    let bounce = crate::form::bounce().filter(|bounce| bounce.act == act);
    let values = bounce.iter().flat_map(|bounce| bounce.fields.iter());
    values.filter(|(at, _)| *at == name).map(|(_, value)| value.to_owned()).collect()
}
