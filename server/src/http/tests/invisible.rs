//! Characters that show nothing of themselves: they make no text of an empty one, and turn nobody's words round.

use super::{SEEN_ALL, World, act_page, request_form};

/// Overrides and isolates, which turn what follows them.
const TURNS: [char; 9] =
    ['\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'];

fn with_subject<'a>(subject: &'a str, impact: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut form = request_form(impact);
    form[0].1 = subject;
    form.push(("act", "submit"));
    form
}

#[tokio::test]
async fn a_subject_of_nothing_visible_is_refused_with_the_sentence_for_an_empty_one() {
    let world = World::new().await;
    let mara = world.browser(&world.mara).await;
    for subject in ["", "\u{200b}\u{200c}\u{200d}\u{feff}", "\u{202e}\u{202c}", " \u{2060}\u{200f} ", "\u{3164}"] {
        let answer = mara.post("/portal/requests/new", &with_subject(subject, "core")).await;
        assert!(answer.status.is_client_error(), "{subject:?}: {}", answer.status);
        assert!(answer.body.contains("Write in one line what is happening."), "{subject:?}");
        // A draft of before is shown before anything is sent.
        mara.post("/portal/requests/new", &[("act", "discard")]).await;
    }
    assert!(world.cases().await.is_empty());
}

#[tokio::test]
async fn no_text_turns_another_round_on_a_page_or_in_a_mail() {
    let world = World::new().await;
    let (mara, ana) = (world.browser(&world.mara).await, world.browser(&world.ana).await);
    let turned = "Invoice\u{202e}fdp.exe\u{2067} of today";
    let mut form = with_subject(turned, "core");
    form.extend([("systems", turned), ("change_1_system", turned), ("change_1_what", turned)]);
    let opened = mara.post("/portal/requests/new", &form).await;
    let number = opened.goes_to().rsplit('/').next().unwrap().split(['?', '#']).next().unwrap().to_owned();
    let (portal, desk) = (format!("/portal/cases/{number}"), format!("/desk/cases/{number}"));
    ana.post(&desk, &[("act", "take"), SEEN_ALL]).await;
    ana.post(&desk, &[("act", "message"), ("text", turned), SEEN_ALL]).await;
    ana.post(&desk, &[("act", "ask"), ("questions", turned), SEEN_ALL]).await;
    // What waits to be called about is shown to who takes the call.
    mara.post("/portal/requests/new", &with_subject(turned, "outage")).await;
    let code = world.desk.call_card(&world.mara).await.unwrap().unwrap().code;
    let called = ana.post("/desk/phone", &[("act", "code"), ("code", &code)]).await;
    let mut shown = vec![("/desk/phone".to_owned(), called)];
    for (browser, at) in
        [(&mara, "/portal"), (&mara, &portal), (&ana, "/desk"), (&ana, &desk), (&mara, "/portal/requests/new")]
    {
        shown.push((at.to_owned(), browser.get(at).await));
        shown.push((act_page(at), browser.get(&act_page(at)).await));
    }
    for (at, answer) in shown {
        assert!(answer.body.contains("Invoicefdp.exe of today"), "{at}: {}", answer.body);
        assert!(!answer.body.contains(TURNS), "{at}");
    }
    let mail = world.mail().await;
    assert!(mail.iter().any(|(_, text)| text.matches("Invoicefdp.exe of today").count() > 2), "{mail:?}");
    assert!(!mail.iter().any(|(_, text)| text.contains(TURNS)), "{mail:?}");
}
