//! Accounts, and that a new installation can be used with nothing but them and its people.

use caseline_desk::Desk;
use caseline_desk::accounts::{Named, NewAccount};
use caseline_desk::cases::Submitted;
use caseline_desk::clock::{Ids, SystemIds};
use caseline_desk::error::Refusal;
use caseline_desk::people::Invitation;
use caseline_desk::store::Store;
use caseline_domain::access::Standing;
use caseline_domain::account::AccountKind;
use caseline_domain::case::{Impact, Priority};
use caseline_domain::id::AccountId;
use caseline_domain::text::EmailAddress;
use std::sync::Arc;

use crate::support::{World, details, empty_postgres, line, on_both_databases, refused};

fn account(name: &str) -> NewAccount {
    NewAccount {
        name: line(name),
        kind: AccountKind::Merchant,
        contact: EmailAddress::parse("oms@tallgrass.example").unwrap(),
        zone: "America/New_York".into(),
    }
}

async fn a_new_installation_takes_an_account_a_member_and_their_request(w: &World) {
    let url = match w.desk.store() {
        Store::Sqlite { .. } => format!("sqlite://{}", w.folder.join("new.db").display()),
        Store::Postgres(_) => empty_postgres().await,
    };
    let store = Store::connect(&url).await.unwrap();
    store.migrate().await.unwrap();
    let desk = Desk::new(store, w.clock.clone(), Arc::new(SystemIds), w.desk.settings().clone());
    // Two administrators begin at once: one of them brings the plan.
    let (one, other) =
        tokio::join!(desk.add_account(None, account("Tallgrass Toys")), desk.add_account(None, account("Mori Home")));
    other.unwrap();
    let invitation = Invitation {
        email: EmailAddress::parse("ida@tallgrass.example").unwrap(),
        name: line("Ida Berg"),
        standing: Standing::Member { account: one.unwrap() },
        zone: "America/New_York".into(),
    };
    let link = desk.invite(None, invitation).await.unwrap();
    let (_, member) = desk.choose_password(&link, "correct horse".into()).await.unwrap();
    let Submitted::Opened(number) = desk.submit_request(&member, details(Impact::Core), None).await.unwrap() else {
        panic!("a core function impaired may be opened through the portal");
    };
    let view = desk.case(&member, number).await.unwrap();
    assert_eq!((view.case.priority, view.row.account_name.as_str()), (Priority::P2, "Tallgrass Toys"));
    assert!(view.plan.plan.service.holidays.iter().any(|day| day.date.to_string() == "2026-11-26"));
    assert_eq!(view.row.contact_email, "oms@tallgrass.example");
    let names: Vec<String> = desk.accounts(None).await.unwrap().into_iter().map(|account| account.name).collect();
    assert_eq!(names, ["Mori Home", "Tallgrass Toys"]);
    desk.store().close().await;
}

async fn a_taken_name_and_a_zone_that_is_none_are_refused_at_their_field(w: &World) {
    let before = w.count("select count(*) from account").await;
    refused!(w.desk.add_account(None, account("HARBOR & pine ")).await, Refusal::Fields(e) if e.get("name").is_some());
    let nowhere = NewAccount { zone: "Europe/Atlantis".into(), ..account("Tallgrass Toys") };
    refused!(w.desk.add_account(None, nowhere).await, Refusal::Fields(e) if e.get("zone").unwrap().contains("Europe/Berlin"));
    assert_eq!(w.count("select count(*) from account").await, before);
}

async fn an_account_is_named_whatever_the_case_of_its_letters_and_nearly_named_by_the_begin(w: &World) {
    let gruen = w.desk.add_account(None, account("Grün & Söhne")).await.unwrap();
    w.desk.add_account(None, account("Grün & Söhne Filiale")).await.unwrap();
    for name in ["Grün & Söhne", " GRÜN & SÖHNE "] {
        assert_eq!(w.desk.account_named(None, name).await.unwrap(), Named::Account(gruen), "{name}");
    }
    let both = ["Grün & Söhne", "Grün & Söhne Filiale"].map(str::to_owned).to_vec();
    assert_eq!(w.desk.account_named(None, "grün").await.unwrap(), Named::Nearly(both));
    assert_eq!(w.desk.account_named(None, "Blau").await.unwrap(), Named::Nearly(Vec::new()));
}

