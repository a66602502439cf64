//! Texts with gaps: `Orders for {store} stuck since {day}`, taken apart once so that filling them in is only copying.

/// What a gap is filled with; see [`crate::facts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    Amount,
    Bug,
    Carrier,
    Company,
    Count,
    Country,
    Csa,
    Customer,
    Day,
    Erp,
    Few,
    Fix,
    Known,
    Limit,
    Minutes,
    N,
    Order,
    Percent,
    Psp,
    Shop,
    Sku,
    Skus,
    Store,
    Store2,
    Sum,
    Time,
    Version,
    Wms,
}

impl Slot {
    fn named(name: &str) -> Option<Slot> {
        Some(match name {
            "amount" => Slot::Amount,
            "bug" => Slot::Bug,
            "carrier" => Slot::Carrier,
            "company" => Slot::Company,
            "count" => Slot::Count,
            "country" => Slot::Country,
            "csa" => Slot::Csa,
            "customer" => Slot::Customer,
            "day" => Slot::Day,
            "erp" => Slot::Erp,
            "few" => Slot::Few,
            "fix" => Slot::Fix,
            "known" => Slot::Known,
            "limit" => Slot::Limit,
            "minutes" => Slot::Minutes,
            "n" => Slot::N,
            "order" => Slot::Order,
            "pct" => Slot::Percent,
            "psp" => Slot::Psp,
            "shop" => Slot::Shop,
            "sku" => Slot::Sku,
            "skus" => Slot::Skus,
            "store" => Slot::Store,
            "store2" => Slot::Store2,
            "sum" => Slot::Sum,
            "time" => Slot::Time,
            "version" => Slot::Version,
            "wms" => Slot::Wms,
            _ => return None,
        })
    }
}

#[derive(Clone, Copy, Debug)]
pub enum Piece {
    Words(&'static str),
    Gap(Slot),
    /// The end of a paragraph, written `||`.
    Paragraph,
}

#[derive(Clone, Debug, Default)]
pub struct Text(Vec<Piece>);

impl Text {
    /// What looks like a gap and is none that we know stays as it is written; a test finds it.
    #[must_use]
    pub fn parse(source: &'static str) -> Text {
        let mut pieces = Vec::new();
        let mut rest = source;
        while let Some(at) = rest.find(['{', '|']) {
            let (piece, length) =
                match rest[at..].find('}').and_then(|end| Slot::named(&rest[at + 1..at + end]).zip(Some(end))) {
                    Some((slot, end)) => (Piece::Gap(slot), end + 1),
                    None if rest[at..].starts_with("||") => (Piece::Paragraph, 2),
                    None => (Piece::Words(&rest[at..=at]), 1),
                };
            pieces.extend([Piece::Words(&rest[..at]), piece]);
            rest = &rest[at + length..];
        }
        pieces.push(Piece::Words(rest));
        Text(pieces)
    }

    #[must_use]
    pub fn has_gaps(&self) -> bool {
        self.0.iter().any(|piece| matches!(piece, Piece::Gap(_)))
    }

    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }
}
