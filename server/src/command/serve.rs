//! `caseline serve`.

use std::net::SocketAddr;
use std::time::Duration;

use caseline_desk::mail::Transport;
use caseline_desk::people::{DEMO_PASSWORD, DEMO_SIGN_INS};
use tracing_subscriber::EnvFilter;

use super::{CommandError, demo, open, private_folder, rebuild};
use crate::config::{Config, SMTP_URL};
use crate::http::{App, Places, patient, router};

/// Headers that take longer than this are somebody holding the door open.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// How long requests under way may take to end when the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// Serves until it is told to stop. `demo`: how many demo cases an empty database gets.
pub async fn run(config: &Config, demo: Option<u64>) -> Result<(), CommandError> {
    let logs = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(&config.log)).with_writer(std::io::stderr);
    if config.log_json {
        logs.json().init();
    } else {
        logs.compact().init();
    }
    // Rendering spawns its tasks on tokio; set once, before the first page.
    let _ = any_spawner::Executor::init_tokio();

    let desk = open(config).await?;
    rebuild::what_is_left(&desk).await?;
    if let Some(cases) = demo {
        demo::fill_if_empty(&desk, 1, cases).await?;
    }
    let transport = match &config.smtp_url {
        // Nothing of the reason: it could quote the password.
        Some(url) => Transport::smtp(url).map_err(|_| {
            CommandError::Other(format!("smtp_url cannot be read (its value is not shown): {SMTP_URL}"))
        })?,
        None => {
            if !config.settings.demo {
                tracing::warn!("smtp_url is not set: no mail is sent, each lies as a file in <data>/mail");
            }
            let folder = config.data.join("mail");
            private_folder(&folder)?;
            Transport::Files(folder)
        }
    };
    let mail = tokio::spawn(desk.clone().send_mail(transport));
    let promises = tokio::spawn(desk.clone().keep_promises());
    let sweep = tokio::spawn(desk.clone().keep_swept());
    let publisher = tokio::spawn(desk.clone().publish_changes());

    let app = App::new(desk.clone(), config.settings.demo, config.secure_cookies, config.sign_ins_per_minute)
        .behind(&config.trusted_proxies)
        .writing(config.writes_per_minute)
        .reached_at(config.reached_at.as_deref())
        .reloading(config.reloads);
    let streams = app.streams.clone();
    let handle = axum_server::Handle::new();
    let server = patient(axum_server::bind(config.addr), HEADER_TIMEOUT)
        .handle(handle.clone())
        .acceptor(Places::as_many_as_possible());
    let serving = tokio::spawn(server.serve(router(app).into_make_service_with_connect_info::<SocketAddr>()));

    match handle.listening().await {
        Some(addr) => announce(config, addr, demo.is_some()),
        None => {
            let reason = match serving.await {
                Ok(Err(error)) => error.to_string(),
                _ => "the server stopped at once".to_owned(),
            };
            return Err(CommandError::Other(format!("cannot listen on {} (addr): {reason}", config.addr)));
        }
    }
    stop_signal().await;
    eprintln!("Stopping: requests under way may finish.");
    // They would go on for as long as somebody looks.
    streams.close();
    handle.graceful_shutdown(Some(GRACE));
    // Either way it is over; an error here has nobody left to act on it.
    let _ = serving.await;
    promises.abort();
    mail.abort();
    sweep.abort();
    publisher.abort();
    desk.store().close().await;
    Ok(())
}

fn announce(config: &Config, addr: SocketAddr, demo: bool) {
    println!("Caseline answers on http://{addr}");
    if config.settings.public_url != format!("http://{addr}") {
        println!("People reach it at {}", config.settings.public_url);
    }
    if demo {
        println!("\nDemo sign-ins, password {DEMO_PASSWORD}:");
        for (email, what) in DEMO_SIGN_INS {
            println!("  {email:<24}{what}");
        }
        println!();
    }
}

/// Ctrl-C, or the service manager's request.
async fn stop_signal() {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