async fn only_one_of_two_who_add_the_same_name_at_once_does(w: &World) {
    let (one, other) =
        tokio::join!(w.desk.add_account(None, account("Mori Home")), w.desk.add_account(None, account("mori home")));
    assert!(one.is_ok() != other.is_ok());
}

async fn only_administrators_add_and_list_accounts(w: &World) {
    for person in [&w.merchant, &w.ana, &w.manager] {
        refused!(w.desk.add_account(Some(&person.actor), account("Mori Home")).await, Refusal::NotThere);
        refused!(w.desk.accounts(Some(&person.actor)).await, Refusal::NotThere);
        refused!(w.desk.account_named(Some(&person.actor), "Mori Home").await, Refusal::NotThere);
    }
    w.desk.add_account(Some(&w.administrator.actor), account("Mori Home")).await.unwrap();
    assert_eq!(w.desk.accounts(Some(&w.administrator.actor)).await.unwrap().len(), 3);
}

async fn only_administrators_change_a_contact_and_to_nobody_who_is_disabled(w: &World) {
    let (pine, oms) = (w.merchant.account(), || EmailAddress::parse("oms@pine.example").unwrap());
    for person in [&w.merchant, &w.ana, &w.manager] {
        refused!(w.desk.change_contact(Some(&person.actor), pine, oms()).await, Refusal::NotThere);
    }
    let none = AccountId(SystemIds.id(w.now()));
    refused!(w.desk.change_contact(None, none, oms()).await, Refusal::NotThere);
    let noah = EmailAddress::parse("Noah@harborpine.example").unwrap();
    w.desk.disable(None, &noah).await.unwrap();
    refused!(w.desk.change_contact(None, pine, noah.clone()).await, Refusal::Fields(e) if e.get("contact").is_some());
    let added = NewAccount { contact: noah.clone(), ..account("Tallgrass Toys") };
    refused!(w.desk.add_account(None, added).await, Refusal::Fields(e) if e.get("contact").is_some());
    assert_eq!(w.count("select count(*) from account where contact_email = 'oms-team@harborpine.example'").await, 1);
    w.desk.change_contact(Some(&w.administrator.actor), pine, oms()).await.unwrap();
    w.desk.enable(None, &noah).await.unwrap();
    w.desk.change_contact(None, pine, noah).await.unwrap();
    let contacts: Vec<(String, String)> =
        w.stored("select contact_email, contact_folded from account order by name_folded").await;
    assert_eq!(contacts[0], ("Noah@harborpine.example".into(), "noah@harborpine.example".into()));
    assert_eq!(contacts[1], ("sol@salysol.example".into(), "sol@salysol.example".into()), "no other account's");
}

async fn contacts_of_before_are_known_by_their_folded_address(w: &World) {
    w.tamper("update account set contact_email = 'OMS-Team@HarborPine.example'").await;
    w.tamper("drop index account_by_contact").await;
    w.tamper("alter table account drop column contact_folded").await;
    let migration = match w.desk.store() {
        Store::Sqlite { .. } => include_str!("../../migrations/sqlite/0007_contact_folded.sql"),
        Store::Postgres(_) => include_str!("../../migrations/postgres/0007_contact_folded.sql"),
    };
    for statement in migration.split_terminator(";\n") {
        w.tamper(statement).await;
    }
    let known = "select count(*) from account where contact_folded = 'oms-team@harborpine.example'";
    assert_eq!(w.count(known).await, 2);
}

on_both_databases! {
    a_new_installation_takes_an_account_a_member_and_their_request,
    a_taken_name_and_a_zone_that_is_none_are_refused_at_their_field,
    an_account_is_named_whatever_the_case_of_its_letters_and_nearly_named_by_the_begin,
    only_one_of_two_who_add_the_same_name_at_once_does,
    only_administrators_add_and_list_accounts,
    only_administrators_change_a_contact_and_to_nobody_who_is_disabled,
    contacts_of_before_are_known_by_their_folded_address,
}
