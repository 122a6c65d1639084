//! A check's secrets on their way from the queue to the website.

use prober::WorkerOptions;
use queue::{FailureClass, InstanceKeys, Outcome, Secrets, codec};
use tokio::io::AsyncWriteExt;

use crate::bench::Bench;
use crate::http_check;
use crate::server::{OK, read_head, serve};

#[tokio::test]
async fn a_checks_secrets_are_opened_with_the_regions_key() {
    let (heads, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let server = serve(move |mut stream| {
        let heads = heads.clone();
        async move {
            heads.send(read_head(&mut stream).await).unwrap();
            stream.write_all(OK).await.unwrap();
        }
    })
    .await;
    let bench = Bench::in_memory().await;
    let keys = InstanceKeys::generate().region(&bench.region);
    let secrets = Secrets {
        headers: vec!["blue fish".to_owned()],
        ..Secrets::default()
    };
    let mut job = bench.job(&format!("http://{server}/"));
    job.check = http_check(&job.check.url, |http| {
        http.headers = vec!["X-Password".to_owned()];
    });
    let seal = |revision| {
        let region = &bench.region;
        let sealed = keys.seal(&secrets, region, job.key.website, revision);
        sealed.unwrap()
    };
    job.check.sealed = seal(job.key.revision);
    // One that was sealed for another revision cannot be opened for this one.
    let mut moved = job.clone();
    moved.key.slot_ms += 1;
    moved.check.sealed = seal(job.key.revision + 1);

    let options = WorkerOptions {
        keys: keys.clone(),
        ..bench.options()
    };
    let _worker = bench.start_with(options);
    bench.publish(vec![codec::encode(&job).unwrap()]).await;
    assert_eq!(bench.next_report().await.outcome, Outcome::Up);
    let head = seen.recv().await.unwrap();
    assert!(head.contains("x-password: blue fish\r\n"), "{head}");

    bench.publish(vec![codec::encode(&moved).unwrap()]).await;
    let report = bench.next_report().await;
    let failure = report.failure.unwrap();
    assert_eq!(report.outcome, Outcome::Unmeasured);
    assert_eq!(failure.detail, "internal.secrets");
    assert!(
        seen.try_recv().is_err(),
        "the website was asked all the same"
    );
}

#[tokio::test]
async fn without_the_regions_key_a_check_with_secrets_is_unmeasured() {
    let bench = Bench::in_memory().await;
    let keys = InstanceKeys::generate().region(&bench.region);
    let mut job = bench.job("http://10.0.0.1/");
    let (region, key) = (&bench.region, &job.key);
    let sealed = keys.seal(&Secrets::default(), region, key.website, key.revision);
    job.check.sealed = sealed.unwrap();
    let _worker = bench.start();
    bench.publish(vec![codec::encode(&job).unwrap()]).await;
    let failure = bench.next_report().await.failure.unwrap();
    assert_eq!(failure.class, FailureClass::Internal);
    assert_eq!(failure.detail, "internal.secrets");
}
