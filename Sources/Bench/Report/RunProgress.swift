import Foundation
import Glibc
import Synchronization

/// Says on standard error how far a run is: one line that changes, or lines that stay when nobody watches.
public final class RunProgress: Sendable {
    private let isChanging: Bool
    private let last = Mutex(0)
    private let changed = Mutex(0)

    /// The line changes ten times a second at most.
    private static let pause = 100_000_000

    /// - Parameter isForced: Whether the line changes although standard error is no terminal.
    public init(isForced: Bool) {
        isChanging = isForced || isatty(STDERR_FILENO) == 1
    }

    /// A new step has begun; always said.
    public func step(_ text: String) { say(text, ends: !isChanging) }

    /// How far the step is; said when somebody watches.
    public func update(_ text: @autoclosure () -> String) {
        guard isChanging else { return }
        let now = MonotonicTime.now
        let isDue = changed.withLock { changed in
            guard now - changed >= RunProgress.pause else { return false }
            changed = now
            return true
        }
        if isDue { say(text(), ends: false) }
    }

    /// Frees the line for what comes next.
    public func finish() {
        if isChanging, last.withLock({ $0 }) > 0 { say("", ends: false) }
    }

    private func say(_ text: String, ends: Bool) {
        let before = last.withLock { last in
            defer { last = text.count }
            return last
        }
        let padding = String(repeating: " ", count: max(0, before - text.count))
        FileHandle.standardError.write(Data((ends ? text + "\n" : "\r\(text)\(padding)\(text.isEmpty ? "\r" : "")").utf8))
    }
}
