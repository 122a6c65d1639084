//! Who may export what, how it is labelled, and how it ends.

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::header::{
    ACCEPT, AUTHORIZATION, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, HOST, RETRY_AFTER,
    WWW_AUTHENTICATE,
};
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{DAY_MS, many, path};
use crate::support::{Client, History, NOW_MS, TestApp, eventually};

/// Status, code and field of an answer that refuses.
async fn refusal(response: Response<axum::body::Body>) -> (u16, String, String) {
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let body: Value = serde_json::from_slice(&body).unwrap();
    let extensions = &body["errors"][0]["extensions"];
    let text = |name: &str| extensions[name].as_str().unwrap_or_default().to_owned();
    assert!(body["errors"][0]["message"].is_string() && body.get("data").is_none());
    (status, text("code"), text("field"))
}

#[tokio::test]
async fn only_who_is_signed_in_may_export() {
    let history = History::sqlite().await;
    let id = history.fill(1).await;
    for what in ["ticks", "changes"] {
        let path = path(what, id, NOW_MS - DAY_MS, NOW_MS, "");
        for authorization in [None, Some("Bearer upb_x"), Some("Basic YTpi")] {
            let mut request = Request::get(&path);
            if let Some(authorization) = authorization {
                request = request.header(AUTHORIZATION, authorization);
            }
            let response = history.send(request).await;
            assert_eq!(response.headers()[WWW_AUTHENTICATE], "Bearer");
            let (status, code, _) = refusal(response).await;
            assert_eq!(
                (status, &*code),
                (401, "UNAUTHENTICATED"),
                "{authorization:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_foreign_website_is_as_good_as_none() {
    let mut history = History::sqlite().await;
    let adas = history.fill(1).await;
    history.sign_up("bob").await;
    let mut bodies = Vec::new();
    for id in [adas, Uuid::now_v7()] {
        for path in [
            path("ticks", id, NOW_MS - DAY_MS, NOW_MS, ""),
            path("changes", id, NOW_MS - DAY_MS, NOW_MS, ""),
            format!("/export/report?website={id}&month=2026-09"),
        ] {
            let response = history.send(history.request(&path)).await;
            assert_eq!(response.status(), 404, "{path}");
            bodies.push(response.into_body().collect().await.unwrap().to_bytes());
        }
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]));
    let body: Value = serde_json::from_slice(&bodies[0]).unwrap();
    assert_eq!(body["errors"][0]["extensions"]["code"], "NOT_FOUND");
}

#[tokio::test]
async fn what_cannot_be_taken_is_named() {
    let history = History::sqlite().await;
    let id = history.fill(1).await;
    let window = "from=2026-09-01T00:00:00Z&to=2026-09-02T00:00:00Z";
    for (path, field) in [
        (format!("ticks?{window}"), "website"),
        (format!("ticks?website=x&{window}"), "website"),
        (
            format!("ticks?website={id}&to=2026-09-02T00:00:00Z"),
            "from",
        ),
        (
            format!("ticks?website={id}&from=2026-09-02T00:00:00Z"),
            "to",
        ),
        (
            format!("ticks?website={id}&{window}&from=2026-09-01T00:00:00Z"),
            "from",
        ),
        (
            format!("changes?website={id}&from=yesterday&to=2026-09-02T00:00:00Z"),
            "from",
        ),
        (
            format!("changes?website={id}&from=2026-09-02T00:00:00Z&to=2026-09-02T00:00:00Z"),
            "from",
        ),
        (
            format!("changes?website={id}&from=2006-09-02T00:00:00Z&to=2026-09-02T00:00:00Z"),
            "from",
        ),
        (
            format!("changes?website={id}&{window}&region=mars"),
            "region",
        ),
        (
            format!("changes?website={id}&{window}&regoin=usa"),
            "regoin",
        ),
        (format!("ticks?website={id}&{window}&format=xlsx"), "format"),
        (format!("report?website={id}"), "month"),
        (format!("report?website={id}&month=2026-9"), "month"),
        (format!("report?website={id}&month=2026-10"), "month"),
        (
            format!("report?website={id}&month=2026-09&format=ndjson"),
            "format",
        ),
        (format!("report?website={id}&month=2026-09&from=x"), "from"),
    ] {
        let request = history.request(&format!("/export/{path}"));
        let (status, code, named) = refusal(history.send(request).await).await;
        assert_eq!(
            (status, &*code, &*named),
            (400, "BAD_USER_INPUT", field),
            "{path}"
        );
    }
    // Nothing of it keeps a place.
    for _ in 0..3 {
        history
            .text(&format!("/export/ticks?website={id}&{window}"))
            .await;
    }
}

#[tokio::test]
async fn an_export_is_a_file_in_the_format_that_was_asked_for() {
    let history = History::sqlite().await;
    let id = history.fill(1).await;
    let (csv, ndjson) = ("text/csv", "application/x-ndjson");
    let ticks = path("ticks", id, NOW_MS - DAY_MS, NOW_MS, "");
    for (path, accept, expected, name) in [
        (ticks.clone(), None, csv, ".csv"),
        (ticks.clone(), Some("*/*"), csv, ".csv"),
        (ticks.clone(), Some(ndjson), ndjson, ".ndjson"),
        (format!("{ticks}&format=csv"), Some(ndjson), csv, ".csv"),
        (
            format!("{ticks}&format=ndjson"),
            Some(csv),
            ndjson,
            ".ndjson",
        ),
        (
            format!("/export/report?website={id}&month=2026-09"),
            Some("*/*"),
            csv,
            "-2026-09.csv",
        ),
    ] {
        let mut request = history.request(&path);
        if let Some(accept) = accept {
            request = request.header(ACCEPT, accept);
        }
        let response = history.send(request).await;
        assert_eq!(response.status(), 200, "{path}");
        let header = |name| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), format!("{expected}; charset=utf-8"));
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("x-content-type-options"), "nosniff");
        let disposition = header(CONTENT_DISPOSITION.as_str());
        assert!(disposition.starts_with("attachment; filename=\"upbeat-"));
        assert!(disposition.ends_with(&format!("{name}\"")), "{disposition}");
    }
    let picky = history.request(&ticks).header(ACCEPT, "text/html");
    assert_eq!(refusal(history.send(picky).await).await.0, 406);
    let report = format!("/export/report?website={id}&month=2026-09");
    let picky = history.request(&report).header(ACCEPT, ndjson);
    assert_eq!(refusal(history.send(picky).await).await.0, 406);
}

