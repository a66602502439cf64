//! What a file is, told from how it begins. What its name or its sender says of that is not believed.

use std::str::FromStr;

/// So much of a file tells what it is.
pub const TELLS: usize = 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Png,
    Jpeg,
    Gif,
    Webp,
    Pdf,
    Zip,
    Gzip,
    /// Markup and scripts too: they are text here, and are never anything else.
    Text,
    Other,
}

impl FileKind {
    const ALL: [FileKind; 9] = [
        FileKind::Png,
        FileKind::Jpeg,
        FileKind::Gif,
        FileKind::Webp,
        FileKind::Pdf,
        FileKind::Zip,
        FileKind::Gzip,
        FileKind::Text,
        FileKind::Other,
    ];

    #[must_use]
    pub fn of(beginning: &[u8]) -> FileKind {
        match beginning {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => FileKind::Png,
            [0xff, 0xd8, 0xff, ..] => FileKind::Jpeg,
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => FileKind::Gif,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => FileKind::Webp,
            [b'%', b'P', b'D', b'F', b'-', ..] => FileKind::Pdf,
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => FileKind::Zip,
            [0x1f, 0x8b, 8, ..] => FileKind::Gzip,
            _ if is_text(beginning) => FileKind::Text,
            _ => FileKind::Other,
        }
    }

    /// As it is stored.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            FileKind::Png => "png",
            FileKind::Jpeg => "jpeg",
            FileKind::Gif => "gif",
            FileKind::Webp => "webp",
            FileKind::Pdf => "pdf",
            FileKind::Zip => "zip",
            FileKind::Gzip => "gzip",
            FileKind::Text => "text",
            FileKind::Other => "other",
        }
    }

    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            FileKind::Png => "PNG image",
            FileKind::Jpeg => "JPEG image",
            FileKind::Gif => "GIF image",
            FileKind::Webp => "WebP image",
            FileKind::Pdf => "PDF",
            FileKind::Zip => "ZIP archive or Office document",
            FileKind::Gzip => "gzip archive",
            FileKind::Text => "text",
            FileKind::Other => "file",
        }
    }

    /// The media type of an image that a browser can show without anything in it being run: raster images alone, and no SVG.
    #[must_use]
    pub const fn image(self) -> Option<&'static str> {
        match self {
            FileKind::Png => Some("image/png"),
            FileKind::Jpeg => Some("image/jpeg"),
            FileKind::Gif => Some("image/gif"),
            FileKind::Webp => Some("image/webp"),
            _ => None,
        }
    }
}

impl FromStr for FileKind {
    type Err = ();
    fn from_str(key: &str) -> Result<FileKind, ()> {
        FileKind::ALL.into_iter().find(|kind| kind.key() == key).ok_or(())
    }
}

/// UTF-8 without the control characters that no text has. The last character may be cut off.
fn is_text(beginning: &[u8]) -> bool {
    let whole = match std::str::from_utf8(beginning) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&beginning[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    whole.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{1b}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_it_begins_with() {
        for (begins, kind) in [
            (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], FileKind::Png),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", FileKind::Jpeg),
            (b"GIF89a\x01\0", FileKind::Gif),
            (b"RIFF\x24\0\0\0WEBPVP8 ", FileKind::Webp),
            (b"RIFF\x24\0\0\0WAVEfmt ", FileKind::Other),
            (b"%PDF-1.7\n", FileKind::Pdf),
            (b"PK\x03\x04\x14", FileKind::Zip),
            (b"\x1f\x8b\x08\0", FileKind::Gzip),
            (b"2026-11-30 ERROR no route\n", FileKind::Text),
            // Whatever they are called.
            (b"<!DOCTYPE html><script>alert(1)</script>", FileKind::Text),
            (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", FileKind::Text),
            ("Größe ".as_bytes(), FileKind::Text),
            (&"Größe".as_bytes()[..3], FileKind::Text),
            (b"MZ\x90\0\x03", FileKind::Other),
            (b"\xff\xfe<\0s\0", FileKind::Other),
        ] {
            assert_eq!(FileKind::of(begins), kind, "{begins:?}");
        }
    }

    #[test]
    fn only_raster_images_are_shown_and_each_kind_is_read_back() {
        for kind in FileKind::ALL {
            assert_eq!(kind.key().parse(), Ok(kind));
        }
        assert!(FileKind::Text.image().is_none() && FileKind::Pdf.image().is_none());
    }
}
