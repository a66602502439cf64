//! What surrounds every page of the desk, of the reports and of the administration: the side navigation with its counts.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

#[cfg(feature = "ssr")]
use crate::ui::NavItem;
use crate::ui::{DeskFrame, NavGroup, Viewer};

/// Where one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Room {
    Mine,
    /// What a colleague asks this person to take over.
    Asked,
    Unassigned,
    Waiting,
    Escalated,
    All,
    Search,
    /// A case is on no list.
    Case,
    Phone,
    Satisfaction,
    Accounts,
    Plans,
    Calendars,
    Causes,
}

/// Who looks, and where one can go, with how much there is to do. The server makes it: the browser only draws it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Around {
    pub viewer: Viewer,
    nav: Vec<NavGroup>,
}

#[cfg(feature = "ssr")]
impl Around {
    /// For a page in this `room`.
    pub async fn load(
        request: &crate::request::RequestContext,
        actor: &caseline_domain::access::Actor,
        room: Room,
    ) -> Result<Around, crate::page::PageError> {
        use caseline_domain::access::{Action, decide};
        let may = |action| decide(actor, action).is_ok();
        let counts = request.desk.view_counts(actor).await?;
        let at = |item: NavItem, here: Room| if room == here { item.here() } else { item };
        let text = |count: i64| if count > 999 { "999+".to_owned() } else { count.to_string() };
        let view = |name: &str, label: &str, here: Room, count: i64| {
            at(NavItem::new(format!("/desk?view={name}"), label).count(text(count)), here)
        };
        // Marked as soon as any of them waits for somebody's word.
        let hot = |item: NavItem, waiting: i64| NavItem { hot: waiting > 0, ..item };
        let mut cases = vec![view("mine", "Mine", Room::Mine, counts.mine)];
        // Who only reads is asked by nobody.
        if may(Action::WorkCases) {
            cases.push(hot(view("asked", "Asked of me", Room::Asked, counts.asked), counts.asked));
        }
        cases.extend([
            hot(view("escalated", "Escalated", Room::Escalated, counts.escalated), counts.escalated_waiting),
            view("unassigned", "Unassigned", Room::Unassigned, counts.unassigned),
            view("waiting", "Waiting", Room::Waiting, counts.waiting),
            view("all", "All open", Room::All, counts.all),
        ]);
        cases.push(at(NavItem::new("/desk/search", "Search"), Room::Search));
        let mut nav = vec![NavGroup::new(cases)];
        if may(Action::TakeCalls) {
            let call = NavItem::new("/desk/phone", "Take a call");

            // Codes nobody called about.
            let call_backs = request.desk.count_call_backs(actor).await?;
            let call = if call_backs > 0 { call.hot(format!("{} to call back", text(call_backs))) } else { call };
            nav.push(NavGroup::titled("Phone", vec![at(call, Room::Phone)]));
        }
        if may(Action::ReadReports) {
            let satisfied = NavItem::new("/reports/satisfaction", "Are customers satisfied?");
            nav.push(NavGroup::titled("Reports", vec![at(satisfied, Room::Satisfaction)]));
        }
        let mut administration = Vec::new();
        if may(Action::ManagePlans) {
            let plans = NavItem::new("/admin/plans", "Support plans");
            let calendars = NavItem::new("/admin/calendars", "Calendars");
            let accounts = NavItem::new("/admin/accounts", "Accounts");
            let all = vec![at(accounts, Room::Accounts), at(plans, Room::Plans), at(calendars, Room::Calendars)];
            administration.extend(all);
        }
        if may(Action::ManageCauses) {
            administration.push(at(NavItem::new("/admin/causes", "Causes"), Room::Causes));
        }
        if !administration.is_empty() {
            nav.push(NavGroup::titled("Administration", administration));
        }
        Ok(Around { viewer: request.viewer(actor, None), nav })
    }
}

/// The frame with the desk's navigation. `top` is what stands in the bar above.
#[component]
pub fn DeskPage(around: Around, room: Room, top: AnyView, children: Children) -> impl IntoView {
    let home = if room == Room::Satisfaction { "/reports/satisfaction" } else { "/desk" };
    view! {
        <DeskFrame viewer=around.viewer nav=around.nav top=top home=home>
            {children()}
        </DeskFrame>
    }
    .into_any()
}
