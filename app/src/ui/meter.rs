//! One value as a bar, beside the number that says the same; therefore hidden from readers.

use leptos::prelude::*;

use super::markup::percent;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MeterTone {
    #[default]
    Accent,
    Good,
    Warn,
    Bad,
}

#[component]
pub fn Meter(permille: u16, #[prop(optional)] tone: MeterTone) -> impl IntoView {
    let class = match tone {
        MeterTone::Accent => "meter",
        MeterTone::Good => "meter good",
        MeterTone::Warn => "meter warn",
        MeterTone::Bad => "meter bad",
    };
    view! {
        <svg class=class aria-hidden="true">
            <rect class="ground" width="100%" height="100%" rx="4"></rect>
            <rect class="value" width=percent(permille) height="100%" rx="4"></rect>
        </svg>
    }
}
