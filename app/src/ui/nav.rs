//! Where one can go, as data: the frames draw it, whoever calls knows the routes and the counts.

use leptos::prelude::*;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

/// One link of a navigation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct NavItem {
    pub href: String,
    pub label: String,
    /// Already text, because counts stop at "999+".
    pub count: Option<String>,
    /// The count asks for action.
    pub hot: bool,
    /// The key that goes there.
    pub key: Option<String>,
    pub here: bool,
}

impl NavItem {
    #[must_use]
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into(), count: None, hot: false, key: None, here: false }
    }

    #[must_use]
    pub fn count(self, count: impl Into<String>) -> Self {
        Self { count: Some(count.into()), ..self }
    }

    /// A count that asks for action: escalations, low scores, call-backs.
    #[must_use]
    pub fn hot(self, count: impl Into<String>) -> Self {
        Self { count: Some(count.into()), hot: true, ..self }
    }

    #[must_use]
    pub fn key(self, key: impl Into<String>) -> Self {
        Self { key: Some(key.into()), ..self }
    }

    /// Marks the item as the current page if `path` is it or lies below it.
    #[must_use]
    pub fn at(self, path: &str) -> Self {
        let below = path.strip_prefix(self.href.as_str()).is_some_and(|rest| rest.starts_with('/'));
        Self { here: path == self.href || (self.href != "/" && below), ..self }
    }

    /// Marks the item as the current page.
    #[must_use]
    pub fn here(self) -> Self {
        Self { here: true, ..self }
    }
}

/// A group of a side navigation, with or without a title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct NavGroup {
    pub title: Option<String>,
    pub items: Vec<NavItem>,
}

impl NavGroup {
    #[must_use]
    pub fn new(items: Vec<NavItem>) -> Self {
        Self { title: None, items }
    }

    #[must_use]
    pub fn titled(title: impl Into<String>, items: Vec<NavItem>) -> Self {
        Self { title: Some(title.into()), items }
    }
}

/// The link itself, with its count or its key.
#[component]
pub(super) fn NavLink(item: NavItem) -> impl IntoView {
    let count_class = if item.hot { "count hot" } else { "count" };
    view! {
        <a href=item.href aria-current=item.here.then_some("page")>
            <span>{item.label}</span>
            {item.count.map(|count| view! { <span class=count_class>{count}</span> })}
            {item.key.map(|key| view! { <kbd aria-hidden="true">{key}</kbd> })}
        </a>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_current_on_its_page_and_below_it() {
        assert!(NavItem::new("/cases", "Cases").at("/cases").here);
        assert!(NavItem::new("/cases", "Cases").at("/cases/C-1042").here);
        assert!(!NavItem::new("/cases", "Cases").at("/cases-old").here);
        assert!(!NavItem::new("/", "Home").at("/cases").here);
    }
}
