//! What people do to incidents.

use async_graphql::{Context, ID, InputObject, Object};

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::id;
use super::incident::Incident;
use crate::service;

/// A note to add to an incident's timeline.
#[derive(InputObject)]
pub(super) struct AddIncidentNoteInput {
    /// Identifier of the incident.
    incident_id: ID,
    /// The note, 1 to 10,000 characters.
    text: String,
}

#[derive(Default, Debug)]
pub(super) struct IncidentMutation;

#[Object]
impl IncidentMutation {
    /// Notes that you take care of an open incident, and tells the channels that hear of it.
    /// Does nothing if somebody has before.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn acknowledge_incident(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the incident.")] id: ID,
    ) -> Result<Incident> {
        let caller = ctx.caller()?;
        let id = id::parse("id", &id)?;
        let changed = service::incident::acknowledge(ctx.app(), caller, id);
        Ok(ctx.change(changed).await?.into())
    }

    /// Resolves an incident by hand. While the website is still down, the next one opens only
    /// after it was not. Does nothing if the incident has resolved.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn resolve_incident(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the incident.")] id: ID,
    ) -> Result<Incident> {
        let caller = ctx.caller()?;
        let id = id::parse("id", &id)?;
        let changed = service::incident::resolve(ctx.app(), caller, id);
        Ok(ctx.change(changed).await?.into())
    }

    /// Adds a note to an incident's timeline.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn add_incident_note(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The incident and the note.")] input: AddIncidentNoteInput,
    ) -> Result<Incident> {
        let caller = ctx.caller()?;
        let id = id::parse("incidentId", &input.incident_id)?;
        let changed = service::incident::add_note(ctx.app(), caller, id, &input.text);
        Ok(ctx.change(changed).await?.into())
    }
}
