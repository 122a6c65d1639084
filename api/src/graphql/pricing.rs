//! Tells what a document costs, without executing it.
//!
//! The library computes the cost when it validates a document, and tells it to extensions
//! alone. An extension would make each field of an execution dearer, so it belongs to a schema
//! that only validates.

use std::sync::{Arc, OnceLock};

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation};
use async_graphql::{ServerError, ValidationResult, async_trait::async_trait};

/// Where the cost of a valid document is stored, as data of the request.
pub(crate) type Cost = Arc<OnceLock<usize>>;

/// Stores the cost of a valid document, and ends the request without an error.
pub(crate) struct Pricing;

impl ExtensionFactory for Pricing {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait]
impl Extension for Pricing {
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let valid = next.run(ctx).await?;
        if let Some(cost) = ctx.data_opt::<Cost>() {
            let _ = cost.set(valid.complexity);
        }
        Err(Vec::new())
    }
}
