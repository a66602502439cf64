//! Attached files: who may send and read them, how a broken upload goes on, and that whatever is in one stays data.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use caseline_domain::id::CaseNumber;

use super::{Answer, Browser, HOST, Setup, World, request_form};

const NEW: &str = "/portal/requests/new";
const LOG: &str = "2026-11-24 ERROR no route\n";
const MEGABYTE: usize = 1024 * 1024;

impl Browser<'_> {
    async fn announce(&self, page: &str, name: &str, size: usize) -> Answer {
        self.post_json("/files", serde_json::json!({ "name": name, "size": size, "for": page }).to_string()).await
    }

    async fn piece(&self, at: &str, offset: &str, piece: impl Into<Body>) -> Answer {
        let request = self.request(Method::PATCH, at).header("sec-fetch-site", "same-origin");
        let request = request.header(header::CONTENT_TYPE, "application/offset+octet-stream");
        self.send(request.header("upload-offset", offset), piece).await
    }

    /// Sends a whole file; its address.
    async fn upload(&self, page: &str, name: &str, content: impl Into<Vec<u8>>) -> String {
        let content = content.into();
        let answer = self.announce(page, name, content.len()).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        let sent = self.piece(answer.goes_to(), "0", content).await;
        assert_eq!((sent.status, sent.header("upload-complete")), (StatusCode::NO_CONTENT, "?1"), "{}", sent.body);
        answer.goes_to().to_owned()
    }

    /// Writes on a case with files that were uploaded.
    async fn writes_with(&self, page: &str, act: (&str, &str), files: &[&str]) -> Answer {
        let ids: Vec<String> =
            files.iter().map(|at| format!("{} as shown", at.trim_start_matches("/files/"))).collect();
        let mut form = vec![("act", act.0), (act.1, "Here it is."), super::SEEN_ALL];
        form.extend(ids.iter().map(|id| ("attached", id.as_str())));
        self.post(page, &form).await
    }

    /// A form with files as a browser without script sends it.
    async fn post_with_files(&self, at: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(head.into_bytes());
        }
        for (name, content) in files {
            let head = format!("--edge\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"");
            body.extend(format!("{head}\r\nContent-Type: text/html\r\n\r\n").into_bytes());
            body.extend(*content);
            body.extend(b"\r\n");
        }
        body.extend(b"--edge--\r\n");
        let request = self.request(Method::POST, at).header("sec-fetch-site", "same-origin");
        self.send(request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge"), body).await
    }
}

fn portal(number: CaseNumber) -> String {
    format!("/portal/cases/{number}")
}

fn desk(number: CaseNumber) -> String {
    format!("/desk/cases/{number}")
}

#[tokio::test]
async fn a_broken_upload_says_where_it_goes_on() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    let answer = mara.announce(NEW, "error.log", LOG.len()).await;
    let at = answer.goes_to();
    let first = mara.piece(at, "0", &LOG[..7]).await;
    assert_eq!((first.header("upload-offset"), first.header("upload-complete")), ("7", "?0"));
    let wrong = mara.piece(at, "0", LOG).await;
    assert_eq!((wrong.status, wrong.header("upload-offset")), (StatusCode::CONFLICT, "7"), "{}", wrong.body);
    assert_eq!(wrong.header("content-type"), "application/problem+json");
    let broken = futures::stream::iter([Ok(&LOG[7..13]), Err(std::io::Error::other("the connection broke"))]);
    mara.piece(at, "7", Body::from_stream(broken)).await;
    let stands = mara.send(mara.request(Method::HEAD, at), Body::empty()).await;
    assert_eq!((stands.status, stands.header("upload-offset")), (StatusCode::OK, "13"));
    let last = mara.piece(at, "13", &LOG[13..]).await;
    assert_eq!((last.status, last.header("upload-complete")), (StatusCode::NO_CONTENT, "?1"), "{}", last.body);
    assert_eq!(mara.get(&format!("{at}/error.log")).await.body, LOG);
    for (offset, status) in [("x", 400), ("-1", 400), ("99", 409)] {
        assert_eq!(mara.piece(at, offset, LOG).await.status.as_u16(), status, "{offset}");
    }
}

