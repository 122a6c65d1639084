//! The binary `upbeat-bench`.

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    bench::run().await
}
