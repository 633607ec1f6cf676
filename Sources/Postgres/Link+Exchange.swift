import CLibpq

/// One question to the server, and how long it may take.
struct Call {
    /// How long a cancelled statement may still take to end.
    static let cancelGrace: Duration = .seconds(5)

    /// The statement's name, for errors.
    var statement: String?
    var deadline: ContinuousClock.Instant
    /// Whether the task's cancellation stops it; not for ROLLBACK and COMMIT.
    var isCancellable = true
}

extension Link {
    /// Sends something and waits for the last of its results.
    /// - Returns: The last result, or nil for an empty query.
    /// - Throws: The server's first error; `timedOut`, after which the link has failed; `cancelled`; `connectionLost`.
    func exchange(_ call: Call, send: (OpaquePointer) -> Int32) throws -> PostgresResult? {
        if let failure { throw failure }
        if call.isCancellable, Task.isCancelled {
            throw PostgresError(.cancelled, "Cancelled before it was sent", statement: call.statement)
        }
        guard send(pointer) == 1 else { throw refused(call) }
        var answer = Answer()
        var deadline = call.deadline
        var cancelRequest: CancelRequest?
        var isFlushed = false
        while true {
            // A failing flush is told by the read that follows: the server's last words may be waiting there.
            if !isFlushed { isFlushed = PQflush(pointer) != 1 }
            if try answer.take(from: self), cancelRequest?.isDelivered ?? true { break }
            switch wait(forWriting: !isFlushed, until: deadline) {
            case .socket:
                guard PQconsumeInput(pointer) == 1 else { throw lost(call, answer) }
                collectNotifications()
            case .woken where call.isCancellable && cancelRequest == nil && Task.isCancelled:
                // Without a thread for it the deadline still holds.
                cancelRequest = try? CancelRequest(connection: pointer, wakePipe: wakePipe)
                deadline = min(deadline, .now + Call.cancelGrace)
            case .woken:
                break
            case .deadline:
                throw expired(call, isCancelled: cancelRequest != nil)
            }
        }
        collectNotifications()
        return try conclude(call, answer, isCancelled: cancelRequest != nil)
    }

    private func conclude(_ call: Call, _ answer: Answer, isCancelled: Bool) throws -> PostgresResult? {
        guard let result = answer.error else { return answer.last }
        var error = result.error(statement: call.statement)
        if PQstatus(pointer) == CONNECTION_BAD || error.sqlState.map(SQLState.sessionEnders.contains) ?? true {
            error.code = .connectionLost
            failure = error
        } else if error.sqlState == .queryCanceled {
            error.code = isCancelled ? .cancelled : error.code
        }
        throw error
    }

    /// libpq would not even send it.
    private func refused(_ call: Call) -> PostgresError {
        let error = PostgresError(.connectionLost, "Cannot send: \(errorMessage)", statement: call.statement)
        failure = error
        return error
    }

    private func lost(_ call: Call, _ answer: Answer) -> PostgresError {
        var error = PostgresError(.connectionLost, "The connection is lost: \(errorMessage)", statement: call.statement)
        error.sqlState = answer.error?.error(statement: nil).sqlState
        failure = error
        return error
    }

    /// The server has said nothing at all: the session's state is unknown, so it ends here.
    private func expired(_ call: Call, isCancelled: Bool) -> PostgresError {
        let code: PostgresError.Code = isCancelled ? .cancelled : .timedOut
        let error = PostgresError(
            code, "The server did not answer in time; the connection is given up", statement: call.statement)
        failure = PostgresError(.connectionLost, "Given up after a statement that was not answered in time")
        return error
    }
}

/// The results of one call so far.
private struct Answer {
    var last: PostgresResult?
    var error: PostgresResult?

    /// Takes all results that have arrived.
    /// - Returns: Whether that was the last of them.
    mutating func take(from link: Link) throws -> Bool {
        while PQisBusy(link.pointer) == 0 {
            guard let pointer = PQgetResult(link.pointer) else { return true }
            let result = PostgresResult(pointer)
            switch result.status {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
                last = result
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                // PQgetResult would say the same for ever.
                let error = PostgresError(.unsupported, "COPY from and to the client is not supported")
                link.failure = error
                throw error
            default:
                if error == nil { error = result }
            }
        }
        return false
    }
}
