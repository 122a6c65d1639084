//! Reads rows without their large columns.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, IdenStatic, Iterable, QuerySelect, Select};

/// Rows of `E` without `how` and `secrets`, which may be large, for readers that need neither.
pub(crate) fn find_lean<E: EntityTrait>() -> Select<E>
where
    E::Column: ColumnTrait,
{
    let kept = E::Column::iter().filter(|column| !matches!(column.as_str(), "how" | "secrets"));
    E::find()
        .select_only()
        .columns(kept)
        .expr_as(Expr::value(None::<String>), "how")
        .expr_as(Expr::value(None::<Vec<u8>>), "secrets")
}
