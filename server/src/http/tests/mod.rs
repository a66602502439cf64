//! The server as a stranger's browser meets it: whole requests through the real router, on a database of their own.
//! One file a theme. Deliberately absent: what the use cases do, which `desk/tests` shows on both databases.

mod access;
mod away;
mod by_phone;
mod calendars;
mod closing;
mod door;
mod drafts;
mod escalated;
mod files;
mod forged_priority;
mod grants;
mod headers;
mod internal;
mod invisible;
mod legacy;
mod limits;
mod live;
mod long_thread;
mod origin;
mod receipts;
mod sign_in;
mod steps;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header, request};
use caseline_desk::cases::{ActForm, Submitted};
use caseline_desk::clock::{Clock, Ids, SystemIds, TestClock};
use caseline_desk::files::FileSettings;
use caseline_desk::legacy::How;
use caseline_desk::plan_versions::PlanEdit;
use caseline_desk::store::{AccountRow, NewPerson, QueueRow, QueueView, Store};
use caseline_desk::{Desk, Settings};
use caseline_domain::access::{Actor, Standing};
use caseline_domain::account::GrantLevel;
use caseline_domain::case::{CaseDetails, Impact};
use caseline_domain::hours::Calendar;
use caseline_domain::id::{AccountId, CaseNumber, LegacyId, PersonId, PlanId};
use caseline_domain::instant::{DAY, Timestamp};
use caseline_domain::legacy::{LegacyCase, LegacyEntry, LegacyFile, LegacyText};
use caseline_domain::plan::Plan;
use caseline_domain::text::{InternalText, Line, OldLine, PublicText};
use sha2::{Digest, Sha256};
use tower::ServiceExt;

use super::{App, router};

const HOST: &str = "desk.example";
const PASSWORD: &str = "correct horse battery";
/// More than any page has shown: a form that is never stale.
const SEEN_ALL: (&str, &str) = ("seen", "4294967295");

/// A desk with two accounts and one person of each standing, at a Tuesday noon that stands still.
struct World {
    desk: Desk,
    clock: Arc<TestClock>,
    router: Router,
    folder: PathBuf,
    /// A member of Harbor & Pine.
    mara: Actor,
    /// A member of another account.
    sol: Actor,
    /// Two analysts.
    ana: Actor,
    ben: Actor,
    manager: Actor,
    administrator: Actor,
    /// Of three partners one member each: Harbor & Pine lets the first act for it and the second read its cases.
    acting: Actor,
    reading: Actor,
    apart: Actor,
}

/// How a world's server is set up.
#[derive(Clone, Copy, Default)]
struct Setup {
    secure_cookies: bool,
    sign_ins_per_minute: u32,
    writes_per_minute: u32,
    reloads: bool,
}

impl World {
    async fn new() -> World {
        World::with(Setup::default()).await
    }

