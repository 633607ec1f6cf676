/// How a transaction sees the others, and whether it may write.
public enum TransactionMode: Sendable, Hashable {
    /// READ COMMITTED: each statement sees what is committed when it starts.
    case readWrite
    /// REPEATABLE READ, READ ONLY: all statements see one moment.
    case snapshot
    /// SERIALIZABLE: as if transactions ran one after another; be ready to start again (`isRetryable`).
    case serializable

    var begin: String {
        switch self {
        case .readWrite: "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
        case .snapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        case .serializable: "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"
        }
    }
}