#[tokio::test]
async fn a_head_is_answered_without_work_and_nothing_else_is_taken() {
    let history = History::sqlite().await;
    let id = history.fill(1).await;
    let path = path("ticks", id, NOW_MS - DAY_MS, NOW_MS, "");
    for _ in 0..3 {
        let response = history
            .send(history.request(&path).method(Method::HEAD))
            .await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()[CONTENT_TYPE], "text/csv; charset=utf-8");
        // The length of what is not made is not known.
        assert_eq!(response.headers().get(CONTENT_LENGTH), None);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert!(body.is_empty());
    }
    let nobody = Request::head(&path);
    assert_eq!(history.send(nobody).await.status(), 401);
    let post = history.request(&path).method(Method::POST);
    assert_eq!(history.send(post).await.status(), 405);
}

#[tokio::test]
async fn a_third_export_at_once_has_to_wait_until_one_is_over_or_dropped() {
    let mut history = History::sqlite().await;
    let id = history.fill(1).await;
    many(&history, 3_000).await;
    let ticks = path("ticks", id, NOW_MS - DAY_MS, NOW_MS, "");
    let begun = async |history: &History| {
        let response = history.send(history.request(&ticks)).await;
        assert_eq!(response.status(), 200);
        let mut body = response.into_body();
        body.frame().await.unwrap().unwrap();
        body
    };
    let (first, second) = (begun(&history).await, begun(&history).await);
    let third = history.send(history.request(&ticks)).await;
    assert_eq!(third.headers()[RETRY_AFTER], "10");
    let (status, code, _) = refusal(third).await;
    assert_eq!((status, &*code), (429, "RATE_LIMITED"));

    drop(first);
    let ask = async || history.send(history.request(&ticks)).await;
    let third = eventually("the place of who went away", async || {
        let response = ask().await;
        (response.status() == 200).then_some(response)
    });
    let third = third.await;
    second.collect().await.unwrap();
    eventually("the place of who is done", async || {
        (ask().await.status() == 200).then_some(())
    })
    .await;
    drop(third);
    // Another account has places of its own.
    history.sign_up("bob").await;
    let bobs = history.fill(1).await;
    let path = path("ticks", bobs, NOW_MS - DAY_MS, NOW_MS, "");
    let held = history.send(history.request(&path)).await;
    assert_eq!(held.status(), 200);
}

