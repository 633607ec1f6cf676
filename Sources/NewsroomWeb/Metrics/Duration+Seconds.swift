extension Duration {
    /// In seconds, as metrics count.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
