import CLinux
import Foundation
import Glibc

/// This machine, as far as measuring needs it.
public enum Machine {
    /// Descriptors that the tool needs besides its readers.
    public static let spareDescriptors = 300

    /// «AMD EPYC …, 2 CPUs, Linux 6.1, load 0.5».
    public static var description: String {
        let info = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""  // Only words are lost.
        let model = info.split(separator: "\n").first { $0.hasPrefix("model name") }?.split(separator: ":").last
        let name = model.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown processor"
        return "\(name), \(ProcessInfo.processInfo.processorCount) CPUs, \(release)"
    }

    private static var release: String {
        var names = utsname()
        guard uname(&names) == 0 else { return "Linux" }
        return withUnsafeBytes(of: names.release) { "Linux " + String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// The load of the last minute: others at work make figures worse.
    public static var load: Double {
        var load = 0.0
        return getloadavg(&load, 1) == 1 ? load : 0
    }

    /// Raises this process's limit of descriptors to what it may be.
    /// - Returns: How many it may have; a child may have as many.
    public static func raiseDescriptorLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int(clamping: limit.rlim_max)
    }

    /// Keeps every thread of a process on a CPU; threads and children that it makes later, too.
    /// - Throws: `BenchError` when there is no such CPU here, or no such process.
    public static func pin(_ process: Int32, to cpu: Int) throws {
        // Nothing is listed of a process that has gone.
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        guard !threads.isEmpty else { throw BenchError("There is no process \(process)") }
        for thread in threads.compactMap(Int32.init) { try pinThread(thread, to: [cpu]) }
    }

    /// Runs a body, and what it starts, on a CPU; only the calling thread is moved.
    public static func pinned<R>(to cpu: Int?, _ body: () throws -> R) throws -> R {
        guard let cpu else { return try body() }
        let before = affinity()
        try pinThread(0, to: [cpu])
        defer { try? pinThread(0, to: before) }  // It was there before.
        return try body()
    }

    private static func affinity() -> [Int] {
        // When it cannot be read, all CPUs are taken.
        let status = (try? String(contentsOfFile: "/proc/thread-self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") }
        let ranges = line?.split(separator: "\t").last?.split(separator: ",") ?? []
        let cpus = ranges.flatMap { range in
            let ends = range.split(separator: "-").compactMap { Int($0) }
            return ends.count == 2 && ends[0] <= ends[1] ? Array(ends[0]...ends[1]) : ends
        }
        return cpus.isEmpty ? Array(0..<ProcessInfo.processInfo.processorCount) : cpus
    }

    private static func pinThread(_ thread: Int32, to cpus: [Int]) throws {
        var set = cpu_set_t()
        let size = MemoryLayout<cpu_set_t>.size
        withUnsafeMutableBytes(of: &set) { bytes in
            for cpu in cpus where cpu >= 0 && cpu < size * 8 { bytes[cpu / 8] |= 1 << UInt8(cpu % 8) }
        }
        guard sched_setaffinity(thread, size, &set) == 0 else {
            if errno == ESRCH { return }
            throw BenchError(
                "CPU \(cpus.map { "\($0)" }.joined(separator: ", ")) cannot be used: \(String(cString: strerror(errno)))")
        }
    }
}
