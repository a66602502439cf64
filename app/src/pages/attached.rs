//! Files as pages show them: in the thread, and in the form that carries them.

use caseline_desk::store::FileRow;
use caseline_domain::form::attached_value;
use caseline_domain::words;

use crate::request::in_address;
use crate::ui::Fact;

/// Their addresses with what is said of each. That of an image ends in `?view`.
pub fn attachments<'a>(files: impl Iterator<Item = &'a FileRow>) -> Vec<Fact> {
    files
        .map(|file| {
            let image = file.kind.is_some_and(|kind| kind.image().is_some());
            let view = if image { "?view" } else { "" };
            let kind = file.kind.map_or("", |kind| kind.words());
            let said = format!("{} ({kind}, {})", file.name, words::size(file.size));
            Fact::new(format!("/files/{}/{}{view}", file.id, in_address(&file.name)), said)
        })
        .collect()
}

/// A file as the form that it is attached to carries it.
pub fn carried(file: &FileRow) -> String {
    attached_value(file.id, &format!("{}, {}", file.name, words::size(file.size)))
}
