import Bench
import Foundation
import Glibc
import Logging

/// A node of our own: this program, serving on a database of the run.
actor BenchNode {
    static let startLimit = Duration.seconds(60)
    static let stopLimit = Duration.seconds(20)

    nonisolated let url: String
    private let port: Int
    private let arguments: [String]
    private let environment: [String: String]
    private let cpu: Int?
    private let log: URL
    private var process: Process?

    /// - Parameters:
    ///   - database: Its address.
    ///   - flags: Settings of `courant serve`.
    ///   - cpu: Where to stay.
    init(database: String, flags: [String], cpu: Int?) throws {
        port = try BenchNode.freePort()
        url = "http://127.0.0.1:\(port)"
        self.cpu = cpu
        arguments = ["serve", "--migrate", "--host", "127.0.0.1", "--port", "\(port)"] + flags
        environment = BenchNode.environment(database: database)
        log = BenchNode.logFile(port)
    }

    /// The bare WebSocket server in place of a node.
    init(webSocketOn cpu: Int?) throws {
        port = try BenchNode.freePort()
        url = "http://127.0.0.1:\(port)"
        self.cpu = cpu
        arguments = ["bench", "websocket-server", "--port", "\(port)"]
        environment = ProcessInfo.processInfo.environment
        log = BenchNode.logFile(port)
    }

    private static func logFile(_ port: Int) -> URL {
        let log = FileManager.default.temporaryDirectory.appending(path: "courant-bench-\(getpid())-\(port).log")
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        return log
    }

    /// Starts it, also again after `kill()`, on the same port.
    /// - Returns: Its process.
    /// - Throws: `ExitReason` with the end of its log.
    @discardableResult
    func start() async throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        process.environment = environment
        let output = try FileHandle(forWritingTo: log)
        try output.seekToEnd()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        // A child inherits the CPU of the thread that starts it.
        try Machine.pinned(to: cpu) { try process.run() }
        self.process = process
        try await waitUntilReady(process)
        return process.processIdentifier
    }

    private func waitUntilReady(_ process: Process) async throws {
        let client = try HTTPClient(url)
        let deadline = ContinuousClock.now + BenchNode.startLimit
        while ContinuousClock.now < deadline {
            guard process.isRunning else {
                throw ExitReason(.failed, "The node ended with \(process.terminationStatus): \(tail)")
            }
            // It fails until the node listens.
            if let answer = try? await client.send("GET", "/readyz"), (200..<300).contains(answer.status) { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw ExitReason(.failed, "The node was not ready after \(BenchNode.startLimit.components.seconds) s: \(tail)")
    }

    private var tail: String {
        let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""  // Then there is nothing to say.
        return text.split(separator: "\n").suffix(3).joined(separator: " | ")
    }

    var isRunning: Bool { process?.isRunning ?? false }

    /// Its process as it is now.
    var meter: ServerMeter? { process.flatMap { $0.isRunning ? ServerMeter([$0.processIdentifier]) : nil } }

    /// SIGKILL.
    func kill() async {
        guard let process, process.isRunning else { return }
        Glibc.kill(process.processIdentifier, SIGKILL)
        await ended(process)
    }

    /// SIGTERM; SIGKILL when it does not end by itself.
    func stop() async {
        if let process, process.isRunning {
            process.terminate()
            if await !ended(process, within: BenchNode.stopLimit) { await kill() }
        }
        try? FileManager.default.removeItem(at: log)  // A file under the temporary folder may stay.
    }

    /// Waits on a thread that may block; a cancelled task waits, too.
    @discardableResult
    private func ended(_ process: Process, within limit: Duration = .seconds(60)) async -> Bool {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let deadline = ContinuousClock.now + limit
                while process.isRunning, ContinuousClock.now < deadline { usleep(5_000) }
                continuation.resume(returning: !process.isRunning)
            }
        }
    }

    // MARK: Its surroundings

    /// What is set for us is no setting of the node, which is to run with its defaults.
    static func environment(database: String) -> [String: String] {
        ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("COURANT_") && !["HOST", "PORT"].contains($0.key) }
            .merging(["DATABASE_URL": database]) { $1 }
    }

    private static func freePort() throws -> Int {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) | getsockname(socket, $0, &length) }
        }
        guard status == 0 else { throw ExitReason(.failed, "There is no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// Runs a command of this program on the node's database.
    /// - Returns: What it prints.
    func command(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ExitReason(.failed, "courant \(arguments[0]) failed") }
        return text.trimmingCharacters(in: .newlines)
    }
}
