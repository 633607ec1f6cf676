import Metrics
import Newsroom

/// What the feed counts. Names are listed in `ops/observe/metrics.md`.
struct FeedMetrics: Sendable {
    private let readers = Meter(label: "courant_stream_readers")
    private let deliveries = Counter(label: "courant_stream_deliveries_total")
    private let events = Counter(label: "courant_feed_events_total")
    private let head = Gauge(label: "courant_feed_head_position")
    private let ringEvents = Gauge(label: "courant_feed_ring_events")
    private let ringBytes = Gauge(label: "courant_feed_ring_bytes")
    private let replays = Counter(label: "courant_feed_log_replays_total")
    private let logReads = Counter(label: "courant_feed_log_reads_total")
    private let alarms = Counter(label: "courant_feed_holes_total")

    private let closed = Dictionary(
        uniqueKeysWithValues: CloseReason.allCases.map { reason in
            (reason, Counter(label: "courant_stream_closed_total", dimensions: [("reason", reason.rawValue)]))
        })
    private let opened = Dictionary(
        uniqueKeysWithValues: FeedMetrics.verdicts.map { verdict in
            (verdict, Counter(label: "courant_stream_opened_total", dimensions: [("verdict", verdict)]))
        })
    private static let verdicts = ["fresh", "resumed"] + ResetReason.allCases.map { "reset_\($0.rawValue)" }

    func readers(change: Int) {
        readers.increment(by: Double(change))
    }

    func delivered(_ count: Int) {
        if count > 0 { deliveries.increment(by: Int64(count)) }
    }

    func closed(_ reason: CloseReason) { closed[reason]?.increment() }

    func opened(_ verdict: Verdict) {
        let name =
            switch verdict {
            case .fresh: "fresh"
            case .resumed: "resumed"
            case .reset(let reason): "reset_\(reason.rawValue)"
            }
        opened[name]?.increment()
    }

    func published(_ count: Int, ring: FeedRing) {
        events.increment(by: Int64(count))
        holds(ring)
    }

    func holds(_ ring: FeedRing) {
        head.record(ring.head.rawValue)
        ringEvents.record(Int64(ring.count))
        ringBytes.record(Int64(ring.byteCount))
    }

    func replayed() { replays.increment() }

    func logRead() { logReads.increment() }

    func holeFound() { alarms.increment() }
}
