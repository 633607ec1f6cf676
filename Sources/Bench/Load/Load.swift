import Glibc
import HeapModule

/// All readers, on one thread: connects, reads, counts. Not `Sendable`: only `Readers`, which owns the thread, touches it.
final class Load {
    /// What is to be done at a time.
    private struct Timer: Comparable {
        enum Act { case reconnect, readAgain, hangUp }
        let time: Int
        let index: Int
        let generation: UInt32
        let act: Act

        static func < (left: Timer, right: Timer) -> Bool { left.time < right.time }
        static func == (left: Timer, right: Timer) -> Bool { left.time == right.time }
    }

    static let receiveBytes = 256 << 10
    /// Readers that have been told no `retry` come back after so many milliseconds.
    static let pauseMilliseconds = 100...500

    let target: StreamTarget
    let times: PublishTimes
    let poller: Poller
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: receiveBytes, alignment: 16)
    var readers: [LoadReader] = []
    var tally = ReaderTally()
    var latency = Histogram()
    /// When each number was published, as far as this thread knows.
    var knownTimes: [Int] = []
    /// Whether readers whose stream has ended come back.
    var isPersistent = false
    /// The request of a reader who was told nothing yet, by topic.
    let freshRequests: [String]

    // Connecting; see Load+Connecting.
    var queue: [Int] = []
    var queueStart = 0
    var connecting = 0
    var maxConnecting = 64
    var connectionCount = 0
    private var timers = Heap<Timer>()

    init(_ target: StreamTarget, times: PublishTimes) throws {
        self.target = target
        self.times = times
        poller = try Poller()
        freshRequests = target.paths.indices.map { target.request(topic: $0, lastEventID: nil) }
    }

    deinit {
        for reader in readers where reader.socket >= 0 { Glibc.close(reader.socket) }
        buffer.deallocate()
    }

    /// One round: connects, waits, reads, and fires what is due.
    /// - Returns: Whether the mailbox's key was among what was found.
    func turn(mailbox: UInt64) -> Bool {
        connectMore()
        var isCalled = false
        let count = poller.wait(milliseconds: timeout)
        for index in 0..<count {
            let found = poller.found(index)
            if found.key == mailbox { isCalled = true } else { handle(found) }
        }
        fireTimers()
        return isCalled
    }

    private func handle(_ found: Poller.Found) {
        let index = Int(found.key & 0xffff_ffff)
        guard readers[index].generation == UInt32(found.key >> 32) else { return }
        if readers[index].phase == .connecting { connected(index) } else { read(index) }
    }

    func key(_ index: Int) -> UInt64 { UInt64(readers[index].generation) << 32 | UInt64(index) }

    // MARK: Timers

    private var timeout: Int32 {
        guard let next = timers.min else { return -1 }
        return Int32(clamping: max(0, (next.time - MonotonicTime.now + 999_999) / 1_000_000))
    }

    private func fireTimers() {
        guard !timers.isEmpty else { return }
        let now = MonotonicTime.now
        while let timer = timers.min, timer.time <= now {
            timers.removeMin()
            guard readers[timer.index].generation == timer.generation else { continue }
            switch timer.act {
            case .reconnect: if readers[timer.index].phase == .pausing { enqueue(timer.index) }
            case .readAgain: poller.change(readers[timer.index].socket, key: key(timer.index), reading: true)
            case .hangUp: lost(timer.index)
            }
        }
    }

    private func schedule(_ act: Timer.Act, _ index: Int, milliseconds: Int) {
        timers.insert(
            Timer(
                time: MonotonicTime.now + milliseconds * 1_000_000, index: index, generation: readers[index].generation,
                act: act))
    }

    /// A stream has ended; its reader comes back when that is wanted.
    func lost(_ index: Int) {
        drop(index, with: .reset)
        guard isPersistent, !readers[index].isSlow else { return }
        readers[index].phase = .pausing
        let pause = readers[index].retry ?? Int.random(in: Load.pauseMilliseconds)
        readers[index].retry = nil
        schedule(.reconnect, index, milliseconds: pause)
    }

    // MARK: Harm, for chaos

    /// Does something to a reader that networks and people do.
    func harm(_ index: Int, by harm: Harm) {
        guard readers[index].phase == .open else { return }
        switch harm {
        case .reset: lost(index)
        case .goodbye:
            drop(index, with: .goodbye)
            lost(index)
        case .halfClose(let milliseconds):
            shutdown(readers[index].socket, Int32(SHUT_WR))
            schedule(.hangUp, index, milliseconds: milliseconds)
        case .silence(let milliseconds):
            poller.change(readers[index].socket, key: key(index), reading: false)
            schedule(.readAgain, index, milliseconds: milliseconds)
        }
    }
}

/// What may befall a reader's connection.
public enum Harm: Sendable, Hashable {
    /// RST.
    case reset
    /// FIN.
    case goodbye
    /// FIN from the reader's side, who goes on reading for a while.
    case halfClose(milliseconds: Int)
    /// It reads nothing for a while.
    case silence(milliseconds: Int)
}
