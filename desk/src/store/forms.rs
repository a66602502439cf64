//! Forms that came back, at addresses of their own: each for who sent it alone.

use caseline_domain::id::PersonId;
use caseline_domain::instant::Timestamp;
use uuid::Uuid;

use super::{Read, Result, Write, on};

const INSERT_FORM_SHOWN: &str = "
insert into form_shown (id, person_id, path, form, at)
values ($1, $2, $3, $4, $5)";

const DELETE_EARLIER_FORMS: &str = "
delete from form_shown
where person_id = $1
  and id not in (
    select id
    from form_shown
    where person_id = $1
    order by at desc, id desc
    limit $2)";

const FORM_SHOWN: &str = "
select form
from form_shown
where id = $1
  and person_id = $2
  and path = $3";

pub(super) const STATEMENTS: &[(&str, &str)] = &[
    ("INSERT_FORM_SHOWN", INSERT_FORM_SHOWN),
    ("DELETE_EARLIER_FORMS", DELETE_EARLIER_FORMS),
    ("FORM_SHOWN", FORM_SHOWN),
];

impl Read {
    /// A form of this person, as it came back to the page at `path`.
    pub async fn form_shown(&mut self, id: Uuid, person: PersonId, path: &str) -> Result<Option<String>> {
        Ok(on!(self, |c| sqlx::query_scalar(FORM_SHOWN).bind(id).bind(person.0).bind(path).fetch_optional(c).await)?)
    }
}

impl Write {
    /// Keeps a form, and of this person's earlier ones so many that they are `most` with it.
    pub async fn keep_form_shown(
        &mut self,
        id: Uuid,
        (person, path): (PersonId, &str),
        form: &str,
        at: Timestamp,
        most: i64,
    ) -> Result<()> {
        on!(self, |c| sqlx::query(INSERT_FORM_SHOWN)
            .bind(id)
            .bind(person.0)
            .bind(path)
            .bind(form)
            .bind(at.millis())
            .execute(c)
            .await
            .map(|_| ()))?;
        on!(self, |c| sqlx::query(DELETE_EARLIER_FORMS).bind(person.0).bind(most).execute(c).await.map(|_| ()))?;
        Ok(())
    }
}
