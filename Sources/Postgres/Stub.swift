public import Logging
public struct PostgresConfiguration: Sendable {
    public init(connectionString: String, applicationName: String = "courant", connectTimeout: Duration = .seconds(5), statementTimeout: Duration = .seconds(15)) {}
}
public struct SQLState: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}
public struct PostgresError: Error, Sendable {
    public var sqlState: SQLState? { nil }
    public var isUnavailable: Bool { false }
    public var message: String { "" }
    public var constraint: String? { nil }
}
public struct StatementLibrary: Sendable {
    public init(directory: String) throws {}
}
public final class PostgresPool: Sendable {
    public init(configuration: PostgresConfiguration, size: Int, logger: Logger) {}
    public func run() async throws {}
}
public struct Migration: Sendable { public let name: String }
public struct Migrator: Sendable {
    public init(directory: String) throws {}
    public func migrate(_ configuration: PostgresConfiguration, logger: Logger) async throws -> [Migration] { [] }
}
