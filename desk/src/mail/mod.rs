//! Sending what the outbox holds: by SMTP where that is configured, else as .eml files that a person can open. Mail is
//! claimed with a lease, so several servers, or one killed midway, send each once; a crash between sending and noting
//! it sends it again with the same Message-ID (RFC 5322, 3.6.4), which mailboxes fold into one.

use std::path::PathBuf;
use std::time::Duration;

use caseline_domain::instant::{MINUTE, SECOND};
use lettre::message::{Mailbox, header::ContentType};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::Desk;
use crate::store::{OutboxRow, StoreError};

/// Where mail goes.
pub enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// One file a mail, named so that they sort by time.
    Files(PathBuf),
}

impl Transport {
    /// `smtps://user:password@host:465` or `smtp://host:25`, as lettre reads it.
    pub fn smtp(url: &str) -> Result<Transport, String> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|error| error.to_string())?;
        Ok(Transport::Smtp(transport.timeout(Some(SMTP_TIMEOUT)).build()))
    }
}

/// How many mails are claimed at once, and how long they are ours alone: longer than all of them may take by SMTP at
/// [`SMTP_TIMEOUT`] each, else another server sends the last ones again.
const CLAIMED: i64 = 4;
const LEASE: i64 = 3 * MINUTE;
const SMTP_TIMEOUT: Duration = Duration::from_secs(30);
/// How often it is tried before it is given up; with the pauses below that is after half a day.
const ATTEMPTS: i64 = 12;

impl Desk {
    /// Sends mail until the task is dropped.
    pub async fn send_mail(self, transport: Transport) {
        loop {
            match self.send_due_mail(&transport).await {
                Ok(0) => {
                    // Woken by new mail; looks now and then anyway, for what is due again and for other servers' mail.
                    let _ = tokio::time::timeout(Duration::from_secs(5), self.inner.mail_waits.notified()).await;
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "the outbox cannot be read; trying again");
                    tokio::time::sleep(Duration::from_secs(5)).await;
                }
            }
        }
    }

    /// Sends what is due now; returns how many mails were tried.
    pub async fn send_due_mail(&self, transport: &Transport) -> Result<usize, StoreError> {
        let now = self.now();
        let lease = now.plus_millis(LEASE);
        let claimed = self
            .write::<_, StoreError, _>(move |tx| Box::pin(async move { tx.claim_mail(now, lease, CLAIMED).await }))
            .await?;
        for mail in &claimed {
            let outcome = self.deliver(transport, mail).await;
            let (id, attempts, now) = (mail.id, mail.attempts, self.now());
            if let Err(error) = &outcome {
                tracing::warn!(mail = %id, attempts, %error, "mail not sent");
            }
            let sent = outcome.is_ok();
            self.write::<_, StoreError, _>(move |tx| {
                Box::pin(async move {
                    if sent {
                        tx.mail_sent(id, now).await
                    } else if attempts >= ATTEMPTS {
                        tx.mail_failed(id, now).await
                    } else {
                        // 30 s, 1 min, 2 min, … at most 4 hours.
                        let pause = (30 * SECOND).saturating_mul(1 << (attempts - 1).clamp(0, 20)).min(240 * MINUTE);
                        tx.mail_later(id, now.plus_millis(pause)).await
                    }
                })
            })
            .await?;
        }
        Ok(claimed.len())
    }

    async fn deliver(&self, transport: &Transport, mail: &OutboxRow) -> Result<(), String> {
        let message = self.message(mail)?;
        match transport {
            Transport::Smtp(smtp) => smtp.send(message).await.map(|_| ()).map_err(|error| error.to_string()),
            Transport::Files(folder) => {
                let (partial, whole) =
                    (folder.join(format!("{}.part", mail.id)), folder.join(format!("{}.eml", mail.id)));
                let written = async {
                    tokio::fs::create_dir_all(folder).await?;
                    tokio::fs::write(&partial, message.formatted()).await?;
                    // Whoever watches the folder never sees half a mail.
                    tokio::fs::rename(&partial, &whole).await
                };
                written.await.map_err(|error| error.to_string())
            }
        }
    }

    fn message(&self, mail: &OutboxRow) -> Result<Message, String> {
        let mailbox = |text: &str| text.parse::<Mailbox>().map_err(|error| format!("{text}: {error}"));
        let from = mailbox(&self.settings().mail_from)?;
        let id = format!("<{}@{}>", mail.id, from.email.domain());
        Message::builder()
            .from(from)
            .to(mailbox(&mail.recipient)?)
            .subject(&mail.subject)
            .message_id(Some(id))
            // An automatic mail is never answered by another machine (RFC 3834).
            .raw_header(lettre::message::header::HeaderValue::new(
                lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".into(),
            ))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body.clone())
            .map_err(|error| error.to_string())
    }
}
