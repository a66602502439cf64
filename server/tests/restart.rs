//! `caseline serve` as a process: switched off over what falls due, killed, and beside another one. What is done then is
//! shown at the desk's level (`desk/tests/behaviour/jobs.rs`); here the program itself does it, by the machine's clock.
//!
//! Nobody can move that clock, so while the program is off the past of its cases is moved away from it instead: their
//! events become so much older, and the rows are made of them anew.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "clippy sees tests only where they are marked, and all of this is one"
)]

#[path = "../../desk/tests/support/mod.rs"]
#[expect(dead_code, unused_imports, unused_macros, reason = "the behaviour suite uses all of it")]
mod support;

use std::io::BufRead as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use caseline_desk::cases::Rebuild;
use caseline_desk::clock::{Clock, Ids, Secret, SystemClock, SystemIds};
use caseline_domain::case::{Author, Impact, Recorded, Status};
use caseline_domain::id::CaseNumber;
use caseline_domain::instant::DAY;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::sleep;

use support::{World, on_postgres, on_sqlite};

/// So long nothing takes on any machine: who waits longer waits for something that never comes.
const PATIENCE: Duration = Duration::from_secs(120);
const LOOKS_EVERY: Duration = Duration::from_millis(50);

/// A running `caseline serve`, and where it answers; killed if a test leaves it.
struct Server(Child, String);

impl Server {
    /// Starts one on the world's database and waits until it answers.
    fn start(w: &World) -> Server {
        let data = w.folder.join("data");
        let child = Command::new(env!("CARGO_BIN_EXE_caseline"))
            .args(["serve", "--addr", "127.0.0.1:0", "--database-url", &w.url, "--data", data.to_str().unwrap()])
            // No setting of whoever runs the tests.
            .env_clear()
            .current_dir(&w.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut server = Server(child, String::new());
        let mut said = std::io::BufReader::new(server.0.stdout.take().unwrap()).lines().map_while(Result::ok);
        let answers = said.find_map(|line| line.strip_prefix("Caseline answers on http://").map(str::to_owned));
        server.1 = answers.expect("it ended before it answered");
        // What it says later is read by nobody, and must not stop it.
        std::thread::spawn(move || said.for_each(drop));
        server
    }

    /// Stops it as a service manager does.
    fn stop(mut self) -> ExitStatus {
        assert!(Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status().unwrap().success());
        self.0.wait().unwrap()
    }

    /// As when its machine loses power.
    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits for what comes by itself.
async fn until(what: &str, mut come: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !come().await {
            sleep(LOOKS_EVERY).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, waiting).await.is_ok(), "{what}");
}

/// The world's clock as the machine's, so long ago.
fn ago(w: &World, millis: i64) {
    w.clock.set(SystemClock.now().plus_millis(-millis));
}

/// Three weeks pass for all cases but the first, which was done with before.
async fn three_weeks_pass(w: &World) {
    w.tamper(
        "update case_event set at = at - 1814400000
         where case_id in (select id from support_case where number > 1001)",
    )
    .await;
    let made_anew = w.desk.rebuild(CaseNumber(1001), Rebuild::Write).await.unwrap();
    assert_eq!(made_anew.differences.len(), made_anew.cases);
}

/// What the desk did by itself on a case.
async fn by_itself(w: &World, number: CaseNumber) -> Vec<Recorded> {
    let events = w.ana.sees(number).await.events.into_iter().map(|event| event.recorded);
    events.filter(|recorded| recorded.event.fell_due().is_some()).collect()
}

/// The same as the kinds of events, each of which must be late and the desk's own.
async fn done_late(w: &World, number: CaseNumber) -> Vec<&'static str> {
    let done = by_itself(w, number).await;
    assert!(done.iter().all(|recorded| recorded.by == Author::Desk && recorded.late().is_some()), "{done:?}");
    done.iter().map(|recorded| recorded.event.kind()).collect()
}

/// How many mails of a kind there are, sent or not.
async fn mails(w: &World, of: &str) -> usize {
    w.outbox().await.iter().filter(|(kind, _, _)| kind == of).count()
}

const WARNED: [&str; 1] = ["warned"];
const BROKEN: [&str; 3] = ["warned", "breached", "managers_told"];
const LAPSED: [&str; 3] = ["closure_reminded", "closure_reminded", "closure_lapsed"];

/// A P3, which has two weeks, that Ana owns and has answered.
async fn working(w: &World) -> CaseNumber {
    let number = w.merchant.submits(Impact::Minor).await;
    w.ana.takes(number).await.unwrap();
    w.ana.writes(number, "I am on it.").await.unwrap();
    number
}

