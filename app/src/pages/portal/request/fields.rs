//! The fields of the request, grouped as one would tell it: what happens, how much it hurts, what changed, what else helps.

use caseline_domain::case::Impact;
use caseline_domain::form::{AREAS, CHANGE_ROWS};
use leptos::prelude::*;

use crate::form::FormState;
use crate::ui::{ChoiceOption, Choices, InputKind, Need, SelectField, SelectOption, TextArea, TextField};

type ValueOf = Box<dyn Fn(&str) -> String + Send + Sync>;

/// What stands in each field, and what is wrong with it.
#[derive(Clone, Copy)]
pub struct Values {
    state: FormState,
    value: StoredValue<ValueOf>,
}

impl Values {
    pub fn new(state: FormState, value: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        Values { state, value: StoredValue::new(Box::new(value)) }
    }

    fn of(self, name: &str) -> String {
        self.value.with_value(|value| value(name))
    }

    fn error(self, name: &str) -> MaybeProp<String> {
        self.state.error_of(name.to_owned())
    }
}

#[component]
pub fn WhatHappens(values: Values) -> impl IntoView {
    let areas = std::iter::once(SelectOption::new("", "Choose one"))
        .chain(AREAS.into_iter().map(|area| SelectOption::new(area, area)))
        .collect();
    view! {
        <section class="stack">
            <h2>"What is happening?"</h2>
            <TextField name="subject" label="In one line" value=values.of("subject") error=values.error("subject") autocomplete="off"/>
            <TextArea
                name="description"
                label="What do you see, and what did you expect?"
                value=values.of("description")
                error=values.error("description")
                rows=5
            />
            <SelectField name="area" label="What is it about?" options=areas value=values.of("area") error=values.error("area")/>
        </section>
    }
    .into_any()
}

/// The one question that sets the priority.
#[component]
pub fn WhatItCosts(values: Values) -> impl IntoView {
    let options = Impact::ALL
        .into_iter()
        .map(|impact| {
            let (title, detail) = impact.question();
            ChoiceOption::new(impact.key(), title).detail(detail)
        })
        .collect();
    view! {
        <section class="stack">
            <h2>"How much does it hurt?"</h2>
            <Choices
                name="impact"
                legend="Choose what fits best: it decides how fast we must be"
                options=options
                value=values.of("impact")
                error=values.error("impact")
            />
        </section>
    }
    .into_any()
}

/// Rows of changes: the first is there, each further one unfolds under the one before.
#[component]
pub fn RecentChanges(values: Values) -> impl IntoView {
    view! {
        <section class="stack">
            <div class="stack-xs">
                <h2>"What changed lately?"</h2>
                <p class="soft small">"In any connected system or in your configuration. Most causes are found here."</p>
            </div>
            <Change values=values row=1/>
            {further(values, 2)}
        </section>
    }
    .into_any()
}

fn further(values: Values, row: usize) -> AnyView {
    if row > CHANGE_ROWS {
        return ().into_any();
    }
    view! {
        <details open=(row..=CHANGE_ROWS).any(|row| is_filled(values, row))>
            <summary>"Add another change"</summary>
            <div class="stack">
                <Change values=values row=row/>
                {further(values, row + 1)}
            </div>
        </details>
    }
    .into_any()
}

fn is_filled(values: Values, row: usize) -> bool {
    ["system", "when", "what"].iter().any(|part| !values.of(&format!("change_{row}_{part}")).trim().is_empty())
}

#[component]
fn Change(values: Values, row: usize) -> impl IntoView {
    let name = |part: &str| format!("change_{row}_{part}");
    let (system, when, what) = (name("system"), name("when"), name("what"));
    view! {
        <fieldset class="stack">
            <legend class="visually-hidden">{format!("Change {row}")}</legend>
            <div class="pair">
                <TextField
                    name=system.clone()
                    label="System or setting"
                    value=values.of(&system)
                    error=values.error(&system)
                    need=Need::Optional
                    autocomplete="off"
                />
                <TextField
                    name=when.clone()
                    label="When, your time"
                    kind=InputKind::DateTime
                    value=values.of(&when)
                    error=values.error(&when)
                    need=Need::Optional
                />
            </div>
            <TextField
                name=what.clone()
                label="What changed"
                value=values.of(&what)
                error=values.error(&what)
                need=Need::Optional
                autocomplete="off"
            />
        </fieldset>
    }
    .into_any()
}

#[component]
pub fn WhatHelps(values: Values) -> impl IntoView {
    view! {
        <section class="stack">
            <div class="stack-xs">
                <h2>"What helps us begin"</h2>
                <p class="soft small">"With these we need not ask back. Leave out what you do not know."</p>
            </div>
            <div class="pair">
                <TextField
                    name="systems"
                    label="Affected systems"
                    hint="Stores, channels, feeds"
                    value=values.of("systems")
                    error=values.error("systems")
                    need=Need::Optional
                    autocomplete="off"
                />
                <TextField
                    name="environment"
                    label="Environment"
                    hint="Production or staging, version"
                    value=values.of("environment")
                    error=values.error("environment")
                    need=Need::Optional
                    autocomplete="off"
                />
            </div>
            <TextArea
                name="steps"
                label="Steps to see it"
                value=values.of("steps")
                error=values.error("steps")
                need=Need::Optional
                rows=3
            />
        </section>
    }
    .into_any()
}
