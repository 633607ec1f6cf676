import Foundation
import Glibc

/// What processes use: CPU time, memory, descriptors. Source: Linux's CPU clocks of processes, `/proc`.
public struct ServerMeter: Sendable {
    /// The processes, together.
    public var processes: [Int32]

    /// Watches processes.
    public init(_ processes: [Int32]) {
        self.processes = processes
    }

    /// CPU time used so far, user and system, in nanoseconds. `/proc` has it in steps of 10 ms only.
    /// - Throws: `BenchError` when a process has gone.
    public func cpu() throws -> Int {
        try processes.reduce(0) { sum, process in
            guard let time = MonotonicTime.read(clockid_t((~process << 3) | 2)) else { throw gone(process) }
            return sum + time
        }
    }

    /// Anonymous resident memory now, in bytes: what a process has made, without files and shared pages.
    public func memory() throws -> Int {
        try processes.reduce(0) { sum, process in
            let status = try text("/proc/\(process)/status", of: process)
            guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("RssAnon:") }),
                let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({
                    Int($0.trimmingCharacters(in: .whitespaces))
                })
            else { throw BenchError("Process \(process) does not tell its memory") }
            return sum + kilobytes * 1024
        }
    }

    /// The same, once it has not changed by more than 16 KB for two seconds; after twenty seconds as it is.
    public func stableMemory() async throws -> Int {
        var (found, quiet) = (try memory(), 0)
        for _ in 0..<40 {
            try await Task.sleep(for: .milliseconds(500))
            let last = found
            found = try memory()
            quiet = abs(found - last) <= 16 << 10 ? quiet + 1 : 0
            if quiet == 4 { break }
        }
        return found
    }

    /// Open descriptors; 0 when they cannot be seen.
    public func descriptors() -> Int {
        processes.reduce(0) { sum, process in
            sum + ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count) ?? 0)  // Another user's.
        }
    }

    private func text(_ path: String, of process: Int32) throws -> String {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { throw gone(process) }
        return text
    }

    private func gone(_ process: Int32) -> BenchError { BenchError("There is no process \(process) any more") }
}