async fn what_fell_due_while_the_program_was_off_is_done_once_after_its_start(w: &World) {
    // The server is on: nothing of these is due. What is long overdue shows that it looked.
    ago(w, 30 * DAY);
    let first = working(w).await;
    ago(w, 0);
    let broken = working(w).await;
    let proposed = working(w).await;
    w.ana.proposes(proposed, "The rule is back.").await.unwrap();
    let server = Server::start(w);
    until("the first look", async || by_itself(w, first).await.len() == 3).await;
    assert!(server.stop().success(), "stopped, it ends in order");
    assert_eq!(done_late(w, first).await, BROKEN);
    for on_time in [broken, proposed] {
        assert_eq!(by_itself(w, on_time).await, []);
    }

    // It is off over a warning, a breach and a lapse.
    three_weeks_pass(w).await;
    ago(w, 12 * DAY);
    let warned = working(w).await;
    let server = Server::start(w);
    for (number, kinds) in [(warned, &WARNED[..]), (broken, &BROKEN), (proposed, &LAPSED)] {
        until("what fell due", async || by_itself(w, number).await.len() >= kinds.len()).await;
        assert_eq!(done_late(w, number).await, kinds);
    }
    assert_eq!(w.ana.sees(proposed).await.case.stage.status(), Status::Closed);
    let mailed = async || [mails(w, "warning").await, mails(w, "breach").await, mails(w, "told").await];
    assert_eq!(mailed().await, [1, 2, 2]);
    assert_eq!(mails(w, "reminder").await, 0, "of what is outdone nobody is mailed");

    // Killed and started again it does nothing of this a second time, and what is new once.
    server.kill();
    ago(w, 30 * DAY);
    let new = working(w).await;
    let server = Server::start(w);
    until("the new one", async || by_itself(w, new).await.len() >= BROKEN.len()).await;
    assert!(server.stop().success());
    for (number, kinds) in
        [(first, &BROKEN[..]), (warned, &WARNED), (broken, &BROKEN), (proposed, &LAPSED), (new, &BROKEN)]
    {
        assert_eq!(done_late(w, number).await, kinds);
    }
    assert_eq!(mailed().await, [1, 3, 3]);
    assert_eq!((mails(w, "survey").await, mails(w, "reminder").await), (1, 0));
}

async fn two_processes_do_each_thing_once(w: &World) {
    ago(w, 30 * DAY);
    for _ in 0..40 {
        working(w).await;
    }
    for _ in 0..20 {
        let number = working(w).await;
        w.ana.proposes(number, "The rule is back.").await.unwrap();
    }
    let servers = [Server::start(w), Server::start(w)];
    let done = "select count(*) from case_event
                where kind in ('warned', 'breached', 'managers_told', 'closure_reminded', 'closure_lapsed')";
    until("everything", async || w.count(done).await >= 60 * 3).await;
    for server in servers {
        assert!(server.stop().success());
    }
    assert_eq!(w.count(done).await, 60 * 3);
    for number in 1001..=1060 {
        let kinds = done_late(w, CaseNumber(number)).await;
        assert_eq!(kinds, if number <= 1040 { BROKEN } else { LAPSED }, "C-{number}");
    }
    assert_eq!([mails(w, "breach").await, mails(w, "told").await, mails(w, "survey").await], [40, 40, 20]);
    assert_eq!(w.count("select count(*) from support_case where timer_lease is not null").await, 0);
}

/// What somebody hears who has a stream: every line that comes, until the connection ends.
async fn stream(server: &Server, secret: &Secret) -> BufReader<TcpStream> {
    let mut connection = TcpStream::connect(&server.1).await.unwrap();
    let asked = format!("GET /live HTTP/1.1\r\nhost: {}\r\ncookie: caseline={}\r\n\r\n", server.1, secret.reveal());
    connection.write_all(asked.as_bytes()).await.unwrap();
    let mut lines = BufReader::new(connection);
    let mut line = String::new();
    lines.read_line(&mut line).await.unwrap();
    assert_eq!(line, "HTTP/1.1 200 OK\r\n");
    lines
}

async fn a_server_that_is_told_to_stop_ends_the_streams_in_order(w: &World) {
    let (secret, now) = (SystemIds.secret(), SystemClock.now());
    let mut tx = w.desk.store().write().await.unwrap();
    tx.insert_session(&secret.hash(), w.ana.id(), now, now.plus_millis(DAY)).await.unwrap();
    tx.commit().await.unwrap();
    let server = Server::start(w);
    let mut streams = Vec::new();
    for _ in 0..7 {
        streams.push(stream(&server, &secret).await);
    }
    // One more: of whoever was there first the browser is taken for gone.
    let mut first = streams.remove(0);
    streams.push(stream(&server, &secret).await);
    streams.push(stream(&server, &secret).await);
    let mut heard = String::new();
    first.read_to_string(&mut heard).await.unwrap();
    assert!(heard.ends_with("\r\n0\r\n\r\n"), "{heard}");
    let stopped = tokio::task::spawn_blocking(|| server.stop());
    for stream in &mut streams {
        let mut heard = String::new();
        stream.read_to_string(&mut heard).await.unwrap();
        // The last chunk of a whole answer: cut off when the patience of the server ends, it would not be there.
        assert!(heard.ends_with("\r\n0\r\n\r\n"), "{heard}");
    }
    assert!(stopped.await.unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_with_open_streams() {
    on_sqlite(a_server_that_is_told_to_stop_ends_the_streams_in_order).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn switched_off_and_on_on_sqlite() {
    on_sqlite(what_fell_due_while_the_program_was_off_is_done_once_after_its_start).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn switched_off_and_on_on_postgres() {
    on_postgres(what_fell_due_while_the_program_was_off_is_done_once_after_its_start).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_on_one_postgres() {
    on_postgres(two_processes_do_each_thing_once).await;
}
