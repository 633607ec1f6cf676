import Glibc

/// The clock that everything here is measured with: nanoseconds of `CLOCK_MONOTONIC`.
public enum MonotonicTime {
    /// Nanoseconds since some moment in the past.
    public static var now: Int { read(CLOCK_MONOTONIC) ?? 0 }

    /// What a clock shows, in nanoseconds; `nil` when there is no such clock.
    static func read(_ clock: clockid_t) -> Int? {
        var time = timespec()
        guard clock_gettime(clock, &time) == 0 else { return nil }
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
