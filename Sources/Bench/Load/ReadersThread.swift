import CLinux
import Foundation
import Glibc
import Synchronization

/// The readers' thread, and the letters to it. Ends with `stop`.
final class ReadersThread: Sendable {
    typealias Letter = @Sendable (Load) -> Void
    /// Among the keys of readers' sockets, the mailbox's own.
    private static let mailboxKey = UInt64.max

    private let letters = Mutex<[Letter]>([])
    private let bell: Int32
    private let isStopping = Atomic(false)

    init(_ target: StreamTarget, times: PublishTimes, afterTurn: @escaping Letter) throws {
        bell = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        // Made here, so that what fails fails at once; from here on only the thread knows it.
        nonisolated(unsafe) let load = try Load(target, times: times)
        // Of its own: what blocks must not do so on the threads that all tasks share.
        Thread.detachNewThread { self.run(load, afterTurn) }
    }

    deinit { Glibc.close(bell) }

    /// Has something done on the thread, after what was asked before.
    func post(_ letter: @escaping Letter) {
        letters.withLock { $0.append(letter) }
        ring()
    }

    /// Ends the thread and all connections; letters that are still under way are read first.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        ring()
    }

    private func ring() {
        var one: UInt64 = 1
        write(bell, &one, MemoryLayout<UInt64>.size)
    }

    private func run(_ load: Load, _ afterTurn: Letter) {
        load.poller.add(bell, key: ReadersThread.mailboxKey)
        while true {
            let isCalled = load.turn(mailbox: ReadersThread.mailboxKey)
            if isCalled {
                let isLast = isStopping.load(ordering: .acquiring)
                var count: UInt64 = 0
                Glibc.read(bell, &count, MemoryLayout<UInt64>.size)
                for letter in letters.withLock({ letters in
                    defer { letters = [] }; return letters
                }) { letter(load) }
                if isLast { return afterTurn(load) }
            }
            afterTurn(load)
        }
    }
}
