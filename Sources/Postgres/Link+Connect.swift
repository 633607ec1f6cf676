import CLibpq
import Logging

extension Link {
    /// Makes a session and puts it in order; blocks until `connectTimeout` at the latest.
    ///
    /// Looking up a host name is libpq's and has the resolver's own time-out; `hostaddr` avoids it.
    static func connect(_ configuration: PostgresConfiguration, wakePipe: WakePipe, logger: Logger) throws -> Link {
        _ = try configuration.options
        let deadline = ContinuousClock.now + configuration.connectTimeout
        guard let pointer = start(configuration.parameters) else {
            throw PostgresError(.connectionFailed, "No memory for a connection")
        }
        let link = Link(pointer, wakePipe: wakePipe, logger: logger)
        try link.finishConnecting(configuration, deadline: deadline)
        guard PQsetnonblocking(pointer, 1) == 0 else { throw link.connectionFailed(configuration) }
        do {
            _ = try link.exchange(Call(statement: nil, deadline: deadline)) { PQsendQuery($0, configuration.sessionSetup) }
        } catch let error as PostgresError {
            throw link.connectionFailed(configuration, cause: error)
        }
        return link
    }

    private static func start(_ parameters: [(name: String, value: String)]) -> OpaquePointer? {
        let expandsDatabaseName: Int32 = 1
        return withCStrings(parameters.map(\.name)) { names in
            withCStrings(parameters.map(\.value)) { values in
                PQconnectStartParams(names, values, expandsDatabaseName)
            }
        }
    }

    private func finishConnecting(_ configuration: PostgresConfiguration, deadline: ContinuousClock.Instant) throws {
        guard PQstatus(pointer) != CONNECTION_BAD else { throw connectionFailed(configuration) }
        var step = PGRES_POLLING_WRITING
        while step != PGRES_POLLING_OK {
            switch wait(forReading: step == PGRES_POLLING_READING, forWriting: step == PGRES_POLLING_WRITING, until: deadline) {
            case .socket: break
            case .woken:
                if Task.isCancelled { throw PostgresError(.cancelled, "Cancelled while connecting to \(configuration)") }
                continue
            case .deadline:
                throw PostgresError(.connectionFailed, "\(configuration) did not answer within \(configuration.connectTimeout)")
            }
            step = PQconnectPoll(pointer)
            guard step != PGRES_POLLING_FAILED else { throw connectionFailed(configuration) }
        }
    }

    private func connectionFailed(_ configuration: PostgresConfiguration, cause: PostgresError? = nil) -> PostgresError {
        let words = cause?.message ?? errorMessage
        var error = PostgresError(.connectionFailed, "Cannot connect to \(configuration): \(words)", cause: cause)
        error.sqlState = cause?.sqlState
        return error
    }
}

/// Lends C strings, ended by a null pointer, for the time of a call.
func withCStrings<R>(_ strings: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>) throws -> R) rethrows -> R {
    // One block for all: offsets first, pointers after the block has stopped growing.
    var block: [UInt8] = []
    let offsets = strings.map { string -> Int? in
        guard let string else { return nil }
        defer {
            block.append(contentsOf: string.utf8)
            block.append(0)
        }
        return block.count
    }
    return try block.withUnsafeBytes { block in
        var pointers = offsets.map { offset in
            offset.flatMap { offset in block.baseAddress.map { ($0 + offset).assumingMemoryBound(to: CChar.self) } }
        }
        pointers.append(nil)
        return try pointers.withUnsafeBufferPointer { pointers in
            guard let base = pointers.baseAddress else { preconditionFailure("An array with an element has an address") }
            return try body(base)
        }
    }
}
