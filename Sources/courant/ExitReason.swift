import Bench
import Foundation
import NewsroomStore
import NewsroomWeb
import Postgres

/// How a failed run ends: one or two lines for people, a status for programs.
struct ExitReason: Error, Hashable {
    /// As in sysexits.h.
    enum Status: Int32, Sendable {
        case failed = 1
        case usage = 64
        case databaseUnavailable = 69
        case configuration = 78
    }

    let status: Status
    let message: String

    init(_ status: Status, _ message: String) {
        self.status = status
        self.message = message
    }

    /// The one table from errors to exits.
    init(_ error: any Error) {
        switch error {
        case let reason as ExitReason: self = reason
        case let error as UsageError: self.init(.usage, error.description)
        case let error as ConfigurationError: self.init(.configuration, error.description)
        case let error as BenchError: self.init(.failed, error.description)
        case let error as WebServerError: self.init(error)
        case let error as ImportError:
            let more = error.faults.count > 3 ? "; and \(error.faults.count - 3) more" : ""
            self.init(
                .failed,
                "Nothing was imported: " + error.faults.prefix(3).map { "\($0.field): \($0.detail)" }.joined(separator: "; ")
                    + more)
        case let error as TemplateError: self.init(.configuration, "The templates do not fit: \(error)")
        case let error as PostgresError where error.code == .statementInvalid || error.code == .migrationInvalid:
            self.init(.configuration, "The SQL files do not fit: \(error.message)")
        case let error as PostgresError where error.isUnavailable:
            self.init(.databaseUnavailable, "The database cannot be reached: \(error.message)")
        case let error as PostgresError: self.init(.failed, "The database refused: \(error.message)")
        default: self.init(.failed, "\(error)")
        }
    }

    private init(_ error: WebServerError) {
        switch error {
        case .unreadable(let path, let reason):
            self.init(.configuration, "The PEM file \(path) cannot be used: \(reason). See --tls-certificate and --tls-key")
        case .addressInUse(let host, let port):
            self.init(.failed, "Port \(port) of \(host) is in use by another program: choose one with --port or PORT (0: any)")
        case .cannotListen(let host, let port, let reason):
            self.init(.failed, "Cannot listen on \(host), port \(port): \(reason). See --host and --port")
        }
    }

    /// Says why, and ends the process.
    func exit() -> Never {
        FileHandle.standardError.write(Data("courant: \(message.replacing("\n", with: " "))\n".utf8))
        Foundation.exit(status.rawValue)
    }
}
