import Dispatch
import Glibc
import Synchronization

/// A thread of its own for one connection, and the executor of the actor that owns it: libpq blocks here, and nobody else waits.
///
/// The queue holds at most one job for each caller that waits for the actor, so the pool's bounds are its bounds.
final class ConnectionThread: SerialExecutor {
    private static let stackBytes = 1 << 20

    private struct Queue {
        var jobs: [UnownedJob] = []
        var isStopping = false
    }

    private let queue = Mutex(Queue())
    private let work = DispatchSemaphore(value: 0)

    /// Starts the thread, which lives until `stop()`.
    init() throws {
        try Self.start(stackBytes: Self.stackBytes) { self.run() }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.withLock { $0.jobs.append(job) }
        work.signal()
    }

    /// Ends the thread after the jobs that are queued.
    func stop() {
        queue.withLock { $0.isStopping = true }
        work.signal()
    }

    /// Runs a closure on a new thread.
    static func start(stackBytes: Int, _ body: @escaping @Sendable () -> Void) throws {
        final class Body: Sendable {
            let run: @Sendable () -> Void
            init(run: @escaping @Sendable () -> Void) { self.run = run }
        }
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let argument = Unmanaged.passRetained(Body(run: body))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, &attributes,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, argument.toOpaque())
        guard status == 0 else {
            argument.release()
            throw PostgresError(.connectionFailed, "No thread for a connection: \(String(cString: strerror(status)))")
        }
    }

    private func run() {
        while true {
            work.wait()
            let (jobs, isStopping) = queue.withLock { queue in
                let jobs = queue.jobs
                queue.jobs.removeAll(keepingCapacity: true)
                return (jobs, queue.isStopping)
            }
            for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
            if isStopping && jobs.isEmpty { return }
        }
    }
}
