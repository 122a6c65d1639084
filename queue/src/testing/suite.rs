//! The list of cases.

/// Creates a test of each case of the contract for one engine.
#[macro_export]
macro_rules! contract_suite {
    ($engine:expr) => {
        $crate::contract_suite! { $engine;
            streams {
                entries_are_read_in_the_order_they_were_published,
                a_read_waits_for_the_first_entry,
                a_read_that_finds_nothing_is_empty,
                a_read_takes_no_more_than_it_asked_for,
                probers_of_a_region_share_its_jobs,
                every_region_gets_its_own_jobs,
                results_are_shared_by_the_ingesters_of_a_region,
                acknowledged_entries_leave_the_stream,
                an_answer_moves_a_job_to_the_results,
                a_job_that_cannot_be_handled_goes_to_the_dead_letters,
                many_answers_go_in_one_call,
                a_closed_queue_ends_its_reads_and_refuses_calls,
            }
            claims {
                what_a_dead_prober_left_is_claimed,
                nothing_is_claimed_before_it_is_idle,
                two_claimers_never_get_the_same_entry,
                what_was_acknowledged_is_not_claimed,
                deliveries_are_counted,
                keeping_an_entry_resets_its_idle_time,
                keeping_takes_nothing_from_a_neighbour,
                what_was_trimmed_is_acknowledged_by_a_claim,
                what_was_trimmed_can_still_be_answered,
                leaving_loses_nothing,
                tidying_loses_nothing,
                a_stream_without_a_group_has_nothing_pending,
            }
            bounds {
                streams_are_bounded_in_length,
                answers_are_bounded_in_length,
                jobs_are_bounded_in_age,
                a_backlog_tells_how_full_a_stream_is,
            }
            fleet {
                time_is_the_time_of_day,
                announced_probers_are_found,
                a_retired_prober_is_gone,
                a_prober_silent_for_an_hour_is_forgotten,
                one_holder_has_the_lease,
                a_renewed_lease_lasts,
                a_lease_that_ran_out_is_taken_over,
                a_resigned_lease_is_free,
                the_watermark_never_goes_back,
                a_note_of_arrears_outlasts_its_leader,
                a_queue_that_works_takes_writes_and_heartbeats,
                announcements_reach_every_handle,
            }
        }
    };
    ($engine:expr; $($module:ident { $($case:ident),+ $(,)? })+) => {
        $($(
            #[tokio::test]
            async fn $case() {
                $crate::testing::$module::$case($engine).await;
            }
        )+)+
    };
}
