//! The house components: what every screen is made of. They know words, tones and shapes, not cases (only `priority`
//! knows the four priorities). They render the same on the server and in the browser: no time, no random, no
//! `cfg(target)`; everything proportional is SVG with attributes, because the content policy refuses inline styles.
//! Deliberately absent: buttons, cards and tables, which are plain elements with a class (`style/parts/`).
//!
//! | component | use |
//! |---|---|
//! | [`Sprite`], [`Icon`], [`Mark`] | the symbols, once a page; one of them; the logo with the name |
//! | [`PriorityBadge`] | a priority as shape, word and colour; [`priority_class`] lends its colour to what is inside |
//! | [`Status`] | a pill with a [`Tone`] |
//! | [`Face`], [`Person`] | initials in one of twelve hues; with the name beside it |
//! | [`Caseline`], [`CaselineKey`] | the signature bar from start to due; what its strokes mean |
//! | [`When`] | a `<time>` from a [`Moment`] that the server has formatted |
//! | [`TextField`], [`TextArea`], [`SelectField`], [`FileField`] | label, hint, control and error, wired for readers |
//! | [`Attach`], [`Attachments`] | files chosen with what is written; files sent with what was |
//! | [`Choices`], [`Check`] | radio cards (or a scale); one checkbox |
//! | [`ErrorSummary`] | what is wrong with a form, each line a link to its field |
//! | [`Banner`] | what just happened, or what one has to know |
//! | [`FactList`] | terms with what is known about each |
//! | [`LeftOver`] | what was typed into a form that the page no longer has |
//! | [`TableHead`] | the names of a table's columns |
//! | [`Empty`] | nothing here: why, and the next step |
//! | [`PageTitle`] | the title of the document, safe whatever stands in it |
//! | [`Skeleton`] | what will be here |
//! | [`Thread`], [`Entry`], [`EventLine`], [`LeftOutLine`] | a case's thread; one bubble; one line between bubbles; where some are left out |
//! | [`Composer`] | one place to write, several audiences, internal unmistakable |
//! | [`Dialog`], [`DialogButton`] | a panel above the page that opens without script |
//! | [`Figure`], [`Meter`], [`LineChart`] | a big number; a bar; a line over time with its band and its table |
//! | [`PortalFrame`], [`DeskFrame`], [`PlainFrame`] | the three frames, from [`NavItem`]s and a [`Viewer`] |

mod attach;
mod avatar;
mod banner;
mod caseline;
mod chart;
mod choice;
mod composer;
mod dialog;
mod empty;
mod error_summary;
mod facts;
mod field;
mod figure;
mod frame;
mod icon;
mod left_over;
mod markup;
mod menu;
mod meter;
mod nav;
mod priority;
mod skeleton;
mod status;
mod table;
mod thread;
mod title;
mod when;

pub use attach::{Attach, Attachments};
pub use avatar::{Face, FaceSize, Person};
pub use banner::{Banner, News};
pub use caseline::{Caseline, CaselineKey, CaselineSize, Ends, Piece, PieceKind};
pub use chart::{ChartPoint, LineChart, Unit};
pub use choice::{Check, ChoiceLayout, ChoiceOption, Choices};
pub use composer::{Audience, Composer, ComposerTab};
pub use dialog::{Dialog, DialogButton};
pub use empty::{Empty, EmptySize};
pub use error_summary::{ErrorSummary, FieldError};
pub use facts::{Fact, FactList};
pub use field::{FileField, InputKind, LabelShown, Need, SelectField, SelectOption, TextArea, TextField, field_id};
pub use figure::{Change, Figure, Sense};
pub use frame::{DeskFrame, Phone, PlainFrame, PlainWidth, PortalFrame};
#[cfg(feature = "ssr")]
pub use icon::Sprite;
pub use icon::{Icon, IconSize, Mark, Symbol};
pub use left_over::LeftOver;
#[cfg(feature = "ssr")]
pub(crate) use markup::escaped;
pub use menu::{PersonMenu, Theme, Viewer};
pub use meter::{Meter, MeterTone};
pub use nav::{NavGroup, NavItem};
pub use priority::{PriorityBadge, priority_class};
pub use skeleton::{Skeleton, SkeletonShape};
pub use status::{Status, Tone};
pub use table::TableHead;
pub use thread::{Entry, EntrySide, EventLine, LeftOut, LeftOutLine, Thread};
pub use title::PageTitle;
pub use when::{Moment, When};
