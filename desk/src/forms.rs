//! Forms that came back and have an address of their own, where their page shows them again: with what would change, with
//! what is wrong, or with what was done. Deliberately absent: what a form holds, which its page knows.

use caseline_domain::access::Actor;
use uuid::Uuid;

use crate::Desk;
use crate::error::Refusal;

/// So many of one person are kept: further back nobody goes. One may hold as much as a form may.
const MOST: i64 = 40;

impl Desk {
    /// Keeps a form for the page at `path`, for who sent it; by this id it is found again.
    pub async fn keep_form_shown(&self, actor: &Actor, path: &str, form: String) -> Result<Uuid, Refusal> {
        let (person, path, now) = (actor.person, path.to_owned(), self.now());
        let id = self.ids().id(now);
        self.write::<_, Refusal, _>(move |tx| {
            Box::pin(async move { Ok(tx.keep_form_shown(id, (person, &path), &form, now, MOST).await?) })
        })
        .await?;
        Ok(id)
    }

    /// A form of theirs for the page at `path`; `None`: it is another's or another page's, or was kept too long ago.
    pub async fn form_shown(&self, actor: &Actor, path: &str, id: Uuid) -> Result<Option<String>, Refusal> {
        Ok(self.store().read().await?.form_shown(id, actor.person, path).await?)
    }
}
