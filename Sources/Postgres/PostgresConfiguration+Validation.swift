extension PostgresConfiguration {
    /// Checks that libpq can read the connection string; connects to nothing.
    /// - Throws: `PostgresError.connectionFailed`, without quoting the string.
    public func validate() throws {
        _ = try options
    }
}
