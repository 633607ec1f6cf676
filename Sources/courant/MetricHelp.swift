/// What `/metrics` says of each of our metrics. `ops/observe/metrics.md` says the same in the same words; a test compares them.
enum MetricHelp {
    /// By name.
    static let all = [
        "courant_feed_events_total": "Events read from the log and told to readers since the start.",
        "courant_feed_head_position": "Position of the newest event told; 0 until there is one since the start.",
        "courant_feed_holes_total": "Times that a position was missing and the pump stopped before it. Above 0 is an alarm.",
        "courant_feed_log_reads_total": "Reads of the log for replays and pages; readers who come back together share them.",
        "courant_feed_log_replays_total": "Streams whose replay needed the database, because the ring was too short.",
        "courant_feed_ring_bytes": "Encoded bytes of the events in the ring; 0 until one is told.",
        "courant_feed_ring_events": "Events in the ring; 0 until one is told.",
        "courant_http_request_duration_seconds": "From a request's head to the head of its answer, also for streams.",
        "courant_http_requests_total": "Requests answered.",
        "courant_stream_closed_total": "Streams that the server ended in-band. Clients that left are not counted.",
        "courant_stream_deliveries_total": "Events written to readers: one event for a thousand readers counts a thousand.",
        "courant_stream_opened_total": "Streams opened, by verdict; a reset with its reason.",
        "courant_stream_readers": "Streams that follow the log now.",
    ]
}
