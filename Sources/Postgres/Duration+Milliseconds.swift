extension Duration {
    /// Whole milliseconds, rounded up; what `poll` and the server's settings count in.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}
