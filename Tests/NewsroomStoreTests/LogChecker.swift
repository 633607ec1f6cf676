/// Judges a log by what committed transactions wrote. Decides; never asks the database.
struct LogChecker {
    /// One change, as the transaction that made it knows it.
    struct Change: Hashable, CustomStringConvertible {
        let transaction: String
        let item: Int
        let version: Int

        var description: String { "\(item)@\(version) of \(transaction)" }
    }

    /// One change, as the log tells it.
    struct Entry: Hashable, CustomStringConvertible {
        let position: Int64
        let change: Change

        var description: String { "\(position): \(change)" }
    }

    /// What committed transactions wrote, each in its own order.
    let truth: [Change]
    /// The whole log, by position.
    let log: [Entry]
    /// What each reader got, in the order in which it got it.
    let readers: [[Entry]]

    /// One sentence for each kind of fault; none when the log is right.
    var violations: [String] {
        [holes, missing, phantoms, repeats, tornTransactions, disorder].compactMap(\.self) + readers.indices.compactMap(fault)
    }

    private var holes: String? {
        let faulty = zip(log, log.dropFirst()).filter { $1.position != $0.position + 1 }
        return sentence("positions are not dense", faulty.map { "\($0.position) then \($1.position)" })
    }

    private var missing: String? {
        sentence("committed, and not in the log", Set(truth).subtracting(log.map(\.change)))
    }

    private var phantoms: String? {
        sentence("in the log, and never committed", Set(log.map(\.change)).subtracting(truth))
    }

    private var repeats: String? {
        let counts = Dictionary(grouping: log, by: \.change).filter { $0.value.count > 1 }
        return sentence("in the log more than once", counts.keys)
    }

    /// A transaction's events stand together, in the order in which it made them.
    private var tornTransactions: String? {
        let wanted = Dictionary(grouping: truth, by: \.transaction)
        var faulty: [String] = []
        var index = log.startIndex
        while index < log.endIndex {
            let transaction = log[index].change.transaction
            let run = log[index...].prefix { $0.change.transaction == transaction }
            if run.map(\.change) != wanted[transaction] { faulty.append("\(transaction) at \(log[index].position)") }
            index = run.endIndex
        }
        return sentence("transactions that are torn apart or out of order", faulty)
    }

    /// The versions of one item follow one another, whoever made them.
    private var disorder: String? {
        var last: [Int: Int] = [:]
        var faulty: [Entry] = []
        for entry in log {
            if entry.change.version <= last[entry.change.item, default: 0] { faulty.append(entry) }
            last[entry.change.item] = entry.change.version
        }
        return sentence("older versions after newer ones", faulty)
    }

    private func fault(ofReader index: Int) -> String? {
        let stream = readers[index]
        guard stream != log else { return nil }
        let skipped = Set(log).subtracting(stream)
        let difference = zip(stream, log).first { $0 != $1 }.map { "got \($0) for \($1)" } ?? "\(stream.count) of \(log.count)"
        return "reader \(index) did not get the log: \(skipped.count) skipped, first \(difference)"
    }

    private func sentence(_ what: String, _ faulty: some Collection<some Any>) -> String? {
        faulty.isEmpty
            ? nil : "\(what): \(faulty.count), for example \(faulty.prefix(3).map { "\($0)" }.joined(separator: "; "))"
    }
}
