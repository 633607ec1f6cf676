public import Logging

extension Logger {
    /// A logger that says only what a failed test needs.
    public static let tests: Logger = {
        var logger = Logger(label: "courant.tests", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .error
        return logger
    }()
}
