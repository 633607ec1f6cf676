import Foundation
import Postgres

extension PostgresConfiguration {
    /// The same server and settings with another database.
    func onDatabase(_ name: String) -> PostgresConfiguration {
        var configuration = self
        configuration.connectionString = Self.replacingDatabase(in: connectionString, with: name)
        return configuration
    }

    private static func replacingDatabase(in string: String, with name: String) -> String {
        // In key=value form the last one wins.
        guard let scheme = string.range(of: "://") else { return "\(string) dbname=\(name)" }
        let rest = string[scheme.upperBound...]
        let query = rest.firstIndex(of: "?").map { rest[$0...] } ?? ""
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        return string[..<scheme.upperBound] + authority + "/\(name)" + query
    }
}