#[tokio::test]
async fn what_is_too_much_is_refused_in_words() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    for (size, status, says) in [
        (31 * MEGABYTE / 10, 413, "3.1 MB, at most 1 MB"),
        (MEGABYTE + 1, 413, "1.1 MB, at most 1 MB"),
        (0, 422, "it is empty"),
    ] {
        let answer = mara.announce(NEW, "video.mov", size).await;
        assert!(answer.status.as_u16() == status && answer.body.contains(says), "{size}: {}", answer.body);
    }
    let more = mara.announce(NEW, "a", 3).await;
    assert_eq!(mara.piece(more.goes_to(), "0", "abcd").await.status, StatusCode::BAD_REQUEST);
    for n in 0..3 {
        mara.upload(NEW, &format!("{n}.log"), LOG).await;
    }
    let answer = mara.announce(NEW, "one more", 1).await;
    assert!(answer.body.contains("at most 3 files go with one entry"), "{}", answer.body);
    let number = world.case_of(&world.mara).await;
    for _ in 0..4 {
        mara.announce(&portal(number), "large", MEGABYTE).await;
    }
    let answer = mara.announce(&portal(number), "large", MEGABYTE).await;
    assert_eq!(answer.status, StatusCode::INSUFFICIENT_STORAGE);
    assert!(answer.body.contains("at most 5 MB together"), "{}", answer.body);
}

#[tokio::test]
async fn a_file_is_sent_by_our_own_pages_alone_and_not_without_end() {
    let world = World::with(Setup { writes_per_minute: 1, ..Setup::default() }).await;
    let mara = world.browser(&world.mara).await;
    let at = mara.announce(NEW, "a.log", LOG.len()).await.goes_to().to_owned();
    for method in [Method::PATCH, Method::DELETE] {
        for from in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
            let request = mara.request(method.clone(), &at).header(from.0, from.1).header("upload-offset", "0");
            let request = request.header(header::CONTENT_TYPE, "application/offset+octet-stream");
            assert_eq!(mara.send(request, LOG).await.status, StatusCode::FORBIDDEN, "{method} {from:?}");
        }
    }
    // A form of another site can send these.
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        let request = mara.request(Method::POST, "/files").header("sec-fetch-site", "same-origin");
        let body = serde_json::json!({ "name": "a", "size": 1, "for": NEW }).to_string();
        let answer = mara.send(request.header(header::CONTENT_TYPE, kind), body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{kind}");
    }
    let stranger = world.stranger();
    assert_eq!(stranger.announce(NEW, "a", 1).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(stranger.piece(&at, "0", LOG).await.status, StatusCode::UNAUTHORIZED);
    assert!(stranger.get(&format!("{at}/a.log")).await.asks_to_sign_in());
    let mut answers = Vec::new();
    for _ in 0..320 {
        answers.push(mara.announce(NEW, "a", 1).await.status);
    }
    assert!(answers.contains(&StatusCode::TOO_MANY_REQUESTS));
}

