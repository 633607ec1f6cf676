import CCrypt
import Foundation
public import Newsroom
import NIOPosix
import Synchronization

/// Hashes passphrases with yescrypt, on threads of its own: one hash takes a core and 16 MB for about a tenth of a second.
///
/// Source: crypt(5), crypt_ra(3).
public final class PassphraseHasher: Sendable {
    /// Hashes that are made at once.
    static let threadCount = 2
    /// Hashes that wait or are made; who comes then is told to come back.
    static let maxWaitingCount = 32

    /// Why there is no hash.
    public enum Failure: Error, Sendable, Hashable {
        /// As many wait as may.
        case busy
        /// libcrypt takes no such passphrase or setting.
        case refused
    }

    private let pool = NIOThreadPool(numberOfThreads: threadCount)
    private let waitingCount = Atomic(0)
    /// For handles that nobody has: to try one costs the same.
    private let decoy: String

    /// Starts the threads.
    public init() {
        guard let decoy = try? Self.newSetting() else { preconditionFailure("This libcrypt knows no yescrypt") }
        self.decoy = decoy
        pool.start()
    }

    deinit { pool.shutdownGracefully { _ in } }

    /// Hashes a new passphrase with a salt of its own.
    /// - Throws: `Failure`.
    public func hash(_ passphrase: Passphrase) async throws -> String {
        try await run { try Self.crypt(passphrase.text, Self.newSetting()) }
    }

    /// Compares, in a time that tells nothing.
    /// - Parameter stored: What `hash` gave; `nil` for a handle that nobody has, which takes as long.
    /// - Throws: `Failure.busy`.
    public func isRight(_ passphrase: Passphrase, for stored: String?) async throws -> Bool {
        let setting = stored ?? decoy
        return try await run {
            // Longer than libcrypt takes, and longer than any that was taken.
            guard let found = try? Self.crypt(passphrase.text, setting) else { return false }
            return found.isSameSecret(as: setting) && stored != nil
        }
    }

    private func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        guard waitingCount.add(1, ordering: .relaxed).newValue <= Self.maxWaitingCount else {
            waitingCount.subtract(1, ordering: .relaxed)
            throw Failure.busy
        }
        defer { waitingCount.subtract(1, ordering: .relaxed) }
        return try await pool.runIfActive(work)
    }

    /// A setting with a fresh salt, at libcrypt's own cost.
    private static func newSetting() throws(Failure) -> String {
        var output = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
        guard crypt_gensalt_rn("$y$", 0, nil, 0, &output, Int32(output.count)) != nil else { throw .refused }
        return String(decoding: output.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func crypt(_ phrase: String, _ setting: String) throws(Failure) -> String {
        var room: UnsafeMutableRawPointer?
        var bytes: Int32 = 0
        defer { free(room) }
        guard let hash = crypt_ra(phrase, setting, &room, &bytes) else { throw .refused }
        return String(cString: hash)
    }
}