    async fn with(setup: Setup) -> World {
        // Once a process, by whichever test comes first.
        let _ = any_spawner::Executor::init_tokio();
        let clock = Arc::new(TestClock::at("2026-11-24T20:00:00Z".parse().unwrap()));
        let now = clock.now();
        let made = std::cell::Cell::new(0);
        let id = || {
            made.set(made.get() + 1);
            SystemIds.id(now.plus_millis(made.get()))
        };
        let folder = std::env::temp_dir().join(format!("caseline-http-test-{}", id().simple()));
        std::fs::create_dir_all(&folder).unwrap();
        let store = Store::connect(&format!("sqlite://{}", folder.join("desk.db").display())).await.unwrap();
        store.migrate().await.unwrap();
        let files = FileSettings::new(folder.join("files"), 1, 3, 5);
        let settings =
            Settings { public_url: format!("https://{HOST}"), data: folder.clone(), files, ..Settings::default() };
        let desk = Desk::new(store, clock.clone(), Arc::new(SystemIds), settings);

        let plan_id = PlanId(id());
        let (ours, theirs) = (AccountId(id()), AccountId(id()));
        let partners = [AccountId(id()), AccountId(id()), AccountId(id())];
        let person = |name: &str, standing| Actor::new(PersonId(id()), name.into(), standing, "Europe/Berlin".into());
        let world = World {
            mara: person("Mara Lind", Standing::Member { account: ours }),
            sol: person("Sol Reyes", Standing::Member { account: theirs }),
            ana: person("Ana Flores", Standing::Csa),
            ben: person("Ben Okafor", Standing::Csa),
            manager: person("Grace Kim", Standing::Manager),
            administrator: person("Ada Roy", Standing::Administrator),
            acting: person("Paz Vega", Standing::Member { account: partners[0] }),
            reading: person("Rea Holm", Standing::Member { account: partners[1] }),
            apart: person("Una Berg", Standing::Member { account: partners[2] }),
            router: router(
                App::new(desk.clone(), false, setup.secure_cookies, setup.sign_ins_per_minute)
                    .writing(setup.writes_per_minute)
                    .reloading(setup.reloads),
            ),
            desk,
            clock,
            folder,
        };

        let mut tx = world.desk.store().write().await.unwrap();
        let plan = Plan::standard(Calendar::monday_to_friday("America/Los_Angeles"));
        tx.insert_plan(plan_id, &plan, now).await.unwrap();
        let merchants = [(ours, "Harbor & Pine", "merchant"), (theirs, "Sal y Sol", "merchant")];
        let partners = [(0, "Northwind Partners"), (1, "Fjord Systems"), (2, "Brightwater Digital")]
            .map(|(place, name): (usize, _)| (partners[place], name, "partner"));
        for (account, name, kind) in merchants.into_iter().chain(partners) {
            let row = AccountRow {
                id: account.0,
                name: name.into(),
                kind: kind.into(),
                contact_email: "team@example.com".into(),
                zone: "Europe/Berlin".into(),
                plan_id: plan_id.0,
            };
            tx.insert_account(&row, now).await.unwrap();
        }
        for actor in world.everybody() {
            let Actor { person: id, name, standing, zone, .. } = actor.clone();
            let row = NewPerson::new(id, email(actor), name, standing, zone);
            tx.insert_person(&row, now).await.unwrap();
        }
        for (partner, level) in [(0, GrantLevel::Act), (1, GrantLevel::Read)] {
            let granted = (ours, partners[partner].0);
            tx.insert_grant(SystemIds.id(now), granted, level, world.mara.person, now).await.unwrap();
        }
        tx.commit().await.unwrap();
        world
    }

    fn everybody(&self) -> [&Actor; 9] {
        let (acting, reading, apart) = (&self.acting, &self.reading, &self.apart);
        [&self.mara, &self.sol, &self.ana, &self.ben, &self.manager, &self.administrator, acting, reading, apart]
    }

