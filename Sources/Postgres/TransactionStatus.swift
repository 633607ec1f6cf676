import CLibpq

/// Where a session stands between BEGIN and COMMIT.
public enum TransactionStatus: Sendable, Hashable {
    /// Outside a transaction.
    case idle
    /// A call is under way.
    case active
    /// Inside a transaction.
    case inTransaction
    /// Inside a transaction that has failed and only takes ROLLBACK.
    case inFailedTransaction
    /// There is no session any more.
    case closed

    init(_ status: PGTransactionStatusType) {
        switch status {
        case PQTRANS_IDLE: self = .idle
        case PQTRANS_ACTIVE: self = .active
        case PQTRANS_INTRANS: self = .inTransaction
        case PQTRANS_INERROR: self = .inFailedTransaction
        default: self = .closed
        }
    }
}
