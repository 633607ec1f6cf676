import Bench
import Foundation

/// What was done to everybody, and how the node looked meanwhile.
actor ChaosLog {
    static let acts = [
        ("resets", "readers cut by RST"), ("goodbyes", "readers cut by FIN"), ("half_closes", "readers half-closed"),
        ("silences", "readers that stopped reading"), ("kills", "kills of the node"),
        ("terminations", "ends of all database sessions"), ("restarts", "restarts of PostgreSQL"),
    ]

    private var counts: [String: Int] = [:]
    private var readers = Plot.Series("open readers", [])
    private var memory = Plot.Series("RssAnon in MB", [])
    private var descriptors = Plot.Series("open descriptors", [])

    func note(_ act: String) { counts[act, default: 0] += 1 }

    func count(_ act: String) -> Int { counts[act] ?? 0 }

    func sample(_ time: Double, readers: Int, memory: Double?, descriptors: Int?) {
        self.readers.points.append(Plot.Point(time, Double(readers)))
        if let memory { self.memory.points.append(Plot.Point(time, memory)) }
        if let descriptors { self.descriptors.points.append(Plot.Point(time, Double(descriptors))) }
    }

    var series: [Plot.Series] { [readers, memory, descriptors] }
}

/// A command that somebody has given us to run.
enum ShellCommand {
    static func run(_ command: String) async throws {
        let status = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        let process = Process()
                        process.executableURL = URL(filePath: "/bin/sh")
                        process.arguments = ["-c", command]
                        process.standardOutput = FileHandle.nullDevice
                        try process.run()
                        process.waitUntilExit()
                        return process.terminationStatus
                    })
            }
        }
        guard status == 0 else { throw ExitReason(.failed, "«\(command)» ended with \(status)") }
    }
}