    /// A browser in which nobody is signed in.
    fn stranger(&self) -> Browser<'_> {
        Browser { world: self, cookie: None }
    }

    /// A browser in which this person was signed in and is no more.
    fn signed_out(&self, actor: &Actor) -> Browser<'_> {
        Browser { world: self, cookie: Some(format!("was={}", actor.person)) }
    }

    /// A browser with a session of this person. The sign-in itself is a theme of its own.
    async fn browser(&self, actor: &Actor) -> Browser<'_> {
        let (secret, now) = (SystemIds.secret(), self.clock.now());
        let mut tx = self.desk.store().write().await.unwrap();
        tx.insert_session(&secret.hash(), actor.person, now, now.plus_millis(DAY)).await.unwrap();
        tx.commit().await.unwrap();
        Browser { world: self, cookie: Some(format!("caseline={}", secret.reveal())) }
    }

    async fn give_password(&self, actor: &Actor) {
        let hash = self.desk.hash_password(PASSWORD).await.unwrap();
        let mut tx = self.desk.store().write().await.unwrap();
        tx.set_password(actor.person, &hash).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    /// A member's own request, through the portal.
    async fn case_of(&self, member: &Actor) -> CaseNumber {
        match self.desk.submit_request(member, details(Impact::Core), None).await.unwrap() {
            Submitted::Opened(number) => number,
            Submitted::MustBePhoned => panic!("a P2 need not be phoned"),
        }
    }

    /// A case of an earlier system with an internal entry and a file, of this member's account.
    async fn legacy_case_of(&self, member: &Actor) -> LegacyId {
        let line = |text: &str| OldLine::parse(text).unwrap();
        let entry = |text| LegacyEntry { at: self.now(), author: line("Otto"), text };
        let content = b"<script>alert(1)</script>";
        let sha256: String = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
        let kept = self.folder.join("legacy-files").join(&sha256[..2]);
        std::fs::create_dir_all(&kept).unwrap();
        std::fs::write(kept.join(&sha256), content).unwrap();
        let case = LegacyCase {
            system: line("OldDesk"),
            old_number: line("INC-7"),
            account: member.standing.account().unwrap(),
            subject: line("Terminal says nothing"),
            status: None,
            priority: None,
            opened: self.now(),
            closed: None,
            contact: None,
            entries: vec![
                entry(LegacyText::Public(PublicText::parse("The quartz display is dark.").unwrap())),
                entry(LegacyText::Internal(InternalText::parse("Sandpiper.").unwrap())),
            ],
            files: vec![LegacyFile { name: line("pág <1>.html"), size: content.len() as u64, sha256 }],
        };
        self.desk.take_legacy(vec![case], How::Write).await.unwrap();
        self.desk.legacy_by_number(&self.ana, "INC-7").await.unwrap().unwrap()
    }

    /// Makes the next version of the standard plan, which accounts are on from now on.
    async fn changes_plan(&self, change: impl FnOnce(&mut Plan)) {
        let mut plan = self.desk.plans(&self.administrator).await.unwrap().remove(0).plan;
        change(&mut plan);
        let edit = PlanEdit { seen: plan.version, plan };
        self.desk.save_plan(&self.administrator, edit).await.unwrap();
    }

    /// The address of a survey that waits for this member's answer.
    async fn survey_of(&self, member: &Actor) -> String {
        let number = self.case_of(member).await;
        self.desk.take(&self.ana, self.fresh(number).await).await.unwrap();
        let summary = PublicText::parse("It works again").unwrap();
        self.desk.propose_closure(&self.ana, self.fresh(number).await, summary).await.unwrap();
        self.desk.accept_closure(member, self.fresh(number).await).await.unwrap();
        format!("/survey/{}", self.desk.survey_link(member, number).await.unwrap().reveal())
    }

    /// A case that was phoned in just now, by the form of the analyst who took the call.
    async fn phoned_case_of(&self, member: &Actor, impact: Impact) -> CaseNumber {
        let (account, now) = (member.standing.account().unwrap().to_string(), self.now().millis().to_string());
        let call = [("act", "open"), ("account", account.as_str()), ("answered", now.as_str())];
        let form = [&call[..], &request_form(impact.key())].concat();
        let opened = self.browser(&self.ana).await.post("/desk/phone", &form).await;
        opened.goes_to().strip_prefix("/desk/cases/").unwrap().trim_end_matches('#').parse().unwrap()
    }

    /// A form of a page that somebody on our side has just loaded.
    async fn fresh(&self, number: CaseNumber) -> ActForm {
        let seen = self.desk.case(&self.manager, number).await.unwrap().case.last;
        ActForm { number, seen, once: None }
    }

    /// Every case as lists show it, open or closed, by its number.
    async fn cases(&self) -> Vec<QueueRow> {
        let mut db = self.desk.store().read().await.unwrap();
        let mut rows = db.queue(QueueView::All, None, u16::MAX).await.unwrap().rows;
        for member in [&self.mara, &self.sol] {
            rows.extend(db.closed_of_account(member.standing.account().unwrap(), 1_000).await.unwrap());
        }
        rows.sort_by_key(|row| row.number);
        rows
    }

    /// All that a form could have written: cases with their events, drafts, mail.
    async fn written(&self) -> Vec<String> {
        let mut all = Vec::new();
        let rows = self.cases().await;
        let mut db = self.desk.store().read().await.unwrap();
        for row in rows {
            let id = db.case(row.number).await.unwrap().unwrap().id;
            all.push(format!("{row:?}"));
            all.extend(db.events(id).await.unwrap().iter().map(|event| format!("{:?}", event.recorded)));
        }
        for actor in self.everybody() {
            for account in self.everybody().into_iter().filter_map(|member| member.standing.account()) {
                all.push(format!("{:?}", db.draft(actor.person, account).await.unwrap()));
            }
        }
        all.extend(db.calendar_versions("Standard").await.unwrap().iter().map(|version| format!("{version:?}")));
        all.extend(db.plan_versions("Standard").await.unwrap().iter().map(|version| format!("{version:?}")));
        all.extend(db.newest_plans().await.unwrap().iter().map(|plan| format!("{plan:?}")));
        all.extend(db.calendars().await.unwrap().iter().map(|calendar| format!("{calendar:?}")));
        all.extend(db.accounts_named("", 100).await.unwrap().iter().map(|account| format!("{account:?}")));
        all.push(format!("{:?}", db.causes().await.unwrap()));
        all.push(format!("{:?}", db.grants_by(self.mara.standing.account().unwrap()).await.unwrap()));
        all.extend(self.mail().await.into_iter().map(|(to, text)| format!("{to}: {text}")));
        all
    }

    /// What waits to be mailed: to whom, and every word of it.
    async fn mail(&self) -> Vec<(String, String)> {
        let now = self.clock.now();
        let mut tx = self.desk.store().write().await.unwrap();
        // Not committed: looking takes nothing out.
        let mail = tx.claim_mail(now, now.plus_millis(1), 1_000).await.unwrap();
        mail.into_iter().map(|mail| (mail.recipient, format!("{}\n{}", mail.subject, mail.body))).collect()
    }

    fn later(&self, millis: i64) {
        self.clock.advance(millis);
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // Left to look at when the test failed.
        if !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

fn email(actor: &Actor) -> String {
    format!("{}@example.com", actor.name.split(' ').next().unwrap().to_lowercase())
}

fn details(impact: Impact) -> CaseDetails {
    let line = |text| Line::parse(text).unwrap();
    let description = PublicText::parse("Since this morning no order leaves routing.").unwrap();
    CaseDetails::new(line("Orders stay in routing"), description, line("Order routing"), impact)
}

/// A request as a member types it.
fn request_form(impact: &str) -> Vec<(&str, &str)> {
    vec![
        ("subject", "Orders stay in routing"),
        ("description", "Since this morning no order leaves routing."),
        ("area", "Order routing"),
        ("impact", impact),
    ]
}

/// Where the browser asks what the page at `at` shows.
fn act_page(at: &str) -> String {
    format!("/act/page?{}", serde_urlencoded::to_string([("at", at)]).unwrap())
}

/// The body of a draft's save, as the browser sends it.
fn draft(fields: &[(&str, &str)]) -> String {
    serde_json::json!({ "fields": fields, "revision": 0, "base": "" }).to_string()
}

struct Browser<'w> {
    world: &'w World,
    cookie: Option<String>,
}

impl Browser<'_> {
    /// A request with this browser's cookie, and with nothing said about where it comes from.
    fn request(&self, method: Method, at: &str) -> request::Builder {
        let from = ConnectInfo(SocketAddr::from(([192, 0, 2, 7], 40_000)));
        let request = Request::builder().method(method).uri(at).header(header::HOST, HOST).extension(from);
        match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }

    async fn send(&self, request: request::Builder, body: impl Into<Body>) -> Answer {
        self.world.send(request.body(body.into()).unwrap()).await
    }

    async fn get(&self, at: &str) -> Answer {
        self.send(self.request(Method::GET, at), Body::empty()).await
    }

    /// A form, sent from one of our own pages.
    async fn post(&self, at: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self
            .request(Method::POST, at)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = self.send(request, serde_urlencoded::to_string(fields).unwrap()).await;
        self.shown_again(answer).await
    }

    /// A form that comes back at an address of its own is there where the browser goes.
    async fn shown_again(&self, answer: Answer) -> Answer {
        if answer.goes_to().contains("?form=") { self.get(answer.goes_to()).await } else { answer }
    }

    /// A form with a file, sent from one of our own pages.
    async fn post_file(&self, at: &str, fields: &[(&str, &str)], file: &[u8]) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        let head =
            "Content-Disposition: form-data; name=\"file\"; filename=\"days.ics\"\r\nContent-Type: text/calendar";
        body.extend(format!("--edge\r\n{head}\r\n\r\n").bytes());
        body.extend(file);
        body.extend(b"\r\n--edge--\r\n");
        let request = self
            .request(Method::POST, at)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        let answer = self.send(request, body).await;
        self.shown_again(answer).await
    }

    /// What our own script sends.
    async fn post_json(&self, at: &str, body: String) -> Answer {
        let request = self
            .request(Method::POST, at)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/json");
        self.send(request, body).await
    }
}

#[derive(Debug)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    /// A header's text; empty when it is not there. Of cookies not the one that only says who was here.
    fn header(&self, name: &str) -> &str {
        let mut values = self.headers.get_all(name).iter().map(|value| value.to_str().unwrap());
        values.find(|value| !value.starts_with("was=")).unwrap_or("")
    }

    /// Where the browser is sent; empty when it is not.
    fn goes_to(&self) -> &str {
        self.header("location")
    }

    fn asks_to_sign_in(&self) -> bool {
        self.status == StatusCode::SEE_OTHER && self.goes_to().starts_with("/sign-in?next=/")
    }

    /// Whether it is the sign-in in front of a page, with the form inside that was sent there signed out.
    fn keeps_the_form(&self) -> bool {
        self.status == StatusCode::UNAUTHORIZED && self.body.contains("name=\"kept\"")
    }

    /// The nonce that the content policy names.
    fn nonce(&self) -> &str {
        let policy = self.header("content-security-policy");
        policy.split_once("'nonce-").and_then(|(_, rest)| rest.split_once('\'')).map_or("", |(nonce, _)| nonce)
    }
}
