//! The symbols of the house, drawn once a page and used by name. Deliberately absent: icons that carry meaning alone;
//! every icon stands beside a word and is hidden from readers.

use leptos::prelude::*;

/// A symbol in the sprite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbol {
    Mark,
    Outage,
    P1,
    P2,
    P3,
    Alert,
    ArrowDown,
    ArrowRight,
    ArrowUp,
    Bell,
    Check,
    CheckRound,
    Clip,
    Clock,
    Close,
    Dots,
    Download,
    Filter,
    Flag,
    Info,
    Link,
    Lock,
    Mail,
    Monitor,
    Moon,
    People,
    Person,
    Phone,
    Plus,
    Print,
    Refused,
    Search,
    Settings,
    SignOut,
    Star,
    Sun,
}

impl Symbol {
    const fn href(self) -> &'static str {
        match self {
            Symbol::Mark => "#i-mark",
            Symbol::Outage => "#i-outage",
            Symbol::P1 => "#i-p1",
            Symbol::P2 => "#i-p2",
            Symbol::P3 => "#i-p3",
            Symbol::Alert => "#i-alert",
            Symbol::ArrowDown => "#i-arrow-down",
            Symbol::ArrowRight => "#i-arrow-right",
            Symbol::ArrowUp => "#i-arrow-up",
            Symbol::Bell => "#i-bell",
            Symbol::Check => "#i-check",
            Symbol::CheckRound => "#i-check-round",
            Symbol::Clip => "#i-clip",
            Symbol::Clock => "#i-clock",
            Symbol::Close => "#i-close",
            Symbol::Dots => "#i-dots",
            Symbol::Download => "#i-download",
            Symbol::Filter => "#i-filter",
            Symbol::Flag => "#i-flag",
            Symbol::Info => "#i-info",
            Symbol::Link => "#i-link",
            Symbol::Lock => "#i-lock",
            Symbol::Mail => "#i-mail",
            Symbol::Monitor => "#i-monitor",
            Symbol::Moon => "#i-moon",
            Symbol::People => "#i-people",
            Symbol::Person => "#i-person",
            Symbol::Phone => "#i-phone",
            Symbol::Plus => "#i-plus",
            Symbol::Print => "#i-print",
            Symbol::Refused => "#i-refused",
            Symbol::Search => "#i-search",
            Symbol::Settings => "#i-settings",
            Symbol::SignOut => "#i-sign-out",
            Symbol::Star => "#i-star",
            Symbol::Sun => "#i-sun",
        }
    }

    const fn is_solid(self) -> bool {
        matches!(self, Symbol::Mark | Symbol::Outage | Symbol::P1 | Symbol::P2 | Symbol::P3 | Symbol::Dots)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IconSize {
    Small,
    #[default]
    Normal,
    Large,
}

/// One symbol, in the colour of the text around it.
#[component]
pub fn Icon(symbol: Symbol, #[prop(optional)] size: IconSize) -> impl IntoView {
    let class = match (symbol.is_solid(), size) {
        (true, IconSize::Small) => "icon solid s",
        (true, IconSize::Normal) => "icon solid",
        (true, IconSize::Large) => "icon solid l",
        (false, IconSize::Small) => "icon s",
        (false, IconSize::Normal) => "icon",
        (false, IconSize::Large) => "icon l",
    };
    view! {
        <svg class=class aria-hidden="true">
            <use href=symbol.href()></use>
        </svg>
    }
    .into_any()
}

/// The logo and the name, as a link home.
#[component]
pub fn Mark(#[prop(default = "/")] href: &'static str) -> impl IntoView {
    view! {
        // The start is no page: the server leads on from there.
        <a class="mark" href=href rel=(href == "/").then_some("external")>
            <Icon symbol=Symbol::Mark/>
            <span class="name">"Caseline"</span>
        </a>
    }
}

/// All symbols. The shell renders it once, last in the body.
#[cfg(feature = "ssr")]
#[component]
pub fn Sprite() -> impl IntoView {
    view! { <svg class="sprite" aria-hidden="true" inner_html=SYMBOLS></svg> }
}

#[cfg(feature = "ssr")]
const SYMBOLS: &str = concat!(
    r#"<symbol id="i-mark" viewBox="0 0 22 22"><rect class="mark-bar" x="1" y="9" width="7" height="4" rx="1.2"/><rect class="mark-thread" x="8.6" y="10.6" width="4" height="1"/><rect class="mark-rest" x="13" y="9" width="8" height="4" rx="1.2"/><rect class="mark-now" x="16.4" y="4" width="1.8" height="14" rx=".9"/></symbol>"#,
    r#"<symbol id="i-outage" viewBox="0 0 12 12"><path d="M3.7.5h4.6l3.2 3.2v4.6l-3.2 3.2H3.7L.5 8.3V3.7z"/></symbol>"#,
    r#"<symbol id="i-p1" viewBox="0 0 12 12"><path d="M6 .8 11.6 11H.4z"/></symbol>"#,
    r#"<symbol id="i-p2" viewBox="0 0 12 12"><path d="M6 .4 11.6 6 6 11.6.4 6z"/></symbol>"#,
    r#"<symbol id="i-p3" viewBox="0 0 12 12"><circle cx="6" cy="6" r="4.6"/></symbol>"#,
    r#"<symbol id="i-alert" viewBox="0 0 16 16"><path d="M8 2.2 14.4 13.4H1.6zM8 6.4v3.2M8 11.5v.1"/></symbol>"#,
    r#"<symbol id="i-arrow-down" viewBox="0 0 16 16"><path d="M8 3v10M4 9l4 4 4-4"/></symbol>"#,
    r#"<symbol id="i-arrow-right" viewBox="0 0 16 16"><path d="M3 8h10M9 4l4 4-4 4"/></symbol>"#,
    r#"<symbol id="i-arrow-up" viewBox="0 0 16 16"><path d="M8 13V3M4 7l4-4 4 4"/></symbol>"#,
    r#"<symbol id="i-bell" viewBox="0 0 16 16"><path d="M4 11V7a4 4 0 0 1 8 0v4l1.2 1.4H2.8zM6.6 14.2h2.8"/></symbol>"#,
    r#"<symbol id="i-check" viewBox="0 0 16 16"><path d="m3 8.6 3.2 3.2L13 4.6"/></symbol>"#,
    r#"<symbol id="i-check-round" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.2"/><path d="m5.2 8.2 2 2 3.6-4"/></symbol>"#,
    r#"<symbol id="i-clip" viewBox="0 0 16 16"><path d="m13 7.4-5.2 5.2a3 3 0 0 1-4.3-4.3l5.6-5.5a2 2 0 0 1 2.8 2.8l-5.5 5.6a1 1 0 0 1-1.4-1.4L10 4.9"/></symbol>"#,
    r#"<symbol id="i-clock" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.2"/><path d="M8 4.4V8l2.4 1.6"/></symbol>"#,
    r#"<symbol id="i-close" viewBox="0 0 16 16"><path d="m4 4 8 8M12 4l-8 8"/></symbol>"#,
    r#"<symbol id="i-dots" viewBox="0 0 16 16"><circle cx="3" cy="8" r="1.3"/><circle cx="8" cy="8" r="1.3"/><circle cx="13" cy="8" r="1.3"/></symbol>"#,
    r#"<symbol id="i-download" viewBox="0 0 16 16"><path d="M8 2.5v7.2M4.8 6.8 8 10l3.2-3.2M2.8 13.2h10.4"/></symbol>"#,
    r#"<symbol id="i-filter" viewBox="0 0 16 16"><path d="M2.5 4.5h11M4.8 8h6.4M6.8 11.5h2.4"/></symbol>"#,
    r#"<symbol id="i-flag" viewBox="0 0 16 16"><path d="M4 14V2.6M4 3.2h8.4l-1.8 2.9 1.8 2.9H4"/></symbol>"#,
    r#"<symbol id="i-info" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.2"/><path d="M8 7.4v3.4M8 5.1v.1"/></symbol>"#,
    r#"<symbol id="i-link" viewBox="0 0 16 16"><path d="M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2A2.6 2.6 0 0 0 9 3.3L8 4.3M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.7l1-1"/></symbol>"#,
    r#"<symbol id="i-lock" viewBox="0 0 16 16"><rect x="3.4" y="7" width="9.2" height="6.6" rx="1.4"/><path d="M5.4 7V5.2a2.6 2.6 0 0 1 5.2 0V7"/></symbol>"#,
    r#"<symbol id="i-mail" viewBox="0 0 16 16"><rect x="1.8" y="3.4" width="12.4" height="9.2" rx="1.6"/><path d="m2.2 4.6 5.8 4 5.8-4"/></symbol>"#,
    r#"<symbol id="i-monitor" viewBox="0 0 16 16"><rect x="1.8" y="2.8" width="12.4" height="8.4" rx="1.4"/><path d="M5.6 13.6h4.8"/></symbol>"#,
    r#"<symbol id="i-moon" viewBox="0 0 16 16"><path d="M13.4 9.6A5.8 5.8 0 0 1 6.4 2.6a5.8 5.8 0 1 0 7 7z"/></symbol>"#,
    r#"<symbol id="i-people" viewBox="0 0 16 16"><circle cx="6" cy="5.4" r="2.4"/><path d="M1.8 13a4.2 4.2 0 0 1 8.4 0M10.6 3.2a2.3 2.3 0 0 1 0 4.4M12 9.4a4.1 4.1 0 0 1 2.2 3.6"/></symbol>"#,
    r#"<symbol id="i-person" viewBox="0 0 16 16"><circle cx="8" cy="5.4" r="2.6"/><path d="M3 13.4a5 5 0 0 1 10 0"/></symbol>"#,
    r#"<symbol id="i-phone" viewBox="0 0 16 16"><path d="M5.6 2.6 6.9 5.7 5.4 7a8 8 0 0 0 3.6 3.6l1.3-1.5 3.1 1.3v2a1.4 1.4 0 0 1-1.5 1.4A10.6 10.6 0 0 1 2.2 4.1a1.4 1.4 0 0 1 1.4-1.5z"/></symbol>"#,
    r#"<symbol id="i-plus" viewBox="0 0 16 16"><path d="M8 3v10M3 8h10"/></symbol>"#,
    r#"<symbol id="i-print" viewBox="0 0 16 16"><path d="M4.6 6V2.4h6.8V6M4.6 11.4H2.4V6.2h11.2v5.2h-2.2M4.6 9.4h6.8v4.2H4.6z"/></symbol>"#,
    r#"<symbol id="i-refused" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.2"/><path d="m5.8 5.8 4.4 4.4M10.2 5.8l-4.4 4.4"/></symbol>"#,
    r#"<symbol id="i-search" viewBox="0 0 16 16"><circle cx="7" cy="7" r="4.4"/><path d="m10.4 10.4 3.2 3.2"/></symbol>"#,
    r#"<symbol id="i-settings" viewBox="0 0 16 16"><path d="M2.5 5h5.7M11.4 5h2.1M2.5 11h2.1M7.8 11h5.7"/><circle cx="9.8" cy="5" r="1.6"/><circle cx="6.2" cy="11" r="1.6"/></symbol>"#,
    r#"<symbol id="i-sign-out" viewBox="0 0 16 16"><path d="M9.4 2.8H4.2a1.4 1.4 0 0 0-1.4 1.4v7.6a1.4 1.4 0 0 0 1.4 1.4h5.2M6.8 8h6.6M10.8 5.2 13.6 8l-2.8 2.8"/></symbol>"#,
    r#"<symbol id="i-star" viewBox="0 0 16 16"><path d="m8 2 1.8 3.9 4.2.5-3.1 2.9.8 4.2L8 11.4l-3.7 2.1.8-4.2L2 6.4l4.2-.5z"/></symbol>"#,
    r#"<symbol id="i-sun" viewBox="0 0 16 16"><circle cx="8" cy="8" r="2.8"/><path d="M8 1.6v1.6M8 12.8v1.6M1.6 8h1.6M12.8 8h1.6M3.5 3.5l1.1 1.1M11.4 11.4l1.1 1.1M12.5 3.5l-1.1 1.1M4.6 11.4l-1.1 1.1"/></symbol>"#,
);