#[tokio::test]
async fn another_account_s_file_and_one_of_a_note_are_not_there() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let (mara, sol, ana) =
        (world.browser(&world.mara).await, world.browser(&world.sol).await, world.browser(&world.ana).await);
    let theirs = mara.upload(&portal(number), "orders.csv", LOG).await;
    let notes = ana.upload(&desk(number), "dump.sql", LOG).await;
    let draft = mara.upload(NEW, "draft.log", LOG).await;
    assert_eq!(sol.announce(&portal(number), "a", 1).await.status, StatusCode::NOT_FOUND);
    let sent = mara.writes_with(&portal(number), ("message", "text"), &[&theirs]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let sent = ana.writes_with(&desk(number), ("note", "note"), &[&notes]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);

    let nothing = sol.get("/files/7e0c2c8e-7f0e-4b1e-9f3a-111111111111/a").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    let without_nonce = |answer: &Answer| answer.body.replace(answer.nonce(), "");
    for (browser, at) in [(&sol, &theirs), (&sol, &notes), (&sol, &draft), (&mara, &notes), (&ana, &draft)] {
        let answer = browser.get(&format!("{at}/a")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{at}");
        assert!(!answer.body.contains("no route"), "{at}");
        let head = browser.send(browser.request(Method::HEAD, at), Body::empty()).await;
        assert_eq!(head.status, StatusCode::NOT_FOUND, "{at}");
        assert_eq!(browser.piece(at, "0", LOG).await.status, StatusCode::NOT_FOUND, "{at}");
        let delete = browser.request(Method::DELETE, at).header("sec-fetch-site", "same-origin");
        assert_eq!(browser.send(delete, Body::empty()).await.status, StatusCode::NOT_FOUND, "{at}");
    }
    assert_eq!(without_nonce(&sol.get(&format!("{theirs}/a")).await).len(), without_nonce(&nothing).len());
    for (browser, at) in [(&mara, &theirs), (&ana, &theirs), (&ana, &notes), (&mara, &draft)] {
        assert_eq!(browser.get(&format!("{at}/x")).await.body, LOG, "{at}");
    }
    let page = mara.get(&portal(number)).await.body;
    assert!(page.contains("orders.csv (text, 26 bytes)") && !page.contains("dump.sql"));
    assert!(ana.get(&desk(number)).await.body.contains("dump.sql (text, 26 bytes)"));
}

#[tokio::test]
async fn whatever_is_in_a_file_it_is_saved_and_never_run() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    for (name, content, kind) in [
        ("page.html", &b"<!DOCTYPE html><script>alert(1)</script>"[..], "application/octet-stream"),
        ("photo.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "application/octet-stream"),
        ("logo.svg", b"<svg/>", "application/octet-stream"),
    ] {
        let at = mara.upload(NEW, name, content).await;
        for address in [format!("{at}/{name}"), format!("{at}/{name}?view"), format!("{at}/x.html?view")] {
            let answer = mara.get(&address).await;
            assert_eq!(answer.header("content-type"), kind, "{address}");
            assert!(answer.header("content-disposition").starts_with("attachment; "), "{address}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert_eq!(answer.header("cache-control"), "private, no-store");
            let policy = answer.header("content-security-policy");
            assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"), "{policy}");
        }
        let delete = mara.request(Method::DELETE, &at).header("sec-fetch-site", "same-origin");
        assert_eq!(mara.send(delete, Body::empty()).await.status, StatusCode::NO_CONTENT);
    }
    let image = mara.upload(NEW, "screen.html", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>".to_vec()).await;
    let saved = mara.get(&format!("{image}/screen.html")).await;
    assert_eq!(
        saved.header("content-disposition"),
        "attachment; filename=\"screen.html\"; filename*=UTF-8''screen.html"
    );
    let shown = mara.get(&format!("{image}/screen.html?view")).await;
    assert_eq!(shown.header("content-type"), "image/png");
    assert!(
        shown.header("content-disposition").starts_with("inline; ")
            && shown.header("content-security-policy").contains("sandbox")
    );
}

#[tokio::test]
async fn a_hostile_name_stays_a_name() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let mara = world.browser(&world.mara).await;
    for (given, kept) in [
        ("../../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x=1.txt", "a Set-Cookie: x=1.txt"),
        ("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"),
        ("invoice\u{202e}gpj.exe", "invoicegpj.exe"),
        ("\"; filename=evil.html", "\"; filename=evil.html"),
        ("\u{200b}", "file"),
    ] {
        let at = mara.upload(&portal(number), given, LOG).await;
        let answer = mara.get(&format!("{at}/x")).await;
        assert_eq!(answer.status, StatusCode::OK, "{given:?}");
        assert_eq!(answer.header("set-cookie"), "", "{given:?}");
        let saved = caseline_app::request::in_address(kept);
        assert!(answer.header("content-disposition").ends_with(&format!("filename*=UTF-8''{saved}")), "{given:?}");
        mara.writes_with(&portal(number), ("message", "text"), &[&at]).await;
    }
    let page = mara.get(&portal(number)).await.body;
    assert!(!page.contains("<img src=x") && page.contains("onerror=alert(1)&gt;.png") && !page.contains('\u{202e}'));
    let kept: Vec<_> =
        std::fs::read_dir(world.folder.join("files")).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(kept.len(), 6);
    assert!(kept.iter().all(|name| name.to_string_lossy().bytes().all(|byte| byte.is_ascii_hexdigit())), "{kept:?}");
}

#[tokio::test]
async fn without_script_files_come_with_their_form_and_what_is_refused_loses_nothing() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let mara = world.browser(&world.mara).await;
    let at = portal(number);
    let message = [("act", "message"), super::SEEN_ALL, ("once", "7e0c2c8e-7f0e-4b1e-9f3a-222222222222")];
    let form = [&message[..], &[("text", "Here are both.")]].concat();
    let large = vec![b'x'; 3 * MEGABYTE];
    let answer = mara.post_with_files(&at, &form, &[("a.log", LOG.as_bytes()), ("video.mov", &large), ("", b"")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Not attached: video.mov: 3 MB, at most 1 MB."), "{}", answer.body);
    assert!(answer.body.contains("Here are both.") && answer.body.contains("a.log, 26 bytes"), "{}", answer.body);

    // It comes back as the page has it, and is sent with the file that is here.
    let carried = answer.body.split_once("name=\"attached\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
    let again = [&form[..], &[("attached", carried.as_str())]].concat();
    let without = [&again[..], &[("remove_file", &carried[..36])]].concat();
    let removed = mara.post_with_files(&at, &without, &[]).await;
    assert_eq!(removed.status, StatusCode::OK);
    assert!(removed.body.contains("Here are both.") && !removed.body.contains("a.log"));
    assert!(mara.post_with_files(&at, &again, &[]).await.body.contains("Attach it again"));

    let sent = mara.post_with_files(&at, &form, &[("b.log", LOG.as_bytes())]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let twice = mara.post_with_files(&at, &form, &[("b.log", LOG.as_bytes())]).await;
    assert_eq!(twice.status, StatusCode::SEE_OTHER);
    let page = mara.get(&at).await.body;
    assert_eq!(page.matches("b.log (text, 26 bytes)").count(), page.matches("/b.log").count(), "{page}");
    let view = world.desk.case(&world.mara, number).await.unwrap();
    assert_eq!(view.files.len(), 1, "the form that was sent twice wrote once");
    // Of who is not signed in nothing is kept but what they typed.
    let out = world.signed_out(&world.mara).post_with_files(&at, &form, &[("c.log", LOG.as_bytes())]).await;
    assert!(out.keeps_the_form() && out.body.contains("Here are both."));
}

#[tokio::test]
async fn a_request_opens_with_the_files_of_its_draft() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    let save = [&[("act", "save")][..], &request_form("core")].concat();
    let large = vec![b'x'; 2 * MEGABYTE];
    let saved = mara.post_with_files(NEW, &save, &[("a.log", LOG.as_bytes())]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let elsewhere = world.browser(&world.mara).await;
    assert!(elsewhere.get(NEW).await.body.contains("a.log, 26 bytes"));
    let revision = world.desk.draft(&world.mara).await.unwrap().unwrap().revision.to_string();
    let submit = [&[("act", "submit"), ("revision", revision.as_str())][..], &request_form("core")].concat();
    let refused = elsewhere.post_with_files(NEW, &submit, &[("video.mov", &large), ("c.log", LOG.as_bytes())]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for says in ["video.mov: 2 MB, at most 1 MB", "a.log, 26 bytes", "c.log, 26 bytes", "Orders stay in routing"] {
        assert!(refused.body.contains(says), "{says}: {}", refused.body);
    }
    let revision = world.desk.draft(&world.mara).await.unwrap().unwrap().revision.to_string();
    let submit = [&[("act", "submit"), ("revision", revision.as_str())][..], &request_form("core")].concat();
    let opened = elsewhere.post_with_files(NEW, &submit, &[]).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
    let page = elsewhere.get(opened.goes_to().trim_end_matches('#')).await.body;
    assert!(page.contains("a.log (text, 26 bytes)") && page.contains("c.log (text, 26 bytes)"));
    assert!(!elsewhere.get(NEW).await.body.contains("a.log"));

    // What must be phoned is held up by no file.
    let phoned = [&[("act", "submit")][..], &request_form("outage")].concat();
    let answer = mara.post_with_files(NEW, &phoned, &[("video.mov", &large)]).await;
    assert_eq!(answer.goes_to(), "/portal/requests/call#", "{}", answer.body);
}

#[tokio::test]
async fn a_file_goes_to_the_draft_of_the_account_that_its_form_was_shown_for() {
    let world = World::new().await;
    let account = world.mara.standing.account().unwrap().to_string();
    let there = format!("{NEW}?for={account}");
    let paz = world.browser(&world.acting).await;
    paz.upload(NEW, "own.log", LOG).await;
    let theirs = paz.upload(&there, "theirs.log", LOG).await;
    let save = [&[("for", account.as_str()), ("act", "save")][..], &request_form("core")].concat();
    // Without script it comes with its form, whatever the address says by then.
    for (at, name) in [(NEW, "one.log"), (there.as_str(), "two.log")] {
        let saved = paz.post_with_files(at, &save, &[(name, LOG.as_bytes())]).await;
        assert!(saved.status.is_redirection() || saved.body.contains("two.log"), "{}", saved.body);
    }
    let (own, granted) = (paz.get(NEW).await.body, paz.get(&there).await.body);
    for name in ["theirs.log", "one.log", "two.log"] {
        assert!(granted.contains(name) && !own.contains(name), "{name}");
    }
    assert!(own.contains("own.log") && !granted.contains("own.log"));
    assert_eq!(paz.get(&format!("{theirs}/a")).await.body, LOG);
    assert_eq!(world.browser(&world.mara).await.get(&format!("{theirs}/a")).await.status, StatusCode::NOT_FOUND);
    // Who may only read sends none, and who may neither learns nothing.
    for actor in [&world.reading, &world.apart, &world.sol] {
        let browser = world.browser(actor).await;
        assert_eq!(browser.announce(&there, "a", 1).await.status, StatusCode::NOT_FOUND);
        let sent = browser.post_with_files(NEW, &save, &[("a.log", LOG.as_bytes())]).await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn what_is_attached_is_read_with_a_grant_and_attached_by_who_may_act() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let at = portal(number);
    let mara = world.browser(&world.mara).await;
    let theirs = mara.upload(&at, "orders.csv", LOG).await;
    mara.writes_with(&at, ("message", "text"), &[&theirs]).await;
    let [acting, reading, apart] =
        [world.browser(&world.acting).await, world.browser(&world.reading).await, world.browser(&world.apart).await];
    for browser in [&acting, &reading] {
        assert_eq!(browser.get(&format!("{theirs}/a")).await.body, LOG);
        assert!(browser.get(&at).await.body.contains("orders.csv (text, 26 bytes)"));
    }
    assert_eq!(apart.get(&format!("{theirs}/a")).await.status, StatusCode::NOT_FOUND);
    for browser in [&reading, &apart] {
        assert_eq!(browser.announce(&at, "a", 1).await.status, StatusCode::NOT_FOUND);
    }
    let sent = acting.upload(&at, "a.log", LOG).await;
    assert_eq!(acting.writes_with(&at, ("message", "text"), &[&sent]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(mara.get(&format!("{sent}/a")).await.body, LOG);
}

#[tokio::test]
async fn a_form_of_files_that_is_cut_off_does_nothing() {
    let world = World::new().await;
    let number = world.case_of(&world.mara).await;
    let mara = world.browser(&world.mara).await;
    let request = mara.request(Method::POST, &portal(number)).header("origin", format!("https://{HOST}"));
    let body = "--edge\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.log\"\r\n\r\ncut";
    let answer = mara.send(request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge"), body).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let files = std::fs::read_dir(world.folder.join("files")).unwrap().count();
    assert_eq!(files, 0, "nothing of it is left");
}