#[tokio::test]
async fn an_export_ends_with_the_session_that_asked_for_it() {
    let mut history = History::sqlite().await;
    let id = history.fill(1).await;
    many(&history, 40_000).await;
    let ticks = path("ticks", id, NOW_MS - DAY_MS, NOW_MS, "");
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut body = history.send(history.request(&ticks)).await.into_body();
        body.frame().await.unwrap().unwrap();
        held.push(body);
    }
    history
        .graphql("mutation { signOut }", json!({}))
        .await
        .data("/signOut");
    history.sign_in("ada").await;
    eventually("the places of the session that has ended", async || {
        let response = history.send(history.request(&ticks)).await;
        (response.status() == 200).then_some(())
    })
    .await;
    for body in held {
        assert!(
            body.collect().await.is_err(),
            "a part was taken for the whole"
        );
    }
}

#[tokio::test]
async fn an_export_that_breaks_off_does_not_end_like_a_whole_one() {
    let history = History::sqlite().await;
    let id = history.fill(1).await;
    // 16 MB: more than what lies between server and client.
    many(&history, 40_000).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let serving = tokio::spawn(api::http::serve(
        listener,
        None,
        history.router(),
        stop.clone(),
    ));

    let path = path("ticks", id, NOW_MS - DAY_MS, NOW_MS, "");
    let request = history.request(&path).header(HOST, address.to_string());
    let request = request.body(Empty::<Bytes>::new()).unwrap();
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .unwrap();
    let connection = tokio::spawn(connection);
    let mut body = sender.send_request(request).await.unwrap().into_body();
    let first = body.frame().await.unwrap().unwrap();
    assert!(first.into_data().unwrap().starts_with(b"slot,"));
    history.execute("ALTER TABLE tick RENAME TO gone").await;
    let rest = body.collect().await;
    assert!(rest.is_err(), "a part was taken for the whole");
    let _ = connection.await;
    stop.cancel();
    serving.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_running_server_exports() {
    let app = TestApp::new().await;
    let ada = Client::sign_up(app.address, "ada").await;
    let id = ada.create_website("http://127.0.0.1:9/").await;
    let rows = eventually("a tick in the export", async || {
        let token = ada.token.clone().unwrap();
        let path =
            format!("/export/ticks?website={id}&from=2026-01-01T00:00:00Z&to=2034-01-01T00:00:00Z");
        let request = Request::get(path).header(AUTHORIZATION, format!("Bearer {token}"));
        let response = ada.send(request.body(Default::default()).unwrap()).await;
        assert_eq!(response.status, 200);
        let rows = super::table(std::str::from_utf8(&response.body).unwrap());
        (!rows.is_empty()).then_some(rows)
    })
    .await;
    assert_eq!(rows[0]["region"], "local");
    assert_eq!(rows[0]["asked_by"], "PERSON");
    assert_eq!(rows[0]["failure_class"], "CONNECT");
}
