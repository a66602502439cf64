//! What surrounds every page of the desk and of the reports: the side navigation with its counts.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

use crate::ui::{DeskFrame, NavGroup, NavItem, Viewer};

/// Where one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Room {
    Mine,
    /// What a colleague asks this person to take over.
    Asked,
    Unassigned,
    Waiting,
    All,
    /// A case is on no list.
    Case,
    Phone,
    Satisfaction,
}

/// Who looks, and how much there is to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Around {
    pub viewer: Viewer,
    mine: String,
    /// `None` for who only reads: nobody asks them.
    asked: Option<String>,
    unassigned: String,
    waiting: String,
    all: String,
    /// How many codes nobody called about; `None` when there are none, or somebody else takes the calls.
    call_backs: Option<String>,
    takes_calls: bool,
    reads_reports: bool,
}

#[cfg(feature = "ssr")]
impl Around {
    pub async fn load(
        request: &crate::request::RequestContext,
        actor: &caseline_domain::access::Actor,
    ) -> Result<Around, crate::page::PageError> {
        use caseline_domain::access::{Action, decide};
        let counts = request.desk.view_counts(actor).await?;
        let takes_calls = decide(actor, Action::TakeCalls).is_ok();
        let call_backs = if takes_calls { request.desk.count_call_backs(actor).await? } else { 0 };
        let text = |count: i64| if count > 999 { "999+".to_owned() } else { count.to_string() };
        let works = decide(actor, Action::WorkCases).is_ok();
        Ok(Around {
            viewer: request.viewer(actor, None),
            mine: text(counts.mine),
            asked: works.then(|| text(counts.asked)),
            unassigned: text(counts.unassigned),
            waiting: text(counts.waiting),
            all: text(counts.all),
            call_backs: (call_backs > 0).then(|| text(call_backs)),
            takes_calls,
            reads_reports: decide(actor, Action::ReadReports).is_ok(),
        })
    }
}

impl Around {
    fn nav(&self, room: Room) -> Vec<NavGroup> {
        let at = |item: NavItem, here: Room| if room == here { item.here() } else { item };
        let mut cases = vec![at(NavItem::new("/desk?view=mine", "Mine").count(self.mine.as_str()), Room::Mine)];
        if let Some(asked) = &self.asked {
            let item = NavItem::new("/desk?view=asked", "Asked of me");
            let item = if asked == "0" { item.count("0") } else { item.hot(asked.as_str()) };
            cases.push(at(item, Room::Asked));
        }
        cases.extend([
            at(NavItem::new("/desk?view=unassigned", "Unassigned").count(self.unassigned.as_str()), Room::Unassigned),
            at(NavItem::new("/desk?view=waiting", "Waiting").count(self.waiting.as_str()), Room::Waiting),
            at(NavItem::new("/desk?view=all", "All open").count(self.all.as_str()), Room::All),
        ]);
        let mut groups = vec![NavGroup::new(cases)];
        if self.takes_calls {
            let call = NavItem::new("/desk/phone", "Take a call");
            let call = match &self.call_backs {
                Some(count) => call.hot(format!("{count} to call back")),
                None => call,
            };
            groups.push(NavGroup::titled("Phone", vec![at(call, Room::Phone)]));
        }
        if self.reads_reports {
            let satisfied = NavItem::new("/reports/satisfaction", "Are customers satisfied?");
            groups.push(NavGroup::titled("Reports", vec![at(satisfied, Room::Satisfaction)]));
        }
        groups
    }
}

/// The frame with the desk's navigation. `top` is what stands in the bar above.
#[component]
pub fn DeskPage(around: Around, room: Room, top: AnyView, children: Children) -> impl IntoView {
    let nav = around.nav(room);
    let home = if room == Room::Satisfaction { "/reports/satisfaction" } else { "/desk" };
    view! {
        <DeskFrame viewer=around.viewer nav=nav top=top home=home>
            {children()}
        </DeskFrame>
    }
    .into_any()
}
